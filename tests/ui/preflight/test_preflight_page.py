"""Preflight with real clicks: a verdict, six lights, and what mends a finding."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from studio.domain.comparison import QuestionDraft
from studio.domain.preflight import Lesson, Light
from studio.domain.work import EVERYTHING, Progress, finish
from studio.resources import RESOURCES
from studio.services.comparison import question_sets
from studio.services.pairs import review, row_import
from studio.text import readers
from studio.ui import theme
from studio.ui.datasets.freeze_dialog import FreezeDialog
from studio.ui.main_window import MainWindow
from studio.ui.preflight import preflight_page
from studio.ui.preflight.copies_dialog import CopiesDialog
from studio.ui.preflight.fix_dialog import FixDialog
from studio.ui.preflight.preflight_page import PreflightPage

PROSE = readers.read(RESOURCES / "samples" / "as-a-man-thinketh_pg4507.txt").text[2_000:]


def rows(folder, count=40):
    path = folder / "failed.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for n in range(count):
            turns = [
                {"role": "user", "content": "What does the book say?"},
                {"role": "assistant", "content": PROSE[n * 900 :][:600]},
            ]
            file.write(json.dumps({"messages": turns}) + "\n")
    return path


def at_preflight(session, qtbot):
    """A window that has looked at the library."""
    window = MainWindow(session)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.go("preflight")
    looked(window, qtbot)
    yield window
    window.close()


@pytest.fixture
def window(empty_session, tmp_path, qtbot):
    finish(row_import.import_rows(empty_session, rows(tmp_path)))
    yield from at_preflight(empty_session, qtbot)


def looked(window, qtbot):
    qtbot.waitUntil(lambda: not window.pages["preflight"].busy())


def codes(window):
    return [card.finding.code for card in window.pages["preflight"].cards]


def card(window, code):
    return next(one for one in window.pages["preflight"].cards if one.finding.code == code)


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_failed_data_set_is_explained_without_a_book(window):
    page = window.pages["preflight"]
    assert page.verdict.text().startswith("Not ready")
    assert codes(window)[:2] == ["raw-prose", "one-question"]
    assert page.lights.lamps[Lesson.CLEAN].light is Light.WARNING
    assert page.lights.standings[Lesson.MONEY].text() == "worth a look"
    assert page.of.text().startswith("40 drafts, none accepted yet")


def test_before_the_first_report_it_says_what_it_does_and_shows_nothing_empty(
    empty_session, tmp_path, qtbot
):
    finish(row_import.import_rows(empty_session, rows(tmp_path)))
    page = PreflightPage(empty_session)
    qtbot.addWidget(page)
    page.show()
    shown = page.lights, page._list_area, page._balance_area
    assert page.verdict.text() == "Checking 40 pairs …"
    assert not any(widget.isVisible() for widget in shown)
    qtbot.waitUntil(lambda: not page.busy())
    assert page.verdict.text().startswith("Not ready")
    assert all(widget.isVisible() for widget in shown)
    page.close()


def test_a_first_check_that_is_stopped_says_so(empty_session, tmp_path, qtbot, monkeypatch):
    def check_for_ever(_session, _cache):
        while True:
            yield Progress(1, 40, "Checking pairs")

    monkeypatch.setattr(preflight_page.inspection, "check", check_for_ever)
    finish(row_import.import_rows(empty_session, rows(tmp_path)))
    page = PreflightPage(empty_session)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.progress.said.text() == "Checking pairs")
    page.progress.stop()
    qtbot.waitUntil(lambda: page.verdict.text() == "Not checked yet.")
    assert page.progress.isHidden() and not page.lights.isVisible()
    page.close()


def test_the_pairs_of_a_finding_are_shown_and_all_of_them_again(window, qtbot):
    click(qtbot, card(window, "one-question").show_button)
    assert window.page() is window.pages["review"]
    assert (
        window.pages["review"].head.only.isVisible()
        and window.pages["review"].head.list_button.isChecked()
    )
    window.pages["review"].show_pairs([3, 4], "two of them")
    assert list(window.pages["review"].queue.ids) == [3, 4]
    click(qtbot, window.pages["review"].head.only)
    assert (
        len(window.pages["review"].queue.ids) == 40 and window.pages["review"].head.only.isHidden()
    )


def test_a_question_of_a_finding_is_shown_in_its_set(window, qtbot, empty_session):
    question_sets.make_set(empty_session, "Held", [QuestionDraft("What does the book say?")])
    window.pages["preflight"].check()
    qtbot.waitUntil(lambda: "questions-trained-on" in codes(window))
    click(qtbot, card(window, "questions-trained-on").question_button)
    assert window.page() is window.pages["comparison"]
    dialog = window.pages["comparison"].question_room.dialog
    assert dialog.isVisible() and dialog.editor.text.text() == "What does the book say?"


def planned(window, qtbot, code):
    """The dialog that says what mending this finding would do."""
    click(qtbot, card(window, code).fix_button)
    qtbot.waitUntil(lambda: window.findChild(FixDialog) is not None)
    return window.findChild(FixDialog)


def mend(window, qtbot, code):
    page = window.pages["preflight"]
    click(qtbot, planned(window, qtbot, code).apply_button)
    qtbot.waitUntil(page.outcome_line.isVisible)
    looked(window, qtbot)


def test_a_fix_says_beforehand_what_it_will_do(window, qtbot, empty_session):
    before = empty_session.library.pairs.list(empty_session.library.pairs.ids())
    dialog = planned(window, qtbot, "one-question")
    assert dialog.intent.text() == "40 of 40 questions are reworded, as drafts."
    texts = [view.toPlainText() for view in dialog.findChildren(QPlainTextEdit)]
    assert len(texts) == 10 and texts[0] == "What does the book say?" != texts[1]
    click(qtbot, dialog.cancel_button)
    assert empty_session.library.pairs.list(empty_session.library.pairs.ids()) == before


def test_a_fix_mends_shows_what_became_of_them_and_can_be_taken_back(window, qtbot, empty_session):
    before = empty_session.library.pairs.list(empty_session.library.pairs.ids())
    mend(window, qtbot, "one-question")
    page = window.pages["preflight"]
    assert page.isAncestorOf(window.focusWidget())
    assert page.outcome.text().startswith("40 questions were reworded.")
    assert "one-question" not in codes(window) and "draft-questions" in codes(window)
    assert len({pair.prompt for pair in empty_session.library.pairs.list(range(1, 41))}) > 10
    click(qtbot, page.outcome_button)
    assert window.page() is window.pages["review"]
    assert len(window.pages["review"].queue.ids) == 40
    window.go("preflight")
    window.undo()
    looked(window, qtbot)
    assert empty_session.library.pairs.list(empty_session.library.pairs.ids()) == before
    assert "one-question" in codes(window) and page.outcome_line.isHidden()


def test_what_only_a_person_can_choose_leads_to_its_dialog(window, qtbot):
    in_dialog(qtbot, lambda dialog: None, FreezeDialog)
    click(qtbot, card(window, "not-frozen").fix_button)
    assert window.page() is window.pages["datasets"]


def test_it_looks_again_when_something_has_changed(window, qtbot, empty_session):
    window.go("review")
    window._spread(review.accept(empty_session, list(range(1, 21))).changes)
    window.go("preflight")
    looked(window, qtbot)
    assert window.pages["preflight"].of.text().startswith("20 accepted pairs")


def test_the_report_is_kept(window, tmp_path, settle):
    for suffix in ("html", "json"):
        path = tmp_path / f"report.{suffix}"
        window.pages["preflight"].save_to(path)
        settle(window)
        text = path.read_text(encoding="utf-8")
        assert "raw prose" in text and ("<!doctype html>" in text) == (suffix == "html")
    said = []
    window.pages["preflight"].error.connect(said.append)
    window.pages["preflight"].save_to(tmp_path / "nowhere" / "report.html")
    settle(window)
    assert len(said) == 1 and "can't be written" in said[0]


def test_an_empty_library_says_what_will_be_here(empty_session, qtbot):
    window = MainWindow(empty_session)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.go("preflight")
    assert window.pages["preflight"].empty.isVisible()
    click(qtbot, window.pages["preflight"].empty.other)
    assert window.page() is window.pages["books"]
    window.close()


def test_a_bar_leads_to_the_pairs_it_counts(window, qtbot, empty_session):
    review.tag(empty_session, [3, 4, 5], "patience")
    window._spread(EVERYTHING)
    looked(window, qtbot)
    for name in ("author", "work", "length", "kind", "opening", "tag"):
        window.go("preflight")
        bar = window.pages["preflight"].balance.charts[name].bars[0]
        click(qtbot, bar)
        assert window.page() is window.pages["review"], name
        assert f"{len(window.pages['review'].queue.ids):,}" == bar.bar.figure, name
    assert list(window.pages["review"].queue.ids) == [3, 4, 5]


def test_a_book_without_pairs_leads_to_its_passages(desk_session, qtbot):
    review.reject(desk_session, list(desk_session.library.pairs.ids())[1:])
    window = MainWindow(desk_session)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.go("preflight")
    looked(window, qtbot)
    click(qtbot, window.pages["preflight"].balance.charts["book"].bars[0])
    assert window.page() is window.pages["review"] and len(window.pages["review"].queue.ids) == 1
    window.pages["preflight"]._show_bar("book", "99", "")
    assert window.page() is window.pages["passages"]
    window.close()


@pytest.fixture
def copied(empty_session, tmp_path, qtbot):
    """Two groups of copies among twenty rows: 1 = 2 = 3 to the letter, 4 and 5 nearly."""
    same = "Begin with the smallest part of it today; what is begun draws the rest along with it."
    path = tmp_path / "rows.jsonl"
    answers = [same] * 3 + [f"{PROSE[:200]} {word}." for word in ("calmly", "clearly")]
    answers += [PROSE[n * 300 :][:200] for n in range(1, 16)]
    with path.open("w", encoding="utf-8") as file:
        for n, answer in enumerate(answers):
            file.write(json.dumps({"prompt": f"What about {n}?", "completion": answer}) + "\n")
    finish(row_import.import_rows(empty_session, path))
    yield from at_preflight(empty_session, qtbot)


def in_dialog(qtbot, deed, kind=CopiesDialog):
    """Do something in the next dialog; everything after it follows at once."""

    def once():
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind) and dialog.isActiveWindow():  # or no key reaches it
            deed(dialog)
            dialog.reject()
        else:
            QTimer.singleShot(20, once)

    QTimer.singleShot(20, once)


def test_copies_stand_side_by_side_and_one_of_them_is_kept(copied, qtbot, empty_session, settle):
    shown = []

    def keep_the_second(dialog):
        shown.append(len(dialog.keep_buttons))
        click(qtbot, dialog.keep_buttons[1])
        settle(copied)
        shown.append(dialog.more.text())

    in_dialog(qtbot, keep_the_second)
    click(qtbot, card(copied, "copies").compare_button)
    library = empty_session.library
    assert shown == [3, "settled"]
    assert [pair.status for pair in library.pairs.list([1, 2, 3])] == [
        "rejected",
        "draft",
        "rejected",
    ]
    copied.undo()
    settle(copied)
    assert {pair.status for pair in library.pairs.list([1, 2, 3])} == {"draft"}


def test_what_differs_between_near_copies_is_marked(copied, qtbot):
    marked = []

    def look(dialog):
        texts = dialog.area.widget().findChildren(QPlainTextEdit)
        answer = texts[-1]  # of the second copy
        position = answer.toPlainText().index("clearly") + 1
        cursor = answer.textCursor()
        for at in (position, 2):
            cursor.setPosition(at)
            marked.append(cursor.charFormat().background().color() == theme.color("warn_soft"))

    in_dialog(qtbot, look)
    click(qtbot, card(copied, "near-copies").compare_button)
    assert marked == [True, False]


def test_the_list_of_findings_ends_with_its_last_card(window, qtbot):
    cards = window.pages["preflight"].cards

    def is_whole() -> bool:
        below = cards[-1].parentWidget().height() - cards[-1].geometry().bottom()
        return below < 40 and all(
            card.height() >= card.heightForWidth(card.width()) for card in cards
        )

    for width in (900, 1280):
        window.resize(width, 700)
        qtbot.wait(50)
        qtbot.waitUntil(is_whole)


def test_a_digit_keeps_a_copy_and_the_focus_returns_to_the_page(
    copied, qtbot, empty_session, settle
):
    in_dialog(qtbot, lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_2))
    click(qtbot, card(copied, "copies").compare_button)
    settle(copied)
    statuses = [pair.status for pair in empty_session.library.pairs.list([1, 2, 3])]
    assert statuses == ["rejected", "draft", "rejected"]
    looked(copied, qtbot)
    assert copied.pages["preflight"].isAncestorOf(copied.focusWidget())


def test_the_lights_take_two_lines_where_the_window_is_narrow(window, qtbot):
    page = window.pages["preflight"]

    def count_lines() -> int:
        return len({lamp.mapTo(page, QPoint()).y() for lamp in page.lights.lamps.values()})

    window.resize(1280, 760)
    qtbot.waitUntil(lambda: count_lines() == 1)
    window.resize(1024, 640)
    qtbot.waitUntil(lambda: count_lines() == 2)
    assert page.again_button.mapTo(window, page.again_button.rect().bottomRight()).x() < 1024


def test_drafts_accepted_unread_with_ctrl_a_are_not_ready(desk_session, qtbot, settle):
    for window in at_preflight(desk_session, qtbot):
        window.go("review")
        page = window.pages["review"]
        page.show_list(True)
        page.list.table.setFocus()
        qtbot.keyClick(page.list.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        page.accept()
        settle(window)
        window.go("preflight")
        looked(window, qtbot)
        pairs = desk_session.library.counts()["accepted"]
        verdict = window.pages["preflight"].verdict.text()
        assert f"Not ready: {pairs} of {pairs} questions are still drafts" in verdict
        assert f"nobody has read {pairs} of {pairs} pairs" in verdict
