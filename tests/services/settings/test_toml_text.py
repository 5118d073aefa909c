"""TOML written: what was written reads back as the same table."""

from __future__ import annotations

import tomllib
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from studio.services.settings.toml_text import format_toml

values = some.recursive(
    some.text(some.characters(exclude_categories=["Cs"]))
    | some.integers()
    | some.booleans()
    | some.decimals(allow_nan=False)
    | some.dates()
    | some.times()
    | some.datetimes(),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(some.text("ab. \"'é\\", max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


def read(text: str) -> dict[str, object]:
    return tomllib.loads(text, parse_float=Decimal)


@given(some.dictionaries(some.text("ab. \"'é\\", max_size=4), values, max_size=4))
def test_a_table_comes_back_as_it_was(table: dict[str, object]) -> None:
    assert read(format_toml(table)) == table


def test_models_stand_below_one_another_as_people_write_them() -> None:
    table = {"exchange": {"usd_jpy": 160}, "model": [{"name": "a", "training": Decimal("3.00")}]}
    assert format_toml(table) == (
        '[exchange]\nusd_jpy = 160\n\n[[model]]\nname = "a"\ntraining = 3.00\n'
    )
