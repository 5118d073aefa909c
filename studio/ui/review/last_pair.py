"""The pair that was under review when a library was closed, so that one goes on from there."""

from __future__ import annotations

from studio.services.session import Session
from studio.ui.widgets.remembered import recall_in_library, remember_in_library

SETTING = "last_pairs"


def remember_pair(session: Session, number: int) -> None:
    """Keep the pair's number; that it can't be kept is no reason to stop anybody."""
    remember_in_library(session.settings, SETTING, session.library.path, str(number))


def recall_pair(session: Session) -> int | None:
    """The number of the pair that was under review when this library was closed."""
    number = recall_in_library(session.settings, SETTING, session.library.path)
    return int(number) if number.isdecimal() else None
