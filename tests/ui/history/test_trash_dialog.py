"""The trash says what is in it, and asks before anything is forgotten."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMessageBox

from studio.services.books import ingest
from studio.services.pairs import review
from studio.ui.history.trash_dialog import TrashDialog


@pytest.fixture
def dialog(desk_session, qtbot):
    review.remove(desk_session, desk_session.library.pairs.ids()[:1])
    ingest.remove_book(desk_session, 1)
    made = TrashDialog(desk_session)
    qtbot.addWidget(made)
    return made


def test_pairs_and_books_each_have_their_table(dialog, qtbot):
    assert (dialog.pair_chip.text(), dialog.book_chip.text()) == ("Pairs 1", "Books 1")
    assert dialog.stack.currentWidget() is dialog.pair_table
    dialog.book_chip.click()
    model = dialog.books
    assert model.data(model.index(0, 0)) == "On Beginning"
    with qtbot.waitSignal(dialog.book_wanted) as signal:
        dialog.bring_back()
    assert signal.args == [model.id_at(0)]


def test_emptying_is_asked_for(dialog, qtbot, monkeypatch):
    texts = []

    def press(role):
        def run(box):
            texts.append(box.text())
            button = next(b for b in box.buttons() if box.buttonRole(b) is role)
            button.click()

        monkeypatch.setattr(QMessageBox, "exec", run)

    press(QMessageBox.ButtonRole.RejectRole)
    with qtbot.assertNotEmitted(dialog.empty_wanted):
        dialog.empty()
    press(QMessageBox.ButtonRole.DestructiveRole)
    with qtbot.waitSignal(dialog.empty_wanted):
        dialog.empty()
    assert texts == ["Delete 1 pair and 1 book for good?"] * 2


def test_an_empty_trash_says_so(empty_session, qtbot):
    dialog = TrashDialog(empty_session)
    qtbot.addWidget(dialog)
    assert dialog.empty_page.heading.text() == "The trash is empty"
    assert not dialog.back_button.isEnabled() and not dialog.empty_button.isEnabled()
    dialog.bring_back()
