"""Tags in a row: put on by typing, removed by their ×."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton

from studio.services.pairs.tag_styles import TagStyle
from studio.ui.review.tag_row import TagChip, TagRow


@pytest.fixture
def row(qtbot):
    row = TagRow()
    qtbot.addWidget(row)
    row.resize(400, 60)
    with qtbot.waitExposed(row):
        row.show()
    return row


def chip(row, tag):
    return next(b for b in row.findChildren(QPushButton) if b.property("tag") == tag)


def test_a_click_on_the_word_of_a_tag_removes_nothing(row, qtbot):
    row.set_tags(["habit"])
    with qtbot.assertNotEmitted(row.removed):
        qtbot.mouseClick(chip(row, "habit").parentWidget(), Qt.MouseButton.LeftButton)


def test_nothing_moves_when_the_field_for_a_tag_opens(row):
    row.set_tags(["habit"])
    height = row.sizeHint().height()
    row.begin_typing()
    assert row.sizeHint().height() == height


def test_the_cross_of_a_tag_removes_it(row, qtbot):
    row.set_tags(["habit", "行動"])
    with qtbot.waitSignal(row.removed) as removed:
        qtbot.mouseClick(chip(row, "行動"), Qt.MouseButton.LeftButton)
    assert removed.args == ["行動"]


def test_a_tag_is_typed_after_the_plus(row, qtbot):
    qtbot.mouseClick(row.findChild(QPushButton, "addTag"), Qt.MouseButton.LeftButton)
    field = row.findChild(QLineEdit, "tagField")
    qtbot.keyClicks(field, "  daily   habit ")
    with qtbot.waitSignal(row.added) as added:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert added.args == ["daily habit"]
    assert not field.isVisible()


def test_a_tag_that_is_there_is_not_added_again(row, qtbot):
    row.set_tags(["habit"])
    row.begin_typing()
    field = row.findChild(QLineEdit, "tagField")
    qtbot.keyClicks(field, "habit")
    with qtbot.assertNotEmitted(row.added):
        qtbot.keyClick(field, Qt.Key.Key_Return)


def test_escape_closes_the_field_and_adds_nothing(row, qtbot):
    row.begin_typing()
    field = row.findChild(QLineEdit, "tagField")
    qtbot.keyClicks(field, "half a ta")
    with qtbot.assertNotEmitted(row.added):
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.isVisible()


def test_many_tags_flow_onto_the_next_line(row):
    row.set_tags([f"tag number {n}" for n in range(12)])
    one_line = chip(row, "tag number 0").height()
    assert row.heightForWidth(400) >= 3 * one_line


def test_an_ampersand_in_a_tag_is_shown(row):
    row.set_tags(["give & take"])
    shown = [label.text() for label in row.findChildren(QLabel)]
    assert shown == ["give & take"]


def test_what_is_half_typed_goes_with_its_pair(row, qtbot):
    row.show_pair(1)
    row.begin_typing()
    qtbot.keyClicks(row._field, "hab")
    row.show_pair(2)
    assert row._field.isHidden(), "it was meant for another pair"
    row.show_pair(1)
    assert not row._field.isHidden() and row._field.text() == "hab"


def test_a_tag_is_put_on_by_its_key(row, qtbot):
    row.set_styles({"habit": TagStyle("h", "teal"), "money/debt": TagStyle("2")})
    added, removed = [], []
    row.added.connect(added.append)
    row.removed.connect(removed.append)
    for key in (Qt.Key.Key_H, Qt.Key.Key_2):
        row.begin()
        menu = row.findChildren(QMenu, "tagKeys")[-1]
        qtbot.keyClick(menu, key)
    assert added == ["habit", "money/debt"]
    row.set_tags(["habit"])
    row.begin()
    qtbot.keyClick(row.findChildren(QMenu, "tagKeys")[-1], Qt.Key.Key_H)
    assert removed == ["habit"]


def test_without_a_key_of_its_own_a_tag_is_typed(row):
    row.begin()
    assert not row._field.isHidden()


def test_a_click_on_a_tag_shows_its_pairs_and_only_the_cross_removes_it(row, qtbot):
    row.set_tags(["habit"])
    opened, removed = [], []
    row.opened.connect(opened.append)
    row.removed.connect(removed.append)
    qtbot.mouseClick(row.findChild(TagChip).label, Qt.MouseButton.LeftButton)
    assert (opened, removed) == (["habit"], [])
    qtbot.keyClick(chip(row, "habit"), Qt.Key.Key_Space)
    assert (opened, removed) == (["habit"], ["habit"])
