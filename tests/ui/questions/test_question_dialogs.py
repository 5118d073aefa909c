"""Asking for a file of questions: every kind that is read is offered."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from studio.ui.questions.question_dialogs import ask_questions


def test_kinds_that_are_read_are_offered(monkeypatch):
    offered = []

    def choose(_parent, _title, _folder, kinds):
        offered.append(kinds)
        return "q.xlsx", kinds

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    assert ask_questions(None) == Path("q.xlsx")
    assert "*.txt" in offered[0] and "*.xlsx" in offered[0]


def test_none_is_chosen(monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: ("", ""))
    assert ask_questions(None) is None
