"""A language is chosen from a list; one that no table knows is kept."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from studio.ui.widgets.language_box import LanguageBox, name_language


def test_a_code_is_shown_by_its_name_and_kept(qtbot: QtBot) -> None:
    box = LanguageBox("language", "Language")
    qtbot.addWidget(box)
    for code in ("ja", "", "eo"):
        box.setText(code)
        assert box.text() == code
    assert box.currentText() == "eo"
    assert name_language("ja") == "Japanese (ja)"
