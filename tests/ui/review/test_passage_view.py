"""The passage as it is read in review: marks of the sentences, and the chapter around it."""

import pytest
from PySide6.QtGui import QTextCursor

from studio.domain.book import Span
from studio.ui import theme
from studio.ui.review.passage_view import DROPPED, KEPT, PassageView

TEXT = "Aim low. Act today. <b>Rest</b> & read."
SENTENCES = (Span(0, 8), Span(9, 19), Span(20, 39))


@pytest.fixture
def view(qtbot):
    view = PassageView()
    qtbot.addWidget(view)
    view.resize(500, 400)
    return view


def ground_at(view, place):
    cursor = QTextCursor(view.document())
    cursor.setPosition(place + 1)
    return cursor.charFormat()


def test_kept_sentences_have_a_sign_and_a_ground(view):
    view.show_passage(TEXT, SENTENCES, (False, True, False))
    assert view.signs() == [DROPPED, KEPT, DROPPED]
    assert ground_at(view, 10).background().color() == theme.color("good_soft")


def test_dropped_sentences_are_muted_and_never_struck_out(view):
    view.show_passage(TEXT, SENTENCES, (False, True, False))
    dropped = ground_at(view, 2)
    assert dropped.foreground().color() == theme.color("muted")
    assert not dropped.fontStrikeOut()


def test_the_books_words_are_shown_as_they_are(view):
    view.show_passage(TEXT, SENTENCES, (True, True, True))
    assert view.toPlainText() == TEXT


def test_what_is_around_is_muted_and_has_no_sign(view):
    view.show_passage(TEXT, SENTENCES, (True, True, True), before="Before.", after="After.")
    assert view.toPlainText() == f"Before.\n{TEXT}\nAfter."
    assert len(view.signs()) == 3
    assert ground_at(view, 2).foreground().color() == theme.color("muted")


def test_the_passage_is_in_view_however_long_the_chapter(view, qtbot):
    with qtbot.waitExposed(view):
        view.show()
    before, after = "Long before.\n" * 200, "Long after.\n" * 200
    view.show_passage(TEXT, SENTENCES, (True, True, True), before=before, after=after)
    cursor = QTextCursor(view.document())
    cursor.setPosition(view.toPlainText().index("Aim low"))
    assert 0 <= view.cursorRect(cursor).top() < view.viewport().height() / 2


def test_japanese_lines_have_at_most_forty_characters(view, qtbot):
    view.resize(1600, 400)
    with qtbot.waitExposed(view):
        view.show()
    view.show_passage("志" * 200, language="ja")
    lines = view.document().firstBlock().layout()
    longest = max(lines.lineAt(n).textLength() for n in range(lines.lineCount()))
    assert 30 <= longest <= 42


def test_it_can_be_read_but_not_written(view):
    view.show_passage(TEXT)
    assert view.isReadOnly()


def test_its_colours_follow_the_scheme(view, qapp):
    view.show_passage(TEXT, SENTENCES, (True, True, True))
    try:
        theme.apply(qapp, "dark")
        assert ground_at(view, 2).background().color() == theme.color("good_soft")
    finally:
        theme.apply(qapp, "light")
