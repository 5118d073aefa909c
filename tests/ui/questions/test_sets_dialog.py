"""A thousand questions open at once, are searched, and are all reached with the keyboard."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.domain.comparison import QuestionDraft
from studio.services.comparison import question_sets
from studio.services.session import Session
from studio.ui.questions.sets_dialog import QuestionSetsDialog

COUNT = 1_000


@pytest.fixture
def dialog(empty_session: Session, qtbot: QtBot) -> QuestionSetsDialog:
    drafts = [
        QuestionDraft(f"質問{n}はどうですか。", f"Answer {n}, at some length.")
        for n in range(COUNT)
    ]
    question_sets.make_set(empty_session, "Many", drafts)
    question_sets.make_set(empty_session, "Few", [QuestionDraft("Why?"), QuestionDraft("How?")])
    began = time.thread_time()  # of this thread alone: others use this machine
    made = QuestionSetsDialog(empty_session)
    qtbot.addWidget(made)
    made.show()
    QApplication.processEvents()
    assert time.thread_time() - began < 1.0
    return made


def test_a_thousand_are_listed_and_searched(dialog: QuestionSetsDialog) -> None:
    assert len(dialog.table.list_numbers()) == COUNT
    dialog.search.setText("質問９９９")
    assert len(dialog.table.list_numbers()) == 1
    assert dialog.editor.text.text() == "質問999はどうですか。"
    dialog.search.clear()
    assert len(dialog.table.list_numbers()) == COUNT


def test_the_keyboard_goes_from_question_to_question_and_into_one(
    dialog: QuestionSetsDialog, qtbot: QtBot
) -> None:
    dialog.activateWindow()
    dialog.table.setFocus()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
    assert dialog.editor.text.text() == "質問1はどうですか。"
    qtbot.keyClick(dialog.table, Qt.Key.Key_End)
    assert dialog.editor.text.text() == f"質問{COUNT - 1}はどうですか。"
    dialog.table.entered.emit()
    assert dialog.focusWidget() is dialog.editor.text
    qtbot.keyClick(dialog.editor.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.editor.text.text() == "" and dialog.current_question() < 0


def test_what_is_being_composed_is_no_key_of_the_window(
    dialog: QuestionSetsDialog, qtbot: QtBot
) -> None:
    dialog.begin_question()
    editor = dialog.editor.text
    QApplication.sendEvent(editor, QInputMethodEvent("なぜ", []))
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert editor.composing() and dialog.current_question() < 0
    done = QInputMethodEvent()
    done.setCommitString("なぜですか。")
    QApplication.sendEvent(editor, done)
    with qtbot.waitSignal(dialog.saved) as kept:
        dialog.editor.flush()
    assert kept.args[0].text == "なぜですか。" and kept.args[0].language == "ja"


def test_another_set_is_shown_with_its_own_questions(dialog: QuestionSetsDialog) -> None:
    dialog.sets.list.setCurrentRow(1)
    assert dialog.name.text() == "Few"
    assert dialog.editor.text.text() == "Why?"
    assert dialog.sets.list.item(1).text() == "Few\n2 questions\nwritten"
