"""A file is written whole or not at all, and read as any other of the curator's."""

import os
from pathlib import Path

import pytest

from studio.atomic_file import PREFIX, write_pieces, write_text, write_together, write_with
from studio.domain.errors import DiskError


def test_text_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "prices.toml"
    write_text(path, "old")
    write_text(path, "新しい\n")
    assert path.read_bytes() == "新しい\n".encode()
    assert os.listdir(tmp_path) == ["prices.toml"]


def test_what_breaks_off_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    write_text(path, "old")

    def break_off():
        yield b"half of "
        raise ValueError("no more rows")

    with pytest.raises(ValueError, match="no more rows"):
        write_pieces(path, break_off())
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["rows.jsonl"]


def test_a_folder_is_made_only_for_files_of_ours(tmp_path: Path) -> None:
    with pytest.raises(DiskError, match="can't be written"):
        write_text(tmp_path / "nowhere" / "report.html", "…")
    write_text(tmp_path / "config" / "settings.json", "{}", with_folder=True)
    assert (tmp_path / "config" / "settings.json").read_text() == "{}"


def test_who_may_read_it_is_up_to_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_text(tmp_path / "rows.jsonl", "{}")
    finally:
        os.umask(before)
    assert (tmp_path / "rows.jsonl").stat().st_mode & 0o777 == 0o640


def test_the_digest_is_of_what_stands_in_the_file(tmp_path: Path) -> None:
    by_pieces = write_pieces(tmp_path / "a", [b"ab", b"c"])
    by_writer = write_with(tmp_path / "b", lambda draft: draft.write_bytes(b"abc") and None)
    assert by_pieces == by_writer
    assert by_pieces.startswith("ba7816bf")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with a name")
def test_a_device_or_a_pipe_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(DiskError, match="a device or a pipe"):
        write_text(pipe, "report")
    assert pipe.is_fifo()
    assert os.listdir(tmp_path) == ["pipe"]


def test_files_that_are_written_together_take_their_names_together(tmp_path: Path) -> None:
    first, second = tmp_path / "train.jsonl", tmp_path / "validation.jsonl"
    write_text(first, "old")
    with pytest.raises(ValueError, match="damaged"), write_together([first, second]) as drafts:
        drafts[0].write(b"new")
        drafts[1].write(b"new")
        raise ValueError("damaged")
    assert os.listdir(tmp_path) == ["train.jsonl"] and first.read_text() == "old"
    with write_together([first, second]) as drafts:
        drafts[0].write(b"a")
        drafts[0].write(b"bc")
    assert first.read_bytes() == b"abc" and second.read_bytes() == b""
    assert drafts[0].sha256.startswith("ba7816bf")


def test_what_a_killed_program_left_goes_with_the_next_file(tmp_path: Path) -> None:
    """Text of books under a hidden name would stay for ever; what is being written stays."""
    for name in (f"{PREFIX}0123abcd", f"{PREFIX}0123abcd-journal", f"{PREFIX}mine", ".0123abcd"):
        (tmp_path / name).write_text("half of a book")
        os.utime(tmp_path / name, (0, 0))
    (tmp_path / f"{PREFIX}89abcdef").write_text("another program is just writing this")
    write_text(tmp_path / "rows.jsonl", "{}")
    left = {f"{PREFIX}mine", ".0123abcd", f"{PREFIX}89abcdef", "rows.jsonl"}
    assert set(os.listdir(tmp_path)) == left
