"""The list of steps: a click goes there, and back again."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt

from studio.services.pairs import review


def texts(dialog, column: int = 0) -> list[str]:
    model = dialog.model
    return [model.data(model.index(row, column)) for row in range(model.rowCount())]


def click(dialog, row: int) -> None:
    dialog.table.clicked.emit(dialog.model.index(row, 0))


def do_three_things(window, settle) -> None:
    page = window.working_page()
    page.run(lambda session: review.tag(session, [1], "goal"))
    page.run(lambda session: review.accept(session, range(1, 31)))
    page.run(lambda session: review.remove(session, [5]))
    settle(window)
    window.open_history()


def test_steps_stand_with_their_names_and_how_much_they_changed(window, settle):
    do_three_things(window, settle)
    dialog = window.past.steps
    assert texts(dialog) == [
        "Remove 1 pair",
        "Accept 30 pairs",
        "Tag 1 pair “goal”",
        "Write",
        "The beginning",
    ]
    assert texts(dialog, 1) == ["Why 4?", "", "Why 0?", "", ""], "one pair alone is named"
    assert texts(dialog, 2) == ["1", "30", "1", "30", ""]
    assert texts(dialog, 3) == ["You", "You", "You", "You", ""]
    assert dialog.table.currentIndex().row() == 0


def test_a_click_goes_there_and_back(window, settle):
    do_three_things(window, settle)
    dialog, counts = window.past.steps, window.session.library.counts
    click(dialog, 2)
    settle(window)
    assert texts(dialog)[:3] == [
        "Remove 1 pair (undone)",
        "Accept 30 pairs (undone)",
        "Tag 1 pair “goal”",
    ]
    assert dialog.table.currentIndex().row() == 2 and counts()["draft"] == 30
    assert window.undo_bar.text.text().startswith("Moved to: ")
    click(dialog, 4)
    settle(window)
    assert counts()["pairs"] == 0
    click(dialog, 0)
    settle(window)
    assert counts()["accepted"] == 29 and dialog.table.isEnabled()


def test_the_next_edit_takes_what_was_undone_out_of_the_list(window, settle):
    do_three_things(window, settle)
    click(window.past.steps, 3)
    settle(window)
    window.working_page().run(lambda session: review.tag(session, [2], "will"))
    settle(window)
    assert texts(window.past.steps) == ["Tag 1 pair “will”", "Write", "The beginning"]


def test_a_step_that_is_reached_already_changes_nothing(window, settle, qtbot):
    do_three_things(window, settle)
    qtbot.keyClick(window.past.steps.table, Qt.Key.Key_Return)
    settle(window)
    assert window.session.library.journal.undo_label == "Remove 1 pair"
    assert window.past.steps.model.rowCount(QModelIndex()) == 5
