"""Prices as a curator enters them."""

from __future__ import annotations

from dataclasses import replace

from studio.services.session import Session
from tests.services.provider_server import MODEL


def set_price(session: Session, endpoint: str) -> None:
    """The usual price of the model also at a place that has prices of its own."""
    table = session.price_table
    price = replace(table.models[MODEL], endpoint=endpoint)
    models = {**table.models, f"{MODEL}@{endpoint}": price}
    session.price_table = replace(table, models=models)
