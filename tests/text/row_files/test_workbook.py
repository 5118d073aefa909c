"""Workbooks as people keep them: a title above the table, several sheets, formulas."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from studio.text.row_files import RowFault, detect, read_detected, read_records
from studio.text.row_files.workbook_formulas import find_formulas
from tests.field import find_field_file

HEAD = ["Question", "Answer", "Notes"]
ROWS = [["What is habit?", "Second nature.", "rich"], ["How?", "So.", None]]


def write(path: Path, *sheets: tuple[str, list[list[object]]], hidden: str = "") -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name == hidden:
            sheet.sheet_state = "hidden"
    book.save(path)
    return path


def read(path: Path) -> list[tuple[int, str, object]]:
    return [
        (record.line, record.part, record.value or (record.fault and record.fault.code))
        for record in read_records(path)
    ]


TITLES = {
    "none": [],
    "a title": [["My training questions, version 3"]],
    "a title and a blank line": [["My training questions, version 3"], [None]],
    "a title, an author, a date": [["My questions"], ["by Ada"], ["2026-11-27"], [None]],
    "a title in two cells": [["Version", "3"], [None]],
    "notes beside": [[None, None, "internal"]],
}

EVERYDAY_TITLES = {"none", "a title, an author, a date"}


@pytest.mark.parametrize(
    "title",
    [
        pytest.param(title, marks=() if title in EVERYDAY_TITLES else pytest.mark.slow)
        for title in TITLES
    ],
)
def test_the_columns_are_found_below_a_title(tmp_path, title):
    above = TITLES[title]
    records = read(write(tmp_path / "book.xlsx", ("Q and A", [*above, HEAD, *ROWS])))
    first = len(above) + 2
    assert [line for line, _part, _value in records] == [first, first + 1]
    assert records[0][2] == {
        "Question": "What is habit?",
        "Answer": "Second nature.",
        "Notes": "rich",
    }


def test_columns_of_other_names_are_the_first_row_with_more_than_a_title(tmp_path):
    rows = [["Meine Fragen"], [None], ["Frage", "Antwort"], ["Wie?", "So."]]
    (record,) = read(write(tmp_path / "book.xlsx", ("Tabelle1", rows)))
    assert record == (4, "", {"Frage": "Wie?", "Antwort": "So."})


def test_every_visible_sheet_of_such_columns_is_read(tmp_path):
    sheets = (
        ("One", [HEAD, ROWS[0]]),
        ("Old", [HEAD, ROWS[1]]),
        ("Two", [["T"], HEAD[:2], ["A?", "B."]]),
    )
    records = read(write(tmp_path / "book.xlsx", *sheets, hidden="Old"))
    assert [(line, part) for line, part, _value in records] == [(2, "One"), (3, "Two")]


def test_a_sheet_of_other_columns_is_named(tmp_path):
    sheets = (
        ("Read me", [["How to fill this in"], ["Write a question and an answer."]]),
        ("Q and A", [HEAD, *ROWS]),
        ("Lists", [["Tag", "Colour"], ["money", "green"]]),
        ("Empty", []),
    )
    records = read(write(tmp_path / "book.xlsx", *sheets))
    assert [(part, value) for _line, part, value in records if isinstance(value, str)] == [
        ("Read me", "other-sheet"),
        ("Lists", "other-sheet"),
    ]
    assert sum(part == "Q and A" for _line, part, _value in records) == 2


def test_a_formula_without_a_value_is_said_to_be_one(tmp_path):
    """openpyxl and exports of web services leave it to Excel to calculate."""
    rows = [HEAD, ["Joined?", '=CONCATENATE("a","b")', "x"], ["Other?", "Yes.", "=1+1"]]
    path = write(tmp_path / "book.xlsx", ("Q", rows))
    values = [record.value for record in read_records(path)]
    detected = detect(values)
    with pytest.raises(RowFault, match="formula that was not calculated") as fault:
        read_detected(values[0], detected)
    assert fault.value.code == "formula"
    (row,) = read_detected(values[1], detected)  # a formula nobody learns from costs nothing
    assert row.row["messages"][1]["content"] == "Yes."
    assert find_formulas(path) == {"Q": {(2, 1): 'CONCATENATE("a","b")', (3, 2): "1+1"}}


def test_a_calculated_formula_is_its_value(tmp_path):
    path = write(tmp_path / "book.xlsx", ("Q", [HEAD, ["Joined?", "=1+1", "x"]]))
    calculated = tmp_path / "calculated.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(calculated, "w") as target:
        for info in source.infolist():
            raw = source.read(info)
            target.writestr(
                info.filename, raw.replace(b"<v />", b"<v>2</v>").replace(b"<v></v>", b"<v>2</v>")
            )
    (record,) = read_records(calculated)
    assert record.value == {"Question": "Joined?", "Answer": "2", "Notes": "x"}


@pytest.mark.parametrize("name", ["19-book", "19-noheadline"])
def test_the_workbooks_that_were_reported(name):
    path = find_field_file(f"14-xlsx-sheets-and-title-row/{name}.xlsx")
    records = list(read_records(path))
    assert [record.part for record in records] == ["Q and A"] * 9 + ["More"]
