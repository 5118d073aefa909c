"""A library opens for reading where nothing can be written, and a part of one does not open."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from studio.domain.errors import LibraryError
from studio.store.connection import IN_USE
from studio.store.library import Library

ROOT = Path(__file__).resolve().parents[2]
READER = """
import os, sys
from pathlib import Path
from studio.store.library import Library
Library.create(Path(sys.argv[1] + "-warm-up")).close()  # loads what is loaded late
os.remove(sys.argv[1] + "-warm-up"); os.remove(sys.argv[1] + "-warm-up-lock")
path, folder = Path(sys.argv[1]), Path(sys.argv[1]).parent
path.chmod(0o444); folder.chmod(0o555)
if os.geteuid() == 0:  # root may write anywhere
    os.setegid(65534)
    os.seteuid(65534)
with Library.open(path, read_only=True) as library:
    print(library.counts()["pairs"])
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that another user can come to: pytest's own are this user's alone."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)
        Path(name).chmod(0o755)


def read_without_rights(path: Path) -> str:
    """What a reader prints who may write neither the file nor its folder."""
    done = subprocess.run(
        [sys.executable, "-c", READER, str(path)], cwd=ROOT, capture_output=True, text=True
    )
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


def test_a_closed_library_is_read_where_nothing_can_be_written(
    library: Library, insert_pair: Callable[..., int], folder: Path
) -> None:
    insert_pair()
    library.close()
    path = folder / "mentor.studio"
    shutil.copyfile(library.path, path)
    assert read_without_rights(path) == "1"
    assert [entry.name for entry in folder.iterdir()] == ["mentor.studio"]


def test_changes_beside_the_file_are_read_there_too(
    library: Library, insert_pair: Callable[..., int], folder: Path
) -> None:
    insert_pair()
    path = folder / "mentor.studio"
    for suffix in ("", "-wal"):
        shutil.copyfile(f"{library.path}{suffix}", f"{path}{suffix}")
    assert read_without_rights(path) == "1"


def test_nothing_is_left_beside_a_library_that_was_read(library: Library) -> None:
    library.close()
    before = library.path.read_bytes()
    with Library.open(library.path, read_only=True) as opened:
        opened.counts()
    assert library.path.read_bytes() == before


def user_version(path: Path) -> int:
    return int.from_bytes(path.read_bytes()[60:64])


def test_a_library_says_in_its_file_that_it_is_being_changed(
    library: Library, insert_pair: Callable[..., int]
) -> None:
    assert user_version(library.path) == 0, "nothing was written into it yet"
    insert_pair()
    assert user_version(library.path) == IN_USE
    library.close()
    assert user_version(library.path) == 0
    with Library.open(library.path) as opened:
        assert user_version(library.path) == 0, "nothing was changed yet"
        with opened.journal.edit("Write"):
            opened.settings.set("system_message", "Be brief.")
        assert user_version(library.path) == IN_USE
    assert user_version(library.path) == 0


def test_a_copy_of_the_file_alone_is_refused_while_it_is_changed(
    library: Library, insert_pair: Callable[..., int], tmp_path: Path
) -> None:
    insert_pair()
    copy = tmp_path / "copy.studio"
    shutil.copyfile(library.path, copy)
    for read_only in (True, False):
        with pytest.raises(LibraryError, match="last changes are missing"):
            Library.open(copy, read_only=read_only)
    shutil.copyfile(f"{library.path}-wal", f"{copy}-wal")
    with Library.open(copy) as opened:
        assert opened.counts()["pairs"] == 1


def test_the_last_of_several_connections_takes_the_mark_away(
    library: Library, insert_pair: Callable[..., int]
) -> None:
    insert_pair()
    with library.on_thread() as other:
        library.close()
        assert user_version(other.path) == IN_USE
    assert user_version(library.path) == 0


def test_a_killed_writer_leaves_a_library_that_opens(tmp_path: Path) -> None:
    path = tmp_path / "mentor.studio"
    code = (
        "import os, sys; from pathlib import Path; from studio.store.library import Library\n"
        "library = Library.create(Path(sys.argv[1]))\n"
        "with library.journal.edit('Set'): library.settings.set('system_message', 'Be brief.')\n"
        "os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, check=False)
    assert user_version(path) == IN_USE
    for read_only in (True, False):
        with Library.open(path, read_only=read_only) as opened:
            assert opened.settings.get("system_message") == "Be brief."
    assert user_version(path) == 0


@pytest.mark.parametrize("length", [0, 10, 71, 72, 100, 4095, 5000])
def test_a_file_that_was_cut_short_is_refused(library: Library, book: int, length: int) -> None:
    library.close()
    data = library.path.read_bytes()
    for rest in (data[:length], data[: -length or None]):
        library.path.write_bytes(rest)
        if rest != data:
            with pytest.raises(LibraryError, match="damaged"):
                Library.open(library.path, read_only=True)


def test_a_newer_library_whose_writer_was_killed_stays_as_it_is(
    library: Library, insert_pair: Callable[..., int], tmp_path: Path
) -> None:
    insert_pair()
    library.connection.execute(
        "INSERT INTO _sqlite_migrations(migration_set, name, applied_at) "
        "VALUES('studio', 'from_the_future', 'now')"
    )
    path = tmp_path / "killed.studio"
    for suffix in ("", "-wal"):
        shutil.copyfile(f"{library.path}{suffix}", f"{path}{suffix}")
    for _again in range(2):
        with pytest.raises(LibraryError, match="newer Passage Studio"):
            Library.open(path)
    assert path.with_name("killed.studio-wal").stat().st_size > 0


class FullDisk:
    """A connection on whose disk there is no room for the mark until the changes are taken over."""

    def __init__(self, sqlite: sqlite3.Connection) -> None:
        self._sqlite = sqlite
        self.is_full = True

    def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
        if sql == "PRAGMA user_version = 0" and self.is_full:
            raise sqlite3.OperationalError("database or disk is full")
        if sql == "PRAGMA wal_checkpoint(TRUNCATE)":
            self.is_full = False
        return self._sqlite.execute(sql, *values)

    def __getattr__(self, name: str) -> object:
        return getattr(self._sqlite, name)


def test_a_library_that_was_closed_on_a_full_disk_opens_again(tmp_path: Path) -> None:
    path = tmp_path / "full.studio"
    library = Library.create(path)
    with library.journal.edit("Change"):
        library.settings.set("name", "value")
    library.connection.sqlite = FullDisk(library.connection.sqlite)  # type: ignore[assignment]
    library.close()
    with Library.open(path) as again:
        assert again.settings.get("name") == "value"
