"""Where a page leads: another page, and what is to be shown on it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.domain.comparison import Contestant


@dataclass(frozen=True)
class Destination:
    """The name of a page (or of a command of the window), and what to show there.

    ``number`` is that of the passage, version or run to select, or of the pair whose history is
    wanted, ``book`` the one whose passages alone are to be listed, ``comparison`` the one to be
    shown, at a ``question`` of it, where ``number`` is a run to begin one with, ``set_question`` a
    question to be shown in its question set, ``pairs`` are ids with the ``reason`` for showing them
    alone, ``rows`` a file of rows to import, ``notice`` what has to be read above the page,
    ``view`` what the page itself has said of how it stands, ``contestants`` those to talk to.
    """

    name: str
    number: int | None = None
    pairs: tuple[int, ...] = ()
    reason: str = ""
    rows: Path | None = None
    notice: str = ""
    book: int | None = None
    comparison: int | None = None
    question: int | None = None
    set_question: int | None = None
    view: object = None
    contestants: tuple[Contestant, ...] = ()
