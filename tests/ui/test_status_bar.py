"""The status bar says tokens, cost and budget, the curator's currency first."""

import pytest

from studio.services.pairs import review
from studio.ui.status_bar import StatusBar


@pytest.fixture
def bar(desk_session, qtbot):
    bar = StatusBar(desk_session)
    qtbot.addWidget(bar)
    return bar


def test_the_tokens_of_the_pair_follow_the_fingers(bar):
    bar.set_pair_tokens(1234)
    assert "1,234" in bar.pair.text()
    bar.set_pair_tokens(-1)
    assert bar.pair.text() == ""


def test_what_is_accepted_is_counted_and_priced(bar, desk_session):
    before = bar.dataset.text()
    review.accept(desk_session, desk_session.library.pairs.ids())
    bar.refresh()
    rows, tokens = desk_session.library.pairs.accepted_tokens()
    assert rows > 0
    assert f"{tokens:,}" in bar.dataset.text()
    assert bar.dataset.text() != before


def test_the_curators_currency_comes_first(bar, desk_session):
    assert bar.cost.text().startswith("¥")
    desk_session.settings.set("curator_currency", "USD")
    bar.refresh()
    assert bar.cost.text().startswith("$")


def test_a_model_without_a_price_does_not_cost_nothing(bar, desk_session):
    desk_session.settings.set("model", "abacus-1")
    bar.refresh()
    assert bar.cost.text() == "no price known"


def test_the_model_is_named_with_the_day_it_ends(bar, desk_session):
    assert bar.model.text().startswith(desk_session.model())
    assert "2027" in bar.model.text()


def test_a_budget_that_is_used_up_fills_the_meter(bar, desk_session):
    assert bar.meter.share == 0
    with desk_session.library.journal.edit("Pay"):
        desk_session.library.ledger.insert(
            "drafts", desk_session.settings.get("monthly_budget_usd")
        )
    bar.refresh()
    assert bar.meter.share == pytest.approx(1)


def test_a_line_of_many_lines_is_said_as_one(bar):
    bar.say("first\n  second")
    assert bar.message.text() == "first second"
