"""Tab goes through a window as one reads it, whatever was built first."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.reading_order import find_next_stop


def make_field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    return field


@pytest.fixture
def show(qtbot: QtBot):
    def show(root: QWidget) -> QWidget:
        qtbot.addWidget(root)
        root.resize(400, 300)
        root.show()
        return root

    return show


def list_names(root: QWidget, start: QWidget, *, forward: bool = True) -> list[str]:
    """What is reached one after another, until it begins anew."""
    names, at = [start.objectName()], find_next_stop(root, start, forward)
    while at is not None and at.objectName() not in names:
        names.append(at.objectName())
        at = find_next_stop(root, at, forward)
    return names


def test_what_was_added_later_is_reached_where_it_stands(show) -> None:
    last, first = make_field("last"), make_field("first")
    column = QVBoxLayout()
    column.addWidget(last)
    column.insertWidget(0, first)
    root = show(lay_out(QWidget(), column))
    column.insertWidget(1, middle := make_field("middle"))
    middle.show()
    assert list_names(root, first) == ["first", "middle", "last"]
    assert list_names(root, first, forward=False) == ["first", "last", "middle"]


def test_rows_splitters_stacks_and_grids_are_read_in_their_order(show) -> None:
    fields = {name: make_field(name) for name in "hgfedcba"}  # made in the wrong order
    grid = QGridLayout()
    for name, row, column in (("d", 1, 1), ("c", 1, 0), ("b", 0, 1), ("a", 0, 0)):
        grid.addWidget(fields[name], row, column)
    stack = QStackedWidget()
    stack.addWidget(fields["h"])
    stack.addWidget(fields["e"])
    stack.setCurrentWidget(fields["e"])
    split = QSplitter()
    split.addWidget(lay_out(QWidget(), make_column(grid, stack)))
    split.addWidget(lay_out(QWidget(), make_row(fields["f"], fields["g"])))
    root = show(lay_out(QWidget(), make_column(split)))
    # The view of the stack that is not seen is not reached.
    assert list_names(root, fields["a"]) == list("abcdefg")


def test_what_takes_no_keys_is_passed_by(show) -> None:
    first, off, last = make_field("first"), make_field("off"), make_field("last")
    combo = QComboBox()
    combo.setObjectName("combo")
    combo.setEditable(True)
    root = show(lay_out(QWidget(), make_column(first, QLabel("words"), off, combo, last)))
    off.setEnabled(False)
    assert list_names(root, first) == ["first", "combo", "last"]


def test_a_frame_takes_the_keyboard_only_to_be_scrolled(show) -> None:
    def make_area(name: str, *parts: QWidget, height: int) -> QScrollArea:
        area = QScrollArea()
        area.setObjectName(name)
        area.setWidgetResizable(True)
        inside = lay_out(QWidget(), make_column(*parts, None))
        inside.setMinimumHeight(height)
        area.setWidget(inside)
        return area

    first = make_field("first")
    text = make_area("text", QLabel("long"), height=900)
    form = make_area("form", make_field("in the form"), height=900)
    short = make_area("short", QLabel("short"), height=10)
    root = show(lay_out(QWidget(), make_column(first, text, form, short)))
    assert list_names(root, first) == ["first", "text", "in the form"]


def test_what_stands_elsewhere_is_not_told(show) -> None:
    root = show(lay_out(QWidget(), make_column(make_field("inside"))))
    other = show(make_field("outside"))
    assert find_next_stop(root, other, True) is None
    assert find_next_stop(show(QLabel("alone")), root, True) is None


def test_what_tab_reaches_is_scrolled_into_view(window, qtbot: QtBot) -> None:
    page = QWidget()
    fields = [make_field(str(n)) for n in range(40)]
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(lay_out(page, make_column(*fields)))
    window.stack.addWidget(area)
    window.stack.setCurrentWidget(area)
    fields[0].setFocus()
    qtbot.waitUntil(lambda: fields[0].hasFocus() and area.verticalScrollBar().maximum() > 0)
    qtbot.keyClick(fields[0], Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert window.sidebar.isAncestorOf(window.focusWidget())
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert fields[0].hasFocus()
    for field in fields[:-1]:
        qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert fields[-1].hasFocus()
    assert not fields[-1].visibleRegion().isEmpty()
