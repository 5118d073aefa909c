"""A library opens or says in one line why not; what was acknowledged is never lost."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from studio.domain.errors import DiskError, LibraryError
from studio.domain.pair import Origin, Status
from studio.store.library import Library

ROOT = Path(__file__).resolve().parents[2]


def one_line(error: pytest.ExceptionInfo[Exception]) -> str:
    text = str(error.value)
    assert "\n" not in text and "Traceback" not in text
    return text


def test_create_refuses_to_overwrite(tmp_path: Path) -> None:
    path = tmp_path / "letters.studio"
    path.write_text("a curator's letters")
    with pytest.raises(LibraryError) as error:
        Library.create(path)
    assert "exists already" in one_line(error)
    assert path.read_text() == "a curator's letters"


def test_a_missing_library_is_named(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no library"):
        Library.open(tmp_path / "none.studio")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DiskError, match="does not exist"):
        Library.create(tmp_path / "nowhere" / "a.studio")


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\0" + b"x" * 4000])
def test_a_file_that_is_no_library_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.studio"
    path.write_bytes(content)
    with pytest.raises(LibraryError) as error:
        Library.open(path)
    assert "not a Passage Studio library" in one_line(error)
    assert path.read_bytes() == content


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.studio"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmarks(url)")
    other.close()
    with pytest.raises(LibraryError, match="not a Passage Studio library"):
        Library.open(path)


def test_a_damaged_library_is_said_to_be_damaged(library: Library) -> None:
    path = library.path
    library.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(LibraryError, match="damaged"), Library.open(path) as broken:
        broken.pairs.list(broken.pairs.ids())
        broken.counts()


def test_a_newer_library_is_left_as_it_is(library: Library) -> None:
    path = library.path
    library.connection.execute(
        "INSERT INTO _sqlite_migrations(migration_set, name, applied_at) "
        "VALUES('studio', 'from_the_future', 'now')"
    )
    library.close()
    with pytest.raises(LibraryError, match="newer Passage Studio"):
        Library.open(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_library_without_permission_is_said_so(library: Library) -> None:
    library.close()
    library.path.chmod(0o400)
    with pytest.raises(LibraryError, match="no permission"):
        Library.open(library.path)


def test_a_second_process_is_told_who_has_it_and_may_read(library: Library) -> None:
    code = (
        "import sys; from pathlib import Path; from studio.store.library import Library\n"
        "from studio.domain.errors import LibraryError\n"
        "path = Path(sys.argv[1])\n"
        "try: Library.open(path)\n"
        "except LibraryError as error: print(error)\n"
        "print(Library.open(path, read_only=True).counts()['pairs'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(library.path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    refusal, pairs = done.stdout.splitlines()
    assert f"process {os.getpid()}" in refusal
    assert pairs == "0"


def test_threads_of_one_process_share_the_right_to_write(library: Library) -> None:
    with library.on_thread() as other:
        with other.journal.edit("Write"):
            other.pairs.insert("q", "a", origin=Origin.CURATOR, tokens=1)
        assert library.counts()["draft"] == 1


def test_a_full_disk_keeps_everything_before(library: Library) -> None:
    with library.journal.edit("Write"):
        library.pairs.insert("q", "a", origin=Origin.CURATOR, tokens=1)
    # SQLite's own limit of pages stands for the disk: the same error from the same place.
    library.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pages = library.connection.select("PRAGMA page_count")[0][0]
    library.connection.select(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskError, match="full"), library.journal.edit("Too much"):
        library.pairs.insert("q" * 1_000_000, "a", origin=Origin.CURATOR, tokens=1)
    assert library.counts()["pairs"] == 1
    assert library.journal.undo_label == "Write"


def test_accepted_tokens_follow_every_change(library: Library) -> None:
    with library.journal.edit("Write"):
        ids = [library.pairs.insert("q", "a", origin=Origin.CURATOR, tokens=10) for _ in range(3)]
    with library.journal.edit("Accept"):
        library.pairs.set_status(ids[:2], Status.ACCEPTED)
    assert library.pairs.accepted_tokens() == (2, 20)
    with library.journal.edit("Edit"):
        library.pairs.update(ids[0], prompt="q", answer="b", tokens=15, draft_prompt=False)
    assert library.pairs.accepted_tokens() == (2, 25)
    with library.journal.edit("Remove"):
        library.pairs.delete(ids[:1])
    assert library.pairs.accepted_tokens() == (1, 10)


WRITER = """
import sys
from pathlib import Path
from studio.domain.pair import Origin
from studio.store.library import Library
library = Library.open(Path(sys.argv[1]))
n = int(sys.argv[2])
while True:
    n += 1
    with library.journal.edit(f"Write {n}"):
        library.pairs.insert(f"q{n}", "a" * 500, origin=Origin.CURATOR, tokens=n)
    sys.stdout.write(f"{n}\\n"); sys.stdout.flush()
"""


@pytest.mark.parametrize("kills", [2, pytest.param(50, marks=pytest.mark.slow)])
def test_no_kill_loses_an_acknowledged_edit(library: Library, kills: int) -> None:
    path = library.path
    library.close()
    last = 0
    for attempt in range(kills):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(last)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(0.003 * (attempt % 7))
        writer.send_signal(signal.SIGKILL)
        rest = writer.stdout.read().split("\n")
        writer.wait()
        writer.stdout.close()
        acknowledged = [int(line) for line in rest[:-1] if line]
        with Library.open(path) as opened:
            prompts = {pair.prompt for pair in opened.pairs.list(opened.pairs.ids())}
            assert opened.journal.undo_label == f"Write {len(prompts)}"
        assert {f"q{n}" for n in acknowledged} <= prompts
        assert len(prompts) >= last + 1
        last = len(prompts)


def test_only_the_store_speaks_to_the_database() -> None:
    """Others ask its shelves, so that a table can change without them."""
    outside = [path for path in (ROOT / "studio").rglob("*.py") if path.parent.name != "store"]
    assert [path.name for path in outside if "library.connection" in path.read_text()] == []
