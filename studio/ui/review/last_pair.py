"""Which pair of a library was under review last, so that one goes on there at the next start."""

from __future__ import annotations

from contextlib import suppress

from studio.domain.errors import StudioError
from studio.services.session import Session

SETTING = "last_pairs"
LIBRARIES = 10
"""Libraries whose place is remembered, the last ones."""


def remember_pair(session: Session, number: int) -> None:
    """Keep the pair's number; that it can't be kept is no reason to stop anybody."""
    path = str(session.library.path.resolve())
    others = [entry for entry in session.settings.get(SETTING) if entry.partition(" ")[2] != path]
    with suppress(StudioError):
        session.settings.set(SETTING, [f"{number} {path}", *others[: LIBRARIES - 1]])


def recall_pair(session: Session) -> int | None:
    """The number of the pair that was under review when this library was closed."""
    path = str(session.library.path.resolve())
    for entry in session.settings.get(SETTING):
        number, _space, library = entry.partition(" ")
        if library == path and number.isdecimal():
            return int(number)
    return None
