"""Prices as dated data: what a model costs, when it ends, what a training would come to."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from studio.domain.errors import CuratorError
from studio.domain.money import ModelPrice, Quote
from studio.i18n import _
from studio.resources import RESOURCES
from studio.services.settings import config_folder

BUNDLED = RESOURCES / "prices.toml"


@dataclass(frozen=True)
class Prices:
    """The price table in force, with the dates it was read."""

    models: Mapping[str, ModelPrice]
    prices_as_of: date
    usd_jpy: Decimal
    exchange_as_of: date
    epochs: Mapping[str, int]
    training_ends: date | None = None

    @classmethod
    def load(cls, overrides: Path | None = None) -> Prices:
        """The bundled table; a curator's own file wins over it, model by model."""
        bundled = _read(BUNDLED)
        own = overrides or config_folder() / "prices.toml"
        if not own.is_file():
            return cls._of(bundled)
        written = _read(own)
        try:
            return cls._of(_merged(bundled, written))
        except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
            raise _unreadable(own, error) from error

    @classmethod
    def _of(cls, table: Mapping[str, Any]) -> Prices:
        ends = table.get("wind_down", {}).get("openai", {}).get("all_new_jobs_end")
        return cls(
            models={row["name"]: _price(row) for row in table["model"]},
            prices_as_of=_date(table["meta"]["prices_as_of"]),
            usd_jpy=Decimal(str(table["exchange"]["usd_jpy"])),
            exchange_as_of=_date(table["exchange"]["as_of"]),
            epochs={key: value for key, value in table["epochs"].items() if key != "source"},
            training_ends=ends,
        )

    def model(self, name: str) -> ModelPrice | None:
        """The price of a model, by its name, its fine-tune's or without its date."""
        base = name.removeprefix("ft:").partition(":")[0]
        if base in self.models:
            return self.models[base]
        dated = (known for known in self.models if known.startswith(f"{base}-20"))
        return self.models.get(next(dated, ""))

    def trainable(self, endpoint: str) -> list[ModelPrice]:
        """Models that can be trained at an endpoint, in the table's order."""
        return [
            price for price in self.models.values()
            if price.endpoint == endpoint and price.training is not None
        ]  # fmt: skip

    def auto_epochs(self, examples: int) -> int:
        """The published estimate of what ``auto`` epochs will be for this many examples."""
        target = self.epochs["target"]
        if examples * target < self.epochs["fewest_examples"]:
            return min(self.epochs["most"], self.epochs["fewest_examples"] // max(examples, 1))
        if examples * target > self.epochs["most_examples"]:
            return max(1, self.epochs["most_examples"] // examples)
        return target

    def quote(self, model: str, examples: int, tokens: int, epochs: int) -> Quote:
        """What a training would cost; a model without a price here costs nothing that we know."""
        price = self.model(model)
        billed = tokens * epochs
        training = price.training if price and price.training is not None else Decimal(0)
        usd = training * billed / 1_000_000
        return Quote(
            model=model, examples=examples, tokens=tokens, epochs=epochs, billed_tokens=billed,
            usd=usd, jpy=self.to_jpy(usd), prices_as_of=self.prices_as_of,
            exchange_as_of=self.exchange_as_of, shutdown=price.shutdown if price else None,
        )  # fmt: skip

    def to_jpy(self, usd: Decimal) -> Decimal:
        """Yen for dollars at the table's rate, to the hundredth."""
        return (usd * self.usd_jpy).quantize(Decimal("0.01"))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> CuratorError:
    return CuratorError(
        _("The price table {path} can't be read: {why}. Mend or remove it.").format(
            path=path, why=repr(error) if isinstance(error, KeyError) else error
        )
    )


def _merged(table: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    rows = {row["name"]: row for row in table["model"]}
    for row in own.get("model", ()):
        rows[row["name"]] = {**rows.get(row["name"], {}), **row}
    sections = {name: {**table[name], **own.get(name, {})} for name in ("meta", "exchange")}
    return {**table, **sections, "model": list(rows.values())}


def _date(value: object) -> date:
    """A date, also where the curator wrote it in quotation marks."""
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _price(row: Mapping[str, Any]) -> ModelPrice:
    def money(name: str) -> Decimal | None:
        return Decimal(str(row[name])) if name in row else None

    return ModelPrice(
        model=row["name"], endpoint=row["endpoint"], encoding=row.get("encoding"),
        training=money("training"), input=money("input"), output=money("output"),
        shutdown=_date(row["shutdown"]) if "shutdown" in row else None,
        max_tokens=row.get("max_tokens"), note=row.get("note", ""),
    )  # fmt: skip
