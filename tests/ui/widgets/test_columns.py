"""Columns keep the width they were dragged to, and their headings sort."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.services.settings.settings import Settings
from studio.ui.widgets.columns import HeaderSort, fit_columns, remember_columns, sort_by_header
from studio.ui.widgets.row_table import Column, RowModel, RowTable

COLUMNS: tuple[Column[str], ...] = (
    Column("Letters", lambda row: row, 150),
    Column("Text", lambda row: row * 3),
    Column("Length", lambda row: str(len(row)), 90),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path)


def make(qtbot: QtBot, settings: Settings, width: int = 800) -> RowTable:
    def fetch(ids: Sequence[int]) -> dict[int, str]:
        return {number: "a" * number for number in ids}

    model = RowModel(COLUMNS, fetch)
    table = RowTable(model, "rows", "Rows")
    model.set_ids(array("q", [1, 2, 3]))
    remember_columns(table, "rows", settings)
    qtbot.addWidget(table)
    table.resize(width, 200)
    table.show()
    QApplication.processEvents()
    return table


def drag_column(qtbot: QtBot, table: RowTable, column: int, pixels: int) -> None:
    header = table.horizontalHeader()
    edge = header.sectionViewportPosition(column) + header.sectionSize(column) - 1
    start, end = QPoint(edge, 8), QPoint(edge + pixels, 8)
    view = header.viewport()
    qtbot.mouseMove(view, start)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view, end)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)
    qtbot.wait(20)


def test_dragged_width_is_kept_for_the_next_time(qtbot: QtBot, settings: Settings) -> None:
    table = make(qtbot, settings)
    drag_column(qtbot, table, 0, 70)
    assert table.columnWidth(0) == 220
    assert make(qtbot, Settings(settings.path.parent)).columnWidth(0) == 220


def test_what_the_table_does_itself_is_no_wish(qtbot: QtBot, settings: Settings) -> None:
    table = make(qtbot, settings)
    table.resize(300, 200)
    QApplication.processEvents()
    assert table.columnWidth(0) < 150
    assert settings.get("layout") == {}


def test_narrow_table_gives_way_and_takes_the_dragged_width_again(
    qtbot: QtBot, settings: Settings
) -> None:
    table = make(qtbot, settings)
    drag_column(qtbot, table, 0, 70)
    table.resize(400, 200)
    assert table.columnWidth(0) < 220
    table.resize(800, 200)
    assert table.columnWidth(0) == 220


def test_columns_fit_their_words_until_they_were_dragged(qtbot: QtBot, settings: Settings) -> None:
    table = make(qtbot, settings)
    fit_columns(table, "rows", settings)
    assert table.columnWidth(0) < 150
    drag_column(qtbot, table, 0, 70)
    dragged = table.columnWidth(0)
    fit_columns(table, "rows", settings)
    assert table.columnWidth(0) == dragged


def test_a_column_that_is_hidden_does_not_lose_the_widths_of_the_others(
    qtbot: QtBot, settings: Settings
) -> None:
    table = make(qtbot, settings)
    table.setColumnHidden(2, True)
    drag_column(qtbot, table, 0, 70)
    assert make(qtbot, settings).columnWidth(0) == 220


def click_heading(qtbot: QtBot, table: RowTable, column: int) -> None:
    header = table.horizontalHeader()
    middle = header.sectionViewportPosition(column) + header.sectionSize(column) // 2
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(middle, 8))


@pytest.fixture
def sorted_table(
    qtbot: QtBot, settings: Settings
) -> tuple[RowTable, HeaderSort, list[tuple[str, bool]]]:
    table = make(qtbot, settings)
    orders: list[tuple[str, bool]] = []
    sort = sort_by_header(
        table, {0: "letters", 2: "length"}, lambda key, down: orders.append((key, down))
    )
    return table, sort, orders


def test_heading_sorts_up_down_and_not_at_all(
    qtbot: QtBot, sorted_table: tuple[RowTable, HeaderSort, list[tuple[str, bool]]]
) -> None:
    table, _sort, orders = sorted_table
    for _ in range(3):
        click_heading(qtbot, table, 2)
    assert orders == [("length", False), ("length", True), ("", False)]
    assert not table.horizontalHeader().isSortIndicatorShown()
    click_heading(qtbot, table, 0)
    assert orders[-1] == ("letters", False)


def test_heading_that_does_not_sort_leaves_the_sign_where_it_is(
    qtbot: QtBot, sorted_table: tuple[RowTable, HeaderSort, list[tuple[str, bool]]]
) -> None:
    table, sort, orders = sorted_table
    sort.show("length", True)
    click_heading(qtbot, table, 1)
    assert orders == []
    header = table.horizontalHeader()
    assert header.sortIndicatorSection() == 2
    assert header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
