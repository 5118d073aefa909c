"""What differs between two experiments: data, settings, and answers to the same questions."""

from __future__ import annotations

import pytest

from studio.domain.comparison import Verdict
from studio.domain.errors import LibraryError
from studio.services.comparison import voting
from studio.services.experiments.difference import compare_experiments, list_settings
from studio.services.experiments.experiments import list_experiments
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.versions import freezing
from tests.services.experiments.test_experiments import compare_run, frozen, make_run, measure_run

__all__ = ["frozen"]


def test_only_what_differs_between_two_runs_is_listed(frozen: Session) -> None:
    make_run(frozen, [2.0, 1.9]), make_run(frozen, [2.0, 1.8, 1.7], share=0.5)
    second, first = list_experiments(frozen)
    rows = {what: (ours, theirs) for what, ours, theirs in list_settings(frozen, first, second)}
    tokens = rows.pop("Tokens of the rows")
    assert int(tokens[0]) == pytest.approx(2 * int(tokens[1]), abs=1)
    assert rows == {
        "Training rows": ("30", "15"),
        "Epochs": ("2", "3"),
        "Lowest validation loss": ("1.900", "1.700"),
    }


def test_rows_that_came_went_and_changed_are_told(frozen: Session) -> None:
    library = frozen.library
    review.reject(frozen, [1, 2])
    review.edit(frozen, 3, answer="Quite another step.")
    added = review.add(frozen, "A new question?", "A new answer.").value
    review.accept(frozen, [added])
    review.tag(frozen, [4, 5, 6], "habit")
    freezing.freeze(frozen, validation=0)
    make_run(frozen, [2.0]), make_run(frozen, [1.9], version=2)
    data = compare_experiments(frozen, 1, 2).data
    assert data.rows.counts == (1, 2, 1)
    assert data.rows.added[0].prompt == "A new question?"
    assert data.rows.changed[0].after.answer == "Quite another step."
    shares = {change.name: (change.first, change.second) for change in data.authors}
    assert shares["Author 0"] == (pytest.approx(6 / 30), pytest.approx(4 / 29))
    assert [(c.name, c.first) for c in data.tags] == [("habit", 0.0)]
    assert len(list(library.versions.row_texts(2))) == 29


def test_half_of_a_version_lacks_the_other_half(frozen: Session) -> None:
    make_run(frozen, [2.0]), make_run(frozen, [2.1], share=0.5)
    data = compare_experiments(frozen, 1, 2).data
    assert data.rows.counts == (0, 15, 0)
    assert all(row.prompt.startswith("How do I reach goal") for row in data.rows.removed)


def test_the_same_rows_differ_in_nothing(frozen: Session) -> None:
    make_run(frozen, [2.0]), make_run(frozen, [1.9])
    assert compare_experiments(frozen, 1, 2).data.is_empty


def test_two_of_one_comparison_are_held_against_each_other(frozen: Session) -> None:
    make_run(frozen, [2.0]), make_run(frozen, [1.9])
    number = measure_run(frozen, 1, 2, gains=[0.1, 0.12, 0.08, 0.11, 0.1, 0.09, 0.1, 0.13])
    # While votes are open nobody is told whose answer is whose.
    answers = compare_experiments(frozen, 1, 2).answers
    assert (answers.questions, answers.open_comparison) == ((), number)
    assert answers.measures[0].is_better
    duel = voting.list_duels(frozen.library.comparisons.get(number), "run-1", "run-2")[0]
    voting.vote_for(frozen, number, duel, Verdict.TIE)
    assert compare_experiments(frozen, 1, 2).answers.measures == ()
    voting.vote_for(frozen, number, duel, None)
    voting.close_votes(frozen, number)
    answers = compare_experiments(frozen, 1, 2).answers
    assert len(answers.questions) == 8
    assert answers.questions[0].first.startswith("Answer of run-1")
    overlap = answers.measures[0]
    assert overlap.difference == pytest.approx(0.10375) and overlap.is_better
    assert overlap.interval.low > 0.08
    assert answers.standing is None
    with frozen.library.transaction():
        frozen.library.comparisons.set_open(number, True)
    record = frozen.library.comparisons.get(number)
    for duel in voting.list_duels(record, "run-1", "run-2"):
        voting.vote_for(
            frozen, number, duel, Verdict.FIRST if duel.left == "run-2" else Verdict.SECOND
        )
    voting.close_votes(frozen, number)
    standing = compare_experiments(frozen, 1, 2).answers.standing
    assert (standing.votes.wins, standing.votes.losses) == (8, 0)


def test_answers_of_two_comparisons_meet_by_the_words_of_the_question(frozen: Session) -> None:
    make_run(frozen, [2.0]), make_run(frozen, [1.9])
    voting.close_votes(frozen, measure_run(frozen, 1, gains=[0.1] * 6))
    voting.close_votes(frozen, measure_run(frozen, 2, gains=[0.2, 0.21, 0.19, 0.2]))
    answers = compare_experiments(frozen, 1, 2).answers
    assert [q.text for q in answers.questions] == [f"Question {n}?" for n in range(4)]
    assert answers.measures[0].difference == pytest.approx(0.1)


def test_who_was_never_asked_the_same_has_no_answers_to_show(frozen: Session) -> None:
    make_run(frozen, [2.0]), make_run(frozen, [1.9])
    compare_run(frozen, 1, wins=3, losses=1)
    assert compare_experiments(frozen, 1, 2).answers.questions == ()


def test_a_run_that_is_not_there_is_said(frozen: Session) -> None:
    make_run(frozen, [2.0])
    with pytest.raises(LibraryError, match="no run 9"):
        compare_experiments(frozen, 1, 9)
