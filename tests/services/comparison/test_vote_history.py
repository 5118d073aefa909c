"""Votes are taken back in turn and brought again, whoever opened the library since."""

from __future__ import annotations

from studio.domain.comparison import Verdict
from studio.services.comparison import voting
from studio.services.comparison.vote_history import redo_vote, undo_vote
from studio.services.session import Session
from tests.services.comparison.conftest import BASE, TUNED


def read_duels(session: Session, comparison: int) -> list[voting.Duel]:
    record = session.library.comparisons.get(comparison)
    return voting.list_duels(record, TUNED.key, BASE.key)


def read_sides(session: Session, comparison: int) -> list[Verdict]:
    """The verdicts that stand, as the answers stand on the page, in the order of the duels."""
    duels = read_duels(session, comparison)
    return [voting.turn_vote(duel.vote, duel.left) for duel in duels if duel.vote is not None]


def test_another_session_takes_votes_back_to_what_stood_there(
    session: Session, comparison: int
) -> None:
    first, second, *_others = read_duels(session, comparison)
    voting.toggle_vote(session, comparison, first, Verdict.FIRST)
    voting.toggle_vote(session, comparison, first, Verdict.SECOND, ["invented"])
    voting.toggle_vote(session, comparison, second, Verdict.TIE)
    with Session.open(session.library.path, read_only=True) as other:
        step = other.library.vote_steps.find_undo(comparison)
        assert step is not None and step.question == second.question.id
    for sides in ([Verdict.SECOND], [Verdict.FIRST], []):
        undo_vote(session, comparison)
        assert read_sides(session, comparison) == sides
    assert undo_vote(session, comparison).value is None
    for sides in ([Verdict.FIRST], [Verdict.SECOND], [Verdict.SECOND, Verdict.TIE]):
        redo_vote(session, comparison)
        assert read_sides(session, comparison) == sides
    vote = read_duels(session, comparison)[0].vote
    assert vote is not None and vote.reasons == ("invented",)
    assert redo_vote(session, comparison).value is None


def test_a_vote_taken_back_by_its_key_comes_again(session: Session, comparison: int) -> None:
    duel = read_duels(session, comparison)[0]
    for _press in range(2):
        voting.toggle_vote(session, comparison, duel, Verdict.TIE)
    undo_vote(session, comparison)
    assert read_sides(session, comparison) == [Verdict.TIE]


def test_a_reason_is_one_with_its_vote(session: Session, comparison: int) -> None:
    duel = read_duels(session, comparison)[0]
    voting.vote_for(session, comparison, duel, Verdict.FIRST)
    voting.vote_for(session, comparison, duel, Verdict.FIRST, ["invented"])
    voting.vote_for(session, comparison, duel, Verdict.FIRST, ["invented", "rambles"])
    undo_vote(session, comparison)
    assert read_sides(session, comparison) == []
    redo_vote(session, comparison)
    vote = read_duels(session, comparison)[0].vote
    assert vote is not None and vote.reasons == ("invented", "rambles")


def test_a_new_vote_lets_go_of_what_was_taken_back(session: Session, comparison: int) -> None:
    first, second, *_others = read_duels(session, comparison)
    voting.vote_for(session, comparison, first, Verdict.FIRST)
    undo_vote(session, comparison)
    voting.vote_for(session, comparison, second, Verdict.TIE)
    assert redo_vote(session, comparison).value is None


def test_closed_votes_are_taken_back_by_nobody(session: Session, comparison: int) -> None:
    voting.vote_for(session, comparison, read_duels(session, comparison)[0], Verdict.FIRST)
    voting.close_votes(session, comparison)
    assert undo_vote(session, comparison).value is None
    assert len(read_sides(session, comparison)) == 1
