"""A file of rows is remembered with what of it came in and what did not."""

from __future__ import annotations

from dataclasses import replace

from studio.domain.row_import import RowNote
from studio.store.library import Library


def test_a_file_is_kept_with_its_columns_and_its_refused_rows(library: Library) -> None:
    with library.transaction():
        number = library.row_files.insert("rows.csv", "table", {"prompt": "Frage"})
    (begun,) = library.row_files.list()
    assert (begun.name, begun.mapping, begun.imported) == ("rows.csv", {"prompt": "Frage"}, 0)
    note = RowNote(3, "empty", "There is no answer.", "sheet 2")
    end = replace(begun, rows=3, imported=1, duplicates=1, rejected=(note,), rejected_rows=1)
    with library.transaction():
        library.row_files.update(end)
    assert library.row_files.list() == [end] and end.id == number


def test_the_newest_is_the_first(library: Library) -> None:
    with library.transaction():
        for name in ("a.jsonl", "b.jsonl"):
            library.row_files.insert(name, "chat", {})
    assert [file.name for file in library.row_files.list()] == ["b.jsonl", "a.jsonl"]
