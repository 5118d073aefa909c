"""Rows in: pairs with file and line; what can't be taken is listed, copies are counted."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from studio.domain import conversation
from studio.domain.errors import BookError, DiskError
from studio.domain.pair import Origin, Status
from studio.domain.row_import import RowFile
from studio.domain.work import finish
from studio.services.pairs import review, row_import
from studio.services.session import Session
from studio.services.versions import export, freezing


def written(tmp_path: Path, *rows: object, name: str = "rows.jsonl") -> Path:
    path = tmp_path / name
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def chat(
    question: str, answer: str, *before: dict[str, object], **more: object
) -> dict[str, object]:
    turns = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return {"messages": [*before, *turns], **more}


def taken(session: Session, path: Path, **how: object) -> RowFile:
    result = finish(row_import.import_rows(session, path, **how)).value  # type: ignore[arg-type]
    assert isinstance(result, RowFile)
    assert result.imported + result.duplicates + result.rejected_rows == result.rows
    return result


def test_a_plain_row_becomes_a_draft_that_knows_its_line(session: Session, tmp_path: Path) -> None:
    file = taken(session, written(tmp_path, chat("何から始めますか。", "一つ選びます。")))
    pair = session.library.pairs.get(1)
    assert (pair.prompt, pair.answer, pair.row) == ("何から始めますか。", "一つ選びます。", "")
    assert (pair.status, pair.origin, pair.file, pair.line) == (
        Status.DRAFT,
        Origin.IMPORTED,
        "rows.jsonl",
        1,
    )
    assert pair.tokens == review.row_tokens(session, pair.prompt, pair.answer)
    assert (file.shape, file.imported) == ("openai", 1)


def test_a_row_with_more_in_it_is_kept_whole(session: Session, tmp_path: Path) -> None:
    system = {"role": "system", "content": "Be brief."}
    row = chat("Q?", "A.", system, tools=[{"type": "function", "function": {"name": "f"}}], id=7)
    taken(session, written(tmp_path, row))
    pair = session.library.pairs.get(1)
    whole = conversation.build_row(pair, "the library's own system message")
    assert {**whole, **json.loads(pair.extra)["fields"]} == row
    assert pair.tokens == review.row_tokens(session, pair.prompt, pair.answer, of=pair)


def test_copies_are_counted_and_not_taken_twice(session: Session, tmp_path: Path) -> None:
    one, other = chat("Q?", "A."), chat("Q?", "B.")
    path = written(tmp_path, one, other, one)
    assert (taken(session, path).imported, taken(session, path).imported) == (2, 0)
    assert [file.duplicates for file in session.library.row_files.list()] == [3, 1]
    assert len(session.library.pairs.ids()) == 2


def test_what_can_not_be_taken_is_listed_with_its_line(session: Session, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        chat("Q?", "A."),
        '{"messages": [',
        "",
        {"text": "prose"},
        [1],
        {"messages": [{"role": "user", "content": "Q?"}]},
        '{"messages": [], "messages": []}',
    )
    file = taken(session, path)
    assert [(note.line, note.code) for note in file.rejected] == [
        (2, "invalid-json"),
        (5, "not-an-object"),
        (7, "duplicate-key"),
        (4, "other-format"),
        (6, "no-answer"),
    ] or sorted((note.line, note.code) for note in file.rejected) == [
        (2, "invalid-json"),
        (4, "other-format"),
        (5, "not-an-object"),
        (6, "no-answer"),
        (7, "duplicate-key"),
    ]
    assert all(note.message.endswith(".") for note in file.rejected)
    assert session.library.row_files.list()[0] == file.__class__(
        **{**vars(file), "at": session.library.row_files.list()[0].at}
    )


def test_a_row_the_provider_would_refuse_comes_in_and_is_noted(
    session: Session, tmp_path: Path
) -> None:
    row = chat("Q?", "A.")
    row["messages"][0]["weight"] = 1  # type: ignore[index]
    file = taken(session, written(tmp_path, row))
    assert [(note.line, note.code) for note in file.faults] == [(1, "weight-not-assistant")]
    assert file.imported == 1


def test_undo_takes_a_whole_file_back(session: Session, tmp_path: Path) -> None:
    rows = [chat(f"Q{n}?", f"A{n}.") for n in range(2 * row_import.BLOCK + 500)]
    taken(session, written(tmp_path, *rows))
    assert review.undo(session).value is not None
    assert not session.library.pairs.ids()
    review.redo(session)
    assert len(session.library.pairs.ids()) == 2 * row_import.BLOCK + 500


def test_cancelling_keeps_what_was_written(session: Session, tmp_path: Path) -> None:
    rows = [chat(f"Q{n}?", f"A{n}.") for n in range(row_import.BLOCK + 1_000)]
    job = row_import.import_rows(session, written(tmp_path, *rows))
    assert next(job).done == row_import.BLOCK
    job.close()
    assert len(session.library.pairs.ids()) == row_import.BLOCK
    assert session.library.row_files.list()[0].imported == row_import.BLOCK


KILLED = """
import os, signal, sys
from pathlib import Path
from studio.services.pairs.row_import import import_rows
from studio.services.session import Session
with Session.open(Path(sys.argv[1]), create=True) as session:
    for progress in import_rows(session, Path(sys.argv[2])):
        if progress.done >= int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("after", [1, 1_500])
def test_a_killed_import_has_brought_what_its_file_says(tmp_path: Path, after: int) -> None:
    rows, path = tmp_path / "rows.jsonl", tmp_path / "killed.studio"
    rows.write_text(
        "".join(json.dumps(chat(f"q{n % 3_000}", "a")) + "\nno row\n" for n in range(4_000))
    )
    command = [sys.executable, "-c", KILLED, str(path), str(rows), str(after)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    with Session.open(path) as session:
        (file,) = session.library.row_files.list()
        assert file.imported == len(session.library.pairs.ids()) > 0
        assert file.imported + file.duplicates + file.rejected_rows == file.rows >= after


def test_columns_without_an_answer_have_to_be_chosen(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "mentor.csv"
    path.write_bytes("お題,返し,分類\n朝は？,早く起きる,習慣\n".encode("cp932"))
    look = row_import.look(path)
    assert (look.columns, look.missing, look.sample) == (
        ("お題", "返し", "分類"),
        ("prompt", "answer"),
        (),
    )
    with pytest.raises(BookError, match="no column was found for prompt, answer"):
        taken(session, path)
    mapping = {"prompt": "お題", "answer": "返し"}
    assert row_import.look(path, mapping=mapping).sample == (("朝は？", "早く起きる"),)
    taken(session, path, mapping=mapping)
    pair = session.library.pairs.get(1)
    assert (pair.prompt, pair.line) == ("朝は？", 2)
    assert json.loads(pair.extra)["fields"] == {"分類": "習慣"}
    with pytest.raises(BookError, match="no column “答”"):
        taken(session, path, mapping={"prompt": "お題", "answer": "答"})


def test_the_librarys_system_message_counts_for_plain_rows_only(
    session: Session, tmp_path: Path
) -> None:
    review.set_system(session, "You are a mentor.")
    system = {"role": "system", "content": "Be brief."}
    taken(session, written(tmp_path, chat("Q?", "A."), chat("Q?", "A.", system)))
    for pair in session.library.pairs.list([1, 2]):
        assert pair.tokens == review.row_tokens(session, pair.prompt, pair.answer, of=pair)
    review.set_system(session, "")
    for pair in session.library.pairs.list([1, 2]):
        assert pair.tokens == review.row_tokens(session, pair.prompt, pair.answer, of=pair)


def test_imported_rows_are_frozen_and_exported_as_they_are(
    session: Session, tmp_path: Path
) -> None:
    system = {"role": "system", "content": "簡潔に。"}
    rows = [chat(f"問い{n}？", f"答え{n}。", system) for n in range(12)]
    taken(session, written(tmp_path, *rows))
    review.accept(session, list(session.library.pairs.ids()))
    version = freezing.freeze(session, validation=0).value
    files = export.write(session, version.number, tmp_path / "out").value  # type: ignore[union-attr, attr-defined]
    lines = files[0].path.read_text(encoding="utf-8").splitlines()  # type: ignore[index]
    assert sorted(lines) == sorted(json.dumps(row, ensure_ascii=False) for row in rows)


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("empty.jsonl", b" \n", "is empty"),
        ("picture.jsonl", b"\x89PNG\r\n\x1a\n\0\0\0\0", "of no kind that rows"),
        ("broken.parquet", b"PAR1 and nothing else", "damaged"),
        ("broken.xlsx", b"PK\x03\x04 no more", "workbook"),
        ("prose.json", b'{"messages": ', "holds no rows"),
    ],
)
def test_a_file_without_rows_is_refused_with_a_line(
    session: Session, tmp_path: Path, name: str, content: bytes, line: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises((BookError, DiskError), match=line):
        taken(session, path)
    assert session.library.row_files.list() == []
    assert session.library.counts()["pairs"] == 0
