"""The real books, each read once for all tests that look at it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from studio.domain.book import ReadBook
from studio.text import readers


@cache
def read(path: Path, *, ruby: bool = False) -> ReadBook:
    """What a reader makes of the file; ``ruby``: with its readings in brackets."""
    return readers.read(path, ruby=ruby)
