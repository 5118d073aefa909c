"""Where the files lie that ship with the studio: beside a checkout, or inside the package."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
RESOURCES = next(
    (
        folder
        for folder in (_PACKAGE / "resources", _PACKAGE.parent / "resources")
        if folder.is_dir()
    ),
    _PACKAGE.parent / "resources",
)
"""In a wheel ``studio/resources``, in a checkout ``resources`` beside ``studio``."""

GUIDE = _PACKAGE / "guide" if (_PACKAGE / "guide").is_dir() else _PACKAGE.parent / "docs" / "guide"
"""The guide's pages and pictures: in a wheel beside the program, in a checkout among its docs."""
