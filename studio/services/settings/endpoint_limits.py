"""What a place that trains refuses, cuts or wants: dated data, beside its endpoint."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from studio.domain.run import Endpoint
from studio.i18n import _, add_in_brackets
from studio.services.session import Session
from studio.services.settings.endpoints import endpoint_rows, endpoints_as_of, is_below, is_private

ONE_TURN, NONE = "one-turn", "none"


@dataclass(frozen=True)
class Limits:
    """Of one endpoint; None (or "") where nobody has said it."""

    endpoint: str
    as_of: date
    fewest_rows: int | None = None
    most_megabytes: int | None = None
    most_tokens: int | None = None  # of a row, where it is not the model's
    bom: bool | None = None
    weight: bool | None = None
    most_pictures: int | None = None  # of a row
    preference: str = ""
    auto_epochs: int | None = None  # where none are ordered; None: OpenAI's published rule
    most_jobs: int | None = None  # trainings at once
    tunes: str = ""  # which models, in words
    status: str = ""  # for whom it is open, in words
    source: str = ""
    confidence: str = ""
    title: str = ""

    @property
    def place(self) -> str:
        """What a person calls the endpoint."""
        return _(self.title) if self.title else self.endpoint

    @property
    def sure(self) -> bool:
        """Whether more than one report stands behind it."""
        return self.confidence in ("A", "B")

    @property
    def cited(self) -> str:
        """Where it is from and of which day, for a person."""
        return _("{source}, as of {date:%Y-%m-%d}").format(source=self.source, date=self.as_of)


def limits_of(endpoint: Endpoint) -> Limits:
    """The limits of an endpoint, by its name or, of a user's own, by its address."""
    names = {field.name for field in fields(Limits)} - {"title"}
    own = next(filter(None, (_fit_limits(row, endpoint) for row in endpoint_rows())), {})
    values = {key: value for key, value in own.items() if key in names}
    return Limits(endpoint=endpoint.name, title=endpoint.title, as_of=endpoints_as_of(), **values)


def describe_place(endpoint: Endpoint) -> str:
    """What an endpoint can tune and for whom it is open, with the day of which that is facts."""
    limits = limits_of(endpoint)
    parts = (_(text) for text in (limits.status, limits.tunes) if text)
    facts = " · ".join(parts)
    return add_in_brackets(facts, limits.cited) if facts else ""


def most_row_tokens(session: Session, endpoint: str, model: str) -> int | None:
    """The tokens of the longest row that a model reads whole at an endpoint; None: not known."""
    price = session.prices.model(model)
    of_place = limits_of(session.settings.endpoint(endpoint)).most_tokens
    of_model = price.max_tokens if price else None
    return min((limit for limit in (of_place, of_model) if limit), default=None)


def _fit_limits(row: dict[str, Any], endpoint: Endpoint) -> dict[str, Any]:
    """The limits of a row of the table, where it is about this endpoint."""
    limits: dict[str, Any] = row.get("limits", {})
    host = urlsplit(endpoint.base_url).hostname or ""
    hosts = limits.get("hosts", ())
    if any(is_below(host, domain) for domain in hosts):
        return limits
    # A shipped name with another address is another place.
    return limits if row["name"] == endpoint.name and (not host or not hosts) else {}


def planned_limits(session: Session, endpoint: str = "") -> tuple[Limits, ...]:
    """Where the curator's plan would train: at ``endpoint``; or else at that of the settings and,
    where it is a rehearsal on this computer, at that of the model whose price is watched."""
    if endpoint:
        return (limits_of(session.settings.endpoint(endpoint)),)
    endpoints = {endpoint.name: endpoint for endpoint in session.settings.endpoints()}
    names = [str(session.settings.get("endpoint"))]
    price = session.prices.model(session.model())
    chosen = endpoints.get(names[0])
    if price is not None and price.endpoint not in names and chosen and is_private(chosen):
        names.append(price.endpoint)
    return tuple(limits_of(endpoints[name]) for name in names if name in endpoints)
