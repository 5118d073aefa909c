"""Holds a run against the price its provider names for the uploaded file, before it is created."""

from __future__ import annotations

from decimal import Decimal

from studio.domain.errors import OverBudget
from studio.i18n import _
from studio.providers.base import Trainer
from studio.services import budget
from studio.services.session import Session

LENIENCE = Decimal("1.10")
"""A price a tenth above what was set aside is the other tokenizer's, and still the same order."""


def refuse_dearer(session: Session, number: int, trainer: Trainer) -> None:
    """``OverBudget`` where the provider itself says that it will cost more than was set aside.

    Only some are asked (``Capabilities.quotes``), and one that can't say is no hindrance.
    """
    run = session.library.runs.get(number)
    if not session.capabilities(run.endpoint).quotes:
        return
    price = trainer.quote(
        model=run.model,
        training_file=run.training_file,
        validation_file=run.validation_file or None,
        hyperparameters=run.hyperparameters,
    )
    if price is not None and price > run.estimate_usd * LENIENCE:
        raise OverBudget(
            _(
                "{endpoint} asks {price} for this training; {estimate} was set aside. Nothing was "
                "started. Correct the price under Settings, Prices, or train less."
            ).format(
                endpoint=run.endpoint,
                price=budget.format_money(session, price),
                estimate=budget.format_money(session, run.estimate_usd),
            )
        )
