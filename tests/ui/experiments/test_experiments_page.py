"""The page of experiments: worse first, two side by side, and the next step with a button."""

import pytest

from studio.domain.work import EVERYTHING
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.versions import freezing
from studio.ui.experiments.experiments_page import ExperimentsPage
from tests.services.comparison.test_experiments import compare_run, make_run


@pytest.fixture
def session(tmp_path):
    with Session.open(tmp_path / "mentor.studio", create=True) as session:
        for n in range(4):
            pair = review.add(session, f"How do I take step {n}?", f"Take step {n} slowly.").value
            review.accept(session, [pair])
        freezing.freeze(session, validation=0)
        yield session


@pytest.fixture
def page(session, qtbot):
    compare_run(session, make_run(session, [2.0, 1.6]), wins=14, losses=1)
    compare_run(session, make_run(session, [2.0, 1.9, 1.95]), wins=1, losses=14)
    page = ExperimentsPage(session)
    qtbot.addWidget(page)
    page.resize(1096, 768)
    page.refresh(EVERYTHING)
    page.show()
    return page


def test_what_came_out_worse_stands_first_in_red(page):
    assert page.worse.text() == "Run 2 came out worse than its base."
    assert page.worse.property("tone") == "bad"
    assert page.table.item(0, 0).text().startswith("Run 2")


def test_the_next_experiment_has_its_reason_and_a_way_there(page, qtbot):
    assert "Look at the answers that lost" in page.next_line.text()
    with qtbot.waitSignal(page.go) as gone:
        page.next_button.click()
    assert (gone.args[0].name, gone.args[0].number) == ("comparison", 2)


def test_two_selected_runs_are_held_side_by_side(page):
    page.table.selectAll()
    texts = [page.differences.item(row, 0).text() for row in range(page.differences.rowCount())]
    assert texts == ["Epochs", "Lowest validation loss"]


def test_one_alone_says_how_to_select_two(page):
    page.table.clearSelection()
    page.table.selectRow(1)
    assert "Select two runs" in page.details.text() and not page.differences.isVisible()


def test_the_curves_say_in_words_what_they_show(page):
    assert "run 1: 2, 1.6" in page.curves.accessibleName()
    assert "run 2: 0, 0.0667" in page.gains.accessibleName()


def test_a_report_is_written(page, tmp_path, settle):
    page.save_report(tmp_path / "report.html")
    settle(page)
    assert "came out worse" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_without_a_run_the_page_says_what_will_be_here(tmp_path, qtbot):
    with Session.open(tmp_path / "empty.studio", create=True) as session:
        page = ExperimentsPage(session)
        qtbot.addWidget(page)
        page.refresh(EVERYTHING)
        assert page.stack.currentWidget() is page.empty
