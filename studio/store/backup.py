"""A copy of a library that is whole, whoever is writing the library meanwhile."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from studio.atomic_file import write_with
from studio.domain.errors import DiskError, LibraryError
from studio.i18n import _
from studio.store import opening
from studio.store.connection import Connection
from studio.store.damage import refuse_damage
from studio.store.sqlite_errors import translate_errors


def back_up(path: Path, out: Path) -> None:
    """Copy the library at ``path`` to the new file ``out``.

    LibraryError where ``path`` is no library or damaged, or where ``out`` exists already;
    DiskError where it can't be written. Either leaves nothing behind. A copy that lacks its last
    changes is copied as far as it goes: this is how its curator gets at the rest.
    """
    _refuse_target(out)
    with translate_errors(path):
        opening.refuse_foreign(path, incomplete=True)
    source = opening.open_for_reading(path)
    try:
        refuse_damage(source)
        with translate_errors(out):
            write_with(out, lambda passing: _copy(source, passing))
    finally:
        source.close()


def _refuse_target(out: Path) -> None:
    if out.exists():
        raise LibraryError(
            _("{path} exists already. Choose another name for the copy.").format(path=out)
        )
    if not out.parent.is_dir():
        raise DiskError(
            _("The folder {folder} does not exist. Make it first.").format(folder=out.parent)
        )


def _copy(source: Connection, out: Path) -> None:
    target = sqlite3.connect(out, isolation_level=None)
    try:
        # All pages in one step, so that a writer can't make it begin again for ever.
        source.sqlite.backup(target)
        # The copy is a closed library: nothing of it stands in another file.
        target.execute("PRAGMA journal_mode = DELETE").fetchall()
        target.execute("PRAGMA user_version = 0")
    finally:
        target.close()
