"""Words from outside are words: whatever stands in them, never markup."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument

from studio.ui.books.share_bar import ShareBar
from studio.ui.widgets.label import plain_tip, words

NASTY = '<b>bold</b> & <img src="file:///etc/passwd"> 内村'


def as_qt_reads(tip):
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()


def test_a_label_never_guesses_at_markup(qtbot):
    label = words(NASTY)
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == NASTY


@pytest.mark.parametrize("text", [NASTY, "a < b", "内村鑑三 70%", "Mr. & Mrs."])
def test_a_tip_shows_its_words_as_they_are(text):
    assert as_qt_reads(plain_tip(text)) == text


def test_no_words_are_no_tip():
    assert plain_tip("") == ""


def test_an_author_cant_put_markup_into_a_tip(qtbot):
    bar = ShareBar()
    qtbot.addWidget(bar)
    bar.set_amounts([(NASTY, 7)])
    assert NASTY in as_qt_reads(bar.toolTip())
