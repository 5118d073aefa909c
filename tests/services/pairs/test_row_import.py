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
from tests.field import find_field_file


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
    choices = row_import.Choices(**how)  # type: ignore[arg-type]
    result = finish(row_import.import_rows(session, path, choices)).value
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


def test_undo_takes_a_whole_file_back(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_import, "BLOCK", 200)
    rows = [chat(f"Q{n}?", f"A{n}.") for n in range(2 * row_import.BLOCK + 50)]
    taken(session, written(tmp_path, *rows))
    assert review.undo(session).value is not None
    assert not session.library.pairs.ids()
    review.redo(session)
    assert len(session.library.pairs.ids()) == 2 * row_import.BLOCK + 50


def test_cancelling_keeps_what_was_written(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_import, "BLOCK", 200)
    rows = [chat(f"Q{n}?", f"A{n}.") for n in range(row_import.BLOCK + 100)]
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


@pytest.mark.parametrize("after", [pytest.param(1, marks=pytest.mark.slow), 1_500])
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
    look = row_import.preview_rows(path)
    assert (look.columns, look.missing, look.sample) == (
        ("お題", "返し", "分類"),
        ("prompt", "answer"),
        (),
    )
    with pytest.raises(BookError, match="no column was found for prompt, answer"):
        taken(session, path)
    mapping = {"prompt": "お題", "answer": "返し"}
    assert row_import.preview_rows(path, row_import.Choices(mapping=mapping)).sample == (
        ("朝は？", "早く起きる"),
    )
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
        ("picture.jsonl", b"\x89PNG\r\n\x1a\n\0\0\0\0", "not a kind of file that rows"),
        ("broken.parquet", b"PAR1 and nothing else", "damaged"),
        ("broken.xlsx", b"PK\x03\x04 no more", "workbook"),
        ("prose.json", b'{"messages": ', "contains no rows"),
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


# -- what the curator decides before rows come in --------------------------------------------------


def test_answers_marked_as_bad_are_left_out_and_listed(session: Session, tmp_path: Path) -> None:
    rows = [chat(f"Q{n}?", f"A{n}.", label=n % 2 == 0) for n in range(12)]
    file = taken(session, written(tmp_path, *rows))
    assert (file.imported, file.rejected_rows, file.good) == (6, 6, "label=true")
    assert {(note.code, note.message) for note in file.rejected} == {
        ("bad-answer", "The row is marked as a bad answer (label: false).")
    }
    assert session.library.row_files.list()[0].good == "label=true"


def test_a_bad_answer_behind_the_rows_looked_at_is_left_out_too(
    session: Session, tmp_path: Path
) -> None:
    rows = [chat(f"Q{n}?", "A.", label=n < row_import.LOOKED_AT + 5) for n in range(300)]
    assert taken(session, written(tmp_path, *rows)).rejected_rows == 300 - row_import.LOOKED_AT - 5


def test_every_row_is_taken_where_the_curator_says_so(session: Session, tmp_path: Path) -> None:
    rows = [chat(f"Q{n}?", f"A{n}.", label=n % 2 == 0) for n in range(12)]
    assert taken(session, written(tmp_path, *rows), good="all").imported == 12


def test_how_good_is_good_enough_has_to_be_said_first(session: Session, tmp_path: Path) -> None:
    path = written(tmp_path, *[chat(f"Q{n}?", f"A{n}.", rating=1 + n % 5) for n in range(10)])
    look = row_import.preview_rows(path)
    assert look.undecided and [str(rule) for rule in look.verdicts.rules] == [
        "rating>=2",
        "rating>=3",
        "rating>=4",
        "rating>=5",
    ]
    with pytest.raises(BookError, match=r"“rating” says how good .* --good all") as refused:
        taken(session, path)
    assert "rating>=4" in str(refused.value)
    assert session.library.row_files.list() == []
    assert taken(session, path, good="rating>=4").imported == 4


def test_a_column_that_is_not_there_decides_nothing(session: Session, tmp_path: Path) -> None:
    path = written(tmp_path, chat("Q?", "A."))
    with pytest.raises(BookError, match=r"no column “stars” .*messages"):
        taken(session, path, good="stars>=4")
    with pytest.raises(BookError, match="does not say which answers are good"):
        taken(session, path, good="stars")


def test_two_answers_to_a_question_need_no_label(session: Session, tmp_path: Path) -> None:
    row = {"prompt": "Q?", "chosen": "A.", "rejected": "B.", "score": 3}
    assert taken(session, written(tmp_path, row, {**row, "prompt": "R?", "score": 1})).imported == 2


def test_what_was_mended_is_counted_and_kept_with_the_file(
    session: Session, tmp_path: Path
) -> None:
    row = chat("Q?", "A.")
    row["messages"][1] |= {"refusal": None, "tool_calls": None, "reasoning_content": "Hm."}  # type: ignore[index]
    file = taken(session, written(tmp_path, row))
    assert file.mended == {"empty-keys": 1, "reasoning": 1} and not file.faults
    assert session.library.row_files.list()[0].mended == file.mended
    assert [line.partition(":")[0] for line in row_import.describe_mends(file.mended)] == [
        "1 rows",
        "1 rows",
    ]
    assert json.loads(session.library.pairs.get(1).extra)["left_out"] == [
        {"message": 1, "reasoning_content": "Hm."}
    ]
    assert taken(session, written(tmp_path, row), mend=False).faults[0].code == (
        "message_unrecognized_key"
    )


def test_an_encoding_that_can_not_be_told_may_be_chosen(session: Session, tmp_path: Path) -> None:
    """Half-width kana, as cash registers and old Windows programs write them."""
    path = tmp_path / "kana.csv"
    path.write_bytes("question,answer\nｱｻﾊﾅﾆｦ｡ｽﾙﾉ?,ﾊﾔｸｵｷﾃ､ﾐｽﾞｦﾉﾑ｡\n".encode("cp932"))
    with pytest.raises(BookError, match="encoding"):
        taken(session, path)
    assert taken(session, path, encoding="cp932").imported == 1
    assert session.library.pairs.get(1).answer == "ﾊﾔｸｵｷﾃ､ﾐｽﾞｦﾉﾑ｡"


def test_columns_that_are_not_known_are_listed_with_the_way_to_name_them(
    session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "fragen.csv"
    path.write_text("Frage;Antwort\nWie?;So.\n")
    with pytest.raises(BookError) as refused:
        taken(session, path)
    assert "Frage, Antwort" in str(refused.value)
    assert "--columns prompt=Frage,answer=Antwort" in str(refused.value)


# -- the inputs of the field -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["10-kto", "10-kto-flat"])
def test_labels_of_the_field(session: Session, name: str) -> None:
    file = taken(session, find_field_file(f"03-kto-label-ignored/{name}.jsonl"))
    assert (file.shape, file.imported, file.rejected_rows) == ("kto", 6, 6)
    answers = [session.library.pairs.get(number).answer for number in session.library.pairs.ids()]
    assert not any("give up" in answer for answer in answers)


@pytest.mark.parametrize("name", ["24-one-picture-first", "24-tools-pics"])
def test_one_odd_row_decides_for_itself_alone(session: Session, name: str) -> None:
    path = find_field_file(f"05-one-odd-row-strips-tool-calls/{name}.jsonl")
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    pictures = sum('"type": "image"' in json.dumps(row) for row in rows)
    file = taken(session, path)
    assert (file.imported, file.faulty_rows) == (len(rows) - pictures, 0)
    assert [note.code for note in file.rejected] == ["pictures"] * pictures
    pair = session.library.pairs.get(1)
    assert json.loads(pair.row)["messages"][1]["tool_calls"][0]["function"]["name"] == "find"


@pytest.mark.parametrize("name", ["13-tools-args-object", "13-tools-hf-reasoning", "22-dump"])
def test_rows_dumped_from_an_sdk_can_be_exported(
    session: Session, tmp_path: Path, name: str
) -> None:
    file = taken(session, find_field_file(f"15-api-dump-rows/{name}.jsonl"))
    assert (file.imported, file.faulty_rows) == (12, 0) and file.mended
    review.accept(session, session.library.pairs.ids())
    freezing.freeze(session, validation=0)
    export.write(session, 1, tmp_path / "out.jsonl")


def test_a_table_with_a_line_for_excel_is_read(session: Session) -> None:
    path = find_field_file("13-csv-dead-ends/08-euro.csv")
    mapping = {"prompt": "Frage", "answer": "Antwort"}
    assert taken(session, path, mapping=mapping).imported == 12
    assert session.library.pairs.get(1).answer == (
        "Früh heißt: vor der Arbeit; nach dem Kaffee – für 5 € mehr, 0."
    )


def test_two_files_joined_to_one_are_read(session: Session) -> None:
    file = taken(session, find_field_file("17-two-files-joined/12-two-boms.jsonl"))
    assert (file.imported, file.rejected_rows) == (12, 0)


def test_a_workbook_with_a_title_and_two_sheets_is_read(session: Session) -> None:
    file = taken(session, find_field_file("14-xlsx-sheets-and-title-row/19-book.xlsx"))
    assert (file.imported, [note.code for note in file.rejected]) == (9, ["formula"])
    prompts = {session.library.pairs.get(number).prompt for number in session.library.pairs.ids()}
    assert "SECOND sheet question?" in prompts and "HIDDEN question" not in prompts
