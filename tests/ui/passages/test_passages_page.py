"""Passages with real clicks: filter, skip, clean and draft; nothing changes the source."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor

from studio.domain.book import PassageStatus
from studio.domain.work import EVERYTHING, finish
from studio.services.books import ingest
from studio.services.pairs import review
from studio.ui.passages.passages_page import PassagesPage

MARKED = """A Small Book

A goal is chosen once.[1] It is then kept every single day, in good weather and in bad weather,
because the habit carries it.

* * *

[1] This note is the editor's.

Whoever waits for courage waits for the right hour for ever. Courage comes with the first step, so
begin now with what is at hand, and better it on the way.
"""


@pytest.fixture
def session(empty_session, tmp_path):
    path = tmp_path / "small.txt"
    path.write_text(MARKED, encoding="utf-8")
    empty_session.settings.set("target_tokens", 40)
    empty_session.settings.set("max_tokens", 80)
    finish(ingest.add_books(empty_session, [path]))
    return empty_session


@pytest.fixture
def page(session, qtbot):
    page = PassagesPage(session)
    qtbot.addWidget(page)
    page.changed.connect(page.refresh)
    page.resize(1096, 740)
    page.refresh(EVERYTHING)
    with qtbot.waitExposed(page):
        page.show()
    qtbot.waitUntil(lambda: not page.busy())
    yield page
    page.stop()


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def count(session, status=None):
    return len(session.library.passages.ids(status=status))


def test_source_and_cleaned_text_stand_side_by_side(page, session):
    first = session.library.passages.list(session.library.passages.ids())[0]
    assert page.texts.source.toPlainText().startswith(first.source)
    assert page.texts.cleaned.toPlainText() == first.text


def test_every_rule_says_how_many_passages_it_touches(page):
    assert page.rules_card.counts["ornaments"].text() == "1"


def test_without_rules_the_text_is_the_source_again(page, session, qtbot):
    for box in page.rules_card.rules.values():
        box.setChecked(False)
    click(qtbot, page.rules_card.clean_button)
    qtbot.waitUntil(lambda: not page.busy())
    library = session.library
    assert all(one.text == one.source for one in library.passages.list(library.passages.ids()))


def test_new_passages_are_drafted_with_one_click(page, session, qtbot):
    click(qtbot, page.draft_button)
    qtbot.waitUntil(lambda: not page.busy())
    assert session.library.counts()["draft"] > 0
    assert count(session, PassageStatus.NEW) == 0
    assert page.draft_button.text() == "No new passages"
    assert not page.draft_button.isEnabled()


def test_a_passage_is_skipped_and_brought_back(page, session, qtbot, settle):
    click(qtbot, page.skip_button)
    settle(page)
    assert count(session, PassageStatus.SKIPPED) == 1
    page.refresh(review.undo(session).changes)
    assert count(session, PassageStatus.SKIPPED) == 0


def test_a_filter_shows_its_status_alone(page, session, qtbot, settle):
    click(qtbot, page.skip_button)
    settle(page)
    click(qtbot, page.chips[PassageStatus.SKIPPED])
    assert page.model.rowCount() == 1
    click(qtbot, page.chips[None])
    assert page.model.rowCount() == count(session)


def test_search_finds_words_of_the_text(page, qtbot):
    qtbot.keyClicks(page.search, "right hour")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert "right hour" in page.texts.cleaned.toPlainText()


def test_a_search_without_a_match_says_so(page, qtbot):
    qtbot.keyClicks(page.search, "no such words")
    qtbot.waitUntil(lambda: page.no_match.isVisible())
    assert page.no_match.heading.text() == "No matches"
    page.search.clear()
    qtbot.waitUntil(lambda: page.table.isVisible())


def test_drafting_leads_on_to_the_review(page, session, qtbot, settle):
    click(qtbot, page.draft_button)
    settle(page)
    assert page.result.isVisible()
    assert f"{session.library.counts()['draft']} pair" in page.result.text.text()
    with qtbot.waitSignal(page.go) as went:
        click(qtbot, page.result.button)
    assert went.args[0].name == "review"
    assert not page.result.isVisible()


def cursor_at(page, words, *, select=""):
    """Put the cursor before ``words`` in the book's text; select up to the end of ``select``."""
    text = page.texts.source.toPlainText()
    cursor = page.texts.source.textCursor()
    cursor.setPosition(text.index(words))
    if select:
        cursor.setPosition(text.index(select) + len(select), QTextCursor.MoveMode.KeepAnchor)
    page.texts.source.setTextCursor(cursor)


def test_a_change_is_refused_with_return_and_allowed_with_a_click(page, session, qtbot, settle):
    assert "[1]" not in page.texts.cleaned.toPlainText()
    cursor_at(page, "[1] It")
    qtbot.keyClick(page.texts.source, Qt.Key.Key_Return)
    settle(page)
    assert "once.[1]" in page.texts.cleaned.toPlainText()
    cursor_at(page, "1] It")
    place = page.texts.source.cursorRect().center()
    qtbot.mouseClick(page.texts.source.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settle(page)
    assert "once.[1]" not in page.texts.cleaned.toPlainText()
    assert session.library.journal.undo_label.startswith("Clean “[1]")


def test_a_passage_is_cut_joined_and_drawn_with_keys(page, session, qtbot, settle):
    with qtbot.waitActive(page):
        page.activateWindow()
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    before = count(session)
    cursor_at(page, "It is then")
    qtbot.keyClick(page, Qt.Key.Key_J, control | shift)
    settle(page)
    assert count(session) == before + 1
    assert page.current_passage().source.endswith("once.[1] ")
    cursor_at(page, "A goal", select="then kept")
    qtbot.keyClick(page, Qt.Key.Key_M, control | shift)
    settle(page)
    assert page.current_passage().source == "A goal is chosen once.[1] It is then kept"
    page.table.selectRow(0)
    qtbot.keyClick(page, Qt.Key.Key_J, control)
    settle(page)
    assert page.model.rowCount() == count(session)
    library = session.library
    joined = "".join(one.source for one in library.passages.list(library.passages.ids()))
    assert joined == library.books.text(1)
    qtbot.keyClick(page, Qt.Key.Key_F13)  # Ctrl is up again, also for the tests that follow


def test_what_can_not_be_done_is_said(page, qtbot, settle):
    said = []
    page.error.connect(said.append)
    page.table.selectRow(page.model.rowCount() - 1)
    for button in page.buttons:
        click(qtbot, button)
        settle(page)
    assert len(said) == 3
    assert "two or more" in said[0] and "cursor" in said[1] and "Select" in said[2]


def test_one_book_gets_rules_of_its_own_and_gives_them_up(page, session, qtbot):
    click(qtbot, page.rules_card.book_chip)
    page.rules_card.rules["footnote-marks"].setChecked(False)
    click(qtbot, page.rules_card.clean_button)
    qtbot.waitUntil(lambda: not page.busy())
    assert "footnote-marks" not in session.library.books.rules(1)
    assert "[1]" in page.texts.cleaned.toPlainText()
    assert "Own rules for" in page.rules_card.said.text()
    click(qtbot, page.rules_card.own)
    qtbot.waitUntil(lambda: not page.busy())
    assert session.library.books.rules(1) is None
    assert "[1]" not in page.texts.cleaned.toPlainText()


def test_the_passages_a_rule_touches_are_listed_and_its_changes_marked(
    page, session, qtbot, settle
):
    settle(page)
    click(qtbot, page.rules_card.counts["ornaments"])
    settle(page)
    assert page.filters.rule.text().startswith("Ornaments") and page.filters.rule.isVisible()
    assert len(page.model.ids()) == 1
    assert page.texts.hint.text().startswith("Ornaments: 1 change · ")
    click(qtbot, page.filters.rule)
    assert len(page.model.ids()) == count(session) and not page.filters.rule.isVisible()


def test_a_refused_change_is_counted_no_more(page, session, qtbot, settle):
    settle(page)
    button = page.rules_card.counts["footnote-marks"]
    assert button.text() == "2" and button.isVisible()
    cursor_at(page, "[1] It")
    qtbot.keyClick(page.texts.source, Qt.Key.Key_Return)
    settle(page)
    assert button.text() == "1"


def test_passages_are_of_a_book_and_a_chapter_and_sorted_by_a_heading(page, session, qtbot, settle):
    book = page.filters.books.findData(1)
    page.filters.books.setCurrentIndex(book)
    page.filters.books.activated.emit(book)
    assert page.filters.book() == 1 and page.filters.strip.isVisible()
    assert len(page.filters.strip.passages) == count(session)
    header = page.table.horizontalHeader()
    tokens = [session.library.passages.get(n).tokens for n in page.model.ids()]
    header.sectionClicked.emit(3)
    assert [session.library.passages.get(n).tokens for n in page.model.ids()] == sorted(tokens)
    header.sectionClicked.emit(3)
    assert [session.library.passages.get(n).tokens for n in page.model.ids()] == sorted(tokens)[
        ::-1
    ]


def test_a_passage_leads_to_its_pairs(page, session, qtbot, settle):
    click(qtbot, page.draft_button)
    settle(page)
    drafted = session.library.passages.ids(status=PassageStatus.DRAFTED)
    page.open_passage(drafted[0])
    with qtbot.waitSignal(page.go) as went:
        click(qtbot, page.pairs_button)
    assert went.args[0].pairs == tuple(session.library.passages.pair_ids(drafted[:1]))
    skipped = session.library.passages.ids(status=PassageStatus.SKIPPED)
    page.open_passage(skipped[0])
    assert "skipped: " in str(page.model.index(page.table.currentIndex().row(), 4).data())
    with qtbot.waitSignal(page.message):
        click(qtbot, page.pairs_button)


def test_what_was_joined_stays_selected(page, session, qtbot, settle):
    ids = session.library.passages.ids()
    page.open_passage(ids[1])
    page.merge()
    settle(page)
    assert page.current_passage().id == ids[1]


def test_how_it_stands_is_shown_again_and_a_rule_makes_it_no_wider(page, session, qtbot):
    book = session.library.books.list()[0].id
    wide = page.minimumSizeHint().width()
    page.filters.show_rule(
        "notes", "A rule with a name as long as a whole sentence of the book", [1]
    )
    assert page.minimumSizeHint().width() == wide
    page.filters.forget_rule()
    page.filters.choose(book)
    page.search.setText("habit")
    page._load()
    other = PassagesPage(session)
    qtbot.addWidget(other)
    other.refresh(EVERYTHING)
    other.arrive(page.place())
    assert other.search.text() == "habit" and other.filters.book() == book
    assert list(other.model.ids()) == list(page.model.ids())
    assert other.current_passage().id == page.current_passage().id
    qtbot.waitUntil(lambda: not other.busy())
    other.stop()


def test_a_pair_is_begun_by_hand_with_what_is_selected(page, session, qtbot, settle):
    went = []
    page.go.connect(went.append)
    passage = page.current_passage()
    page.texts.cleaned.selectAll()
    click(qtbot, page.write_button)
    settle(page)
    (destination,) = went
    pair = session.library.pairs.get(destination.number)
    assert (destination.name, pair.prompt, pair.passage) == ("review", "", passage.id)
    assert pair.answer == passage.text.strip()


def test_columns_that_say_the_same_of_each_passage_are_left_out(page):
    shown = [not page.table.isColumnHidden(at) for at in range(5)]
    assert shown == [False, False, True, True, True], "one book of one chapter"
