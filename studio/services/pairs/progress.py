"""How far the review is: what was done today, and what waits in the library."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from studio.services.session import Session


@dataclass(frozen=True)
class ReviewProgress:
    """Pairs a person has decided on ``today``, those ``reviewed`` at all, and drafts that wait."""

    today: int
    reviewed: int
    drafts: int

    @property
    def percent(self) -> int:
        """How much of the library is reviewed; never 100 while a draft waits."""
        total = self.reviewed + self.drafts
        return 100 * self.reviewed // total if total else 0


def read_progress(session: Session, now: datetime | None = None) -> ReviewProgress:
    """How far the review is; the day begins at the midnight of this computer."""
    local = (now or datetime.now()).astimezone()
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    # The library keeps times of no place, so that it can travel.
    since = midnight.astimezone(UTC).isoformat(timespec="seconds")
    counts = session.library.counts()
    return ReviewProgress(
        session.library.pairs.count_read_since(since),
        counts["accepted"] + counts["rejected"],
        counts["draft"],
    )
