"""Every change is seen before it is made, single ones are left out, and one undo takes it back."""

import pytest
from PySide6.QtCore import Qt

from studio.services.pairs import review
from studio.ui.review.replace_dialog import ReplaceDialog


@pytest.fixture
def dialog(page, qtbot):
    page.open_replace()
    dialog = page.window().findChild(ReplaceDialog)
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def look(dialog, qtbot, find, by=""):
    dialog.find_field.setText(find)
    dialog.replacement.setText(by)
    qtbot.waitUntil(lambda: not dialog.busy())


def test_changes_are_listed_and_the_chosen_one_is_a_diff(dialog, qtbot):
    assert not dialog.replace_button.isEnabled()
    look(dialog, qtbot, "purpose", "aim")
    assert dialog.changes.count() == 3 and dialog.verdict.text() == "3 of 3 pairs change."
    assert "What is purposeaim 1?" in dialog.difference.toPlainText()
    look(dialog, qtbot, "purpose 2", "aim")
    assert dialog.changes.count() == 1
    look(dialog, qtbot, "nowhere")
    assert not dialog.replace_button.isEnabled() and dialog.difference.toPlainText() == ""


def test_one_is_left_out_and_the_others_are_one_step(
    dialog, page, session, three_drafts, qtbot, settle
):
    told = []
    page.undoable.connect(told.append)
    look(dialog, qtbot, "purpose", "aim")
    dialog.changes.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.verdict.text() == "2 of 3 pairs change."
    qtbot.mouseClick(dialog.replace_button, Qt.MouseButton.LeftButton)
    settle(page)
    prompts = [pair.prompt for pair in session.library.pairs.list(three_drafts)]
    assert prompts == ["What is aim 1?", "What is purpose 2?", "What is aim 3?"]
    assert told == ["2 pairs were changed."]
    review.undo(session)
    assert session.library.pairs.get(three_drafts[0]).prompt == "What is purpose 1?"


def test_a_bad_expression_is_said_where_it_stands(dialog, qtbot):
    dialog.regex.setChecked(True)
    look(dialog, qtbot, "(")
    assert "not a valid regular expression" in dialog.verdict.text()
    look(dialog, qtbot, r"(\d)", r"\9")
    assert "group" in dialog.verdict.text() and not dialog.replace_button.isEnabled()
    look(dialog, qtbot, r"(\d)", r"<\1>")
    assert "<1>" in dialog.difference.toPlainText()
    dialog.none_button.click()
    assert not dialog.replace_button.isEnabled()
    dialog.all_button.click()
    assert dialog.replace_button.isEnabled()
