"""How the page of passages stands, for a window that is made anew."""

from __future__ import annotations

from typing import NamedTuple

from studio.domain.book import PassageStatus
from studio.i18n import N_

FILTERS: dict[PassageStatus | None, str] = {
    None: N_("all {n}"),
    PassageStatus.NEW: N_("{n} new"),
    PassageStatus.DRAFTED: N_("{n} drafted"),
    PassageStatus.SKIPPED: N_("{n} skipped"),
}
"""The statuses that are listed alone, and how many there are of each, in words."""


class PassagesView(NamedTuple):
    """Which passages are listed: of a book and a chapter, of a status, with words in them."""

    book: int | None
    chapter: int | None
    status: PassageStatus | None
    search: str
