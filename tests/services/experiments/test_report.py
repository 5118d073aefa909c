"""The report's content: what came out worse first, then all else, and two side by side."""

from __future__ import annotations

from studio.domain.work import finish
from studio.services.comparison import voting
from studio.services.experiments.charts import Chart
from studio.services.experiments.report import Heading, Report, Table, Words, build_report
from studio.services.session import Session
from tests.services.experiments.test_experiments import compare_run, frozen, make_run, measure_run

__all__ = ["frozen"]


def read(report: Report) -> list[str]:
    return [block.text for block in report.blocks if isinstance(block, Heading | Words)]


def test_what_came_out_worse_is_said_before_everything_else(frozen: Session) -> None:
    compare_run(frozen, make_run(frozen, [2.0, 1.6]), wins=14, losses=1)
    compare_run(frozen, make_run(frozen, [2.0, 1.9]), wins=1, losses=14)
    report = finish(build_report(frozen)).value
    first = [block for block in report.blocks if isinstance(block, Words)][1]
    assert first.tone == "bad" and first.text.startswith("Run 2 came out worse than its base.")
    assert report.blocks.index(first) == 1


def test_the_two_newest_are_held_side_by_side_where_nobody_chose(frozen: Session) -> None:
    for _ in range(3):
        make_run(frozen, [2.0])
    assert "What differs: run 2 and run 3" in read(finish(build_report(frozen)).value)
    assert "What differs: run 1 and run 3" in read(finish(build_report(frozen, (1, 3))).value)


def test_measures_have_their_intervals(frozen: Session) -> None:
    make_run(frozen, [2.0]), make_run(frozen, [1.9])
    measured = measure_run(
        frozen, 1, 2, gains=[-0.1, -0.12, -0.08, -0.11, -0.1, -0.09, -0.1, -0.13]
    )
    voting.close_votes(frozen, measured)
    report = finish(build_report(frozen)).value
    tables = [block for block in report.blocks if isinstance(block, Table)]
    measures = next(table for table in tables if table.heads[0] == "Measure")
    assert measures.rows[0][0] == "Reference overlap" and measures.tones[0] == "bad"
    assert measures.rows[0][3].startswith("−0.104 (−0.11")


def test_no_picture_is_empty(frozen: Session) -> None:
    make_run(frozen, [])
    report = finish(build_report(frozen)).value
    assert not [block for block in report.blocks if isinstance(block, Chart) and block.is_empty]


def test_long_answers_are_cut_and_that_is_seen(frozen: Session) -> None:
    make_run(frozen, [2.0]), make_run(frozen, [1.9])
    number = measure_run(frozen, 1, 2, gains=[0.1] * 7)
    voting.close_votes(frozen, number)
    answer = frozen.library.comparisons.get(number).questions[0].answers[-1]
    long = type(answer)(answer.question, answer.model, "word " * 500, measures=answer.measures)
    with frozen.library.transaction():
        frozen.library.comparisons.insert_answer(long)
    report = finish(build_report(frozen)).value
    cells = [cell for b in report.blocks if isinstance(b, Table) for row in b.rows for cell in row]
    assert max(map(len, cells)) < 610 and any(cell.endswith("…") for cell in cells)
    assert "and 2 more" in read(report)
