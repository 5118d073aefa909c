"""Coverage: what became of each passage of a book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from studio.domain.book import SkipReason


class Standing(StrEnum):
    """How far a passage has come; of several pairs, one that waits for review counts first."""

    ACCEPTED = "accepted"  # a pair of it is accepted
    DRAFT = "draft"  # a draft waits for review
    REJECTED = "rejected"  # its pairs were rejected
    SKIPPED = "skipped"  # nothing is to be made of it
    WAITING = "waiting"  # nothing was made of it yet


@dataclass(frozen=True)
class CoveredPassage:
    """A passage of a book, by its id, with its standing; ``reason`` is why it was skipped."""

    number: int
    chapter: int
    standing: Standing
    reason: SkipReason | None = None


@dataclass(frozen=True)
class Progress:
    """How many passages there are to make pairs of, and of how many a person has decided."""

    decided: int
    usable: int

    @property
    def share(self) -> float:
        return self.decided / self.usable if self.usable else 0.0

    @property
    def percent(self) -> int:
        """Whole per cent: 100 only when all is decided, 0 only when nothing is."""
        if self.decided >= self.usable:
            return 100 if self.usable else 0
        return min(99, max(1 if self.decided else 0, round(100 * self.share)))


def measure_progress(passages: Sequence[CoveredPassage]) -> Progress:
    """Passages that are skipped want no pair: they count neither as done nor as left to do."""
    counts = Counter(passage.standing for passage in passages)
    decided = counts[Standing.ACCEPTED] + counts[Standing.REJECTED]
    return Progress(decided, counts.total() - counts[Standing.SKIPPED])
