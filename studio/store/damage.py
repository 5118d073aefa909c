"""Whether a library's file is still what was written to it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from studio.domain.errors import LibraryError
from studio.i18n import _
from studio.store.connection import Connection
from studio.store.raw_file import open_raw
from studio.store.sqlite_errors import DAMAGED, translate_errors

PAGES_AT_ONCE = 256

TEXTS = {
    "book_source": ("text",),
    "passage": ("text",),
    "pair": ("prompt", "answer", "row_json", "extra"),
    "pair_before": ("prompt", "answer", "row_json", "extra"),
    "step": ("label", "sentence"),
    "version_row": ("json", "provenance"),
    "answer": ("text",),
    "setting": ("value",),
}
"""Columns that may be longer than a page. To add one: the column of the migration that makes it."""


def refuse_damage(connection: Connection) -> None:
    """LibraryError where the file was garbled or overwritten.

    SQLite tells what does not fit together; what does, but is not what was written, it can't
    tell, for it keeps no checksums. The usual damage of that sort, a page of zeros, is looked for
    here. This reads the whole file: 0.3 s for 100,000 pairs (270 MB).
    """
    (verdict,) = connection.select("PRAGMA quick_check(1)")[0]
    if verdict != "ok" or _has_hole(connection):
        raise LibraryError(_(DAMAGED).format(path=connection.path))


def _has_hole(connection: Connection) -> bool:
    """Whether a page of zeros stands where there was text.

    One may stand in the file of a book, or where nothing stands any more, so it is only a reason
    to read all texts, which takes longer.
    """
    (size,) = connection.select("PRAGMA page_size")[0]
    with translate_errors(connection.path):
        if not _has_zero_page(connection.path, size):
            return False
    return any(
        connection.select_first(f"SELECT 1 FROM {table} WHERE {_write_condition(columns)} LIMIT 1")
        for table, columns in _list_texts(connection).items()
    )


def _list_texts(connection: Connection) -> dict[str, list[str]]:
    """Those of ``TEXTS`` that are there: an older library has not got all of them yet."""
    texts = {}
    for table, columns in TEXTS.items():
        names = {row[1] for row in connection.select(f"PRAGMA table_info({table})")}
        if present := [column for column in columns if column in names]:
            texts[table] = present
    return texts


def _has_zero_page(path: Path, size: int) -> bool:
    zeros = bytes(size)
    with open_raw(path) as file:
        while block := file.read(size * PAGES_AT_ONCE):
            # Searched as a whole first: most blocks have no such run anywhere.
            if zeros in block and any(
                block[start : start + size] == zeros for start in range(0, len(block), size)
            ):
                return True
    return False


def _write_condition(columns: Sequence[str]) -> str:
    """SQL for rows with a zero in their text, which the studio never stores."""
    return " OR ".join(f"instr(CAST({column} AS BLOB), x'00')" for column in columns)
