"""Prices are dated data; a quote says what a training would cost before it is paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from studio.domain.errors import CuratorError
from studio.services.prices import Prices


@pytest.fixture
def prices() -> Prices:
    return Prices.load()


def test_a_quote_multiplies_tokens_by_epochs(prices: Prices) -> None:
    quote = prices.quote("gpt-4o-mini-2024-07-18", 412, 86_420, 3)
    assert quote.billed_tokens == 259_260
    assert quote.usd == Decimal("0.77778")
    assert quote.jpy == Decimal("116.67")
    assert quote.shutdown == date(2027, 1, 14)
    assert quote.prices_as_of == date(2026, 11, 22)


def test_a_fine_tune_and_a_name_without_its_date_have_the_price_of_the_base(prices: Prices) -> None:
    dated = prices.model("gpt-4o-mini-2024-07-18")
    assert dated is not None
    assert prices.model("gpt-4o-mini") == dated
    assert prices.model("ft:gpt-4o-mini-2024-07-18:desk::a") == dated
    assert prices.model("no-such-model") is None


def test_the_local_engine_costs_nothing(prices: Prices) -> None:
    assert prices.quote("rehearsal-tiny", 100, 1_000_000, 20).usd == 0


@pytest.mark.parametrize(
    ("examples", "epochs"),
    [(10, 10), (20, 5), (25, 4), (34, 3), (8333, 3), (10_000, 2), (25_000, 1)],
)
def test_the_published_rule_for_epochs(prices: Prices, examples: int, epochs: int) -> None:
    assert prices.auto_epochs(examples) == epochs


def test_a_curators_own_table_wins_model_by_model(tmp_path: Path) -> None:
    own = tmp_path / "prices.toml"
    own.write_text(
        '[exchange]\nusd_jpy = 160\n[[model]]\nname = "gpt-4o-mini-2024-07-18"\ntraining = 4\n'
    )
    prices = Prices.load(own)
    assert prices.quote("gpt-4o-mini", 1, 1_000_000, 1).jpy == Decimal(640)
    assert prices.model("gpt-4.1-2025-04-14") == Prices.load().model("gpt-4.1-2025-04-14")


@pytest.mark.parametrize(
    "table",
    [
        "[[model",
        '[[model]]\nname = "mine"\n',
        '[[model]]\nname = "gpt-4o-mini-2024-07-18"\ntraining = "cheap"\n',
        '[exchange]\nas_of = "today"\n',
        "meta = 3\n",
    ],
    ids=["cut", "no endpoint", "no number", "no date", "no table"],
)
def test_a_broken_table_is_said_so(tmp_path: Path, table: str) -> None:
    own = tmp_path / "prices.toml"
    own.write_text(table)
    with pytest.raises(CuratorError, match="Mend or remove"):
        Prices.load(own)
