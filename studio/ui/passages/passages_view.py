"""How the page of passages stands, for a window that is made anew."""

from __future__ import annotations

from typing import NamedTuple

from studio.domain.book import PassageStatus


class PassagesView(NamedTuple):
    """Which passages are listed: of a book and a chapter, of a status, with words in them."""

    book: int | None
    chapter: int | None
    status: PassageStatus | None
    search: str
