"""The page of experiments: worse first, two side by side, and the next step one press away."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QFileDialog

from studio.domain.run import RunStatus
from studio.domain.work import EVERYTHING
from studio.services.session import Session
from studio.ui.experiments import experiments_page
from studio.ui.experiments.experiments_page import ExperimentsPage
from tests.services.experiments.test_experiments import compare_run, make_run, measure_run


@pytest.fixture
def page(session, qtbot, settle):
    compare_run(session, make_run(session, [2.0, 1.6]), wins=14, losses=1)
    compare_run(session, make_run(session, [2.0, 1.9, 1.95]), wins=1, losses=14)
    return open_page(session, qtbot, settle)


def open_page(session, qtbot, settle):
    page = ExperimentsPage(session)
    qtbot.addWidget(page)
    page.resize(1096, 768)
    page.refresh(EVERYTHING)
    page.show()
    settle(page)
    return page


def test_what_came_out_worse_stands_first_in_red_and_in_words(page):
    assert page.worse.text().startswith("Run 2 came out worse than its base.")
    assert page.worse.property("tone") == "alarm" and page.worse.isVisible()
    assert page.table.selection() == (2,)
    # The next experiment has its reason and a way there.
    assert "Look at the answers that lost" in page.next.reasons[0].text()
    # One alone says how to select two.
    assert "Select two runs" in page.details.text() and not page.differences.isVisible()
    assert "run 1: 2, 1.6" in page.curves.accessibleName()
    assert "run 2: 0, 0.0667" in page.gains.accessibleName()


def test_a_run_that_lost_leads_to_the_comparison_that_says_so(page, qtbot):
    with qtbot.waitSignal(page.go) as gone:
        page.next.buttons[0].click()
    assert (gone.args[0].name, gone.args[0].comparison) == ("comparison", 2)


def test_two_selected_runs_are_held_side_by_side(page, qtbot, settle, monkeypatch):
    page.table.selectAll()
    texts = [page.differences.item(row, 0).text() for row in range(page.differences.rowCount())]
    assert texts == ["Epochs", "Lowest validation loss", "Verdict"]
    heads = [page.differences.horizontalHeaderItem(column).text() for column in (1, 2)]
    assert heads == ["run 1", "run 2"]
    assert page.together_button.isEnabled()
    titles = []

    def note_title(dialog):
        titles.append(dialog.windowTitle())

    monkeypatch.setattr(experiments_page.DifferenceDialog, "exec", note_title)
    page.together_button.click()
    settle(page)
    assert titles == ["What differs: run 1 and run 2"]


def test_one_press_queues_what_is_suggested(session, qtbot, settle):
    make_run(session, [2.0, 1.7, 1.9, 2.4])
    page = open_page(session, qtbot, settle)
    assert page.next.buttons[0].text() == "Queue 1 training"
    with qtbot.waitSignal(page.go) as gone:
        page.next.buttons[0].click()
        settle(page)
    run = session.library.runs.list()[0]
    assert (run.status, run.hyperparameters.epochs) == (RunStatus.WAITING, 2)
    assert gone.args[0].name == "training"


def test_votes_that_are_missing_are_asked_for(session, qtbot, settle):
    measure_run(session, make_run(session, [2.0, 1.99]), gains=[0.1, -0.1] * 4)
    page = open_page(session, qtbot, settle)
    assert page.next.buttons[0].text() == "Vote on the answers"


@pytest.mark.parametrize("name", ["report.html", "report.pdf"])
def test_a_report_is_written(page, tmp_path, settle, monkeypatch, name):
    path = str(tmp_path / name)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (path, ""))
    page.report_button.click()
    settle(page)
    written = (tmp_path / name).read_bytes()
    assert b"came out worse" in written or written.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("method", "file"), [("ask_mlflow", "*/meta.yaml"), ("ask_wandb", "run-1")]
)
def test_experiments_are_written_for_other_programs(
    page, tmp_path, settle, monkeypatch, method, file
):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path))
    getattr(page, method)()
    settle(page)
    assert list(tmp_path.glob(file))


def test_without_a_run_the_page_says_what_will_be_here(tmp_path, qtbot, settle):
    with Session.open(tmp_path / "empty.studio", create=True) as session:
        page = open_page(session, qtbot, settle)
        assert page.stack.currentWidget() is page.empty
