"""Questions are read from whatever rows people have, and come back as they were written."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.domain.comparison import QuestionDraft, QuestionKind
from studio.domain.errors import BookError, StudioError
from studio.services.comparison.question_files import (
    read_question_file,
    read_questions,
    write_question_file,
)

CHAT = (
    '{"messages": [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "So."}]}'
)
OPEN = '{"messages": [{"role": "user", "content": "And then?"}], "must": ["then"], "kind": "fact"}'
WHY = QuestionDraft("Why?", "So.")


def test_a_line_is_a_question_and_a_chat_row_is_one_with_its_answer(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(f"How do I begin?\n\n{CHAT}\n{OPEN}\n", encoding="utf-8")
    assert read_question_file(path) == [
        QuestionDraft("How do I begin?"),
        WHY,
        QuestionDraft("And then?", "", QuestionKind.FACT, ("then",)),
    ]


def test_pieces_of_broken_rows_are_no_questions(tmp_path: Path) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text('{"a":\n[1,2\n', encoding="utf-8")
    with pytest.raises(StudioError, match="no question in"):
        read_questions(path)
    path.write_text(f"{CHAT}\n{CHAT[:-9]}\n", encoding="utf-8")
    held = read_questions(path)
    assert (held.drafts, held.skipped) == ((WHY,), 1)
    notes = tmp_path / "notes.txt"
    notes.write_text('[Evening] What went well?\n{"messages": [\n', encoding="utf-8")
    assert [draft.text for draft in read_questions(notes).drafts] == ["[Evening] What went well?"]


@pytest.mark.parametrize(
    "name, text, expected",
    [
        (
            "q.csv",
            "question,answer,must\nWhy?,So.,so\n",
            [QuestionDraft("Why?", "So.", must=("so",))],
        ),
        ("q.csv", "質問\nなぜですか。\n", [QuestionDraft("なぜですか。", language="ja")]),
        ("q.tsv", "prompt\tcompletion\nWhy?\tSo.\n", [WHY]),
        ("q.json", '[{"instruction": "Why?", "input": "", "output": "So."}]', [WHY]),
        (
            "q.jsonl",
            '{"conversations": [{"from": "human", "value": "Why?"}, '
            '{"from": "gpt", "value": "So."}]}',
            [WHY],
        ),
        ("q.txt", "Why?\nHow?", [QuestionDraft("Why?"), QuestionDraft("How?")]),
    ],
)
def test_rows_of_every_form_are_questions(tmp_path: Path, name, text, expected) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert read_question_file(path) == expected


def test_japanese_lines_of_an_old_encoding_are_read(tmp_path: Path) -> None:
    path = tmp_path / "shitsumon.txt"
    path.write_bytes("どう始めればよいですか。\nなぜ続けるのですか。\n".encode("cp932"))
    assert [draft.language for draft in read_question_file(path)] == ["ja", "ja"]


def test_what_is_no_question_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text("question,answer\nWhy?,So.\n,Nothing.\n", encoding="utf-8")
    file = read_questions(path)
    assert (len(file.drafts), file.skipped) == (1, 1)


@pytest.mark.parametrize(
    "name, content",
    [("q.txt", b"\n \n"), ("q.csv", b"size,colour\n1,red\n"), ("q.parquet", b"no"), ("none", None)],
)
def test_a_file_without_questions_is_said_in_a_line(tmp_path: Path, name, content) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StudioError) as caught:
        read_question_file(path)
    assert "\n" not in str(caught.value)


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    drafts = [
        QuestionDraft(
            "なぜ？", "理由", QuestionKind.ADVICE, ("理由",), None, "ja", "W. James", ("a",)
        ),
        QuestionDraft("Why\nnot?"),
    ]
    write_question_file(path, drafts)
    assert read_question_file(path) == drafts


NOISE = bytes(range(256)) * 9
"""No text in any encoding."""


@pytest.mark.parametrize(
    ("name", "raw", "kind"),
    [
        ("q.txt", NOISE, "not text"),
        ("q.png", b"\x89PNG\r\n" + NOISE, "not text"),
        ("q.jsonl", NOISE, "not text"),
        ("q.csv", NOISE, "not text"),
        ("q.parquet", NOISE, "not text"),
        ("q.txt", b"%PDF-1.7\n", "a PDF"),
        ("q.csv", b"%PDF-1.7\n", "a PDF"),
        ("q.txt", b"<!doctype html><p>Why?</p>", "a web page"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_words_of_questions(
    tmp_path: Path, name: str, raw: bytes, kind: str
) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    with pytest.raises(BookError) as refusal:
        read_questions(path)
    line = str(refusal.value)
    assert line.startswith(f"{name} is {kind}: no questions can be read from it.")
    assert ".jsonl" in line and ".xlsx" in line and "book" not in line


@pytest.mark.parametrize("name", ["q.txt", "q.csv", "q.json"])
def test_an_empty_file_has_no_question(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(BookError, match="no question in"):
        read_questions(tmp_path / name)
