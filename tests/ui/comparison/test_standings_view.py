"""The table of contestants: votes with their interval, and measures that need no judge."""

from studio.domain.comparison import Comparison, Contestant
from studio.services.comparison.measures import BY_NAME, MeasuredDifference
from studio.services.comparison.paired_statistics import Interval
from studio.services.comparison.verdict import Votes, judge_votes
from studio.ui.comparison.standings_view import StandingsView

BASE = Contestant("base", "", "local", "tiny", is_base=True)
TUNED = Contestant("run-1", "", "local", "ft:tiny", run=1)


def test_a_contestant_has_its_votes_and_its_measures(qtbot):
    view = StandingsView()
    qtbot.addWidget(view)
    row = MeasuredDifference(BY_NAME["overlap"], 20, 0.5, 0.3, Interval(0.1, 0.3), 0.001)
    standings = {"run-1": judge_votes([Votes(18, 2)])[0]}
    view.show_standings(Comparison(1, 1, (BASE, TUNED), None), "base", standings, {"run-1": [row]})
    texts = [view.table.item(0, column).text() for column in range(5)]
    assert texts[:3] == ["run 1 · ft:tiny", "90%", "70–97%"]
    assert view.table.item(0, 4).text() == "▲ +0.2"
    assert view.table.isColumnHidden(3) and not view.table.isColumnHidden(4)
