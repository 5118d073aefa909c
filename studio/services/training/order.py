"""What a curator orders of a training: which version, where, from which model, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from studio.domain.dataset import Version
from studio.domain.run import Hyperparameters, Method, Run
from studio.providers.endpoint_settings import record_settings
from studio.services import budget
from studio.services.session import Session

METHODS = {"sft": Method.SUPERVISED, "dpo": Method.PREFERENCE}
"""How a model learns from the rows of a version, by their kind."""


@dataclass(frozen=True)
class Order:
    """One training as it was ordered.

    ``automatic_epochs`` leaves their number to the provider, whatever the settings say. ``after``
    is the run whose tuned model is trained further; until it has one, ``model`` is its base.
    ``settings`` are the endpoint's, as recorded; None until the order is complete.
    """

    version: int
    endpoint: str
    model: str
    wishes: Hyperparameters = field(default_factory=Hyperparameters)
    automatic_epochs: bool = False
    seed: int | None = None
    suffix: str = ""
    sweep: int | None = None
    after: int | None = None
    settings: Mapping[str, str] | None = field(default=None, hash=False)


def complete_order(session: Session, order: Order) -> Order:
    """The order with what follows from it: the method of its rows, the epochs as quoted, and what
    its endpoint says of trainings now.

    Epochs that the settings name are ordered, so that what was quoted is what is trained.
    """
    version = session.library.versions.get(order.version)
    wishes = replace(order.wishes, method=METHODS[version.recipe.profile])
    if not order.automatic_epochs:
        plan = budget.plan_epochs(
            session,
            order.model,
            count_rows(version, wishes),
            order.wishes.epochs,
            endpoint=order.endpoint,
        )
        wishes = replace(wishes, epochs=plan.epochs) if plan.ordered else wishes
    settings = order.settings
    if settings is None:
        settings = record_settings(session.settings.endpoint(order.endpoint))
    return replace(order, wishes=wishes, settings=settings)


def repeat_order(run: Run) -> Order:
    """The order that would make a run like this one once more."""
    return Order(
        version=run.version,
        endpoint=run.endpoint,
        model=run.model,
        wishes=run.hyperparameters,
        automatic_epochs=run.hyperparameters.epochs is None,
        seed=run.seed,
        suffix=run.suffix,
        sweep=run.sweep,
        after=run.after,
        settings=run.settings,
    )


def count_rows(version: Version, wishes: Hyperparameters) -> int:
    """How many rows are trained on."""
    return max(1, round(version.train * wishes.share)) if version.train else 0


def count_billed_tokens(
    session: Session, endpoint: str, version: Version, wishes: Hyperparameters
) -> int:
    """The tokens of an epoch that are paid, nearly where it is a share of the rows.

    Some providers charge for the rows they measure on, once for each epoch.
    """
    tokens = round(version.train_tokens * wishes.share)
    if wishes.validation and session.capabilities(endpoint).bills_validation:
        tokens += version.validation_tokens
    return tokens
