"""Lines of JSON with marks of their encoding in odd places, or none where one is needed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from studio.domain.errors import BookError
from studio.text.row_files import read_records
from studio.text.row_files.containers import find_container
from tests.field import find_field_file

ROWS = [{"prompt": f"Qué {n}? 何", "completion": f"Así “{n}”."} for n in range(6)]
LINES = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)
BOM = b"\xef\xbb\xbf"


def values(path: Path) -> list[object]:
    return [record.value for record in read_records(path)]


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("blank", [b"", b"\n"])
def test_files_with_marks_joined_by_cat_are_one(tmp_path, times, blank):
    path = tmp_path / "a.jsonl"
    path.write_bytes((BOM * times + LINES.encode() + blank) * 3)
    assert values(path) == ROWS * 3


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.txt"])
def test_wide_text_is_read_with_and_without_its_mark(tmp_path, encoding, name):
    """PowerShell 5 writes UTF-16; some exports leave the mark out."""
    path = tmp_path / name
    path.write_bytes(LINES.encode(encoding))
    assert find_container(path).name == "jsonl"
    assert values(path) == ROWS


def test_wide_files_with_marks_joined_are_one(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINES.encode("utf-16") * 2)
    assert values(path) == ROWS * 2


def test_documents_with_marks_joined_are_one(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes((BOM + json.dumps(ROWS).encode() + b"\n") * 2)
    assert values(path) == ROWS * 2


def test_what_was_joined_in_the_field_is_read():
    path = find_field_file("17-two-files-joined/12-two-boms.jsonl")
    assert [record.fault for record in read_records(path)] == [None] * 12


def test_a_packed_file_is_said_to_be_packed(tmp_path):
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress(LINES.encode()))
    with pytest.raises(BookError, match=r"rows\.jsonl\.gz is a gzip archive; rows can't be read"):
        values(path)
