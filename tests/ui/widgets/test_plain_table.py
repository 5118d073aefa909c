"""Headings stand over what they head: words begin, and figures end, at one line with theirs."""

from __future__ import annotations

from array import array

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QTableView, QTableWidgetItem
from pytestqt.qtbot import QtBot

from studio.ui.widgets.plain_table import PlainTable
from studio.ui.widgets.row_table import Column, RowModel, RowTable

WORD = "HHHH"
SLACK = 2
"""Pixels by which the same letter begins sooner in a larger font."""


def make_plain() -> QTableView:
    table = PlainTable("plain", "Plain", [WORD, WORD])
    table.insertRow(0)
    for column, side in enumerate((Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)):
        item = QTableWidgetItem(WORD)
        item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        table.setItem(0, column, item)
    return table


def make_rows() -> QTableView:
    columns = [
        Column(WORD, lambda _row: WORD, 120),
        Column(WORD, lambda _row: WORD, 120, right=True),
    ]
    model = RowModel[int](columns, lambda ids: {number: number for number in ids})
    table = RowTable(model, "rows", "Rows")
    model.set_ids(array("q", [1]))
    return table


def find_ink(image: QImage, area: QRect) -> tuple[int, int]:
    """Where in an area of one colour something else begins and ends."""
    ground = image.pixel(area.topLeft())
    across = [
        x
        for x in range(area.left(), area.right() + 1)
        if any(image.pixel(x, y) != ground for y in range(area.top(), area.bottom() + 1))
    ]
    return across[0], across[-1]


@pytest.mark.parametrize("make", [make_plain, make_rows])
def test_a_heading_stands_over_its_words_and_figures(qtbot: QtBot, make) -> None:
    table = make()
    qtbot.addWidget(table)
    table.resize(320, 120)
    table.show()
    header, cells, image = table.horizontalHeader(), table.viewport(), table.grab().toImage()
    for column, end in ((0, 0), (1, 1)):
        x, width = cells.x() + header.sectionPosition(column), header.sectionSize(column)
        inks = [
            find_ink(image, QRect(x + 2, top + 3, width - 4, height - 8))
            for top, height in ((header.y(), header.height()), (cells.y(), table.rowHeight(0)))
        ]
        assert abs(inks[0][end] - inks[1][end]) <= SLACK
