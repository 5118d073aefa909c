"""When models end: as their provider says it, else as the dated price table does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from studio.atomic_file import write_text
from studio.domain.errors import StudioError
from studio.i18n import _
from studio.providers.base import Trainer
from studio.services.session import Session
from studio.services.settings.settings import data_folder

FILE_NAME = "shutdowns.json"


@dataclass(frozen=True)
class Shutdown:
    """The day a model, and all that was trained on it, ends; ``as_of`` is when that was read."""

    model: str
    day: date
    as_of: date

    @property
    def days(self) -> int:
        """Days from today; below 0 once it is over."""
        return (self.day - datetime.now(UTC).date()).days

    def describe(self) -> str:
        """The countdown in words."""
        if self.days < 0:
            return _("{model} ended on {date} (as of {as_of}).").format(
                model=self.model, date=self.day, as_of=self.as_of
            )
        return _("{model} ends on {date}, in {days} days (as of {as_of}).").format(
            model=self.model, date=self.day, days=self.days, as_of=self.as_of
        )


def find_shutdown(session: Session, endpoint: str, model: str) -> Shutdown | None:
    """When a model ends, None where nobody has said. A tuned model ends with its base."""
    base = model.removeprefix("ft:").partition(":")[0]
    dates = _read().get(endpoint, {})
    for name in (model, base):
        if day := _parse_day(dates.get(name)):
            return Shutdown(model, day, _parse_day(dates.get("")) or day)
    price = session.price(model, endpoint)
    if price is None or price.shutdown is None:
        return None
    return Shutdown(model, price.shutdown, price.as_of or session.prices.prices_as_of)


def describe_shutdown(session: Session, endpoint: str, model: str) -> str:
    """The countdown of a model in words, "" where nobody has said when it ends."""
    shutdown = find_shutdown(session, endpoint, model)
    return shutdown.describe() if shutdown else ""


def refresh_shutdowns(endpoint: str, trainer: Trainer, models: list[str]) -> dict[str, date]:
    """Ask a provider when models end, and remember what it says; that costs nothing.

    A provider that says nothing, or can't be asked, changes nothing.
    """
    days: dict[str, date] = {}
    for model in models:
        try:
            day = trainer.shutdown_date(model)
        except StudioError:
            continue
        if day is not None:
            days[model] = day
    if days:
        _remember(endpoint, days)
    return days


def _remember(endpoint: str, days: dict[str, date]) -> None:
    dates = _read()
    fresh = {model: day.isoformat() for model, day in days.items()}
    today = datetime.now(UTC).date().isoformat()
    dates[endpoint] = {**dates.get(endpoint, {}), **fresh, "": today}
    write_text(_file(), json.dumps(dates, indent=1), with_folder=True)


def _read() -> dict[str, dict[str, Any]]:
    """What was said, by endpoint and model; under "" stands the day. A broken file is none."""
    try:
        dates = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(dates, dict):
        return {}
    return {str(name): models for name, models in dates.items() if isinstance(models, dict)}


def _parse_day(text: object) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _file() -> Path:
    return data_folder() / FILE_NAME
