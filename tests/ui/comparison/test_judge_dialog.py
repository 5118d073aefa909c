"""The dialog of a judge: its rubric is read, and nothing is asked before a model is named."""

import pytest

from studio.ui.comparison.judge_dialog import JudgeDialog


@pytest.fixture
def dialog(empty_session, qtbot):
    dialog = JudgeDialog(empty_session)
    qtbot.addWidget(dialog)
    yield dialog
    dialog.close()


def test_a_judge_needs_a_name(dialog):
    dialog.model.model.setCurrentText("")
    assert not dialog.start.isEnabled()
    dialog.model.model.setCurrentText("llama3")
    assert dialog.start.isEnabled() and dialog.model.model_name() == "llama3"


def test_its_rubric_can_be_read(dialog):
    rubric = dialog.findChild(type(dialog._make_rubric()), "rubric")
    assert rubric.isReadOnly() and "You judge two answers" in rubric.toPlainText()


def test_what_it_costs_is_said_of_the_model_that_is_chosen_now(dialog, qtbot):
    dialog.model.model.setCurrentText("llama3")
    with qtbot.waitSignal(dialog.plan_wanted) as wanted:
        pass
    endpoint, model = wanted.args
    dialog.show_plan(endpoint, "another", "96 requests", can_start=False)
    assert dialog.plan.text() == "" and dialog.start.isEnabled()
    dialog.show_plan(endpoint, model, "No price is known.", can_start=False)
    assert dialog.plan.text() == "No price is known." and not dialog.start.isEnabled()
    dialog.model.model.setCurrentText("llama4")
    assert dialog.plan.text() == "" and dialog.start.isEnabled()
