"""Whom one can talk to, and what an answer leaves behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from studio.domain.comparison import QuestionDraft
from studio.domain.conversation import build_row, list_messages
from studio.domain.dataset import Recipe
from studio.domain.errors import CuratorError, EndpointError
from studio.domain.pair import Origin
from studio.domain.run import Checkpoint, Hyperparameters, RunStatus
from studio.domain.work import finish
from studio.services.comparison.contestants import add_system, make_base, make_model
from studio.services.models.chat import (
    KeptAnswer,
    Spoken,
    answer,
    build_talk,
    describe_partner,
    find_base,
    keep_pair,
    keep_question,
    list_partners,
    make_partner,
    read_spent,
)
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.versions import freezing
from tests.services.scripted_model import Model, Stream


def add_run(session: Session, model: str, tuned: str | None, status: RunStatus) -> None:
    library = session.library
    with library.transaction():
        number = library.runs.insert(
            version=1,
            endpoint="local",
            model=model,
            hyperparameters=Hyperparameters(),
            seed=None,
            suffix="",
            nonce=f"{model}{tuned}{status}",
            estimate_usd=Decimal(0),
        )
        library.runs.update(number, status=status, fine_tuned_model=tuned)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with Session.open(tmp_path / "a.studio", create=True) as session:
        yield session


def listed(session: Session) -> list[str]:
    return [describe_partner(partner) for partner in list_partners(session)]


def test_tuned_models_come_first_then_bases_alone_and_with_passages(session: Session) -> None:
    add_run(session, "base", "ft:one", RunStatus.SUCCEEDED)
    add_run(session, "ft:one", "ft:two", RunStatus.SUCCEEDED)
    add_run(session, "other", None, RunStatus.FAILED)
    assert listed(session) == [
        "run 2 · ft:two",
        "run 1 · ft:one",
        "the base · base",
        "the base with passages · ft:one",
        "the base with passages · base",
    ]


def test_checkpoints_and_whoever_was_compared_can_be_talked_to(session: Session) -> None:
    add_run(session, "base", "ft:one", RunStatus.SUCCEEDED)
    with session.library.transaction():
        session.library.runs.update(1, checkpoints=(Checkpoint(40, "ft:one@40"),))
        prompted = add_system(make_base(session.library.runs.get(1)), "Be a mentor.")
        elsewhere = make_model("openai", "gpt-4o-mini")
        session.library.comparisons.insert([prompted, elsewhere], [QuestionDraft("How?")])
    assert listed(session)[3:] == [
        "run 1, step 40 · ft:one@40",
        "the base with a prompt · base · “Be a mentor.”",
        "gpt-4o-mini · gpt-4o-mini",
    ]


def test_one_that_was_asked_with_the_systems_own_words_is_no_other(session: Session) -> None:
    add_run(session, "base", "ft:one", RunStatus.SUCCEEDED)
    review.set_system(session, "Be brief.")
    base = replace(make_base(session.library.runs.get(1)), name="the base", system="Be brief.")
    with session.library.transaction():
        session.library.comparisons.insert([base], [QuestionDraft("How?")])
    assert len(listed(session)) == 3
    assert make_partner(session, "local", "base").is_base


def test_any_model_is_made_a_partner_and_a_known_one_keeps_its_name(session: Session) -> None:
    add_run(session, "base", "ft:one", RunStatus.SUCCEEDED)
    known = make_partner(session, "local", "base", system=" Be brief. ", passages=2)
    assert (known.is_base, known.system, known.passages) == (False, "Be brief.", 2)
    assert describe_partner(known).startswith("the base with a prompt with passages · base")
    assert make_partner(session, "openai", "gpt-x") == make_model("openai", "gpt-x")


def test_a_tuned_model_has_its_base_and_a_base_has_none(session: Session) -> None:
    add_run(session, "base", "ft:one", RunStatus.SUCCEEDED)
    tuned, base = list_partners(session)[:2]
    assert find_base(session, tuned) == base and find_base(session, base) is None


def test_a_talk_takes_along_what_was_said_and_whose_system_message_it_is(session: Session) -> None:
    review.set_system(session, "Be brief.")
    partner = make_model("local", "base")
    assert build_talk(session, partner, [("How?", "So.")], "And then?") == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "How?"},
        {"role": "assistant", "content": "So."},
        {"role": "user", "content": "And then?"},
    ]
    own = build_talk(session, add_system(partner, "Be long."), [], "How?")
    assert own[0]["content"] == "Be long."


def test_what_fails_is_said_in_the_result(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Model(Stream("Well", fails=EndpointError("It is offline.")), Stream("So."))
    monkeypatch.setattr(Session, "chat_model", lambda _session, _endpoint: script)
    partner = make_model("local", "rehearsal-tiny")
    assert finish(answer(session, partner, [], "How?")).value == Spoken("It is offline.")
    assert finish(answer(session, partner, [], "How?")).value == Spoken()


def test_an_endpoint_nobody_set_up_is_said_too(session: Session) -> None:
    spoken = finish(answer(session, make_model("nowhere", "x"), [], "How?")).value
    assert "nowhere" in spoken.error


def test_what_was_spent_is_read_from_the_ledger(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "chat_model", lambda _session, _endpoint: Model())
    session.settings.set("monthly_budget_usd", 100)
    before = datetime.now(UTC)
    partner = make_model("openai", "gpt-4o-mini-2024-07-18")
    finish(answer(session, partner, [], "How?"))
    assert read_spent(session, partner, before) > 0
    assert read_spent(session, partner, datetime.now(UTC)) == 0
    assert read_spent(session, add_system(partner, "Be brief."), before) == 0


def test_a_question_is_kept_in_a_set_once(session: Session) -> None:
    assert keep_question(session, "How?", "So.", number=None, name="Mine").value == 1
    (kept,) = session.library.question_sets.list()
    assert keep_question(session, "How? ", "", number=kept.id).value == 0
    assert keep_question(session, "Why?", "", number=kept.id).value == 1
    with pytest.raises(CuratorError):
        keep_question(session, " ", "", number=kept.id)


def test_an_answer_is_kept_as_a_draft_with_the_turns_before_it(session: Session) -> None:
    review.set_system(session, "Be brief.")
    number = keep_pair(session, KeptAnswer("And then?", "Rest.", (("How?", "So."),), "m")).value
    pair = session.library.pairs.get(number)
    assert (pair.prompt, pair.answer, pair.origin) == ("And then?", "Rest.", Origin.MODEL)
    assert [turn["role"] for turn in list_messages(build_row(pair))] == [
        "system",
        "user",
        "assistant",
        "user",
        "assistant",
    ]
    plain = session.library.pairs.get(keep_pair(session, KeptAnswer("How?", "So.")).value)
    assert plain.row == "" and plain.origin is Origin.CURATOR and 0 < plain.tokens < pair.tokens
    review.undo(session)
    review.undo(session)
    assert not session.library.pairs.ids()


@pytest.mark.parametrize("before", [(), (("Hello?", "Hello."),)])
def test_with_the_worse_answer_beside_it_it_becomes_a_row_of_preference(
    session: Session, before: tuple[tuple[str, str], ...]
) -> None:
    kept = KeptAnswer("How?", "Lay a stone.", before, "ft:one", "So.", "base")
    review.accept(session, [keep_pair(session, kept).value])
    version = freezing.freeze(session, Recipe(profile="dpo", validation=0)).value
    (row,) = (json.loads(each.json) for each in session.library.versions.rows(version.number))
    assert row["preferred_output"][-1]["content"] == "Lay a stone."
    assert row["non_preferred_output"][-1]["content"] == "So."
    assert len(row["input"]["messages"]) == 1 + 2 * len(before)
