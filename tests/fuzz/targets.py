"""What must hold of any bytes under any name: a whole book, good rows, or one line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from studio.domain.book import ReadBook
from studio.domain.conversation import get_tools, list_messages, read_texts
from studio.domain.errors import StudioError
from studio.text.passages.splitting import split
from studio.text.readers import read_bytes
from studio.text.row_files import Record, RowFault, detect, read_records, read_rows, write_record
from studio.text.rows.row_json import dump_row, load_row
from studio.text.rows.rules import find_row_faults

MOST_RECORDS = 3_000
Cut = Callable[[ReadBook], Sequence[tuple[int, int]]]
"""Passages of a book as spans of its text."""


class Broken(AssertionError):
    """Something that must always hold did not."""


def must(holds: bool, what: str) -> None:
    if not holds:
        raise Broken(what)


def one_line(error: StudioError) -> None:
    line = str(error)
    must(bool(line.strip()) and line.splitlines() == [line], f"not one line: {line!r}")
    must(len(line) < 2_000, f"a line of {len(line)} characters")
    line.encode("utf-8")


def lightly(book: ReadBook) -> list[tuple[int, int]]:
    """Passages counted by their characters, for speed."""
    found = split(
        book.text, book.chapters, count=lambda words: len(words) // 4 + 1, language=book.language
    )
    return [(one.start, one.end) for one in found]


def read_book(raw: bytes, name: str, *, ruby: bool, cut: Cut = lightly) -> str:
    """Read bytes as a book and hold the book to its promises; says what became of them."""
    try:
        book = read_bytes(raw, name, ruby=ruby)
    except StudioError as error:
        one_line(error)
        return "refused"
    text = book.text
    must(bool(text.strip()), "a book without words")
    text.encode("utf-8")
    must("\ufffd" not in text and "\0" not in text, "a character that was lost, or a NUL")
    ends = [0, *(chapter.end for chapter in book.chapters)]
    must([chapter.start for chapter in book.chapters] == ends[:-1], "chapters with a gap")
    must(ends[-1] == len(text), "chapters that end before the text")
    starts = [page.start for page in book.pages]
    must(starts == sorted(starts) and all(0 <= at <= len(text) for at in starts), "pages astray")
    for said in (
        book.title,
        book.author,
        book.language,
        book.year,
        *(c.title for c in book.chapters),
    ):
        said.encode("utf-8")
        must(said.splitlines() in ([], [said]) and "\0" not in said, f"not one line: {said!r}")
    joined = "".join(text[start:end] for start, end in cut(book))
    must(joined == text, "passages that are not the text")
    return "book"


def read_row_file(path: Path) -> str:
    """Read a file as rows of whatever shape; says what became of it."""
    try:
        found = list(islice(read_records(path), MOST_RECORDS))
    except StudioError as error:
        one_line(error)
        return "refused"
    for record in found:
        _judge(record)
    values = [record.value for record in found if record.value is not None]
    known = detect(values[:200])
    for value in values:
        _take(value, known.shape, known.mapping)
    return "rows" if values else "no rows"


def _judge(record: Record) -> None:
    must(record.line > 0, "a line before the first")
    must(
        (record.value is None) == (record.fault is not None), "neither a value nor a fault, or both"
    )
    if record.fault is not None:
        must(record.fault.message.endswith((".", "。")), record.fault.message)
        must("\n" not in record.fault.message and bool(record.fault.code), record.fault.message)
        record.fault.message.encode("utf-8")


def _take(value: dict[str, object], shape: str, mapping: dict[str, str]) -> None:
    try:
        rows = read_rows(value, shape, mapping)
    except RowFault as fault:
        must(fault.message.endswith((".", "。")) and "\n" not in fault.message, fault.message)
        return
    for taken in rows:
        prompt, answer = read_texts(taken.row)
        must("\0" not in prompt + answer, "a NUL in a row")
        (prompt + answer + dump_row(taken.row) + dump_row(taken.extra)).encode("utf-8")
        must(load_row(dump_row(taken.row)) == taken.row, "a row that is stored as another")
        find_row_faults(taken.row, "dpo" if "preferred_output" in taken.row else "sft")
        list_messages(taken.row)
        get_tools(taken.row)
        again = write_record(taken, shape)
        must(len(rows) > 1 or again == value, f"not given as it was: {value!r} {again!r}"[:600])
