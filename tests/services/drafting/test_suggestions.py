"""A suggestion is taken, refused or made a pair of its own, each with one step to undo."""

from __future__ import annotations

import json

import pytest

from studio.domain.errors import CuratorError
from studio.domain.model_job import JobKind
from studio.domain.suggestion import Suggestion, SuggestionKind, SuggestionState
from studio.domain.work import finish
from studio.services.drafting import jobs, suggestions
from studio.services.drafting.plan import KIND_LABELS, Plan
from studio.services.pairs import draft, review
from studio.services.session import Session
from tests.services import model_server as server
from tests.services.model_server import MODEL, ModelServer


def questions(*kinds: SuggestionKind) -> server.Reply:
    rows = [
        {
            "kind": kind,
            "question": f"A question of kind {kind}?",
            "answer": "An answer of its own." if kind in ("follow-up", "negative") else "",
            "evidence": ["Nobody wrote that."],
        }
        for kind in kinds
    ]
    return server.say_json({"questions": rows})


@pytest.fixture
def pair(shelf: Session, model: ModelServer) -> int:
    """A draft with two more candidates."""

    def three(request: server.Request) -> server.Response:
        return server.say_json(server.draft(server.passage_of(request.get_json()), 3))(request)

    model.script = [three]
    job = draft.draft_pairs(
        shelf, method="model", endpoint="desk", model=MODEL, candidates=3, limit=1
    )
    finish(job)
    return int(shelf.library.pairs.ids()[0])


def ask(shelf: Session, pair: int, **wishes: object) -> list[Suggestion]:
    plan = Plan("desk", MODEL, kinds=tuple(KIND_LABELS), **wishes)  # type: ignore[arg-type]
    number = jobs.start(shelf, JobKind.QUESTIONS, plan, pairs=[pair])
    finish(jobs.run(shelf, number))
    found = shelf.library.suggestions.of_pair(pair)
    return [item for item in found if item.kind is not SuggestionKind.ANSWER]


def test_a_candidate_takes_the_pairs_place_and_undo_brings_it_back(
    shelf: Session, pair: int
) -> None:
    first, second, third = shelf.library.suggestions.of_pair(pair)
    suggestions.choose(shelf, second.id)
    now = shelf.library.pairs.get(pair)
    assert (now.prompt, now.answer) == (second.prompt, second.answer)
    states = [item.state for item in shelf.library.suggestions.of_pair(pair)]
    assert states == [SuggestionState.OPEN, SuggestionState.CHOSEN, SuggestionState.OPEN]
    review.undo(shelf)
    assert shelf.library.pairs.get(pair).answer == first.answer
    suggestions.refuse(shelf, [third.id], " too long ")
    assert shelf.library.suggestions.get(third.id).reason == "too long"
    suggestions.reopen(shelf, [third.id])
    assert shelf.library.suggestions.get(third.id).state is SuggestionState.OPEN


def test_questions_of_each_kind_are_suggested_on_their_pair(
    shelf: Session, model: ModelServer, pair: int
) -> None:
    model.script = [questions(*KIND_LABELS)]
    found = ask(shelf, pair)
    assert [item.kind for item in found] == list(KIND_LABELS)
    by_kind = {item.kind: item for item in found}
    assert by_kind[SuggestionKind.HOW].answer == ""
    assert by_kind[SuggestionKind.NEGATIVE].is_grounded
    assert not by_kind[SuggestionKind.FOLLOW_UP].is_grounded
    before = shelf.library.pairs.get(pair)
    suggestions.choose(shelf, by_kind[SuggestionKind.HOW].id)
    after = shelf.library.pairs.get(pair)
    assert (after.prompt, after.answer) == ("A question of kind how?", before.answer)


def test_a_follow_up_becomes_the_second_turn_of_a_conversation(
    shelf: Session, model: ModelServer, pair: int
) -> None:
    model.script = [questions(SuggestionKind.FOLLOW_UP, SuggestionKind.WHY)]
    follow_up, why = ask(shelf, pair)
    first, second = suggestions.take_as_pairs(shelf, [follow_up.id, why.id]).value
    row = json.loads(shelf.library.pairs.get(first).row)
    assert [turn["role"] for turn in row["messages"]] == ["user", "assistant"] * 2
    parent, made = shelf.library.pairs.get(pair), shelf.library.pairs.get(second)
    assert row["messages"][1]["content"] == parent.answer
    assert (made.answer, made.row, made.passage) == (parent.answer, "", parent.passage)
    assert shelf.library.pairs.get(first).tokens > made.tokens
    review.undo(shelf)
    assert len(shelf.library.pairs.ids()) == 1


def test_they_can_become_pairs_at_once(shelf: Session, model: ModelServer, pair: int) -> None:
    model.script = [questions(*KIND_LABELS)]
    found = ask(shelf, pair, as_pairs=True)
    assert {item.state for item in found} == {SuggestionState.CHOSEN}
    assert len(shelf.library.pairs.ids()) == 1 + len(KIND_LABELS)
    review.undo(shelf)
    assert len(shelf.library.pairs.ids()) == 1


def test_what_repeats_or_was_not_asked_for_or_lacks_its_answer_is_left_out(
    shelf: Session, model: ModelServer, pair: int
) -> None:
    prompt = shelf.library.pairs.get(pair).prompt
    rows = [
        {"kind": "how", "question": prompt.upper(), "answer": "", "evidence": []},
        {"kind": "negative", "question": "What of the moon?", "answer": "", "evidence": []},
        {"kind": "song", "question": "La?", "answer": "", "evidence": []},
        {"kind": "Why", "question": "Why begin?", "answer": "ignored", "evidence": []},
        "nonsense",
    ]
    model.script = [server.say_json({"questions": rows})]
    (only,) = ask(shelf, pair)
    assert (only.prompt, only.kind, only.answer) == ("Why begin?", SuggestionKind.WHY, "")


def test_a_question_job_needs_a_kind(shelf: Session, pair: int) -> None:
    with pytest.raises(CuratorError, match="kind"):
        jobs.start(shelf, JobKind.QUESTIONS, Plan("desk", MODEL), pairs=[pair])


def test_accepted_pairs_become_examples_of_several_kinds(
    shelf: Session, model: ModelServer, pair: int
) -> None:
    review.edit(shelf, pair, prompt="How may I begin at all?", answer="With the smallest step.")
    review.accept(shelf, [pair])
    finish(draft.draft_pairs(shelf, method="model", endpoint="desk", model=MODEL, limit=1))
    system = str(model.bodies[-1]["messages"][0]["content"])
    assert "How may I begin at all?" in system and "With the smallest step." in system
