"""Suggestions are looked for, ticked off, and looked for anew with another seed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.domain.comparison import QuestionDraft
from studio.ui.questions.suggest_dialog import SuggestDialog


def test_what_is_known_is_not_offered_and_what_is_unticked_not_taken(qtbot: QtBot) -> None:
    looked: list[tuple[int, int]] = []

    def look(number: int, seed: int, show: Callable[[list[QuestionDraft]], object]) -> None:
        looked.append((number, seed))
        names = ["Why?", "How?", "When?"] if not seed else ["Why?"]
        show([QuestionDraft(name) for name in names])

    dialog = SuggestDialog(look, ["Why?"])
    qtbot.addWidget(dialog)
    assert [draft.text for draft in dialog.drafts()] == ["How?", "When?"]
    dialog.table.item(0, 0).setCheckState(Qt.CheckState.Unchecked)
    assert [draft.text for draft in dialog.drafts()] == ["When?"]
    assert dialog.take.text() == "Add 1 question"
    dialog.number.setValue(5)
    dialog.again.click()
    assert looked == [(24, 0), (5, 1)]
    assert not dialog.take.isEnabled() and "Nothing new" in dialog.line.text()
