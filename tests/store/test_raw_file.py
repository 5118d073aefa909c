"""Reading the file as bytes leaves SQLite's locks alone: other programs may look into it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from studio.domain.pair import Origin
from studio.store.library import Library
from studio.store.raw_file import open_raw

OTHER_PROGRAM = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
print(connection.execute("SELECT count(*) FROM pair").fetchone()[0])
connection.close()
"""


def write_pair(library: Library) -> None:
    with library.journal.edit("Write a pair"):
        library.pairs.insert("How?", "Begin.", origin=Origin.CURATOR, tokens=9)


def look_into(path: Path) -> int:
    program = [sys.executable, "-c", OTHER_PROGRAM, str(path)]
    return int(subprocess.run(program, capture_output=True, check=True, text=True).stdout)


def test_another_program_may_look_into_a_library_that_is_open(tmp_path: Path) -> None:
    path = tmp_path / "library.studio"
    Library.create(path).close()
    with Library.open(path) as library:
        write_pair(library)
        assert look_into(path) == 1
        write_pair(library)  # "the disk reports an error" once, and all that was written was lost
        with Library.open(path, read_only=True) as reader:
            assert reader.counts()["pairs"] == 2
        assert look_into(path) == 2
        write_pair(library)
    with Library.open(path, read_only=True) as library:
        assert library.counts()["pairs"] == 3


def test_no_file_stays_open_when_the_library_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "library.studio"
    with Library.create(path):
        with open_raw(path) as file:
            assert file.read(6) == b"SQLite"
        assert not file.closed
        with open_raw(path) as again:
            assert again is file and again.read(6) == b"SQLite"
    assert file.closed
    with open_raw(path) as file:
        pass
    assert file.closed
