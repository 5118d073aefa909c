"""Patience: a few failures in a row, no money, and one stops asking, and says what is left."""

from __future__ import annotations

from studio.domain.errors import EndpointError, KeyRefused, OverBudget, Unreachable
from studio.services.comparison.patience import MOST_FAILURES, Patience
from tests.services.comparison.conftest import BASE, TUNED


def test_only_failures_in_a_row_count() -> None:
    patience = Patience()
    for _round in range(4):
        for _failure in range(MOST_FAILURES - 1):
            patience.note_failure(TUNED, Unreachable("gone"))
        patience.note_answer(TUNED)
    assert not patience.is_over(TUNED) and patience.explain(1) is None


def test_one_that_is_gone_is_named_and_the_other_is_asked_on() -> None:
    patience = Patience()
    for _failure in range(MOST_FAILURES):
        patience.note_failure(TUNED, Unreachable("It is gone."))
    assert [patience.is_over(TUNED), patience.is_over(BASE), patience.is_over(TUNED)] == [
        True,
        False,
        True,
    ]
    error = patience.explain(4)
    assert isinstance(error, EndpointError)
    assert "run 1" in str(error) and "It is gone." in str(error)
    assert "Comparison 4 keeps every answer; 2 are missing" in str(error)


def test_a_refused_key_is_refused_the_next_time_too() -> None:
    patience = Patience()
    patience.note_failure(TUNED, KeyRefused("Wrong key.", status=401))
    assert patience.is_over(TUNED)


def test_without_money_nobody_is_asked_and_the_settings_lead_out() -> None:
    patience = Patience()
    patience.note_refusal(OverBudget("Nothing is left."))
    assert patience.is_over(TUNED) and patience.is_over(BASE)
    error = patience.explain(4)
    assert isinstance(error, OverBudget) and error.leads_to == "settings"
    assert "3 are missing" in str(error)
