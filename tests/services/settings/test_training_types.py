"""A model that has several prices at one place is quoted by what the endpoint's settings choose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from studio.domain.errors import CuratorError
from studio.domain.run import Endpoint
from studio.services.settings.prices import Prices, save_overrides
from studio.services.settings.training_types import TrainingTypes

MODEL = "gpt-4.1-2025-04-14"
KEY = f"{MODEL}@foundry"
MILLION = 1_000_000


def azure(training_type: str = "", name: str = "foundry") -> Endpoint:
    settings = {"training_type": training_type} if training_type else {}
    return Endpoint(
        name, "https://desk.openai.azure.com/openai/v1", kind="foundry", settings=settings
    )


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "prices.toml"


@pytest.fixture
def priced(own: Path) -> Prices:
    price = replace(Prices.load_shipped().models[KEY], training=Decimal(20))
    return save_overrides({KEY: price}, path=own).value


def test_what_another_place_asks_is_not_the_price_there(own: Path) -> None:
    prices = Prices.load(own)
    assert prices.quote(MODEL, 10, MILLION, 1).usd == 25
    assert prices.quote(MODEL, 10, MILLION, 1, at=azure()).usd is None
    assert prices.quote("gpt-4o-mini-2024-07-18", 10, MILLION, 1, at=azure()).usd is None
    # A place without prices of its own is taken to ask what the table says.
    assert prices.quote(MODEL, 10, MILLION, 1, at=Endpoint("proxy", "https://x.org/v1")).usd == 25


@pytest.mark.parametrize(
    ("chosen", "usd"),
    [
        ("", "40"),
        ("GlobalStandard", "40"),
        ("Standard", "57.20"),
        ("Developer", "20"),
        ("New", None),
    ],
)
def test_each_type_has_its_price_and_an_unknown_one_none(
    priced: Prices, chosen: str, usd: str | None
) -> None:
    quote = priced.quote(MODEL, 10, MILLION, 2, at=azure(chosen))
    assert quote.usd == (None if usd is None else Decimal(usd))
    assert quote.training_type == (chosen or "GlobalStandard")


def test_an_endpoint_of_ones_own_has_the_prices_of_its_kind(priced: Prices) -> None:
    assert priced.training_price(MODEL, azure(name="azure-tokyo")) == 20
    assert priced.training_price("gpt-4.1", azure(name="azure-tokyo")) == 20


def test_its_price_and_the_other_place_s_stand_beside_each_other(priced: Prices, own: Path) -> None:
    assert priced.models[MODEL] == Prices.load_shipped().models[MODEL]
    assert 'endpoint = "foundry"' in own.read_text()
    assert Prices.load(own) == priced
    mini = replace(priced.models["gpt-4o-mini-2024-07-18"], endpoint="foundry", training=Decimal(2))
    both = save_overrides({f"{mini.model}@foundry": mini}, path=own).value
    assert both.training_price(mini.model, azure()) == 2 and both.training_price(mini.model) == 3
    assert save_overrides({f"{mini.model}@foundry": None, KEY: None}, path=own).value == (
        Prices.load_shipped()
    )


def test_its_dates_are_that_place_s(priced: Prices) -> None:
    there = priced.model(MODEL, azure())
    assert there is not None
    assert (there.training_ends, there.shutdown) == (date(2027, 4, 14), date(2027, 10, 14))


def test_shares_of_ones_own_win(own: Path) -> None:
    own.write_text(
        '[[training_type]]\nkind = "foundry"\nsetting = "training_type"\npriced = "Standard"\n'
        "as_of = 2026-12-01\nshares = { Standard = 1, Developer = 0.4 }\n"
        f'[[model]]\nname = "{MODEL}"\nendpoint = "foundry"\ntraining = 10\n'
    )
    prices = Prices.load(own)
    assert prices.training_price(MODEL, azure("Developer")) == 4
    assert prices.training_price(MODEL, azure("GlobalStandard")) is None


@pytest.mark.parametrize("shares", ["{}", "{ Standard = 0 }", "{ Standard = -1 }", "3"])
def test_shares_that_can_t_be_are_said_so(own: Path, shares: str) -> None:
    own.write_text(
        '[[training_type]]\nkind = "foundry"\nsetting = "training_type"\npriced = "Standard"\n'
        f"as_of = 2026-12-01\nshares = {shares}\n"
    )
    with pytest.raises(CuratorError, match="Correct or remove"):
        Prices.load(own)


def test_it_says_what_a_price_that_one_enters_is_for() -> None:
    types: TrainingTypes = Prices.load_shipped().training_types["foundry"]
    line = types.describe()
    assert "The price of GlobalStandard" in line and "Developer × 0.5" in line
    assert "2026-11-22" in line and "Foundry" in line
