"""Prices are dated data; a quote says what a training would cost before it is paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from studio.domain.errors import CuratorError, DiskError
from studio.domain.money import ModelPrice
from studio.domain.work import Change
from studio.services.settings.prices import Prices, save_overrides

MINI = "gpt-4o-mini-2024-07-18"
OWN = ModelPrice("llama-9", "nebius", None, Decimal("0.4"), None, None, None, None)


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


def test_the_local_engine_costs_nothing_whatever_it_trains(prices: Prices) -> None:
    assert prices.quote("rehearsal-tiny", 100, 1_000_000, 20).usd == 0
    assert prices.quote("a-model-of-my-own", 100, 1_000_000, 20, free=True).usd == 0


@pytest.mark.parametrize("model", ["a-model-of-my-own", "gpt-6-luna"])
def test_without_a_price_for_training_the_cost_is_not_known(prices: Prices, model: str) -> None:
    quote = prices.quote(model, 100, 1_000_000, 3)
    assert quote.usd is None and quote.jpy is None


def test_a_model_knows_when_its_training_ends_and_where_this_was_read(prices: Prices) -> None:
    mini, luna = prices.model(MINI), prices.model("gpt-6-luna")
    assert mini and mini.training_ends == date(2027, 1, 6) and mini.as_of == date(2026, 11, 22)
    assert mini.source and luna and luna.training_ends is None


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
        '[[model]]\nname = 3\nendpoint = "openai"\n',
        f'[[model]]\nname = "{MINI}"\ntraining = nan\n',
        f'[[model]]\nname = "{MINI}"\ntraining = -1\n',
        f'[[model]]\nname = "{MINI}"\nmax_tokens = "many"\n',
        "[exchange]\nusd_jpy = 0\n",
        "a = " + "9" * 5000,
        "a = " + "[" * 100_000,
    ],
    ids=[
        "cut",
        "no endpoint",
        "no number",
        "no date",
        "no table",
        "no name",
        "not a number",
        "below 0",
        "no limit",
        "no rate",
        "too long",
        "too deep",
    ],
)
def test_a_broken_table_is_said_so(tmp_path: Path, table: str) -> None:
    own = tmp_path / "prices.toml"
    own.write_text(table)
    with pytest.raises(CuratorError, match="Correct or remove"):
        Prices.load(own)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "settings" / "prices.toml"


def test_a_price_of_ones_own_is_in_force_and_the_rest_is_as_shipped(own: Path) -> None:
    mini = Prices.load_shipped().models[MINI]
    dearer = replace(mini, training=Decimal("4.5"), as_of=date(2026, 12, 1), source="a mail")
    done = save_overrides({MINI: dearer}, path=own)
    assert done.changes.touches(Change.SETTINGS) and done.value == Prices.load(own)
    assert Prices.load(own).models == {**Prices.load_shipped().models, MINI: dearer}
    assert "output" not in own.read_text(), "only what differs is written"


def test_a_value_can_be_taken_away(own: Path) -> None:
    mini = Prices.load_shipped().models[MINI]
    without = replace(mini, training=None, training_ends=None, shutdown=None)
    save_overrides({MINI: without}, path=own)
    assert Prices.load(own).models[MINI] == without
    assert Prices.load(own).quote(MINI, 1, 1, 1).usd is None


def test_a_model_of_ones_own_comes_and_goes(own: Path) -> None:
    save_overrides({"llama-9": OWN}, path=own)
    assert [price.model for price in Prices.load(own).trainable("nebius")][-1] == "llama-9"
    assert Prices.load(own).quote("llama-9", 1, 1_000_000, 1).usd == Decimal("0.4")
    save_overrides({"llama-9": None}, path=own)
    assert Prices.load(own) == Prices.load_shipped()


def test_back_to_the_shipped_value_keeps_what_is_not_shown(own: Path) -> None:
    own.parent.mkdir()
    own.write_text(f'[[model]]\nname = "{MINI}"\ntraining = 9\nmax_tokens = 1000\nmine = "x"\n')
    save_overrides({MINI: None}, path=own)
    shipped = Prices.load_shipped().models[MINI]
    assert Prices.load(own).models[MINI] == replace(shipped, max_tokens=1000)
    assert 'mine = "x"' in own.read_text()


def test_the_exchange_rate_has_a_date_and_goes_back(own: Path) -> None:
    save_overrides({}, {"usd_jpy": Decimal("151.5"), "as_of": date(2026, 12, 1)}, own)
    assert Prices.load(own).to_jpy(Decimal(2)) == Decimal(303)
    assert Prices.load(own).exchange_as_of == date(2026, 12, 1)
    save_overrides({}, {"usd_jpy": None, "as_of": None}, own)
    assert Prices.load(own) == Prices.load_shipped()


def test_what_somebody_wrote_by_hand_stays(own: Path) -> None:
    own.parent.mkdir()
    written = """# from a mail
[notes]
who = "me"
[[model]]
name = "other"
endpoint = "custom"
input = 1.10
"""
    own.write_text(written)
    save_overrides({"llama-9": OWN}, path=own)
    after = Prices.load(own).models
    assert after["other"].input == Decimal("1.10") and "llama-9" in after
    assert 'who = "me"' in own.read_text()
    assert own.with_suffix(".by-hand.toml").read_text() == written


def test_a_broken_file_is_not_written_over(own: Path) -> None:
    own.parent.mkdir()
    own.write_text("[[model")
    with pytest.raises(CuratorError, match="Correct or remove"):
        save_overrides({"llama-9": OWN}, path=own)
    assert own.read_text() == "[[model"


def test_a_value_that_can_be_none_is_not_written(own: Path) -> None:
    with pytest.raises(CuratorError, match="Training"):
        save_overrides({"llama-9": replace(OWN, training=Decimal(-1))}, path=own)
    with pytest.raises(CuratorError, match="needs a name"):
        save_overrides({"two words": OWN}, path=own)
    assert not own.exists()


def test_a_folder_that_can_not_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DiskError, match="can't be written"):
        save_overrides({"llama-9": OWN}, path=tmp_path / "file" / "prices.toml")
