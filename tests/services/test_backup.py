"""A backup says what it holds, from the copy itself."""

from __future__ import annotations

from pathlib import Path

from studio.services.backup import back_up
from studio.services.session import Session


def test_a_backup_is_counted_from_the_copy(accepted: Session, tmp_path: Path) -> None:
    copy = back_up(accepted.library.path, tmp_path / "copy.studio")
    assert copy.counts == accepted.library.counts() and copy.counts["accepted"] == 30
    assert copy.bytes == copy.path.stat().st_size > 0
