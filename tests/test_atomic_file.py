"""A file is the old one or the new one, never a part."""

import hashlib

import pytest

from studio.atomic_file import write_pieces, write_whole
from studio.domain.errors import DiskError


def test_a_file_is_put_in_place_of_the_old_one(tmp_path):
    path = tmp_path / "folder" / "prices.toml"
    write_whole(path, "old")
    write_whole(path, "new 習慣")
    assert path.read_text(encoding="utf-8") == "new 習慣"
    assert list(path.parent.iterdir()) == [path]


def test_the_checksum_is_of_what_was_written(tmp_path):
    path = tmp_path / "train.jsonl"
    assert write_pieces(path, [b"a", b"b"]) == hashlib.sha256(b"ab").hexdigest()
    assert path.read_bytes() == b"ab"


def test_what_breaks_off_leaves_the_old_file(tmp_path):
    path = tmp_path / "train.jsonl"
    path.write_bytes(b"old")

    def pieces():
        yield b"half"
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        write_pieces(path, pieces())
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cant_be_made_is_said(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(DiskError, match="It is as it was"):
        write_whole(tmp_path / "file" / "prices.toml", "new")
