"""The table of experiments keeps what was selected when its lines are shown anew."""

from studio.services.comparison.experiments import list_experiments
from studio.services.session import Session
from studio.ui.experiments.experiment_table import ExperimentTable
from tests.services.comparison.test_experiments import make_run


def test_the_selection_stays_with_its_runs(tmp_path, qtbot):
    with Session.open(tmp_path / "mentor.studio", create=True) as session:
        make_run(session, [2.0])
        make_run(session, [1.9])
        table = ExperimentTable()
        qtbot.addWidget(table)
        table.show_experiments(session, list_experiments(session))
        assert table.selection() == (2,)
        table.clearSelection()
        table.selectRow(1)
        make_run(session, [1.8])
        table.show_experiments(session, list_experiments(session))
        assert table.selection() == (1,)
