"""What the window remembers in the person's settings: sizes of panes and columns under a name, and
of the libraries opened last where one was in each."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from studio.domain.errors import StudioError
from studio.services.settings.settings import Settings

LAYOUT = "layout"
LIBRARIES = 10
"""Libraries of which it is remembered where one was, the last ones."""


def recall_layout(settings: Settings, name: str, count: int) -> list[int]:
    """The sizes kept under ``name``; [] where there are none, or not ``count`` of them.

    Another version of the program may have had a pane more or less there.
    """
    sizes = settings.get(LAYOUT).get(name, [])
    fits = isinstance(sizes, list) and all(isinstance(size, int) and size > 0 for size in sizes)
    return sizes if fits and len(sizes) == count else []


def remember_layout(settings: Settings, name: str, sizes: Sequence[int]) -> None:
    """Keep sizes under ``name``, none to forget them; that they can't be kept stops nobody."""
    layout = {key: value for key, value in settings.get(LAYOUT).items() if key != name}
    if sizes:
        layout[name] = list(sizes)
    with suppress(StudioError):
        settings.set(LAYOUT, layout)


def remember_in_library(settings: Settings, setting: str, library: Path, word: str) -> None:
    """Keep a word about a library in a list of such; that it can't be kept stops nobody."""
    path = str(library.resolve())
    others = [entry for entry in settings.get(setting) if entry.partition(" ")[2] != path]
    with suppress(StudioError):
        settings.set(setting, [f"{word} {path}", *others[: LIBRARIES - 1]])


def recall_in_library(settings: Settings, setting: str, library: Path) -> str:
    """The word that was kept about a library; "" where none was."""
    path = str(library.resolve())
    entries = (entry.partition(" ") for entry in settings.get(setting))
    return next((word for word, _space, library_path in entries if library_path == path), "")
