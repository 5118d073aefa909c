"""What the window says of undo and redo, and where its views of the past lead."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from studio.domain.pair_filter import PairFilter
from studio.services.pairs import review
from studio.store import search
from studio.ui.history.pair_dialog import PairHistoryDialog


def test_what_was_undone_of_many_stands_in_one_place(window, settle):
    window.working_page().run(lambda session: review.reject(session, range(1, 31)))
    settle(window)
    window.undo()
    settle(window)
    line = "Undone: Reject 30 pairs · 30 pairs changed"
    assert window.undo_bar.isVisible() and window.undo_bar.text.text() == line
    assert "Reject" not in window.status.message.text()


def test_what_was_undone_is_no_news_after_the_next_decision(window, settle):
    page = window.working_page()
    page.run(lambda session: review.tag(session, [1], "goal"))
    settle(window)
    window.undo()
    settle(window)
    assert window.status.message.text() == "Undone: Tag 1 pair “goal”"
    page.run(lambda session: review.tag(session, [2], "will"))
    settle(window)
    assert window.status.message.text() == ""


def test_the_pairs_that_came_back_can_be_shown(window, qtbot, settle):
    window.working_page().run(lambda session: review.remove(session, range(1, 26)))
    settle(window)
    window.undo()
    settle(window)
    qtbot.mouseClick(window.undo_bar.more_button, Qt.MouseButton.LeftButton)
    settle(window)
    assert len(window.pages["review"].queue.ids) == 25


def test_the_commands_open_its_views(window):
    window.commands.trigger("history")
    assert window.past.steps.isVisible()
    window.past.steps.trash_button.click()
    assert window.past.trash.isVisible()


def open_pair(window, settle) -> PairHistoryDialog:
    window.commands.trigger("pair-history")
    settle(window)
    dialogs = [
        widget for widget in QApplication.topLevelWidgets() if isinstance(widget, PairHistoryDialog)
    ]
    return dialogs[-1]


def test_a_pair_goes_back_from_its_history(window, settle):
    page = window.working_page()
    page.run(lambda session: review.edit(session, 1, answer="Because."))
    settle(window)
    page.open_pair(1)
    settle(window)
    dialog = open_pair(window, settle)
    assert dialog.windowTitle() == "History of “Why 0?”"
    dialog.table.choose_row(1)
    dialog.back_button.click()
    settle(window)
    assert window.session.library.pairs.get(1).answer == "So."
    assert len(dialog.states) == 3, "going back is a step of its own"


def test_pairs_and_their_trash(window, settle):
    window.working_page().run(lambda session: review.remove(session, [1, 2, 3]))
    settle(window)
    window.open_trash()
    dialog = window.past.trash
    assert dialog.pair_chip.text() == "Pairs 3"
    dialog.pair_table.selectAll()
    assert dialog.back_button.text() == "Restore 3"
    dialog.bring_back()
    settle(window)
    assert window.session.library.counts()["pairs"] == 30
    assert window.status.message.text() == "3 pairs were restored."
    assert not dialog.back_button.isEnabled(), "there is nothing left in it"
    window.working_page().run(lambda session: review.remove(session, [4]))
    settle(window)
    dialog.empty_wanted.emit()
    settle(window)
    assert not window.session.library.trash.pairs()
    assert window.session.library.counts()["pairs"] == 29


def test_pairs_that_are_gone_can_not_be_shown(window, settle):
    window.undo()  # their writing
    settle(window)
    assert window.undo_bar.text.text() == "Undone: Write · 30 pairs changed"
    assert window.undo_bar.more_button.isHidden() and window.undo_bar.button.text() == "Redo"


def test_of_several_that_come_back_the_first_is_in_view(window, settle):
    page = window.working_page()
    page.open_pair(9)
    page.run(lambda session: review.reject(session, [4, 5, 6]))
    settle(window)
    assert page._pair.id == 9
    window.undo()
    settle(window)
    assert page._pair.id == 4


def test_the_search_follows_what_was_emptied_beside_the_work(window, settle, qtbot, monkeypatch):
    monkeypatch.setattr(search, "MOST_AT_ONCE", 1)
    page = window.working_page()
    page.run(lambda session: review.remove(session, [1]))
    settle(window)
    window.open_trash()
    window.past.trash.empty_wanted.emit()
    library = window.session.library
    qtbot.waitUntil(lambda: not library.trash.pairs() and library.count_unread() == 0)
    settle(window)
    assert len(library.pairs.ids(PairFilter(search="why"))) == 29
