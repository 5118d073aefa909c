"""The table of contestants: votes with their interval, and measures that need no judge."""

from studio.domain.comparison import Comparison, Contestant, Question, Verdict, Vote
from studio.services.comparison.measures import BY_NAME, MeasuredDifference
from studio.services.comparison.paired_statistics import Interval
from studio.ui.comparison.standings_view import StandingsView
from studio.ui.widgets.label import plain_tip

BASE = Contestant("base", "", "local", "tiny", is_base=True)
TUNED = Contestant("run-1", "", "local", "ft:tiny", run=1)


def make_comparison(wins, losses, judge=""):
    """Votes of the curator, or of a judge in both orders."""
    questions = []
    for number in range(wins + losses):
        verdict = Verdict.SECOND if number < wins else Verdict.FIRST
        turns = (False, True) if judge else (False,)
        votes = tuple(Vote(number, "base", "run-1", verdict, judge, turned) for turned in turns)
        questions.append(Question(number, "Why?", votes=votes))
    return Comparison(1, 1, (BASE, TUNED), None, is_open=False, looks=1, questions=tuple(questions))


def test_a_judge_has_its_verdict_and_whether_to_believe_it(qtbot):
    view = StandingsView()
    qtbot.addWidget(view)
    view.show_standings(make_comparison(18, 2, "gpt-judge"), {})
    assert view.judges.text().startswith("gpt-judge: Run 1 is better than the base in 90%")
    assert "Not tested yet" in view.judges.text()


def test_a_contestant_has_its_votes_and_its_measures(qtbot):
    view = StandingsView()
    qtbot.addWidget(view)
    row = MeasuredDifference(BY_NAME["overlap"], 20, 0.5, 0.3, Interval(0.1, 0.3), 0.001)
    view.show_standings(make_comparison(wins=18, losses=2), {"run-1": [row]})
    texts = [view.table.item(0, column).text() for column in range(5)]
    assert texts[:3] == ["run 1", "90%", "70–97%"]
    assert view.table.item(0, 0).toolTip() == plain_tip("run 1 · ft:tiny")
    assert view.table.item(0, 4).text() == "▲ +0.200"
    assert view.table.isColumnHidden(3) and not view.table.isColumnHidden(4)


def test_what_all_are_equal_in_is_named_and_takes_no_column(qtbot):
    view = StandingsView()
    qtbot.addWidget(view)
    rows = [
        MeasuredDifference(BY_NAME["overlap"], 20, 0.5, 0.3, Interval(0.1, 0.3), 0.001),
        MeasuredDifference(BY_NAME["refusal"], 20, 0.0, 0.0, Interval(0.0, 0.0), 1.0),
    ]
    view.show_standings(make_comparison(wins=18, losses=2), {"run-1": rows})
    heads = [view.table.horizontalHeaderItem(n).text() for n in range(view.table.columnCount())]
    hidden = {head for n, head in enumerate(heads) if view.table.isColumnHidden(n)}
    title = BY_NAME["refusal"].title
    assert title in hidden and view.equal.text() == f"All are equal in: {title}"
    view.show_standings(make_comparison(wins=18, losses=2), {"run-1": rows[:1]})
    assert view.equal.isHidden()
