"""Zip files: a book in one is read within bounds, and a trap costs no memory and no time."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from contextlib import suppress

import pytest

from studio.domain.errors import BookError
from studio.text.readers.archive import MOST_BYTES, Archive, list_entries


def zipped(parts: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)
    return made.getvalue()


def opened(raw: bytes) -> Archive:
    return Archive.open(raw, "EPUB", "a.xml")


def directory(count: int, *, size: int | None = None) -> bytes:
    """A zip file of nothing but a list of entries; ``size`` is what it says the list has."""
    entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0)
    body = b"".join(entry + b"%07d" % number for number in range(count))
    length = len(body) if size is None else size
    return body + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65535, 65535, length, 0, 0)


def test_an_entry_is_read_and_what_is_left_is_less():
    archive = opened(zipped({"a.xml": b"<a>words</a>"}))
    assert archive.xml("a.xml").text == "words"
    assert archive.left == MOST_BYTES - 12


def test_all_entries_together_are_bounded():
    half = b" " * (MOST_BYTES // 2 + 1)
    archive = opened(zipped({"a.xml": half, "b.xml": half}))
    archive.read("a.xml")
    with pytest.raises(BookError, match="unpacks to more than 64 MB"):
        archive.read("b.xml")


@pytest.mark.parametrize("count", [21_000, 200_000])
def test_a_crowd_of_entries_is_refused(count):
    with pytest.raises(BookError, match="more than 20,000 files"):
        opened(directory(count))


@pytest.mark.parametrize("size", [0, 1, 2**31, 0xFFFFFFFE, 0xFFFFFFFF])
def test_a_list_of_entries_that_lies_about_its_length_is_no_book(size):
    with pytest.raises(BookError):
        opened(directory(9, size=size))


def test_a_locked_entry_is_named():
    raw = bytearray(zipped({"a.xml": b"<a/>"}))
    raw[raw.rindex(b"PK\1\2") + 8] |= 1
    with pytest.raises(BookError, match="protected by a password"):
        opened(bytes(raw)).read("a.xml")


def test_a_page_that_is_no_text_is_named():
    archive = opened(zipped({"a.xml": zipped({"inner": b"x"})}))
    with pytest.raises(BookError, match=r"A page of this EPUB is damaged or not text \(a.xml\)"):
        archive.xml("a.xml")


def test_names_that_climb_out_are_names_and_no_more():
    raw = zipped({"../../etc/passwd": b"mine", "/etc/passwd": b"mine", "a.xml": b"<a/>"})
    assert opened(raw).read("../../etc/passwd") == b"mine"
    with pytest.raises(BookError, match="damaged"):
        opened(zipped({"a.xml": b"<a/>"})).read("../../etc/passwd")


@pytest.mark.parametrize("version", [63, 64, 213, 65_535])
def test_a_later_version_of_zip_is_damaged_or_read(version):
    raw = bytearray(zipped({"a.xml": b"<a/>"}))
    at = raw.rindex(b"PK\1\2") + 6
    raw[at : at + 2] = version.to_bytes(2, "little")
    assert list_entries(bytes(raw)) == (["a.xml"] if version <= 63 else None)


@pytest.mark.parametrize("seed", range(4))
def test_a_spoiled_zip_file_is_an_archive_or_a_book_error(seed):
    raw, dice = zipped({"a.xml": b"<a>words</a>" * 20, "b": b"x"}), random.Random(seed)
    for _time in range(300):
        spoiled = bytearray(raw)
        for _change in range(dice.randrange(1, 5)):
            spoiled[dice.randrange(len(raw))] = dice.randrange(256)
        with suppress(BookError):
            opened(bytes(spoiled)).read("a.xml")
