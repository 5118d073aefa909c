"""Of several that open a file, one works on what it stands for; the lock ends with the file."""

from __future__ import annotations

from pathlib import Path

from studio.file_lock import try_lock


def test_a_lock_is_had_once_and_is_free_when_its_file_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with path.open("a+b") as first, path.open("a+b") as second:
        assert try_lock(first)
        assert not try_lock(second)
    with path.open("a+b") as third:
        assert try_lock(third)
