"""Prices as dated data: what a model costs, when it ends, what a training would come to."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from studio.atomic_file import write_text
from studio.domain.errors import CuratorError
from studio.domain.money import ModelPrice, Quote
from studio.domain.run import Endpoint
from studio.domain.work import Change, Changes, Done
from studio.i18n import _
from studio.resources import RESOURCES
from studio.services.settings.price_fields import (
    BY_NAME,
    FIELDS,
    RATE,
    RATE_AS_OF,
    Value,
    check_name,
)
from studio.services.settings.settings import config_folder
from studio.services.settings.toml_text import format_toml
from studio.services.settings.training_types import TrainingTypes

BUNDLED = RESOURCES / "prices.toml"
FILE_NAME = "prices.toml"
HEAD = """\
# Prices of your own, written by the studio: they win over the shipped ones, model by model and
# field by field. "" takes a value away. Money in US dollars a million tokens, dates as 2027-01-14.
# Whatever stands here is kept when the studio writes it again, but for comments.
"""
_WRONG = (TypeError, ValueError, AttributeError, ArithmeticError)
"""What a table of another shape leads to when it is read."""


def overrides_file() -> Path:
    """Where a curator's own prices stand."""
    return config_folder() / FILE_NAME


@dataclass(frozen=True)
class Prices:
    """The price table in force, with the dates it was read.

    ``models`` are by name; one that has a price at a second place stands there by ``NAME@PLACE``,
    too. ``training_types`` are by the kind of endpoint.
    """

    models: Mapping[str, ModelPrice]
    prices_as_of: date
    usd_jpy: Decimal
    exchange_as_of: date
    epochs: Mapping[str, int]
    training_types: Mapping[str, TrainingTypes] = field(default_factory=dict)

    @classmethod
    def load(cls, overrides: Path | None = None) -> Prices:
        """The bundled table; a curator's own file wins over it, model by model."""
        own = overrides or overrides_file()
        return cls._over_shipped(_read(own), own) if own.is_file() else cls.load_shipped()

    @classmethod
    def load_shipped(cls) -> Prices:
        """The table as it came with the studio."""
        return _load_shipped()

    @classmethod
    def _over_shipped(cls, own: dict[str, Any], path: Path) -> Prices:
        """The bundled table under what a curator wrote, which stands at ``path``."""
        try:
            return cls._of(_merge(_read(BUNDLED), own))
        except KeyError as error:
            raise _unreadable(path, _("{key} is missing").format(key=error)) from error
        except (*_WRONG, CuratorError) as error:
            raise _unreadable(path, str(error).rstrip(".。")) from error

    @classmethod
    def _of(cls, table: Mapping[str, Any]) -> Prices:
        meta, exchange = table["meta"], table["exchange"]
        rate, rate_as_of = RATE.check(exchange["usd_jpy"]), RATE_AS_OF.check(exchange["as_of"])
        as_of = BY_NAME["as_of"].check(meta["prices_as_of"])
        if not (rate and rate_as_of and as_of):
            raise ValueError(_("a date or the exchange rate is empty"))
        rows = _key_rows(_complete_row(row, table) for row in table["model"])
        types = map(TrainingTypes.read, table.get("training_type", ()))
        return cls(
            models={key: _read_price(row) for key, row in rows.items()},
            prices_as_of=cast(date, as_of),
            usd_jpy=cast(Decimal, rate),
            exchange_as_of=cast(date, rate_as_of),
            epochs={key: value for key, value in table["epochs"].items() if key != "source"},
            training_types={each.kind: each for each in types},
        )

    def model(self, name: str, at: Endpoint | None = None) -> ModelPrice | None:
        """The price of a model, by its name, its fine-tune's or without its date.

        ``at`` an endpoint with prices of its own it is that place's, and nobody else's.
        """
        if at is None or at.kind not in self.training_types:
            return self._find(name)
        places = (at.name, at.kind)
        prices = (self._find(name), *(self._find(name, f"@{each}") for each in places))
        return next((price for price in prices if price and price.endpoint in places), None)

    def _find(self, name: str, suffix: str = "") -> ModelPrice | None:
        # A fine-tune costs what its base costs, as far as is known.
        base = name.removeprefix("ft:").partition(":")[0]
        if base + suffix in self.models:
            return self.models[base + suffix]
        dated = (
            key for key in self.models if key.startswith(f"{base}-20") and key.endswith(suffix)
        )
        return self.models.get(next(dated, ""))

    def trainable(self, endpoint: str) -> list[ModelPrice]:
        """Models that can be trained at an endpoint, in the table's order."""
        return [
            price
            for price in self.models.values()
            if price.endpoint == endpoint and price.training is not None
        ]

    def auto_epochs(self, examples: int) -> int:
        """The published estimate of what ``auto`` epochs will be for this many examples."""
        target = self.epochs["target"]
        if examples * target < self.epochs["fewest_examples"]:
            return min(self.epochs["most"], self.epochs["fewest_examples"] // max(examples, 1))
        if examples * target > self.epochs["most_examples"]:
            return max(1, self.epochs["most_examples"] // examples)
        return target

    def training_price(self, model: str, at: Endpoint | None = None) -> Decimal | None:
        """US dollars for a million trained tokens, by what the endpoint's settings choose.

        None where that is not known: to take it for 0 would let any budget pass.
        """
        price = self.model(model, at)
        types = self.training_types.get(at.kind) if at else None
        if price is None or price.training is None or at is None or types is None:
            return price.training if price else None
        share = types.shares.get(types.choose(at))
        return None if share is None else price.training * share

    def quote(
        self,
        model: str,
        examples: int,
        tokens: int,
        epochs: int,
        *,
        free: bool = False,
        at: Endpoint | None = None,
    ) -> Quote:
        """What a training would cost ``at`` an endpoint, as its settings are: nothing where it is
        ``free``, None without a price."""
        price, billed = self.model(model, at), tokens * epochs
        each = Decimal(0) if free else self.training_price(model, at)
        usd = None if each is None else each * billed / 1_000_000
        types = self.training_types.get(at.kind) if at else None
        return Quote(
            model=model,
            examples=examples,
            tokens=tokens,
            epochs=epochs,
            billed_tokens=billed,
            usd=usd,
            jpy=None if usd is None else self.to_jpy(usd),
            prices_as_of=price.as_of if price and price.as_of else self.prices_as_of,
            exchange_as_of=self.exchange_as_of,
            shutdown=price.shutdown if price else None,
            training_type=types.choose(at) if at and types else "",
            endpoint=at.name if at else "",
        )

    def to_jpy(self, usd: Decimal) -> Decimal:
        """Yen for dollars at the table's rate, to the hundredth."""
        return (usd * self.usd_jpy).quantize(Decimal("0.01"))


def save_overrides(
    edits: Mapping[str, ModelPrice | None],
    exchange: Mapping[str, Value | None] | None = None,
    path: Path | None = None,
) -> Done[Prices]:
    """Write a curator's own prices; the table then in force is the result.

    ``edits`` holds what changed, by the key in ``models``; None takes a curator's own values of it
    away: a shipped model is as shipped again, another is gone. ``exchange`` may hold ``usd_jpy``
    and ``as_of``; None for one is the shipped value. Only what differs from the shipped table is
    written, and all else in the file stays. A file that can't be read is left as it is
    (``CuratorError``); one that can't be written is a ``DiskError``, and the old one holds.
    """
    path = path or overrides_file()
    own = _read(path) if path.is_file() else {}
    Prices._over_shipped(own, path)  # what was broken before must not look mended
    shipped = _key_rows(_read(BUNDLED)["model"])
    shipped_prices = Prices.load_shipped().models
    rows = _key_rows(own.get("model", ()), shipped)
    for key, price in edits.items():
        row = _build_own_row(
            key, price, shipped_prices.get(key), rows.get(key, {}), shipped.get(key, {})
        )
        rows.pop(key, None)
        if row:
            rows[key] = row
    if exchange is not None:
        own["exchange"] = _merge_values(own.get("exchange", {}), exchange)
    own["model"] = list(rows.values())
    filled = {key: value for key, value in own.items() if value != [] and value != {}}
    in_force = Prices._over_shipped(filled, path)
    _back_up(path)
    write_text(path, HEAD + "\n" + format_toml(filled), with_folder=True)
    return Done(Changes(Change.SETTINGS), in_force)


def _build_own_row(
    key: str,
    price: ModelPrice | None,
    shipped: ModelPrice | None,
    row: Mapping[str, Any],
    shipped_row: Mapping[str, Any],
) -> dict[str, Any]:
    """A model's row in the own file, {} when nothing of it is the curator's own."""
    if price is None and shipped is None:
        return {}
    # What a later version or a hand wrote there, and this one does not know, stays.
    own = {name: value for name, value in row.items() if name not in BY_NAME}
    name = row.get("name") or shipped_row.get("name")
    if price is not None:
        name = key.removesuffix(f"@{price.endpoint}")
        check_name(name)
        # Of a model that has a price at another place, the place tells which one is meant.
        if shipped is None or key != name:
            own["endpoint"] = price.endpoint
        for field in FIELDS:
            value = field.check(_text(getattr(price, field.name)))
            if value != (getattr(shipped, field.name) or None if shipped else None):
                own[field.name] = "" if value is None else value
    differs = any(shipped_row.get(key) != value for key, value in own.items())
    return {"name": name, **own} if differs else {}


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _merge_values(section: Mapping[str, Any], values: Mapping[str, Value | None]) -> dict[str, Any]:
    fields = {field.name: field for field in (RATE, RATE_AS_OF)}
    checked = {name: fields[name].check(_text(value)) for name, value in values.items()}
    merged = {**section, **checked}
    return {key: value for key, value in merged.items() if value is not None}


def _back_up(path: Path) -> None:
    """A file that somebody wrote is kept beside it once: its comments would be gone."""
    if path.is_file() and not (text := path.read_text(encoding="utf-8")).startswith(HEAD):
        write_text(path.with_suffix(".by-hand.toml"), text)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, ValueError, RecursionError) as error:
        raise _unreadable(path, error) from error


@functools.cache
def _load_shipped() -> Prices:
    """What came with the studio stays as it is while it runs."""
    return Prices._of(_read(BUNDLED))


def _unreadable(path: Path, why: object) -> CuratorError:
    return CuratorError(
        _("The price table {path} can't be read: {why}. Correct or remove it.").format(
            path=path, why=why
        )
    )


def _merge(table: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    rows = _key_rows(table["model"])
    for key, row in _key_rows(own.get("model", ()), rows).items():
        rows[key] = {**rows.get(key, {}), **row}
    types = {row["kind"]: row for row in (*table["training_type"], *own.get("training_type", ()))}
    sections = {name: {**table[name], **own.get(name, {})} for name in ("meta", "exchange")}
    lists = {"model": list(rows.values()), "training_type": list(types.values())}
    return {**table, **sections, **lists}


def _key_rows(
    rows: Iterable[Mapping[str, Any]], shipped: Mapping[str, Mapping[str, Any]] | None = None
) -> dict[str, dict[str, Any]]:
    """Rows by their model's name; by ``NAME@PLACE`` where the name stands for another place."""
    keyed: dict[str, dict[str, Any]] = {}
    for row in rows:
        name = row["name"]
        first = (shipped or {}).get(name) or keyed.get(name) or row
        endpoint = row.get("endpoint", first.get("endpoint"))
        keyed[name if endpoint == first.get("endpoint") else f"{name}@{endpoint}"] = dict(row)
    return keyed


def _complete_row(row: Mapping[str, Any], table: Mapping[str, Any]) -> dict[str, Any]:
    """A row with what the table says of all: when and where it was read, when training ends."""
    ends = table.get("wind_down", {}).get(row["endpoint"], {}).get("all_new_jobs_end")
    of_all = {"as_of": table["meta"]["prices_as_of"], "source": table["meta"].get("source", "")}
    if ends and row.get("training", "") != "":
        of_all["training_ends"] = ends
    return {**of_all, **row}


def _read_price(row: Mapping[str, Any]) -> ModelPrice:
    """The price in a row; ``CuratorError``, or one of ``_WRONG``, when it holds something else."""
    for name in ("name", "endpoint"):
        if not isinstance(row[name], str):
            raise TypeError(_("{name} is not text").format(name=name))
    most = row.get("max_tokens") or None
    if most is not None and (not isinstance(most, int) or most < 1):
        raise TypeError(_("max_tokens is not a whole number"))
    values: dict[str, Any] = {field.name: field.check(row.get(field.name, "")) for field in FIELDS}
    values["source"] = values["source"] or ""
    return ModelPrice(
        model=row["name"],
        endpoint=row["endpoint"],
        encoding=row.get("encoding") or None,
        max_tokens=most,
        note=row.get("note", ""),
        methods=tuple(map(str, row.get("methods", ()))),
        **values,
    )
