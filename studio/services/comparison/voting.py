"""Vote: two answers side by side without names, and what the votes say when they are closed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from studio.domain.comparison import Comparison, Contestant, Question, Verdict, Vote
from studio.domain.errors import CuratorError
from studio.domain.work import Change, Changes, Done
from studio.i18n import N_, _
from studio.services.comparison import vote_history
from studio.services.comparison.verdict import Standing, Votes, judge_votes
from studio.services.session import Session

REASONS = (
    N_("nearer to the point"),
    N_("more useful"),
    N_("truer to the book"),
    N_("better said"),
    N_("invented"),
    N_("rambles"),
)
"""Why one answer is better, as tags of a vote. To add one: a row here."""


@dataclass(frozen=True)
class Duel:
    """Two contestants' answers to one question, as they stand on the page."""

    question: Question
    left: str
    """The contestant's key; ``right`` likewise."""
    right: str
    vote: Vote | None
    """The curator's, where there is one."""

    @property
    def is_ready(self) -> bool:
        """Whether both have answered, so that both answers can appear together; a failure is no
        answer, and is asked again."""
        answered = {answer.model for answer in self.question.answers if not answer.error}
        return {self.left, self.right} <= answered

    @property
    def failure(self) -> str:
        """Why one of them has not answered; "" where none has failed."""
        failures = {answer.model: answer.error for answer in self.question.answers}
        return failures.get(self.left, "") or failures.get(self.right, "")


def list_duels(comparison: Comparison, first: str, second: str) -> list[Duel]:
    """The questions with the two contestants' answers, in an order of their own.

    Neither a question's place nor a side says anything about who is who: both are drawn by the
    comparison's seed, so that they are the same whenever the page is opened.
    """
    duels = []
    for question in comparison.questions:
        draw = random.Random(f"{comparison.seed}-{question.id}-{min(first, second)}")
        left, right = (first, second) if draw.random() < 0.5 else (second, first)
        duels.append(Duel(question, left, right, find_vote(question, first, second)))
    random.Random(comparison.seed).shuffle(duels)
    return duels


def turn_vote(vote: Vote, first: str) -> Verdict:
    """A vote's verdict with this contestant named first."""
    return vote.verdict if vote.first == first else vote.verdict.turned


def has_lost(comparison: Comparison, vote: Vote | None, contestant: str) -> bool:
    """Whether a contestant's answer is bad by a vote, which is told only once votes are closed."""
    if comparison.is_open or vote is None:
        return False
    return turn_vote(vote, contestant) in (Verdict.SECOND, Verdict.NEITHER)


def find_vote(question: Question, first: str, second: str, judge: str = "") -> Vote | None:
    """The vote of a judge on two contestants, whichever of them it names first."""
    for vote in question.votes:
        if vote.judge == judge and {vote.first, vote.second} == {first, second}:
            return vote
    return None


def vote_for(
    session: Session,
    comparison: int,
    duel: Duel,
    verdict: Verdict | None,
    reasons: Sequence[str] = (),
) -> Done[None]:
    """Keep the curator's verdict on a duel (FIRST: the left answer), or take it back (None).

    ``CuratorError`` where the votes are closed: who knows the names votes no longer blind.
    """
    before = _read_open_vote(session, comparison, duel)
    first, second = sorted((duel.left, duel.right))
    vote = None
    if verdict is not None:
        as_sorted = verdict if first == duel.left else verdict.turned
        vote = Vote(duel.question.id, first, second, as_sorted, reasons=tuple(reasons))
    return vote_history.keep_vote(
        session, comparison, duel.question.id, (first, second), before, vote
    )


def toggle_vote(
    session: Session,
    comparison: int,
    duel: Duel,
    verdict: Verdict,
    reasons: Sequence[str] = (),
) -> Done[None]:
    """Keep the verdict on a duel; the same once more takes it back.

    The library says what stands, not the page: a key pressed twice is quicker than a page.
    """
    before = _read_open_vote(session, comparison, duel)
    stands = before and turn_vote(before, duel.left)
    return vote_for(session, comparison, duel, None if stands is verdict else verdict, reasons)


def _read_open_vote(session: Session, comparison: int, duel: Duel) -> Vote | None:
    """What stands of a duel that can still be voted on."""
    record = session.library.comparisons.get(comparison)
    questions = {question.id: question for question in record.questions}
    if duel.question.id not in questions:
        # A page that is behind must not judge a question of another comparison.
        raise CuratorError(_("There is no such question in this comparison."))
    if not record.is_open:
        raise CuratorError(
            _("The votes of this comparison are closed. Ask more questions to vote on.")
        )
    return find_vote(questions[duel.question.id], duel.left, duel.right)


def close_votes(session: Session, comparison: int) -> Done[None]:
    """Show the names: no vote is taken after that, and the verdict counts one more look."""
    with session.library.transaction():
        session.library.comparisons.set_open(comparison, False)
        session.library.vote_steps.clear(comparison)
    return Done(Changes(Change.COMPARISONS))


def count_votes(
    comparison: Comparison,
    contestant: str,
    rival: str,
    *,
    judge: str = "",
    only: Callable[[Question], bool] = lambda _question: True,
) -> Votes:
    """How the votes of a judge stand for a contestant against its rival.

    A model judges both orders: a question counts as won where both say so, else as a tie.
    """
    wins = losses = ties = 0
    for question in comparison.questions:
        verdicts = [
            turn_vote(vote, contestant)
            for vote in question.votes
            if vote.judge == judge and {vote.first, vote.second} == {contestant, rival}
        ]
        if not verdicts or not only(question):
            continue
        won, lost = set(verdicts) == {Verdict.FIRST}, set(verdicts) == {Verdict.SECOND}
        wins, losses, ties = wins + won, losses + lost, ties + (not won and not lost)
    return Votes(wins, losses, ties)


def judge_comparison(comparison: Comparison, rival: str, *, judge: str = "") -> dict[str, Standing]:
    """How each contestant that was voted on stands against ``rival``, by their keys."""
    counts = {
        contestant.key: count_votes(comparison, contestant.key, rival, judge=judge)
        for contestant in comparison.contestants
        if contestant.key != rival
    }
    judged = {key: votes for key, votes in counts.items() if votes.judged}
    standings = judge_votes(list(judged.values()), look=max(1, comparison.looks))
    return dict(zip(judged, standings, strict=True))


def find_rival(comparison: Comparison) -> Contestant:
    """Whom the others are held against: the base, or the first where there is none."""
    bases = (contestant for contestant in comparison.contestants if contestant.is_base)
    return next(bases, comparison.contestants[0])


def choose_contestant(comparison: Comparison) -> Contestant:
    """Who is held against the rival at first: what came of the comparison's own run, else the one
    that was trained last."""
    rival = find_rival(comparison)
    others = [c for c in comparison.contestants if c.key != rival.key]
    own = [c for c in others if c.run == comparison.run is not None and c.step is None]
    return next(iter(own), others[-1] if others else rival)


def count_judged(comparison: Comparison) -> dict[str, int]:
    """On how many questions the curator has voted, by each contestant but the rival."""
    rival = find_rival(comparison).key
    return {
        key: sum(find_vote(question, key, rival) is not None for question in comparison.questions)
        for key in comparison.keys
        if key != rival
    }


def has_votes(comparison: Comparison) -> bool:
    """Whether the curator has voted on anything."""
    return any(count_judged(comparison).values())


def list_lost(comparison: Comparison, contestant: str) -> list[Question]:
    """The questions whose answer by a contestant lost to the rival's, or was as bad."""
    rival = find_rival(comparison).key
    return [
        question
        for question in comparison.questions
        if has_lost(comparison, find_vote(question, contestant, rival), contestant)
    ]
