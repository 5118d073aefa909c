"""The settings of two runs side by side: their names give way to their values."""

from studio.ui.experiments.difference_table import WHAT_SHARE, DifferenceTable

ROWS = [("Lowest validation loss, over the whole file", "1.900", "1.700"), ("Epochs", "2", "3")]


def test_values_keep_their_room_however_narrow_it_is(qtbot):
    table = DifferenceTable()
    qtbot.addWidget(table)
    table.show_rows(["run 1", "run 2"], ROWS)
    table.show()
    for width in (600, 190):
        table.resize(width, 120)
        room = table.viewport().width()
        assert table.columnWidth(0) <= room * WHAT_SHARE + 1
        assert sum(table.columnWidth(column) for column in range(3)) <= room
    assert table.horizontalHeaderItem(1).text() == "run 1"
    assert "whole file" in table.item(0, 0).toolTip()
