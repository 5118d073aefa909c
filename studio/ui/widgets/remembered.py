"""What the window remembers of panes and columns: sizes under a name, in the person's settings."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from studio.domain.errors import StudioError
from studio.services.settings.settings import Settings

LAYOUT = "layout"


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
