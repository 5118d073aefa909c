"""What is asked for, in the words of the place that is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from studio.domain.run import Hyperparameters

Body = dict[str, Any]

# How a place wants to be told the hyperparameters: name → that part of the request's body.
STYLES: Mapping[str, Callable[[Body], Body]] = {
    "method": lambda chosen: {"method": _supervised(chosen)},
    "top-level": lambda chosen: {"hyperparameters": chosen} if chosen else {},
    "azure": lambda chosen: {"method": _supervised(chosen), "trainingType": "GlobalStandard"},
}

# What newer chat models refuse: the parameter → the one to send in its place.
SUBSTITUTES: Mapping[str, str | None] = {
    "max_tokens": "max_completion_tokens",
    "temperature": None,
    "seed": None,
}
REFUSALS = frozenset({"unsupported_parameter", "unsupported_value"})


def training(
    *,
    validation_file: str | None,
    hyperparameters: Hyperparameters,
    seed: int | None,
    suffix: str,
    nonce: str,
    style: str,
) -> Body:
    """The body of a request for a job, but for its model and file. What is None is left out."""
    wishes = {"validation_file": validation_file, "seed": seed, "suffix": suffix or None}
    return {
        **_given(wishes),
        "metadata": {"nonce": nonce},
        **STYLES[style](_knobs(hyperparameters)),
    }


def chat(
    model: str,
    messages: list[Body],
    *,
    max_tokens: int | None,
    temperature: float | None,
    seed: int | None,
) -> Body:
    """The body of a request for an answer."""
    wishes = {"max_tokens": max_tokens, "temperature": temperature, "seed": seed}
    return {"model": model, "messages": messages, **_given(wishes)}


def without_refused(request: Body, code: str | None, parameter: str | None) -> Body | None:
    """The same request in a way that a model which refused one parameter takes, or None."""
    if code not in REFUSALS or parameter not in SUBSTITUTES or parameter not in request:
        return None
    other = SUBSTITUTES[parameter]
    kept = {name: value for name, value in request.items() if name != parameter}
    return kept if other is None else {**kept, other: request[parameter]}


def _knobs(hyperparameters: Hyperparameters) -> Body:
    return _given(
        {
            "n_epochs": hyperparameters.epochs,
            "learning_rate_multiplier": hyperparameters.learning_rate_multiplier,
            "batch_size": hyperparameters.batch_size,
        }
    )


def _supervised(chosen: Body) -> Body:
    return {"type": "supervised", "supervised": {"hyperparameters": chosen} if chosen else {}}


def _given(wishes: Mapping[str, Any]) -> Body:
    return {name: wish for name, wish in wishes.items() if wish is not None}
