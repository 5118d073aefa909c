"""The verdict of a comparison in a sentence: how much better, how sure, and what would decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from studio.i18n import N_, _, plural
from studio.services.comparison.paired_statistics import (
    CONFIDENCE,
    Interval,
    adjust_for_many,
    count_questions_needed,
    level_of_look,
    sign_test,
    wilson_interval,
)

MOST_MORE = 2_000
"""Questions more than these nobody will judge: the two are as good as equal."""


class Outcome(StrEnum):
    """What the votes allow one to say."""

    BETTER = "better"
    WORSE = "worse"
    NOT_PROVEN = "not proven"


@dataclass(frozen=True)
class Votes:
    """Votes on the answers of one contestant and of its rival to the same questions.

    ``ties`` are questions with both answers good or both bad; they count half for each side.
    """

    wins: int
    losses: int
    ties: int = 0

    @property
    def judged(self) -> int:
        return self.wins + self.losses + self.ties

    @property
    def rate(self) -> float:
        """The share of questions won, a tie for half; a half where none is judged."""
        return (self.wins + self.ties / 2) / self.judged if self.judged else 0.5

    @property
    def interval(self) -> Interval:
        """Where the rate lies, were there endless questions of this kind."""
        return wilson_interval(self.wins + self.ties / 2, self.judged)


@dataclass(frozen=True)
class Standing:
    """What votes allow one to say: made by ``judge_votes``.

    ``chance`` is how often equal contestants would differ as much, for all ``contestants`` held
    against the same rival at once; ``look`` is how often the votes have been closed and read.
    """

    votes: Votes
    chance: float
    contestants: int
    look: int

    @property
    def outcome(self) -> Outcome:
        if self.chance >= level_of_look(self.look):
            return Outcome.NOT_PROVEN
        return Outcome.BETTER if self.votes.wins > self.votes.losses else Outcome.WORSE

    @property
    def more(self) -> int | None:
        """Questions still to be judged until a difference like this one would be proven."""
        votes = self.votes
        # They will be read in another look, and the other contestants with them.
        level = level_of_look(self.look + 1) / self.contestants
        needed = count_questions_needed(votes.wins, votes.losses, votes.judged, level=level)
        return None if needed is None else max(1, needed - votes.judged)


def judge_votes(contestants: Sequence[Votes], *, look: int = 1) -> list[Standing]:
    """How each contestant stands against the one rival that all of them were held against.

    The best of many is better by chance alone, so that all together are proven better wrongly in
    at most five of a hundred comparisons, however often they are looked at.
    """
    chances = adjust_for_many([sign_test(votes.wins, votes.losses) for votes in contestants])
    return [
        Standing(votes, chance, len(contestants), look)
        for votes, chance in zip(contestants, chances, strict=True)
    ]


_OUTCOMES = {
    Outcome.BETTER: N_("proven better"),
    Outcome.WORSE: N_("proven worse"),
}


_HEADLINES = {
    Outcome.BETTER: N_("{contestant} is better than {rival}"),
    Outcome.WORSE: N_("{contestant} is worse than {rival}"),
    Outcome.NOT_PROVEN: N_("Nothing is proven between {contestant} and {rival}"),
}


def describe_outcome(standing: Standing, *, contestant: str, rival: str) -> str:
    """The outcome alone, to be read at a glance; names as they are to be shown."""
    line = _(_HEADLINES[standing.outcome]).format(contestant=contestant, rival=rival)
    return line[:1].upper() + line[1:]


def describe_figures(standing: Standing) -> str:
    """What the outcome stands on: the share won, its interval, and what would decide."""
    votes = standing.votes
    return plural(
        "{rate} of {n} question won ({confidence} interval {low}–{high}): {outcome}.",
        "{rate} of {n} questions won ({confidence} interval {low}–{high}): {outcome}.",
        votes.judged,
    ).format(**_format_votes(votes), outcome=_describe_outcome(standing))


def describe_verdict(standing: Standing, *, contestant: str, rival: str) -> str:
    """The verdict as one reads it; names as they are to be shown."""
    votes = standing.votes
    if not votes.judged:
        return _("Nothing is judged yet.")
    line = plural(
        "{contestant} is better than {rival} in {rate} of {n} question ({confidence} interval "
        "{low}–{high}): {outcome}.",
        "{contestant} is better than {rival} in {rate} of {n} questions ({confidence} interval "
        "{low}–{high}): {outcome}.",
        votes.judged,
    ).format(
        contestant=contestant,
        rival=rival,
        **_format_votes(votes),
        outcome=_describe_outcome(standing),
    )
    # It begins with a name, which stands elsewhere in the middle of a sentence.
    return line[:1].upper() + line[1:]


def _format_votes(votes: Votes) -> dict[str, str]:
    return {
        "n": f"{votes.judged:,}",
        "rate": f"{votes.rate:.0%}",
        "confidence": f"{CONFIDENCE:.0%}",
        "low": f"{votes.interval.low * 100:.0f}",
        "high": f"{votes.interval.high:.0%}",
    }


def _describe_outcome(standing: Standing) -> str:
    if standing.outcome in _OUTCOMES:
        return _(_OUTCOMES[standing.outcome])
    if standing.more is None:
        return _("not proven; the two are even")
    if standing.more > MOST_MORE:
        return _("not proven; so small a difference would take more than {n} questions").format(
            n=f"{MOST_MORE:,}"
        )
    return plural(
        "not proven; {n} more question would decide",
        "not proven; {n} more questions would decide",
        standing.more,
    ).format(n=f"{standing.more:,}")
