"""Files of rows in every container: true lines, one clear line for what is broken, bounds held."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import arro3.core
import arro3.io
import openpyxl
import pytest

from studio.domain.errors import BookError, DiskError, StudioError
from studio.text.row_files import CONTAINERS, Record, read_records
from studio.text.row_files.containers import find_container
from studio.text.rows.lines import LONGEST_LINE

ROOT = Path(__file__).resolve().parents[3]
SUFFIXES = [suffix for container in CONTAINERS for suffix in container.suffixes]


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """Writes bytes under a name and reads the records of that file."""

    def write_and_read(name: str, content: bytes | str, encoding: str = "utf-8") -> list[Record]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return list(read_records(path))

    return write_and_read


def told(found: list[Record]) -> list[tuple[int, object]]:
    """Line, and the value or the code of its fault."""
    return [(r.line, r.fault.code if r.fault else r.value) for r in found]


def refusal(path: Path, **how: str) -> str:
    """The one line with which a file is refused."""
    with pytest.raises((BookError, DiskError)) as caught:
        list(read_records(path, **how))
    line = str(caught.value)
    assert "\n" not in line and line.endswith((".", "。")), line
    return line


# -- JSON lines ---------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_are_counted_as_they_stand_in_any_encoding(
    read: Any, encoding: str, end: str
) -> None:
    rows = ['{"問い": "何から始めますか。"}', "", "  ", '{"問い": "次は何ですか。"}', '{"a": 1}']
    found = told(read("rows.jsonl", end.join(rows), encoding))
    assert found == [
        (1, {"問い": "何から始めますか。"}),
        (4, {"問い": "次は何ですか。"}),
        (5, {"a": 1}),
    ]


def test_utf_16_without_japanese_and_the_other_way_round(read: Any) -> None:
    rows = '{"a": 1}\n\n{"b": "あ"}\n'
    big_endian = b"\xfe\xff" + rows.encode("utf-16-be")
    assert told(read("rows.jsonl", big_endian)) == [(1, {"a": 1}), (3, {"b": "あ"})]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"a": NaN}', "not-json"),
        ('{"a": -Infinity}', "not-json"),
        ('{"a": 1e400}', "endless-number"),
        ('{"a": ' + "1" * 5_000 + "}", "invalid-json"),
        ('{"a": 1, "a": 2}', "duplicate-key"),
        ('{"a": 1, "\\u0061": 2}', "duplicate-key"),
        ('{"a" : 1, "a": 2}', "duplicate-key"),
        ('{"a" : 1, "a" : 2, "b": "\\":"}', "duplicate-key"),
        ('{"x": [[{"b"\t: 1, "b":1}]]}', "duplicate-key"),
        ('{"a": "\\ud800"}', "lone-surrogate"),
        ('{"\\udfff": 1}', "lone-surrogate"),
        ('{"a": "x\\u0000y"}', "nul"),
        ('{"a\\u0000": 1}', "nul"),
        ('{"a": "x\0y"}', "nul"),
        ('{"a": ' + "[" * 20_000 + "]" * 20_000 + "}", "too-deep"),
        ('{"a": ' + "[" * 20_000, "too-deep"),
        ('{"a": "\\u0000", "b": ' + "[" * 900 + "]" * 900 + "}", "nul"),
        ('{"a": ' + "[" * 300 + "]" * 300 + "}", "too-deep"),
        ("[1, 2]", "not-an-object"),
        ("null", "not-an-object"),
        ('{"a": 1} {"b": 2}', "invalid-json"),
        ('{"a": "cut o', "invalid-json"),
        ("prose, not JSON", "invalid-json"),
    ],
)
def test_a_line_that_is_no_row_is_a_fault_of_its_own(read: Any, line: str, code: str) -> None:
    found = read("rows.jsonl", '{"first": "row"}\n' + line + '\n{"last": "row"}\n')
    assert told(found) == [(1, {"first": "row"}), (2, code), (3, {"last": "row"})]
    assert found[1].fault.message.endswith(".") and len(found[1].fault.message) < 200


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": "NaN"}', {"a": "NaN"}),
        ('{"a": "\\\\u0000"}', {"a": "\\u0000"}),
        ('{"a": "\\": \\"a\\":"}', {"a": '": "a":'}),
        ('{"a" : {"b" : "c :d"}}', {"a": {"b": "c :d"}}),
        ('{"a": 123456789012345678901234567890}', {"a": 123456789012345678901234567890}),
        ('{"a": -18446744073709551616}', {"a": -18446744073709551616}),
        ('{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
        ('{"a": 0.1, "": []}', {"a": 0.1, "": []}),
    ],
)
def test_what_only_looks_like_a_fault_is_read_as_it_is(read: Any, text: str, value: object) -> None:
    assert told(read("rows.jsonl", text + "\n{}\n")) == [(1, value), (2, {})]


def test_a_line_without_end_is_let_go_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    with path.open("wb") as file:
        file.write(b'{"a": 1}\n{"b": "')
        file.seek(LONGEST_LINE + 1_000_000)
        file.write(b'"}\n{"c": 3}\n')
    assert told(list(read_records(path))) == [(1, {"a": 1}), (2, "line-too-long"), (3, {"c": 3})]


def test_a_first_line_longer_than_what_is_looked_at_is_read_whole(read: Any) -> None:
    row = {"prompt": "あ" * 150_000}
    for offset in ("", "x", "xx"):
        row["completion"] = offset
        line = json.dumps(row, ensure_ascii=False)
        assert told(read("rows.jsonl", line)) == [(1, row)]
        assert told(read("rows.json", f"[{line}]")) == [(1, row)]


# -- JSON documents -----------------------------------------------------------------------------


def test_elements_of_an_array_have_their_own_lines(read: Any) -> None:
    found = read("rows.json", '\n[\n {"a": 1},\n\n {"a":\n 2}, {"a": 3}\n]\n')
    assert told(found) == [(3, {"a": 1}), (5, {"a": 2}), (6, {"a": 3})]


def test_broken_elements_are_faults_and_what_follows_a_break_is_said_to_be_lost(read: Any) -> None:
    text = '[{"a": 1},\n 7,\n {"a": 1, "a": 2},\n {"a": NaN},\n {"a": "\\ud800"},\n {"a": 5},\n {"a": }]'
    assert told(read("rows.json", text)) == [
        (1, {"a": 1}),
        (2, "not-an-object"),
        (3, "duplicate-key"),
        (4, "not-json"),
        (5, "lone-surrogate"),
        (6, {"a": 5}),
        (7, "invalid-json"),
    ]


@pytest.mark.parametrize("rest", ["", ",", ", {", ' {"a": 2}]', "}"])
def test_an_array_broken_off_keeps_what_came_before(read: Any, rest: str) -> None:
    (first, broken) = read("rows.json", '[{"a": 1}' + rest)
    assert first.value == {"a": 1} and broken.fault.code in ("broken-off", "invalid-json")


def test_lists_in_an_object_are_parts_and_an_object_of_rows_keys_is_a_row(read: Any) -> None:
    splits = '{"train": [{"a": 1},\n {"a": 2}],\n "version": [1], "test": [{"a": 3}]}'
    found = [(record.part, record.line, record.value) for record in read("rows.json", splits)]
    assert found == [("train", 1, {"a": 1}), ("train", 2, {"a": 2}), ("test", 3, {"a": 3})]
    row = {"messages": [{"role": "user", "content": "?"}], "notes": [{"by": "me"}]}
    assert told(read("row.json", json.dumps(row, indent=1))) == [(1, row)]
    boxed = '{"data": [' + json.dumps({"a": "x" * 70_000}) + ', {"a": 2}]}'
    assert [record.part for record in read("minified.json", boxed)] == ["data", "data"]


def test_documents_behind_each_other_are_all_read(read: Any) -> None:
    found = read("rows.json", '{\n"a": 1\n}\n{\n"a": 2\n}\n\n[{"a": 3}]')
    assert told(found) == [(1, {"a": 1}), (4, {"a": 2}), (8, {"a": 3})]
    assert told(read("rows.json", '[{"a": 1}]\nand prose')) == [(1, {"a": 1}), (2, "not-json")]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("7", ["not-an-object"]),
        ('"prose"', ["not-an-object"]),
        ("[]", []),
        ("[" * 20_000, ["too-deep"]),
        ("[" * 300 + "]" * 300, ["too-deep"]),
        ('[{"a": ' + "[" * 20_000 + "]" * 20_000 + "}]", ["too-deep"]),
        ('{\n"a": ' + "{}" * 5, ["invalid-json"]),
        ('[{"a": 1e999}]', ["endless-number"]),
        ('[{"a": "\\u0000"}]', ["nul"]),
    ],
)
def test_a_document_without_rows_says_why(read: Any, text: str, codes: list[str]) -> None:
    assert [record.fault.code for record in read("rows.json", text)] == codes


def test_a_document_that_is_nearly_all_blank_is_read_at_once(read: Any) -> None:
    assert told(read("rows.json", "[" + " \n" * 5_000_000 + "{}]")) == [(5_000_001, {})]


def test_a_document_of_too_many_values_is_refused_before_it_fills_the_memory(
    tmp_path: Path,
) -> None:
    path = tmp_path / "rows.json"
    path.write_bytes(b"[" + b"{}," * 12_000_000 + b"{}]")
    assert "Save it as JSONL" in refusal(path)


# -- tables -------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", [",", "\t", ";", "|"])
def test_cells_hold_separators_quotes_and_line_breaks_at_their_true_lines(
    read: Any, sign: str
) -> None:
    rows = [
        ["prompt", "answer"],
        [f'"a{sign} ""b"""', '"two\r\nlines\r\nthree"'],
        ["", ""],
        ["c", "d"],
    ]
    found = read("table.csv", "\r\n".join(sign.join(row) for row in rows) + "\r\n")
    assert told(found) == [
        (2, {"prompt": f'a{sign} "b"', "answer": "two\r\nlines\r\nthree"}),
        (6, {"prompt": "c", "answer": "d"}),
    ]


def test_rows_of_another_length_than_the_head(read: Any) -> None:
    found = read("table.csv", "a,b\n1\n1,2,\n1,2,3\n1,2\n")
    assert told(found) == [
        (2, {"a": "1", "b": ""}),
        (3, {"a": "1", "b": "2"}),
        (4, "ragged-row"),
        (5, {"a": "1", "b": "2"}),
    ]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8-sig", "utf-16", "utf-8"])
def test_what_a_spreadsheet_saves_is_read(read: Any, encoding: str) -> None:
    table = "質問,回答\r\n朝はどうしますか,早く起きます\r\n" + "夜は？,寝ます\r\n" * 9_000
    found = read("table.csv", table, encoding)
    assert found[0].value == {"質問": "朝はどうしますか", "回答": "早く起きます"}
    assert (len(found), found[-1].line) == (9_001, 9_002)


def test_columns_that_have_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("a,b,a \n1,2,3\n")
    assert "two columns called “a”" in refusal(path)
    path.write_text("a,b,\n1,2,3\n")
    assert told(list(read_records(path)))[0] == (2, {"a": "1", "b": "2", "column 3": "3"})


def test_a_head_without_rows_gives_none(read: Any) -> None:
    assert read("table.csv", "prompt,answer\n") == []
    assert read("table.csv", "prompt,answer\n\n,\n") == []


def test_a_cell_of_bytes_that_are_no_text_is_a_fault_of_its_row(read: Any) -> None:
    table = "質問,回答\nはい,いいえ\n".encode() * 20_000 + b"a,\0\nb,\xff\nc,d\n"
    found = read("table.csv", table)
    assert [record.fault.code for record in found[-3:-1] if record.fault] == ["not-text"] * 2
    assert found[-1].value == {"質問": "c", "回答": "d"}


def test_a_quote_without_end_is_a_fault_and_ends(read: Any) -> None:
    found = read("table.csv", 'a,b\n1,2\n"3,4\n' + "5,6\n" * 2_000)
    assert told(found)[0] == (2, {"a": "1", "b": "2"}) and len(found) <= 3


# -- workbooks ----------------------------------------------------------------------------------


def workbook(path: Path, rows: Sequence[Sequence[object]], *, second: bool = False) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    if second:
        book.create_sheet("other").append(["not", "read"])
    book.save(path)
    return path


def with_sheet(path: Path, cells: bytes) -> Path:
    """A workbook whose sheet holds just these cells."""
    made = io.BytesIO()
    openpyxl.Workbook().save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for info in source.infolist():
            sheet = (
                b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                b"<sheetData>" + cells + b"</sheetData></worksheet>"
            )
            inside = "xl/worksheets/" in info.filename
            out.writestr(info.filename, sheet if inside else source.read(info))
    return path


def test_dates_numbers_formulas_empty_rows_and_a_second_sheet(tmp_path: Path) -> None:
    rows = [
        ["prompt", "when", "n", "=1+1"],
        ["あ", datetime(2024, 5, 1, 9, 30), 3, 2.5],
        [None] * 4,
        ["い\nう", None, True, "=A2"],
    ]
    found = told(list(read_records(workbook(tmp_path / "book.xlsx", rows, second=True))))
    assert [line for line, _value in found] == [2, 4]
    first, last = (value for _line, value in found)
    assert isinstance(first, dict) and isinstance(last, dict)
    assert list(first.values()) == ["あ", "2024-05-01T09:30:00", "3", "2.5"]
    assert (last["prompt"], last["when"], last["n"]) == ("い\nう", "", "True")


CELL = b'<c%s t="inlineStr"><is><t>x</t></is></c>'
FAR = (
    b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
)
TRAPS = {
    "far apart": FAR,
    "without places": b"<row>"
    + b"<c><v>1</v></c>" * 16_384
    + b"</row>"
    + b"<row><c><v>1</v></c></row>" * 2_000,
    "behind comments": b"<row><c><v>1</v></c></row><!--<row r='1'/>-->" * 3_000
    + b"<row>"
    + b"<c><v>1</v></c>" * 16_384
    + b"</row>",
    "in quotes": FAR.replace(b"<c r=", b"<c a='>' r="),
    "in single quotes": FAR.replace(b'"', b"'"),
    "with blanks": FAR.replace(b"r=", b"r = "),
    "with a name before": FAR.replace(b"<c ", b"<x:c xmlns:x='y' "),
    "with much between": FAR.replace(b'r="XFD', b" " * 100_000 + b'r="XFD'),
    "beyond all columns": b'<row r="1"><c r="A1"><v>1</v></c><c r="ZZZZZZ9"><v>1</v></c></row>',
}

EVERYDAY_TRAPS = {"far apart", "without places", "in quotes"}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in EVERYDAY_TRAPS else pytest.mark.slow)
        for name in TRAPS
    ],
)
def test_a_sheet_that_would_fill_the_memory_is_refused(tmp_path: Path, name: str) -> None:
    path = with_sheet(tmp_path / "book.xlsx", TRAPS[name])
    assert path.stat().st_size < 100_000
    assert "CSV" in refusal(path)


def test_a_wide_and_a_long_sheet_are_read(tmp_path: Path) -> None:
    wide = with_sheet(
        tmp_path / "wide.xlsx", (b"<row>" + CELL * 300 + b"</row>").replace(b"%s", b"")
    )
    assert "two columns" in refusal(wide)
    rows = [["prompt", "answer"], *([f"q{n}", f"a{n}"] for n in range(2_000))]
    assert len(list(read_records(workbook(tmp_path / "long.xlsx", rows)))) == 2_000


@pytest.mark.slow
def test_a_zip_bomb_is_refused_whatever_it_says_of_its_size(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            for _block in range(513):
                part.write(b"\0" * 1024 * 1024)
    assert "unpacks to more than 512 MB" in refusal(path)
    honest = (513 * 1024 * 1024).to_bytes(8, "little")
    path.write_bytes(path.read_bytes().replace(honest, (9).to_bytes(8, "little")))
    assert refusal(path)


@pytest.mark.parametrize("change", ["cut", "protected", "locked part", "another zip", "damaged"])
def test_what_is_no_workbook_is_said_to_be_none(tmp_path: Path, change: str) -> None:
    path = workbook(tmp_path / "book.xlsx", [["prompt", "answer"], ["a", "b"]])
    raw = bytearray(path.read_bytes())
    if change == "cut":
        raw = raw[: len(raw) // 2]
    elif change == "protected":
        raw = bytearray.fromhex("d0cf11e0a1b11ae1") + bytes(4_000)
    elif change == "locked part":
        at = raw.rfind(b"PK\x01\x02")
        raw[at + 8] |= 1
    elif change == "another zip":
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr("notes.txt", "prompt,answer")
        raw = bytearray(made.getvalue())
    else:
        raw[60:90] = bytes(30)
    path.write_bytes(raw)
    assert "book.xlsx" in refusal(path)


# -- Arrow and Parquet --------------------------------------------------------------------------

TEXT = arro3.core.DataType.utf8()
Column = arro3.core.Array


def texts(*values: str | None) -> Column:
    return arro3.core.Array(list(values), TEXT)


def turns() -> Column:
    """Three lists of turns, the first with two in it."""
    fields = [arro3.core.Field("role", TEXT), arro3.core.Field("content", TEXT)]
    each = arro3.core.struct_array([texts("user", "assistant"), texts("あ", None)], fields=fields)
    ends = arro3.core.Array([0, 2, 2, 2], arro3.core.DataType.int32())
    return arro3.core.list_array(ends, each)


def table(columns: Mapping[str, Column]) -> arro3.core.Table:
    return arro3.core.Table.from_pydict(dict(columns))


def save(path: Path, made: arro3.core.Table, how: str) -> Path:
    if how == "parquet":
        arro3.io.write_parquet(made, path)
    elif how == "file":
        arro3.io.write_ipc(made, path, compression=None)
    elif how == "packed":
        arro3.io.write_ipc(made, path, compression="lz4")
    else:
        arro3.io.write_ipc_stream(made, path, compression=None)
    return path


HOWS = ["parquet", "file", "stream", "packed"]
SOME_HOWS = [
    pytest.param(how, marks=() if how in ("parquet", "stream") else pytest.mark.slow)
    for how in HOWS
]


@pytest.mark.parametrize("how", SOME_HOWS)
def test_nested_lists_nulls_times_and_bytes_become_what_json_can_hold(
    tmp_path: Path, how: str
) -> None:
    kinds, column = arro3.core.DataType, arro3.core.Array
    made = table(
        {
            "messages": turns(),
            "when": column([0, None, 1_700_000_000], kinds.int64()).cast(kinds.timestamp("s")),
            "raw": column(["é".encode(), None, b"\xff"], kinds.binary()),
            "score": column([0.5, float("nan"), 1.0], kinds.float64()),
            "id": column([1, 2**60, 3], kinds.int64()),
        }
    )
    path = save(tmp_path / ("rows." + ("parquet" if how == "parquet" else "arrow")), made, how)
    first, second, third = read_records(path)
    turn = [{"role": "user", "content": "あ"}, {"role": "assistant", "content": None}]
    when = "1970-01-01T00:00:00"
    assert first.value == {"messages": turn, "when": when, "raw": "é", "score": 0.5, "id": 1}
    empty = {"messages": [], "when": None, "raw": None, "score": None, "id": 2**60}
    assert (second.line, second.value) == (2, empty)
    assert third.fault is not None and third.fault.code == "not-text"


@pytest.mark.parametrize("how", SOME_HOWS)
def test_a_nul_and_a_number_without_end_are_faults_in_a_binary_file_too(
    tmp_path: Path, how: str
) -> None:
    numbers = arro3.core.Array([1.0, float("inf"), 2.0], arro3.core.DataType.float64())
    columns = {"a": texts("x\0", "y", "z"), "n": numbers}
    path = save(
        tmp_path / "rows.parquet" if how == "parquet" else tmp_path / "rows.arrow",
        table(columns),
        how,
    )
    assert told(list(read_records(path))) == [
        (1, "nul"),
        (2, "endless-number"),
        (3, {"a": "z", "n": 2}),
    ]


LARGE = b"\xff\xff\xff\x7f"
DAMAGES = {
    "cut off": lambda raw: raw[: len(raw) // 2],
    "the end alone cut off": lambda raw: raw[:-9],
    "a footer that lies": lambda raw: raw[:-10] + LARGE * 2 + raw[-2:],
    "a schema that lies": lambda raw: raw[:4] + LARGE + raw[8:],
    "a NUL in a column's name": lambda raw: raw.replace(b"answer", b"ans\0er"),
    "a batch that lies": lambda raw: raw[:800] + LARGE * 8 + raw[832:],
}

EVERYDAY_DAMAGES = {"cut off", "a batch that lies"}


@pytest.mark.parametrize("how", HOWS[:2])
@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(name, marks=() if name in EVERYDAY_DAMAGES else pytest.mark.slow)
        for name in DAMAGES
    ],
)
def test_a_damaged_file_is_refused_and_never_ends_the_program(
    tmp_path: Path, how: str, damage: str
) -> None:
    made = table({"prompt": texts(*"q" * 300), "answer": texts(*"a" * 300)})
    path = save(tmp_path / ("rows." + ("parquet" if how == "parquet" else "arrow")), made, how)
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    try:
        found = list(read_records(path))
    except BookError as error:
        assert str(error).startswith("rows.") and "\n" not in str(error)
    else:  # the values of a Parquet file lie between its marks, and a stream's lies may be late
        assert len(found) <= 301


def test_columns_of_one_name_are_refused_in_a_binary_file_too(tmp_path: Path) -> None:
    fields = [arro3.core.Field("a", TEXT)] * 2
    made = arro3.core.RecordBatch.from_arrays([texts("q")] * 2, schema=arro3.core.Schema(fields))
    path = save(tmp_path / "rows.arrow", arro3.core.Table.from_batches([made]), "file")
    assert "two columns called “a”" in refusal(path)


# -- data set folders ---------------------------------------------------------------------------


def saved_split(folder: Path, words: Sequence[str], files: Sequence[object] | None = None) -> Path:
    """A split as ``save_to_disk`` writes it."""
    folder.mkdir(parents=True)
    name = "data-00000-of-00001.arrow"
    save(folder / name, table({"text": texts(*words)}), "stream")
    named = [{"filename": name}] if files is None else files
    (folder / "state.json").write_text(json.dumps({"_data_files": named}))
    (folder / "dataset_info.json").write_text("{}")
    return folder


def test_a_saved_data_set_with_splits_names_the_file_of_each_row(tmp_path: Path) -> None:
    for split in ("train", "test"):
        saved_split(tmp_path / "set" / split, [split])
    (tmp_path / "set/dataset_dict.json").write_text('{"splits": ["train", "test"]}')
    found = [(record.part, record.value) for record in read_records(tmp_path / "set")]
    name = "data-00000-of-00001.arrow"
    assert found == [(f"train/{name}", {"text": "train"}), (f"test/{name}", {"text": "test"})]


def test_a_folder_of_parquet_files_is_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "set/data").mkdir(parents=True)
    for n in (2, 1):
        save(tmp_path / f"set/data/train-{n}.parquet", table({"n": texts(str(n))}), "parquet")
    (tmp_path / "set/README.md").write_text("A data set.")
    assert [record.value for record in read_records(tmp_path / "set")] == [{"n": "1"}, {"n": "2"}]


@pytest.mark.parametrize(
    "files",
    [
        [{"filename": "gone.arrow"}],
        [{"filename": "../secret.arrow"}],
        [{"filename": "/etc/passwd"}],
        [{"filename": "."}],
        [{}],
        [7],
        {"filename": 1},
        7,
        None,
    ],
)
def test_a_folder_that_names_what_is_not_its_own_is_refused(tmp_path: Path, files: Any) -> None:
    save(tmp_path / "secret.arrow", table({"text": texts("secret")}), "stream")
    folder = saved_split(tmp_path / "set", ["a"], files=[])
    (folder / "state.json").write_text(json.dumps({"_data_files": files}))
    assert "Copy the " in refusal(folder)


def test_a_folder_whose_description_is_a_trap_is_refused(tmp_path: Path) -> None:
    folder = saved_split(tmp_path / "set", ["a"])
    (folder / "state.json").write_text('{"_data_files": ' + "[" * 50_000)
    assert "description can't be read" in refusal(folder)
    with (folder / "state.json").open("wb") as file:
        file.truncate(2 << 30)
    assert "description can't be read" in refusal(folder)
    (folder / "round").symlink_to(".")
    (folder / "dataset_dict.json").write_text('{"splits": ["round"]}')
    assert "description can't be read" in refusal(folder)
    (folder / "dataset_dict.json").write_text('{"splits": ["a\\u0000b"]}')
    assert refusal(folder)


def test_a_file_named_twice_by_its_folder_is_read_once(tmp_path: Path) -> None:
    twice = [{"filename": "data-00000-of-00001.arrow"}] * 9
    assert len(list(read_records(saved_split(tmp_path / "set", ["a"], files=twice)))) == 1


# -- wrong names, and what is no file -----------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("rows.csv", b'{"a": 1}\n{"a": 2}\n', "jsonl"),
        ("rows.jsonl", b"prompt,answer\na,b\n", "jsonl"),
        ("rows.jsonl", b'[{"a": 1}]', "json"),
        ("rows.json", b'{"a": 1}\n{"a": 2}\n', "jsonl"),
        ("rows.txt", b"prompt,answer\na,b\n", "csv"),
        ("rows.csv", b"PAR1", "parquet"),
        ("rows.json", b"PK\x03\x04", "xlsx"),
        ("ROWS.JSONL", b"\xef\xbb\xbf{}\n{}", "jsonl"),
    ],
)
def test_the_bytes_say_what_a_file_is(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert find_container(path).name == kind


@pytest.mark.parametrize("name", ["picture.json", "picture.csv", "picture.xlsx", "picture.jsonl"])
def test_a_picture_is_no_rows_under_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    assert "not a kind of file that rows can be read from" in refusal(path)


def test_prose_under_a_name_of_rows_has_a_fault_on_each_line(read: Any) -> None:
    assert told(read("rows.jsonl", "prompt,answer\na,b\n")) == [
        (1, "invalid-json"),
        (2, "invalid-json"),
    ]


@pytest.mark.parametrize("what", ["missing", "empty", "blank", "folder", "loop", "broken link"])
def test_what_is_no_file_of_rows_is_refused(tmp_path: Path, what: str) -> None:
    path = tmp_path / "rows.jsonl"
    if what in ("empty", "blank"):
        path.write_bytes(b"" if what == "empty" else b" \n" * 50)
    elif what == "folder":
        path.mkdir()
    elif what != "missing":
        path.symlink_to("rows.jsonl" if what == "loop" else "nowhere")
    assert "rows.jsonl" in refusal(path)


def test_a_name_of_any_letters_gives_one_line(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/two\nlines\xff.jsonl"))
    refusal(path).encode("utf-8")
    path.write_bytes(b"{}\n")
    assert len(list(read_records(path))) == 1
    refusal(Path(tmp_path / ("x" * 5_000)))
    refusal(Path("nul\0.jsonl"))


# -- bounds: in a process of their own ----------------------------------------------------------

MEMORY = 800 * 1024 * 1024
"""Bytes such a process, and what it starts, may take in all."""

READ_APART = """
import json, os, resource, sys
from pathlib import Path
from studio.domain.errors import StudioError
from studio.text.row_files import read_records
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), int(sys.argv[2])))
if sys.argv[1] == "as nobody" and os.geteuid() == 0:
    os.setuid(65534)
said = {}
for name in sys.argv[3:]:
    for container in ("auto", "jsonl", "csv"):
        try:
            n = sum(1 for record in read_records(Path(name), container=container))
        except StudioError as error:
            n = str(error)
        said[container + " " + Path(name).name] = n
        if sys.argv[1] == "auto":
            break
print(json.dumps(said))
"""


def read_apart(how: str, *paths: Path) -> dict[str, Any]:
    """What became of each file (records, or the refusal), read with little memory and time."""
    done = subprocess.run(
        [sys.executable, "-c", READ_APART, how, str(MEMORY), *map(str, paths)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_two_sparse_gigabytes_of_any_name_are_refused_at_once(tmp_path: Path) -> None:
    heads = {
        ".jsonl": b'{"a": 1}\n',
        ".ndjson": b"",
        ".json": b'[{"a": 1},\n',
        ".csv": b"a,b\n1,2\n",
        ".tsv": b"a\tb\n1\t",
        ".xlsx": b"PK\x03\x04",
        ".parquet": b"PAR1",
        ".arrow": b"\xff" * 6 + b"\xff\x7f",
    }
    assert set(heads) == set(SUFFIXES)
    paths = []
    for suffix, head in heads.items():
        for name, content in (("zero", b""), ("head", head.ljust(70_000, b" ") if head else b"")):
            paths.append(tmp_path / f"{name}{suffix}")
            with paths[-1].open("wb") as file:
                file.write(content)
                file.truncate(2 << 30)
    paths.remove(tmp_path / "head.jsonl")  # its one endless line is read through, and let go
    said = read_apart("auto", *paths)
    assert len(said) == len(paths)
    for name, one in said.items():
        assert isinstance(one, str if "head.csv" not in name else int), said
        assert "memory" not in str(one), said


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
def test_pipes_sockets_and_devices_never_hang(tmp_path: Path) -> None:
    pipe, bound = tmp_path / "pipe.jsonl", tmp_path / "socket.jsonl"
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as listening, suppress(OSError):
        listening.bind(os.path.relpath(bound))
    said = read_apart("all", pipe, bound, Path("/dev/null"), Path("/dev/zero"))
    assert all(
        "is a pipe or a device" in str(one) for name, one in said.items() if "socket" not in name
    )
    assert all(isinstance(one, str) for one in said.values())


@pytest.mark.skipif(sys.platform == "win32", reason="rights are another thing there")
def test_a_file_without_the_right_to_read_it_is_refused() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "rows.jsonl").write_text("{}\n")
        (folder / "rows.jsonl").chmod(0)
        (folder / "locked").mkdir(mode=0)
        said = read_apart("as nobody", folder / "rows.jsonl", folder / "locked/rows.jsonl")
    assert all("no permission" in str(one) for one in said.values()), said


@pytest.mark.parametrize("container", CONTAINERS, ids=lambda one: one.name)
def test_every_container_refuses_what_another_holds(tmp_path: Path, container: Any) -> None:
    path = tmp_path / "rows.bin"
    path.write_bytes(bytes(range(256)) * 300)
    with suppress(StudioError):
        assert all(record.fault for record in read_records(path, container=container.name))
