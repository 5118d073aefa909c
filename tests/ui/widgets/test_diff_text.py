"""Text with what changed in it."""

from PySide6.QtGui import QTextCursor

from studio.text.similarity.word_diff import diff_words
from studio.ui.widgets.diff_text import DiffText


def test_gone_and_new_are_told_apart_without_colours(qtbot):
    text = DiffText("text", "What changed")
    qtbot.addWidget(text)
    text.show_sections([("Answer", diff_words("Begin now.", "Begin today."))])
    assert text.toPlainText() == "Answer\nBegin nowtoday."
    cursor = QTextCursor(text.document())
    looks = {}
    for word in ("now", "today", "Begin"):
        found = text.document().find(word)
        cursor.setPosition(found.selectionEnd())
        look = cursor.charFormat()
        looks[word] = (look.fontStrikeOut(), look.fontUnderline())
    assert looks == {"now": (True, False), "today": (False, True), "Begin": (False, False)}


def test_markup_in_a_pair_is_text(qtbot):
    text = DiffText("text", "What changed")
    qtbot.addWidget(text)
    text.show_sections([("<b>Q</b>", diff_words("", "<i>a</i>"))])
    assert text.toPlainText() == "<b>Q</b>\n<i>a</i>"
