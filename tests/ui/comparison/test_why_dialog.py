"""Why: a list of training rows, each a step from the desk."""

import pytest

from studio.domain.book import Passage, PassageStatus
from studio.services.comparison.why import NearRow
from studio.ui.comparison.why_dialog import WhyDialog

ROWS = [NearRow(7, "How?", "So.", 0.8, 0.1), NearRow(9, "Why?", "<b>Thus.</b>", 0.0, 0.4)]


@pytest.fixture
def dialog(qtbot):
    dialog = WhyDialog("How then?", "Badly.", ROWS)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_nearest_row_is_chosen_at_first_and_opens_at_the_desk(dialog, qtbot):
    with qtbot.waitSignal(dialog.opened) as opened:
        dialog.open_button.click()
    assert opened.args == [(7,)]


def test_all_of_them_can_be_put_on_the_list_to_fix(dialog, qtbot):
    with qtbot.waitSignal(dialog.flagged) as flagged:
        dialog.flag_button.click()
    assert flagged.args == [(7, 9)]


def test_a_row_is_shown_as_text(dialog):
    dialog.table.selectRow(1)
    assert dialog.text.toPlainText() == "Why?\n\n<b>Thus.</b>"
    assert dialog.table.item(1, 0).text() == "answer, 40%"


def test_without_rows_there_is_nothing_to_open(qtbot):
    dialog = WhyDialog("How?", "", [])
    qtbot.addWidget(dialog)
    assert not dialog.open_button.isEnabled() and not dialog.flag_button.isEnabled()


def test_the_answer_itself_can_be_written_anew(dialog, qtbot):
    with qtbot.waitSignal(dialog.rewrite_wanted):
        dialog.rewrite_button.click()
    assert dialog.isHidden()


def test_the_passage_a_row_was_made_of_stands_below_it(qtbot):
    passage = Passage(
        3, 1, 0, "On habit", 0, 9, 2, PassageStatus.NEW, "A habit.", book_title="James"
    )
    dialog = WhyDialog("How then?", "Badly.", ROWS, passages={7: passage})
    qtbot.addWidget(dialog)
    assert dialog.text.toPlainText().endswith("— From James · On habit\n\nA habit.")
    dialog.table.selectRow(1)
    assert "habit" not in dialog.text.toPlainText()


def test_an_answer_of_blank_lines_leaves_room_for_the_rows(qtbot):
    heights = []
    for answer in ("Badly.", "\n" * 40 + "Badly."):
        dialog = WhyDialog("How then?", answer, ROWS)
        qtbot.addWidget(dialog)
        dialog.show()
        heights.append(dialog.table.height())
    assert heights[0] == heights[1]
