"""Review: every deed is one named step, says what it changed, and keeps the tokens right."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.domain import turns
from studio.domain.book import PassageStatus
from studio.domain.conversation import build_row, list_messages
from studio.domain.errors import CuratorError
from studio.domain.history import Replay
from studio.domain.pair import Origin, Status
from studio.domain.work import Change, finish
from studio.i18n import use_language
from studio.services.books import ingest
from studio.services.pairs import draft, review
from studio.services.session import Session


@pytest.fixture
def number(session: Session) -> int:
    made = review.add(session, "How do I begin?", "Begin with one small thing today.").value
    assert isinstance(made, int)
    return made


def test_accepting_counts_towards_the_data_set(session: Session, number: int) -> None:
    done = review.accept(session, [number])
    assert done.changes.touches(Change.PAIRS) and done.value == 1
    rows, tokens = session.library.pairs.accepted_tokens()
    assert rows == 1 and tokens == session.library.pairs.get(number).tokens > 0


def test_what_is_held_back_keeps_its_status_and_costs_nothing(
    session: Session, number: int
) -> None:
    review.accept(session, [number])
    before = session.library.pairs.accepted_tokens()
    assert review.hold_back(session, [number]).value == 1
    pair = session.library.pairs.get(number)
    assert (pair.status, pair.held_back) == (Status.ACCEPTED, True)
    assert session.library.pairs.accepted_tokens() == (0, 0)
    assert session.library.pairs.count_held_back() == 1
    assert session.library.journal.steps()[0].label == "Hold back 1 pair"
    review.hold_back(session, [number], False)
    assert session.library.pairs.accepted_tokens() == before


def test_accepting_again_changes_nothing(session: Session, number: int) -> None:
    review.accept(session, [number])
    assert review.accept(session, [number]).value == 0


def test_who_decides_on_one_pair_has_read_it(session: Session, number: int) -> None:
    review.accept(session, [number])
    assert session.library.pairs.get(number).is_read
    review.undo(session)
    assert not session.library.pairs.get(number).is_read


def test_who_edits_a_pair_has_read_it(session: Session, number: int) -> None:
    review.edit(session, number, prompt="Where do I begin?")
    assert session.library.pairs.get(number).is_read


def test_many_at_once_are_read_by_nobody(session: Session, number: int) -> None:
    other = review.add(session, "And then?", "Then do the next small thing.").value
    assert isinstance(other, int)
    review.accept(session, [number, other])
    pairs = session.library.pairs
    assert not pairs.get(number).is_read and not pairs.get(other).is_read
    review.accept(session, [number])  # it was accepted, and now it is read as well
    assert pairs.get(number).is_read


def test_what_was_shown_too_short_is_not_read(session: Session, number: int) -> None:
    review.accept(session, [number], read=False)
    assert not session.library.pairs.get(number).is_read


def test_rejecting_and_reopening(session: Session, number: int) -> None:
    review.reject(session, [number])
    assert session.library.pairs.get(number).status is Status.REJECTED
    review.reopen(session, [number])
    assert session.library.pairs.get(number).status is Status.DRAFT


def test_editing_recounts_the_row(session: Session, number: int) -> None:
    before = session.library.pairs.get(number).tokens
    review.edit(session, number, answer="Begin with one small thing today, and again tomorrow.")
    assert session.library.pairs.get(number).tokens > before


def test_editing_to_the_same_words_is_no_step(session: Session, number: int) -> None:
    label = session.library.journal.undo_label
    done = review.edit(session, number, prompt="How do I begin?")
    assert not done.changes
    assert session.library.journal.undo_label == label


def test_half_a_surrogate_pair_never_reaches_the_library(session: Session, number: int) -> None:
    review.edit(session, number, answer="good\ud83d and\0 well")
    assert session.library.pairs.get(number).answer == "good and well"


def test_tags_come_and_go(session: Session, number: int) -> None:
    review.tag(session, [number], " 習慣 ")
    assert session.library.pairs.get(number).tags == ("習慣",)
    assert session.library.pairs.tags() == [("習慣", 1)]
    review.untag(session, [number], "習慣")
    assert session.library.pairs.tags() == []


def test_an_empty_tag_is_refused(session: Session, number: int) -> None:
    with pytest.raises(CuratorError, match="1 to 60"):
        review.tag(session, [number], "  ")


def test_the_system_message_moves_every_row_by_its_tokens(session: Session, number: int) -> None:
    review.set_system(session, "You are a mentor.")
    pair = session.library.pairs.get(number)
    assert pair.tokens == review.row_tokens(session, pair.prompt, pair.answer)
    review.undo(session)
    assert review.system_message(session) == ""
    assert session.library.pairs.get(number).tokens == review.row_tokens(
        session, pair.prompt, pair.answer
    )


def test_undo_names_the_step(session: Session, number: int) -> None:
    review.accept(session, [number])
    assert review.undo(session).value == Replay("Accept 1 pair", (number,))
    assert session.library.pairs.get(number).status is Status.DRAFT
    review.redo(session)
    assert session.library.pairs.get(number).status is Status.ACCEPTED


# -- the whole row behind a pair -----------------------------------------------------------------


def test_a_pair_of_several_turns_is_one_step_and_comes_back_as_it_was(
    session: Session, number: int
) -> None:
    review.set_system(session, "You are a mentor.")
    before = session.library.pairs.get(number)
    review.change_row(session, number, turns.add_follow_up, "Add a follow-up")
    pair = session.library.pairs.get(number)
    assert (pair.prompt, pair.answer) == ("", "")
    review.edit(session, number, prompt="And then?", answer="Go on.")
    row = build_row(session.library.pairs.get(number), "another")
    assert [turn["content"] for turn in list_messages(row)] == [
        "You are a mentor.",
        before.prompt,
        before.answer,
        "And then?",
        "Go on.",
    ]
    pair = session.library.pairs.get(number)
    assert pair.tokens == review.tokens_of_row(session, row) > before.tokens
    review.undo(session)
    review.undo(session)
    assert session.library.pairs.get(number) == before


def test_a_row_that_says_no_more_than_the_pair_is_the_pair_again(
    session: Session, number: int
) -> None:
    review.set_system(session, "You are a mentor.")
    review.change_row(session, number, lambda row: turns.set_system(row, "Own."), "Own")
    assert session.library.pairs.get(number).row
    review.change_row(
        session, number, lambda row: turns.set_system(row, "You are a mentor."), "Shared"
    )
    assert session.library.pairs.get(number).row == ""


def test_rows_that_say_what_the_library_says_follow_it(session: Session, number: int) -> None:
    other = review.add(session, "Why?", "Because.").value
    review.set_system(session, "You are a mentor.")
    review.change_row(session, number, turns.add_exchange, "Add a turn")
    review.change_row(session, other, lambda row: turns.set_system(row, "Own."), "Own")
    review.set_system(session, "You are calm.")
    pairs = [session.library.pairs.get(one) for one in (number, other)]
    assert [turns.read_system(build_row(pair)) for pair in pairs] == ["You are calm.", "Own."]
    for pair in pairs:
        assert pair.tokens == review.row_tokens(session, pair.prompt, pair.answer, of=pair)
    review.set_system(session, "")
    pair = session.library.pairs.get(number)
    assert turns.read_system(build_row(pair)) is None
    assert pair.tokens == review.row_tokens(session, pair.prompt, pair.answer, of=pair)


def test_many_pairs_are_counted_as_each_alone(accepted: Session) -> None:
    review.set_system(accepted, "Be brief.")
    pairs = accepted.library.pairs.list(accepted.library.pairs.ids())
    assert review.count_pairs(accepted, pairs) == [
        review.row_tokens(accepted, pair.prompt, pair.answer, of=pair) for pair in pairs
    ]


def test_history_is_told_in_the_language_of_the_day(accepted: Session) -> None:
    ids = accepted.library.pairs.ids()[:2]
    use_language("ja")
    review.reject(accepted, ids)
    spoken = accepted.library.journal.undo_label
    use_language("en")
    journal = accepted.library.journal
    assert journal.undo_label == "Reject 2 pairs" != spoken
    assert journal.steps(1)[0].label == "Reject 2 pairs"
    undone = review.undo(accepted).value
    assert undone is not None and undone.label == "Reject 2 pairs"
    use_language("ja")
    assert journal.redo_label == spoken


def test_a_pair_written_of_a_passage_belongs_to_it(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "book.txt"
    path.write_text(
        "A Book\n\nMy uncle sold his land in 1842 and never came home.", encoding="utf-8"
    )
    finish(ingest.add_books(session, [path]))
    library = session.library
    passage = library.passages.ids()[-1]
    draft.skip(session, [passage])
    number = review.add(session, "Should I sell?", "Stay.", passage=passage).value
    pair = library.pairs.get(number)
    assert (pair.passage, pair.book, pair.origin) == (passage, 1, Origin.CURATOR)
    assert library.passages.get(passage).status is PassageStatus.DRAFTED
    review.undo(session)
    assert library.passages.get(passage).status is PassageStatus.SKIPPED
