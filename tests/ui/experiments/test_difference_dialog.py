"""Two experiments side by side: answers, data and settings, each behind its chip."""

import pytest

from studio.services.comparison import voting
from studio.services.experiments.difference import compare_experiments
from studio.services.pairs import review
from studio.services.versions import freezing
from studio.ui.experiments.difference_dialog import DifferenceDialog
from tests.services.experiments.test_experiments import compare_run, make_run, measure_run


@pytest.fixture
def session(session):
    """With another version, in which one answer differs, and a run of each."""
    review.edit(session, 1, answer="Run.")
    freezing.freeze(session, validation=0)
    make_run(session, [2.0])
    make_run(session, [1.9, 1.8], version=2)
    return session


def open_dialog(session, qtbot):
    dialog = DifferenceDialog(compare_experiments(session, 1, 2))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_both_answers_to_the_chosen_question_stand_side_by_side(session, qtbot):
    measured = measure_run(session, 1, 2, gains=[-0.1, -0.11, -0.12, -0.1, -0.1, -0.13])
    compare_run(session, 2, wins=1, losses=14)
    blind = open_dialog(session, qtbot)
    assert "votes of comparison 1 are open" in blind.answers.verdict.text()
    assert blind.answers.measures.item(0, 0).text() == "Reference overlap"
    with qtbot.waitSignal(blind.voting) as wanted:
        blind.answers.ask_button.click()
    assert wanted.args == [measured]
    voting.close_votes(session, measured)
    dialog = open_dialog(session, qtbot)
    dialog.answers.table.selectRow(2)
    views = dialog.answers.views
    assert views.left.text.toPlainText() == "Answer of run-1 to Question 2?"
    assert views.right.text.toPlainText() == "Answer of run-2 to Question 2?"
    assert dialog.answers.measures.item(0, 0).text() == "Reference overlap"
    # What came out worse stands above all, in words.
    lines = [label.text() for label in dialog.findChildren(type(dialog.answers.verdict))]
    assert any("proven worse" in line for line in lines)


def test_chips_lead_to_the_rows_and_the_settings(session, qtbot):
    dialog = open_dialog(session, qtbot)
    assert "not been asked the same questions" in dialog.answers.verdict.text()
    with qtbot.waitSignal(dialog.compared) as asked:
        dialog.answers.ask_button.click()
    assert asked.args == [1, 2]
    dialog.findChild(object, "different-data").click()
    assert dialog.stack.currentWidget() is dialog.data
    assert dialog.data.counts.text() == "0 rows added, 0 removed, 1 changed"
    dialog.findChild(object, "different-settings").click()
    table = dialog.settings
    assert "Epochs" in [table.item(row, 0).text() for row in range(table.rowCount())]
