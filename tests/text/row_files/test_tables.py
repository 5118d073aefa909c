"""Tables as Excel, Windows and hand work leave them."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.text.row_files import read_records
from tests.field import find_field_file

BOM = "\ufeff"


def read(path: Path, content: str, encoding: str = "utf-8") -> list[tuple[int, object]]:
    path.write_bytes(content.encode(encoding))
    return [(r.line, r.value or (r.fault and r.fault.code)) for r in read_records(path)]


@pytest.mark.parametrize("sign", [";", ",", "|", "\t"])
@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", BOM])
def test_excels_line_says_what_parts_the_columns(tmp_path, sign, quote, end, mark):
    first = f'"a; b, c"{sign}d{end}'
    content = f"{mark}{quote}sep={sign}{quote}{end}prompt{sign}answer{end}{first}"
    assert read(tmp_path / "a.csv", content) == [(3, {"prompt": "a; b, c", "answer": "d"})]


def test_a_tab_may_be_written_as_it_is_spoken(tmp_path):
    assert read(tmp_path / "a.csv", "sep=\\t\nprompt\tanswer\na\tb\n")[0][1] == {
        "prompt": "a",
        "answer": "b",
    }


@pytest.mark.parametrize(
    "above", ["My questions;;\n", "My questions\n\n", "My questions;;\nby Ada;;\n;;\n"]
)
def test_a_title_above_the_columns_is_no_row(tmp_path, above):
    records = read(tmp_path / "a.csv", f"{above}prompt;answer;note\na;b;c\n")
    assert [value for _line, value in records] == [{"prompt": "a", "answer": "b", "note": "c"}]
    assert records[0][0] == above.count("\n") + 2


def test_a_table_of_one_column_has_no_title(tmp_path):
    assert read(tmp_path / "a.csv", "quote\nSo it is.\n") == [(2, {"quote": "So it is."})]


def test_two_tables_joined_to_one_are_one(tmp_path):
    part = f"{BOM}prompt,answer\na?,b\n"
    assert read(tmp_path / "a.csv", part + part.replace("a?", "c?")) == [
        (2, {"prompt": "a?", "answer": "b"}),
        (4, {"prompt": "c?", "answer": "b"}),
    ]


@pytest.mark.parametrize("name", ["08-euro", "08-euro-nosep"])
def test_the_tables_that_were_reported(name):
    first = next(iter(read_records(find_field_file(f"13-csv-dead-ends/{name}.csv"))))
    assert list(first.value) == ["Frage", "Antwort"]
