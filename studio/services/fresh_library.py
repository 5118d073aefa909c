"""A folder for what a demonstration makes, and a name in it that nothing stands under yet."""

from __future__ import annotations

from pathlib import Path

from studio.domain.errors import DiskError
from studio.i18n import _
from studio.os_errors import explain_os_error


def make_folder(folder: Path) -> None:
    """Make a folder where there is none; ``DiskError`` where it can't be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DiskError(
            _("{folder} can't be made: {why}.").format(folder=folder, why=explain_os_error(error))
        ) from error


def find_free_name(folder: Path, name: str) -> Path:
    """A library's path in ``folder`` that is not taken: a second run overwrites nothing."""
    path, number = folder / f"{name}.studio", 2
    while path.exists():
        path, number = folder / f"{name}-{number}.studio", number + 1
    return path
