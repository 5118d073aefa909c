"""Voting: blind until the votes are closed, kept for whoever stood on that side."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from studio.domain.comparison import Comparison, Verdict
from studio.domain.errors import CuratorError
from studio.services.comparison import voting
from studio.services.comparison.verdict import Outcome, Votes
from studio.services.session import Session
from tests.services.comparison.conftest import BASE, TUNED


def read_duels(session: Session, comparison: int) -> list[voting.Duel]:
    record = session.library.comparisons.get(comparison)
    return voting.list_duels(record, TUNED.key, BASE.key)


def vote_tuned(session: Session, comparison: int, wins: int) -> None:
    """The tuned model wins the first questions, the base the others."""
    for place, duel in enumerate(read_duels(session, comparison)):
        winner = TUNED.key if place < wins else BASE.key
        verdict = Verdict.FIRST if duel.left == winner else Verdict.SECOND
        voting.vote_for(session, comparison, duel, verdict)


def test_both_sides_belong_to_both_models(session: Session, comparison: int) -> None:
    assert {duel.left for duel in read_duels(session, comparison)} == {BASE.key, TUNED.key}


def test_the_order_is_the_same_whenever_the_page_is_opened(
    session: Session, comparison: int
) -> None:
    assert read_duels(session, comparison) == read_duels(session, comparison)


def test_votes_go_to_whoever_stood_there(session: Session, comparison: int) -> None:
    vote_tuned(session, comparison, wins=6)
    record = session.library.comparisons.get(comparison)
    assert voting.count_votes(record, TUNED.key, BASE.key) == Votes(6, 2)
    assert voting.count_votes(record, BASE.key, TUNED.key) == Votes(2, 6)


def test_a_vote_is_taken_back_by_the_same_once_more(session: Session, comparison: int) -> None:
    (duel, *_others) = read_duels(session, comparison)
    voting.toggle_vote(session, comparison, duel, Verdict.TIE)
    voting.toggle_vote(session, comparison, duel, Verdict.TIE)
    assert read_duels(session, comparison)[0].vote is None


def test_who_has_seen_the_names_votes_no_more(session: Session, comparison: int) -> None:
    vote_tuned(session, comparison, wins=8)
    voting.close_votes(session, comparison)
    with pytest.raises(CuratorError, match="closed"):
        voting.vote_for(session, comparison, read_duels(session, comparison)[0], Verdict.TIE)
    record = session.library.comparisons.get(comparison)
    assert voting.judge_comparison(record, BASE.key)[TUNED.key].outcome is Outcome.BETTER


def test_closing_twice_is_one_look(session: Session, comparison: int) -> None:
    voting.close_votes(session, comparison)
    voting.close_votes(session, comparison)
    assert session.library.comparisons.get(comparison).looks == 1


def test_a_question_of_another_comparison_is_refused(session: Session, comparison: int) -> None:
    duel = read_duels(session, comparison)[0]
    with session.library.transaction():
        other = session.library.comparisons.insert([BASE, TUNED], [])
    with pytest.raises(CuratorError, match="no such question"):
        voting.vote_for(session, other, duel, Verdict.TIE)


def test_votes_can_be_counted_for_some_questions_alone(session: Session, comparison: int) -> None:
    vote_tuned(session, comparison, wins=8)
    record = session.library.comparisons.get(comparison)
    votes = voting.count_votes(
        record, TUNED.key, BASE.key, only=lambda question: question.text.endswith("3?")
    )
    assert votes == Votes(1, 0)


def test_a_comparison_of_a_run_begins_with_what_came_of_it() -> None:
    older = replace(TUNED, key="run-0", run=0)
    early = replace(TUNED, key="run-1@4", step=4)
    for contestants, run, key in (
        ((BASE, TUNED, older), 1, "run-1"),
        ((BASE, early, TUNED), 1, "run-1"),
        ((BASE, older, TUNED), None, "run-1"),
        ((BASE,), 1, "base"),
    ):
        record = Comparison(1, run, contestants, datetime.now(UTC))
        assert voting.choose_contestant(record).key == key
