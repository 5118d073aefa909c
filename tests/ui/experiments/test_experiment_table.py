"""The table of experiments keeps what was selected when its lines are shown anew."""

from studio.services.experiments.experiments import list_experiments
from studio.services.session import Session
from studio.ui.experiments.experiment_table import ExperimentTable, write_line
from tests.services.experiments.test_experiments import make_run


def test_the_selection_stays_with_its_runs(tmp_path, qtbot):
    with Session.open(tmp_path / "mentor.studio", create=True) as session:

        def show() -> None:
            table.show_lines([write_line(session, e) for e in list_experiments(session)])

        make_run(session, [2.0])
        make_run(session, [1.9])
        table = ExperimentTable()
        qtbot.addWidget(table)
        show()
        assert table.selection() == (2,)
        table.select_rows([1])
        make_run(session, [1.8])
        show()
        assert table.selection() == (1,)
