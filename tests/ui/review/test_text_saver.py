"""What is typed is kept soon after, by itself, and once."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from studio.ui.review import text_saver
from studio.ui.review.text_saver import TextSaver
from studio.ui.widgets.editor import Editor


def test_what_is_typed_is_kept_by_itself(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_saver, "SAVE_AFTER_MS", 1)
    editor, kept = Editor("Answer"), list[str]()
    qtbot.addWidget(editor)
    saver = TextSaver(editor, kept.append)
    editor.insertPlainText("Begin")
    qtbot.waitUntil(lambda: kept == ["Begin"])
    assert not saver.is_due()
    editor.insertPlainText(" small.")
    assert saver.is_due()
    editor.left.emit()
    saver.flush()
    assert kept == ["Begin", "Begin small."]
