"""A backup is a whole, closed library, whoever is writing the one it is of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from studio.domain.errors import DiskError, LibraryError
from studio.store.backup import back_up
from studio.store.library import Library


def test_an_open_library_is_copied_with_its_last_edit(
    library: Library, insert_pair: Callable[..., int], tmp_path: Path
) -> None:
    insert_pair("Just written?")
    back_up(library.path, tmp_path / "copy.studio")
    insert_pair("Too late?")
    assert [*tmp_path.glob("copy.studio*")] == [tmp_path / "copy.studio"]
    with Library.open(tmp_path / "copy.studio") as copy:
        assert [pair.prompt for pair in copy.pairs.list(copy.pairs.ids())] == ["Just written?"]
        assert copy.journal.undo_label == "Write a pair"


def test_nothing_is_written_over(library: Library, tmp_path: Path) -> None:
    out = tmp_path / "letters.txt"
    out.write_text("a curator's letters")
    with pytest.raises(LibraryError, match="exists already"):
        back_up(library.path, out)
    assert out.read_text() == "a curator's letters"


def test_what_can_not_be_copied_leaves_nothing_behind(library: Library, tmp_path: Path) -> None:
    with pytest.raises(DiskError, match="does not exist"):
        back_up(library.path, tmp_path / "nowhere" / "copy.studio")
    other = tmp_path / "other.studio"
    other.write_bytes(b"no library")
    with pytest.raises(LibraryError, match="not a Passage Studio library"):
        back_up(other, tmp_path / "copy.studio")
    with pytest.raises(DiskError, match="it is not there"):
        back_up(tmp_path / "none.studio", tmp_path / "copy.studio")
    assert {path.suffix for path in tmp_path.iterdir()} <= {".studio", ".studio-lock"} | {
        ".studio-wal",
        ".studio-shm",
    }
    assert not (tmp_path / "copy.studio").exists()
