"""How a library's file is opened: for writing, for reading, and where nothing can be written."""

from __future__ import annotations

import contextlib
import functools
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from studio.domain.errors import LibraryError
from studio.i18n import _
from studio.store import raw_file, search
from studio.store.connection import IN_USE, Connection
from studio.store.damage import refuse_damage
from studio.store.raw_file import open_raw
from studio.store.schema import APPLICATION_ID, migrations
from studio.store.sqlite_errors import DAMAGED, translate_errors
from studio.temporary_folder import TemporaryFolder

BUSY_SECONDS = 5.0
"""How long another process may keep the file before that is said."""


class Header(NamedTuple):
    """What the first bytes of a SQLite file say, read without SQLite, which may write."""

    application: int
    user_version: int
    bytes: int  # how long the file has to be


def open_new(path: Path) -> Connection:
    """A connection to a library that is made now."""
    return _connect(path, "rwc", _prepare_new)


def open_for_writing(path: Path) -> Connection:
    """A connection that may write; an older library is brought up to date."""
    if _has_wal(path):
        # A writer that was refused would take over what stands beside the file as it closes, and
        # leave the mark: the file would be taken for a copy that lacks its last changes.
        _connect(path, "ro", _refuse_newer).close()
    return _connect(path, "rw", _prepare_writing)


def open_for_reading(path: Path) -> Connection:
    """A connection that reads, also where neither the file nor its folder can be written."""
    try:
        return _connect(path, "ro", _prepare_reading)
    except LibraryError as error:
        # SQLite wants to write beside the file even to read it. Where it can't, there is a way
        # round; any other fault stays what it is.
        if not _is_denied(error):
            raise
    if _has_wal(path):
        return _open_copy(path)
    return _connect(path, "ro&immutable=1", _prepare_reading)


def refuse_foreign(path: Path, *, incomplete: bool = False) -> None:
    """Stop before SQLite touches a file that is no library, or (unless ``incomplete`` will do)
    only a part of one."""
    header = _read_header(path)
    if header is None or header.application != APPLICATION_ID or _is_cut(path, header):
        raise LibraryError(_(DAMAGED).format(path=path))
    # A writer that ends just now takes the mark away before the file with the changes: a second
    # look tells it from a copy.
    if not incomplete and _lacks_changes(path) and _lacks_changes(path):
        raise LibraryError(
            _(
                "{path} is a copy that was made while the library was open: its last changes "
                "are missing. Copy it again with `studio backup`, or close the library before; "
                "what is in this copy is saved by `studio backup` too."
            ).format(path=path)
        )


def _connect(path: Path, mode: str, prepare: Callable[[Connection], None]) -> Connection:
    with translate_errors(path):
        sqlite = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            timeout=BUSY_SECONDS,
            check_same_thread=False,
        )
        key = raw_file.hold(path)
        try:
            sqlite.row_factory = sqlite3.Row
            sqlite.execute("PRAGMA synchronous = NORMAL")
            sqlite.execute("PRAGMA foreign_keys = ON")
            search.register_functions(sqlite)
            connection = Connection(sqlite, path, marks_use=not mode.startswith("ro"))
            prepare(connection)
            connection.on_close.append(lambda: raw_file.let_go(key))
        except BaseException:
            sqlite.close()
            raw_file.let_go(key)
            raise
    return connection


def _prepare_new(connection: Connection) -> None:
    with contextlib.closing(sqlite3.connect(":memory:")) as empty:
        empty.deserialize(_make_tables())
        # All tables in one write: whoever pulls the plug leaves no half of a library.
        empty.backup(connection.sqlite)
    connection.execute("PRAGMA journal_mode = WAL")


@functools.cache
def _make_tables() -> bytes:
    """The file of an empty library, by all migrations: 70 ms the first time, and 2 ms to write."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as sqlite:
        sqlite.row_factory = sqlite3.Row
        sqlite.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        search.register_functions(sqlite)
        migrations.apply(sqlite)
        return sqlite.serialize()


def _prepare_writing(connection: Connection) -> None:
    _refuse_newer(connection)
    is_old = bool(migrations.find_missing(connection))
    if is_old or connection.select("PRAGMA journal_mode")[0][0] != "wal":
        # A damaged library is left as it is: this is the last moment for that.
        refuse_damage(connection)
    connection.execute("PRAGMA journal_mode = WAL")
    if is_old:
        connection.mark_in_use()
        migrations.apply(connection.sqlite)


def _prepare_reading(connection: Connection) -> None:
    _refuse_newer(connection)
    if migrations.find_missing(connection):
        raise LibraryError(
            _(
                "{path} was made by an older Passage Studio. Open it once for writing, "
                "then it can be read."
            ).format(path=connection.path)
        )


def _refuse_newer(connection: Connection) -> None:
    if migrations.find_unknown(connection):
        raise LibraryError(
            _(
                "{path} was made by a newer Passage Studio. Update the program to open it; "
                "it was left as it is."
            ).format(path=connection.path)
        )


def _open_copy(path: Path) -> Connection:
    """Read a copy: the changes beside the file can be had in no other way without writing."""
    folder = TemporaryFolder()
    try:
        copy = folder.path / path.name
        with translate_errors(path):
            shutil.copyfile(path, copy)
            shutil.copyfile(_wal(path), _wal(copy))
        connection = _connect(copy, "ro", _prepare_reading)
    except BaseException:
        folder.remove()
        raise
    connection.path = path
    connection.on_close.append(folder.remove)
    return connection


def _read_header(path: Path) -> Header | None:
    with open_raw(path) as file:
        head = file.read(72)
    if len(head) < 72 or not head.startswith(b"SQLite format 3\0"):
        return None
    # https://www.sqlite.org/fileformat.html, "The Database Header"; a page size of 1 is 65,536.
    page, pages = int.from_bytes(head[16:18]), int.from_bytes(head[28:32])
    return Header(
        application=int.from_bytes(head[68:72]),
        user_version=int.from_bytes(head[60:64]),
        bytes=(65_536 if page == 1 else page) * pages,
    )


def _is_cut(path: Path, header: Header) -> bool:
    # SQLite reads what is missing of the last page as zeros and finds nothing wrong with them.
    # Beside a file with changes the end may not have been written yet.
    return path.stat().st_size < header.bytes and not _has_wal(path)


def _lacks_changes(path: Path) -> bool:
    header = _read_header(path)
    return header is not None and header.user_version == IN_USE and not _has_wal(path)


def _wal(path: Path) -> Path:
    """Where SQLite keeps what is not yet in the file itself."""
    return path.with_name(path.name + "-wal")


def _has_wal(path: Path) -> bool:
    wal = _wal(path)
    return wal.is_file() and wal.stat().st_size > 0


def _is_denied(error: LibraryError) -> bool:
    """Whether SQLite could not write, or not open what it needs beside the file."""
    code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
