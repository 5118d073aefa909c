"""A folder for what is made, and a name that overwrites nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.domain.errors import DiskError
from studio.services.fresh_library import find_free_name, make_folder


def test_a_name_that_is_taken_is_numbered(tmp_path: Path) -> None:
    first = find_free_name(tmp_path, "demo")
    first.touch()
    assert (first.name, find_free_name(tmp_path, "demo").name) == ("demo.studio", "demo-2.studio")


def test_a_folder_that_can_not_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DiskError, match="can't be made"):
        make_folder(tmp_path / "file" / "folder")
