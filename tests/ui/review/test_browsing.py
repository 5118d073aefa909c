"""Queues, search, facets, orders and bulk actions: what is asked for is what the list shows."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QInputDialog, QPushButton

from studio.domain.pair import Status
from studio.domain.pair_filter import Histogram, PairFilter, Range, Sort
from studio.services.pairs import review
from studio.services.pairs.saved_filters import list_filters
from studio.ui.review.facets.facet_panel import find_bars, make_range
from studio.ui.review.facets.facet_reader import FacetReader
from studio.ui.review.review_head import ReviewHead
from studio.ui.review.review_page import ReviewPage
from studio.ui.review.search_completion import list_proposals
from studio.ui.widgets.highlight import excerpt, find_matches
from tests.ui.review.conftest import ALL


@pytest.fixture
def browsing(page, session, three_drafts, qtbot):
    """The list of three drafts: long, tagged and flagged differently."""
    first, second, third = three_drafts
    review.edit(session, second, answer="Money is a tool, not an aim; so count it once a month.")
    review.tag(session, [second, third], "money/saving")
    review.flag(session, [third])
    page.refresh(review.tag(session, [first], "habit").changes)
    page.show_list(True)
    wait_for_facets(page.browsing, qtbot)
    return page.browsing


def wait_for_facets(browsing, qtbot):
    qtbot.waitUntil(lambda: not browsing.reader.is_busy())


def type_search(browsing, qtbot, text):
    browsing.head.search.clear()
    browsing.head.search.insert(text)  # qtbot knows no letters beyond Latin-1
    qtbot.keyClick(browsing.head.search, Qt.Key.Key_Return)


def names(browsing, facet):
    return [row.text() for row in browsing.panel.rows[facet]]


ROWS_FOUND = {
    "money": [1, 2],
    "ＭＯＮＥＹ tool": [1],
    "tag:money": [1, 2],
    "-tag:money": [0],
    "is:flagged": [2],
    "author:allen purpose": [0, 1, 2],
    "tokens:>1000": [],
    "is:accepted": [],
    "status:nonsense": [0, 1, 2],
}
"""What is typed into the search field, and which of the three drafts are listed then."""


def test_words_of_the_search_field_are_a_filter(browsing, three_drafts, qtbot):
    for text, rows in ROWS_FOUND.items():
        type_search(browsing, qtbot, text)
        assert list(browsing.queue.ids) == [three_drafts[row] for row in rows], text
        assert browsing.list.model.rowCount() == len(rows), text
        assert browsing.list.empty.isVisible() is (not rows), text


def test_escape_takes_the_search_back(browsing, qtbot):
    type_search(browsing, qtbot, "tool")
    assert len(browsing.queue.ids) == 1 and browsing.head.matches.text() == "1 match"
    qtbot.keyClick(browsing.head.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(browsing.queue.ids) == 3)
    assert not browsing.head.matches.isVisible()


def test_a_value_of_a_facet_narrows_the_list_and_lets_go_again(browsing, three_drafts, qtbot):
    assert names(browsing, "tag") == ["aim", "money", "saving", "habit"]
    qtbot.mouseClick(browsing.panel.rows["tag"][1], Qt.MouseButton.LeftButton)
    wait_for_facets(browsing, qtbot)
    assert list(browsing.queue.ids) == three_drafts[1:]
    assert browsing.bar.isVisible() and browsing.panel.rows["tag"][1].isChecked()
    qtbot.mouseClick(browsing.bar.findChild(QPushButton, "condition"), Qt.MouseButton.LeftButton)
    assert list(browsing.queue.ids) == three_drafts and not browsing.bar.isVisible()


def test_what_was_typed_gives_way_to_a_click(browsing, three_drafts, qtbot):
    type_search(browsing, qtbot, "purpose tag:habit")
    assert list(browsing.queue.ids) == three_drafts[:1]
    browsing.ask_for(browsing.queue.wish.change(tags=("money",)))
    assert list(browsing.queue.ids) == three_drafts[1:]
    assert browsing.head.search.text() == "purpose"


def test_a_range_is_dragged_on_a_histogram(browsing, three_drafts, qtbot):
    view = browsing.panel.histograms["characters"]
    end = view.rect().center()
    end.setX(view.width() - 2)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=view.rect().center())
    qtbot.mouseMove(view, end)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)
    wait_for_facets(browsing, qtbot)
    assert list(browsing.queue.ids) == [three_drafts[1]]
    view = browsing.panel.histograms["characters"]
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert list(browsing.queue.ids) == three_drafts


def test_a_click_on_a_heading_sorts_and_the_box_follows(browsing, three_drafts):
    browsing.list._sort_by_column("tokens", True)
    assert browsing.queue.ids[0] == three_drafts[1]
    assert browsing.list.order.currentText() == "Most tokens first"
    browsing.sort(Sort.NEWEST, False)
    assert list(browsing.queue.ids) == three_drafts[::-1]
    browsing.sort(Sort.RANDOM, False)
    assert sorted(browsing.queue.ids) == three_drafts


def test_a_bulk_action_says_how_many_and_leaves_the_keyboard_in_the_list(
    browsing, page, session, three_drafts, qtbot, settle
):
    told = []
    page.undoable.connect(told.append)
    browsing.list.select_all()
    assert browsing.list.count.text() == "3 of 3 selected"
    browsing.list.do("reject-because", "wrong")
    settle(page)
    assert told == ["3 pairs were rejected."]
    assert [pair.reason for pair in session.library.pairs.list(three_drafts)] == ["wrong"] * 3
    assert not any(button.isEnabled() for button in browsing.list.buttons)
    browsing.choose_queue("rejected")
    wait_for_facets(browsing, qtbot)
    assert names(browsing, "reason") == ["Wrong or misleading"]
    review.undo(session)
    assert session.library.pairs.count(PairFilter(status=Status.DRAFT)) == 3


@pytest.mark.parametrize(
    ("name", "value", "wish"),
    [
        ("accept", "", PairFilter(status=Status.ACCEPTED)),
        ("flag", "", PairFilter(flagged=True)),
        ("unflag", "", PairFilter(flagged=False)),
        ("tag", "new/tag", PairFilter(tags=("new",))),
        ("untag", "aim", PairFilter(without_tags=("aim",))),
        ("remove", "", PairFilter(only=frozenset())),
    ],
)
def test_each_action_is_done_to_all_that_are_selected(
    browsing, page, session, settle, name, value, wish
):
    browsing.list.select_all()
    browsing.list.do(name, value)
    settle(page)
    assert session.library.pairs.count(wish) == (0 if name == "remove" else 3)
    review.undo(session)
    assert session.library.pairs.count(PairFilter(status=Status.DRAFT)) == 3


def test_the_row_below_takes_the_place_of_one_that_is_gone(browsing, page, settle, three_drafts):
    browsing.list.select(three_drafts[1])
    browsing.list.table.setFocus()
    browsing.list.do("accept")
    settle(page)
    assert browsing.list.selection() == [three_drafts[2]]
    assert browsing.list.table.hasFocus()


def test_a_filter_is_saved_and_comes_back(browsing, page, session, settle, monkeypatch):
    monkeypatch.setattr(QInputDialog, "getText", lambda *_rest: ("Money", True))
    browsing.ask_for(browsing.queue.wish.change(tags=("money",), tokens=Range(1, None)))
    browsing.ask_name()
    settle(page)
    browsing.clear()
    assert len(browsing.queue.ids) == 3
    browsing._fill_saved()
    browsing._saved_menu.actions()[0].trigger()
    assert browsing.queue.wish == list_filters(session)["Money"]
    assert len(browsing.queue.ids) == 2


def test_an_empty_filter_says_so_and_leads_out(browsing, qtbot, three_drafts):
    browsing.ask_for(browsing.queue.wish.change(tags=("nothing",)))
    assert browsing.list.empty.heading.text() == "No matches"
    qtbot.mouseClick(browsing.list.empty.button, Qt.MouseButton.LeftButton)
    assert list(browsing.queue.ids) == three_drafts


def test_what_another_page_asked_for_can_be_narrowed(browsing, page, three_drafts):
    page.show_pairs(three_drafts[:2], "Two of them")
    assert list(browsing.queue.ids) == three_drafts[:2]
    browsing.ask_for(browsing.queue.wish.change(tags=("habit",)))
    assert list(browsing.queue.ids) == three_drafts[:1] and browsing.head.only.isVisible()
    browsing.choose_queue("draft")
    assert list(browsing.queue.ids) == three_drafts and not browsing.head.only.isVisible()


def test_of_several_filters_in_a_row_the_last_one_is_counted(session, three_drafts, qtbot):
    reader, counts = FacetReader(session), []
    reader.counted.connect(lambda facets, wish: counts.append((facets.pairs, wish)))
    wishes = [PairFilter(search=text) for text in ("a", "b", "c", "purpose 2")]
    for wish in wishes:
        reader.read(wish)
    qtbot.waitUntil(lambda: not reader.is_busy())
    assert counts == [(1, wishes[-1])]
    reader.read(wishes[0])
    reader.stop()
    assert len(counts) == 1 and not reader.is_busy()


def test_words_are_completed_by_what_the_library_holds(browsing):
    values = browsing._list_values
    assert list_proposals("ta", values) == ["tag:"]
    assert list_proposals("-TAG:mon", values) == ["-tag:money/saving"]
    assert list_proposals("タグ：hab", values) == ["tag:habit"]
    assert list_proposals('author:"james', values) == ['author:"James Allen"']
    assert list_proposals("is:fl", values) == ["is:flagged"]
    assert list_proposals("a", values) == list_proposals("nokey:x", values) == []


def test_a_proposal_takes_the_place_of_the_word_at_the_cursor(browsing, qtbot, three_drafts):
    field, proposals = browsing.head.search, browsing.head.completion.list
    field.setFocus()
    qtbot.keyClicks(field, "purpose auth")
    assert proposals.isVisible() and proposals.currentRow() == -1
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert field.text() == "purpose author:" and proposals.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == 'purpose author:"James Allen" ' and not proposals.isVisible()
    qtbot.keyClicks(field, "ta")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not proposals.isVisible() and field.text().endswith(" ta")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert browsing.queue.wish.author == "James Allen"


def test_matches_are_found_whatever_their_case_and_width():
    assert find_matches("Money, ｍｏｎｅｙ and 猫", ["money", "猫"]) == [(0, 5), (7, 12), (17, 18)]
    assert find_matches("aaa", ["aa", ""]) == [(0, 2)]
    assert excerpt("x" * 100 + " money", ["money"]).startswith("…xxxxxxxxx money")


@pytest.mark.parametrize(("first", "last"), [(0, 0), (0, 5), (3, 7), (9, 9), (5, 9)])
@pytest.mark.parametrize("name", ["tokens", "grounding", "date"])
def test_a_range_is_the_bars_that_were_dragged(name, first, last):
    low, high = {"tokens": (20, 420), "grounding": (0.1, 0.9), "date": (20_000, 20_300)}[name]
    bars = Histogram(low, high, (1,) * 10)
    limits = make_range(name, bars, first, last)
    assert find_bars(name, bars, limits) == (first, last)
    assert make_range(name, bars, 0, 9) == make_range(name, bars, -1, -1) == Range()


def test_what_came_otherwise_is_judged_in_the_background(browsing, page, session, settle, qtbot):
    number = browsing.queue.ids[0]
    with session.library.journal.edit("Otherwise"):
        session.library.pairs.update(
            number, prompt="Why?", answer="because of it", tokens=3, draft_prompt=False
        )
    assert number in session.library.judgements.list_due()
    browsing.judge()
    settle(page)
    assert len(session.library.judgements.list_due()) == 0
    browsing.ask_for(browsing.queue.wish.change(finding="begins-midway"))
    assert list(browsing.queue.ids) == [number]


def test_what_came_while_another_page_was_in_view_is_judged_when_one_is_back(
    browsing, page, session, settle, qtbot
):
    browsing._judge_timer.setInterval(20)
    page.hide()
    with session.library.journal.edit("Elsewhere"):
        session.library.pairs.update(
            browsing.queue.ids[0], prompt="Why?", answer="For.", tokens=3, draft_prompt=False
        )
    browsing.judge()
    qtbot.wait(60)
    assert len(session.library.judgements.list_due()) > 0
    page.show()
    qtbot.waitUntil(lambda: len(session.library.judgements.list_due()) == 0)
    settle(page)


def test_the_search_has_room_where_the_page_is_narrow(qtbot):
    head = ReviewHead("Review")
    qtbot.addWidget(head)
    head.set_counts({"draft": 12345, "accepted": 12345, "rejected": 123, "pairs": 30000})
    head.show()
    for width, is_below in ((1400, False), (640, True), (1400, False)):
        head.resize(width, 90)
        qtbot.waitUntil(lambda width=width: head.width() == width)
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        search, chip = head.search.mapTo(head, QPoint()), head.chips["draft"].mapTo(head, QPoint())
        assert head.search.width() >= 200 and search.x() + head.search.width() <= width
        assert (search.y() > chip.y() + 20) == is_below


def test_how_it_stands_is_shown_again_in_a_window_made_anew(page, session, qtbot, settle):
    browsing = page.browsing
    browsing.choose_queue("pairs")
    browsing.ask_for(browsing.queue.wish.change(tags=("aim",)))
    page.head.set_search("purpose 2")
    browsing.look_for("purpose 2")
    page.show_list(True)
    place = page.place()
    other = ReviewPage(session)
    qtbot.addWidget(other)
    other.refresh(ALL)
    other.arrive(place)
    assert list(other.queue.ids) == list(page.queue.ids) and len(other.queue.ids) == 1
    assert other.head.search.text() == "purpose 2" and other.head.is_listed()
    assert other.queue.wish.tags == ("aim",) and other.head.chips["pairs"].isChecked()


def test_another_order_begins_with_its_first_pair_and_undo_with_what_came_back(
    page, three_drafts, session, settle
):
    page.show_list(True)
    page.list.select(three_drafts[1])
    page.sort_pairs("newest")
    assert page.list.current() == page.queue.ids[0] == three_drafts[-1]
    page.list.select(three_drafts[0])
    review.reject(session, [three_drafts[1]])
    page.refresh(ALL)
    assert page.list.current() == three_drafts[0], "one stays at the pair one is at"
    done = review.undo(session)
    page.refresh(done.changes)
    page.show_replay(done.value)
    assert page.list.current() == three_drafts[1]


def test_what_fits_in_another_queue_is_offered(browsing, page, session, three_drafts, qtbot):
    page.refresh(review.accept(session, three_drafts[1:2]).changes)
    type_search(browsing, qtbot, "count it once")
    assert not browsing.queue.ids and browsing.list.empty.heading.text() == "No matches here"
    assert browsing.list.empty.why.text() == "1 pair in other queues fits."
    qtbot.mouseClick(browsing.list.empty.button, Qt.MouseButton.LeftButton)
    assert list(browsing.queue.ids) == three_drafts[1:2]
    assert browsing.head.chips["pairs"].isChecked()


def test_columns_that_say_the_same_of_each_row_are_left_out(browsing):
    table = browsing.list.table
    assert table.isColumnHidden(2) and table.isColumnHidden(4), "all are drafts, of one book"
    browsing.choose_queue("pairs")
    assert not table.isColumnHidden(2) and table.columnWidth(2) > 0 and table.isColumnHidden(4)


def test_after_a_search_without_hits_one_stands_at_a_row_again(browsing, qtbot, three_drafts):
    type_search(browsing, qtbot, "nowhere")
    assert browsing.list.selection() == []
    type_search(browsing, qtbot, "")
    assert browsing.list.selection() == three_drafts[:1]


def test_a_click_above_the_list_leaves_the_keyboard_in_it(browsing, qtbot):
    browsing.list.table.setFocus()
    qtbot.mouseClick(browsing.list.facets_button, Qt.MouseButton.LeftButton)
    assert browsing.list.table.hasFocus()


def test_pairs_like_one_are_shown_alone(browsing, page, session, three_drafts, settle):
    review.edit(session, three_drafts[0], prompt="Is money a tool?", answer="Count money monthly.")
    browsing.list.select(three_drafts[1])
    page.show_similar()
    settle(page)
    assert set(three_drafts[:2]) <= set(browsing.queue.ids) and browsing.head.only.isVisible()
