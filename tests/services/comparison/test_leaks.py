"""Questions are told from what was trained on: to the letter, in other words, by their answers."""

from __future__ import annotations

import pytest

from studio.domain.comparison import QuestionDraft
from studio.domain.work import finish
from studio.services.comparison import leaks, question_sets
from studio.services.comparison.leaks import Leak, LeakSearch, Match, TrainedRow
from studio.services.comparison.questions import choose_held_out
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.versions import freezing

ANSWER = "Take one small step this morning, write it down tonight, and take the next tomorrow."


def find(question: str, prompt: str, *, alone: bool = True) -> list[Match]:
    return LeakSearch([QuestionDraft(question)]).find([TrainedRow(7, prompt, "", alone)])


@pytest.mark.parametrize(
    "question, prompt, is_exact",
    [
        ("How do I begin?", "how do I  begin", True),
        ("How do I begin a habit?", "How should one begin their habits?", False),
        ("習慣はどう始めればよいですか。", "習慣を、どのように始めるべきですか。", False),
        (
            "My brother lent me money last year and I can't pay him back. What do I say to him?",
            "My brother lent me money last year and I can't pay it back. What shall I say to him?",
            False,
        ),
    ],
)
def test_what_asks_the_same_gives_a_question_away(question, prompt, is_exact) -> None:
    assert find(question, prompt) == [Match(0, 7, is_exact)]


@pytest.mark.parametrize(
    "question, prompt",
    [
        ("What is the point of saving money?", "What is the point of saving time?"),
        ("習慣はどう始めますか。", "習慣はいつ始めますか。"),
        ("When do I begin?", "How do I begin?"),
        ("", ""),
    ],
)
def test_what_asks_something_else_gives_nothing_away(question: str, prompt: str) -> None:
    assert find(question, prompt) == []


def test_a_short_word_in_a_conversation_is_no_question_of_its_own() -> None:
    assert find("Why?", "Why?", alone=False) == []


def test_each_row_that_answers_as_the_reference_does_is_told() -> None:
    search = LeakSearch([QuestionDraft("What helps?", ANSWER), QuestionDraft("Is it?", "Yes.")])
    rows = [
        TrainedRow(n, f"Question {n}", text)
        for n, text in enumerate([ANSWER, ANSWER.replace("tomorrow", "then"), "Yes.", "No."])
    ]
    assert search.find(rows) == [Match(0, 0, False), Match(0, 1, False)]


def test_a_question_that_was_trained_on_is_a_leak(accepted: Session) -> None:
    version = freezing.freeze(accepted, validation=0).value.number
    trained = QuestionDraft("How do I  reach goal 0-0?")
    found = finish(leaks.find_leaks(accepted, [trained, QuestionDraft("What is a wall?")])).value
    pair = accepted.library.pairs.ids()[0]
    assert found == [Leak(trained.text, version, True, pair), Leak(trained.text, None, True, pair)]
    assert leaks.describe_leak(found) == "version 1"
    assert leaks.describe_leak(found[1:]) == f"pair {pair}"


def test_a_reference_that_was_trained_on_is_a_leak_as_well(session: Session) -> None:
    pair = review.add(session, "How do I get going?", ANSWER).value
    review.accept(session, [pair])
    near = QuestionDraft("What helps in the morning?", ANSWER.replace("tomorrow", "then"))
    (leak,) = finish(leaks.find_leaks(session, [near])).value
    assert (leak.version, leak.is_exact, leak.pair) == (None, False, pair)


def test_a_version_says_which_of_its_training_rows_a_set_asks(accepted: Session) -> None:
    version = freezing.freeze(accepted, validation=0.2).value.number
    assert finish(leaks.find_set_leaks(accepted, version)).value == ()
    rows = [row.pair for row in accepted.library.versions.rows(version, "train")]
    prompts = {pair.id: pair.prompt for pair in accepted.library.pairs.list(rows)}
    first = next(number for number, prompt in prompts.items() if prompt[-4] == prompt[-2])
    question_sets.make_set(accepted, "Held", [QuestionDraft(prompts[first])])
    pairs = finish(leaks.find_set_leaks(accepted, version)).value
    assert pairs == (first,)
    assert "1 training row of version 1" in leaks.describe_set_leaks(version, pairs)
    assert leaks.describe_set_leaks(version, ()) == ""


def test_what_the_latest_version_holds_out_is_no_leak_until_it_is_trained_on(
    accepted: Session,
) -> None:
    version = freezing.freeze(accepted, validation=0.2).value.number
    drafts = choose_held_out(accepted, version, 100)
    # Goal 1-2 and goal 2-1 nearly ask the same: only what is asked to the letter is looked at.
    found = finish(leaks.find_leaks(accepted, drafts)).value
    assert [leak for leak in found if leak.is_exact] == []
    later = freezing.freeze(accepted, validation=0).value.number
    found = finish(leaks.find_leaks(accepted, drafts)).value
    assert {leak.version for leak in found if leak.is_exact} == {later, None}
