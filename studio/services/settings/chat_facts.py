"""What is known of asking at an endpoint: how many at once, in what form, in batches at what price.

Dated data: the ``chat`` table of each row of ``resources/endpoints.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from studio.domain.run import Endpoint
from studio.services.session import Session
from studio.services.settings.endpoints import endpoint_rows, endpoints_as_of, is_below


@dataclass(frozen=True)
class BatchFacts:
    """An endpoint's Batch API: what is paid of the usual price (0.5: half), and its bounds."""

    share: Decimal
    most_requests: int
    most_megabytes: int
    hours: int  # within which it is answered, or expires


@dataclass(frozen=True)
class ChatFacts:
    """Of one endpoint; None where nobody has said it.

    ``at_once`` is how many requests it takes beside each other, ``a_minute`` how many in a minute.
    ``structured``: it answers in JSON by a schema; None: found out by asking. ``effort`` is what
    reasoning models are told, by the beginning of their names.
    """

    endpoint: str
    as_of: date
    at_once: int = 2
    a_minute: int | None = None
    structured: bool | None = None
    batch: BatchFacts | None = None
    effort: Mapping[str, str] = field(default_factory=dict)
    source: str = ""

    def effort_of(self, model: str) -> str:
        """How much a model is to think ("" where it is not told)."""
        fitting = [name for name in self.effort if model.startswith(name)]
        return self.effort[max(fitting, key=len)] if fitting else ""


def chat_facts_of(endpoint: Endpoint) -> ChatFacts:
    """What is known of an endpoint, by its name or, of a user's own, by its address."""
    row = next(filter(None, (_fit(row, endpoint) for row in endpoint_rows())), {})
    batch = row.get("batch")
    return ChatFacts(
        endpoint=endpoint.name,
        as_of=endpoints_as_of(),
        at_once=int(row.get("at_once", 2)),
        a_minute=row.get("a_minute"),
        structured=row.get("structured"),
        batch=_read_batch(batch) if batch else None,
        effort=row.get("effort", {}),
        source=row.get("source", ""),
    )


def may_think(endpoint: Endpoint, model: str) -> bool:
    """Whether a model may write thoughts before its answer, which need room: all that are not
    known to answer at once, or told to."""
    base = model.removeprefix("ft:")
    plain = [name for row in endpoint_rows() for name in row.get("chat", {}).get("plain", ())]
    is_told_not_to = chat_facts_of(endpoint).effort_of(model) == "none"
    return not is_told_not_to and not any(base.startswith(name) for name in plain)


def takes_schema(session: Session, endpoint: str, model: str) -> bool:
    """Whether to ask a model for JSON by a schema: where it is known to refuse that, not again."""
    if chat_facts_of(session.settings.endpoint(endpoint)).structured is False:
        return False
    return _name(endpoint, model) not in session.settings.get("without_schema")


def note_without_schema(session: Session, endpoint: str, model: str) -> None:
    """Remember that a model refused a schema, so that it is refused once only."""
    refusals: list[str] = session.settings.get("without_schema")
    if _name(endpoint, model) not in refusals:
        session.settings.set("without_schema", [_name(endpoint, model), *refusals])


def _name(endpoint: str, model: str) -> str:
    return f"{endpoint} {model}"


def _read_batch(row: Mapping[str, Any]) -> BatchFacts:
    return BatchFacts(
        share=Decimal(str(row["share"])),
        most_requests=int(row["most_requests"]),
        most_megabytes=int(row["most_megabytes"]),
        hours=int(row["hours"]),
    )


def _fit(row: Mapping[str, Any], endpoint: Endpoint) -> Mapping[str, Any]:
    """The facts of a row of the table, where it is about this endpoint."""
    facts: Mapping[str, Any] = row.get("chat", {})
    host = urlsplit(endpoint.base_url).hostname or ""
    hosts = facts.get("hosts", ())
    if host and any(is_below(host, domain) for domain in hosts):
        return facts
    # A shipped name with another address is another place.
    return facts if row["name"] == endpoint.name and (not host or not hosts) else {}
