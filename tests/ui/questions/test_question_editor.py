"""A question is kept soon after it was written, and what the fields don't show stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from studio.domain.book import Passage, PassageStatus
from studio.domain.comparison import QuestionDraft, QuestionKind
from studio.ui.questions.question_editor import QuestionEditor

DRAFT = QuestionDraft(
    "Why?", "So.", QuestionKind.FACT, ("so", "thus"), 7, "en", "James", ("habit",)
)
PASSAGE = Passage(7, 1, 0, "I", 0, 4, 1, PassageStatus.NEW, "So it is.", book_title="Habit")


@pytest.fixture
def editor(qtbot: QtBot) -> QuestionEditor:
    made = QuestionEditor()
    qtbot.addWidget(made)
    made.show_question(DRAFT, PASSAGE)
    return made


def test_what_is_shown_is_what_is_written(editor: QuestionEditor) -> None:
    assert editor.draft() == DRAFT and not editor.is_due()
    assert editor.source.text() == "From Habit · I" and editor.passage.text() == "So it is."


def test_what_was_written_is_kept_by_itself(editor: QuestionEditor, qtbot: QtBot) -> None:
    with qtbot.waitSignal(editor.saved) as kept:
        editor.must.replace_text("so")
    assert kept.args == [replace(DRAFT, must=("so",))]
    assert not editor.is_due()


def test_what_comes_to_the_same_is_not_kept_again(editor: QuestionEditor) -> None:
    kept: list[QuestionDraft] = []
    editor.saved.connect(kept.append)
    editor.text.replace_text("Why? ")
    editor.flush()
    assert kept == []


def test_a_question_without_a_passage_says_whose_it_is(editor: QuestionEditor) -> None:
    editor.show_question(replace(DRAFT, passage=None))
    assert editor.source.text() == "from a pair of James" and editor.passage.isHidden()
    editor.show_question(QuestionDraft("How?"))
    assert editor.source.text() == "From no passage"
