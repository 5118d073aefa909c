"""The passage as it is read in review: marks of the sentences, and the chapter around it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor

from studio.domain.book import Span
from studio.text.similarity.sentence_marks import Fate, Mark
from studio.ui import theme
from studio.ui.review.passage_view import PassageView

TEXT = "Aim low. Act today. <b>Rest</b> & read."
SENTENCES = (Span(0, 8), Span(9, 19), Span(20, 39))


@pytest.fixture
def view(qtbot):
    view = PassageView()
    qtbot.addWidget(view)
    view.resize(500, 400)
    return view


def mark(view, *fates):
    view.set_marks([Mark(span, fate) for span, fate in zip(SENTENCES, fates, strict=True)])


def marked_at(view, place):
    """The format that lies over the letter at a place, or None."""
    for selection in view.extraSelections():
        if selection.cursor.selectionStart() <= place < selection.cursor.selectionEnd():
            return QTextCharFormat(selection.format)
    return None


def ground_at(view, place):
    cursor = QTextCursor(view.document())
    cursor.setPosition(place + 1)
    return cursor.charFormat()


def test_kept_sentences_have_a_sign_and_a_ground(view):
    view.show_passage(TEXT, SENTENCES)
    mark(view, Fate.DROPPED, Fate.KEPT, Fate.REWRITTEN)
    assert view.signs() == ["–", "+", "~"]
    assert marked_at(view, 10).background().color() == theme.color("good_soft")
    dotted = QTextCharFormat.UnderlineStyle.DotLine
    assert marked_at(view, 22).underlineStyle() == dotted


def test_dropped_sentences_are_muted_and_never_struck_out(view):
    view.show_passage(TEXT, SENTENCES)
    mark(view, Fate.DROPPED, Fate.KEPT, Fate.DROPPED)
    dropped = ground_at(view, 2)
    assert dropped.foreground().color() == theme.color("muted")
    assert not dropped.fontStrikeOut() and marked_at(view, 2) is None


def test_marks_change_without_a_word_being_written_anew(view):
    view.show_passage(TEXT, SENTENCES)
    written = []
    view.document().contentsChange.connect(lambda *change: written.append(change))
    mark(view, Fate.KEPT, Fate.KEPT, Fate.DROPPED)
    mark(view, Fate.DROPPED, Fate.KEPT, Fate.REWRITTEN)
    assert not written


def test_a_click_on_a_sentence_chooses_it_and_dragging_over_it_does_not(view, qtbot):
    with qtbot.waitExposed(view):
        view.show()
    view.show_passage(TEXT, SENTENCES, before="Before.", after="After.")
    mark(view, Fate.DROPPED, Fate.KEPT, Fate.DROPPED)
    chosen = []
    view.chosen.connect(chosen.append)
    for word in ("Act today", "After"):
        cursor = QTextCursor(view.document())
        cursor.setPosition(view.toPlainText().index(word) + 2)
        place = view.cursorRect(cursor).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen == [1], "what is around the passage is not chosen"


def test_more_of_the_book_comes_while_one_scrolls_and_the_lines_stay(view, qtbot):
    with qtbot.waitExposed(view):
        view.show()
    before, after = "Long before.\n" * 60, "Long after.\n" * 60
    view.show_passage(TEXT, SENTENCES, before=before, after=after)
    wanted = []

    def read_on(direction):
        wanted.append(direction)
        view.show_more("More.\n" * 40, "")

    view.needs_more.connect(read_on)
    bar = view.verticalScrollBar()
    bar.setValue(10)
    assert wanted == [-1]
    assert bar.value() > 400, "the lines that came in above moved nothing one reads"


def test_the_books_words_are_shown_as_they_are(view):
    view.show_passage(TEXT, SENTENCES)
    assert view.toPlainText() == TEXT


def test_what_is_around_is_muted_and_has_no_sign(view):
    view.show_passage(TEXT, SENTENCES, before="Before.", after="After.")
    mark(view, Fate.KEPT, Fate.KEPT, Fate.KEPT)
    assert view.toPlainText() == f"Before.\n{TEXT}\nAfter."
    assert len(view.signs()) == 3
    assert ground_at(view, 2).foreground().color() == theme.color("muted")


def test_the_passage_is_in_view_however_long_the_chapter(view, qtbot):
    with qtbot.waitExposed(view):
        view.show()
    before, after = "Long before.\n" * 200, "Long after.\n" * 200
    view.show_passage(TEXT, SENTENCES, before=before, after=after)
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
    view.show_passage(TEXT, SENTENCES)
    mark(view, Fate.KEPT, Fate.KEPT, Fate.KEPT)
    try:
        theme.apply(qapp, "dark")
        assert marked_at(view, 2).background().color() == theme.color("good_soft")
    finally:
        theme.apply(qapp, "light")


def test_what_the_answer_begins_with_is_in_view(view):
    view.show()
    sentences = [f"Sentence {n} has a few words of its own." for n in range(60)]
    text = " ".join(sentences)
    ends = [text.index(sentence) + len(sentence) for sentence in sentences]
    spans = [Span(end - len(s), end) for end, s in zip(ends, sentences, strict=True)]
    view.show_passage(text, spans, before="Before.", after="After.")
    top = view.verticalScrollBar().value()
    view.show_sentence(1)
    assert view.verticalScrollBar().value() == top, "it is in view already"
    for number in (59, 30):
        view.show_passage(text + " " * number, spans, before="Before.", after="After.")
        view.show_sentence(number)
        cursor = QTextCursor(view.document())
        cursor.setPosition(view._places[number].end)
        assert 0 < view.cursorRect(cursor).bottom() <= view.viewport().height()
