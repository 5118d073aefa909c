"""Questions: spread over the rows that were held out, or read from a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.domain.comparison import QuestionDraft, QuestionKind
from studio.domain.errors import CuratorError
from studio.services.comparison.questions import choose_questions, read_question_file
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.versions import freezing


def test_a_line_is_a_question_and_a_chat_row_is_one_with_its_answer(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    row = '{"messages": [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "So."}]}'
    path.write_text(f"How do I begin?\n\n{row}\n", encoding="utf-8")
    assert read_question_file(path) == [
        QuestionDraft("How do I begin?"),
        QuestionDraft("Why?", "So."),
    ]


def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    path = tmp_path / "questions.txt"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CuratorError, match=r"can't be read as UTF-8"):
        read_question_file(path)


def test_without_a_version_there_is_nothing_to_ask(session: Session) -> None:
    assert choose_questions(session, None) == []


def test_a_question_held_out_says_whose_words_it_asks_about_and_what_of(accepted: Session) -> None:
    review.tag(accepted, accepted.library.pairs.ids(), "habit")
    freezing.freeze(accepted, validation=0.2)
    questions = choose_questions(accepted, None, 3)
    assert len(questions) == 3
    for question in questions:
        assert question.kind is QuestionKind.VALIDATION
        assert question.author is not None and question.author.startswith("Author ")
        assert question.tags == ("habit",)
