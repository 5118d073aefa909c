"""A bad answer beside the better one: nothing is written that betters nothing."""

import pytest

from studio.services.comparison.rewriting import Rewriting
from studio.ui.comparison.rewrite_dialog import Material, RewriteDialog

MATERIAL = Material(
    "How do I begin?",
    "<b>Somehow.</b>",
    "run 1",
    (("the reference answer", "Begin small."), ("the answer of the base", "Lay a stone.")),
    flagged=(3, 4),
    is_of_set=True,
)


@pytest.fixture
def dialog(qtbot):
    dialog = RewriteDialog(MATERIAL)
    qtbot.addWidget(dialog)
    return dialog


def begin_with(dialog, place):
    dialog.start.setCurrentIndex(place)
    dialog.start.activated.emit(place)


def test_the_bad_answer_is_text_and_stays(dialog):
    assert dialog.worse.toPlainText() == "<b>Somehow.</b>" and dialog.worse.isReadOnly()


def test_one_begins_from_the_reference_or_another_answer_and_can_take_it_back(dialog):
    dialog.better.setPlainText("Mine.")
    begin_with(dialog, 2)
    assert dialog.better.toPlainText() == "Lay a stone."
    dialog.better.undo()
    assert dialog.better.toPlainText() == "Mine."


def test_only_what_betters_can_be_written(dialog):
    assert not dialog.write.isEnabled()
    dialog.better.setPlainText("<b>Somehow.</b> ")
    assert not dialog.write.isEnabled() and not dialog.problem.isHidden()
    dialog.better.setPlainText("Begin small.")
    assert dialog.write.isEnabled() and dialog.problem.isHidden()
    dialog.question.clear()
    assert not dialog.write.isEnabled()


def test_what_is_ticked_goes_along(dialog):
    dialog.better.setPlainText("Begin small.")
    assert dialog.read_rewriting() == Rewriting(
        "How do I begin?", "Begin small.", fixed=(3, 4), leaves_set=True
    )
    dialog.tick_off.setChecked(False)
    dialog.leave_set.setChecked(False)
    assert dialog.read_rewriting().fixed == () and not dialog.read_rewriting().leaves_set


def test_what_there_is_nothing_of_is_not_offered(qtbot):
    dialog = RewriteDialog(Material("How?", "", "run 1"))
    qtbot.addWidget(dialog)
    assert dialog.tick_off.isHidden() and dialog.leave_set.isHidden()
    assert not dialog.start.isEnabled()
    assert "no answer" in dialog.worse.placeholderText()
