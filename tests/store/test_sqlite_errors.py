"""What SQLite complains of is said in one line, by whose fault it is."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest

from studio.domain.errors import DiskError, LibraryError, StudioError
from studio.store.sqlite_errors import translate_error, translate_errors

PATH = Path("mentor.studio")


@pytest.mark.parametrize(
    ("message", "error", "line"),
    [
        ("database or disk is full", DiskError, "full"),
        ("disk I/O error", DiskError, "the disk reports an error"),
        ("attempt to write a readonly database", LibraryError, "no permission"),
        ("unable to open database file", LibraryError, "no permission"),
        ("file is not a database", LibraryError, "damaged"),
        ("database disk image is malformed", LibraryError, "damaged"),
        ("database is locked", LibraryError, "another program"),
    ],
)
def test_a_complaint_becomes_a_line(message: str, error: type[StudioError], line: str) -> None:
    translation = translate_error(sqlite3.OperationalError(message), PATH)
    assert type(translation) is error
    assert line in str(translation) and str(PATH) in str(translation)
    assert "\n" not in str(translation)


def test_what_the_file_system_says_is_handed_on() -> None:
    with pytest.raises(DiskError, match="the disk is full"), translate_errors(PATH):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_fault_of_ours_stays_what_it_is() -> None:
    fault = sqlite3.OperationalError("no such column: tone")
    assert translate_error(fault, PATH) is fault
