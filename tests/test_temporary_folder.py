"""A folder is gone when it is no longer needed; what a killed program left of one goes too."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from studio.temporary_folder import IN_USE, PREFIX, TemporaryFolder, remove_leftovers

KILLED = """
import os, sys
from pathlib import Path
from studio.temporary_folder import TemporaryFolder
folder = TemporaryFolder(Path(sys.argv[1]))
(folder.path / "book.txt").write_text("text of a book")
os._exit(7)
"""


def make_old(path: Path) -> None:
    os.utime(path, (0, 0))


def test_it_is_gone_with_all_that_is_in_it(tmp_path: Path) -> None:
    with TemporaryFolder(tmp_path) as folder:
        (folder / "inside").mkdir()
        (folder / "inside" / "rows.jsonl").write_text("{}")
        (folder / "library.studio").write_text("…")
        assert folder.parent == tmp_path
    assert not os.listdir(tmp_path)


def test_it_is_gone_when_nobody_holds_it_any_more(tmp_path: Path) -> None:
    folder = TemporaryFolder(tmp_path)
    folder.remove()
    folder.remove()
    lost = TemporaryFolder(tmp_path)
    del lost
    assert not os.listdir(tmp_path)


def test_the_next_one_clears_up_behind_a_program_that_was_killed(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert done.returncode == 7
    assert len(list(tmp_path.glob("*/book.txt"))) == 1
    with TemporaryFolder(tmp_path) as folder:
        assert list(tmp_path.iterdir()) == [folder]


def test_one_that_is_in_use_stays_however_old_it_is(tmp_path: Path) -> None:
    with TemporaryFolder(tmp_path) as folder:
        (folder / "book.txt").write_text("text of a book")
        make_old(folder / IN_USE)
        make_old(folder)
        remove_leftovers(tmp_path)
        assert (folder / "book.txt").exists()


def test_one_that_is_just_being_made_stays_and_an_old_one_goes(tmp_path: Path) -> None:
    for name in ("justmade", "long_ago"):
        (tmp_path / f"{PREFIX}{name}").mkdir()
    make_old(tmp_path / f"{PREFIX}long_ago")
    remove_leftovers(tmp_path)
    assert os.listdir(tmp_path) == [f"{PREFIX}justmade"]


def test_other_folders_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine")
    for name in (f"{PREFIX}compiled-curator", "passage-studio", "other"):
        (tmp_path / name).mkdir()
        make_old(tmp_path / name)
    remove_leftovers(tmp_path)
    assert len(os.listdir(tmp_path)) == 4


@pytest.mark.skipif(os.name == "nt", reason="a link needs a right there that few users have")
def test_a_link_leads_nobody_astray(tmp_path: Path) -> None:
    """Where everybody may write, somebody may lay a link to what is ours."""
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("mine")
    make_old(mine)
    shared = tmp_path / "shared"
    shared.mkdir()
    link = shared / f"{PREFIX}abcdefgh"
    link.symlink_to(mine)
    os.utime(link, (0, 0), follow_symlinks=False)
    remove_leftovers(shared)
    with TemporaryFolder(shared) as folder:
        (folder / "away").symlink_to(mine)
    assert (mine / "thesis.txt").read_text() == "mine"


def test_a_folder_that_is_not_there_is_no_trouble(tmp_path: Path) -> None:
    remove_leftovers(tmp_path / "nowhere")
