"""The bodies of requests, in the words of the provider that is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from studio.domain.run import Hyperparameters

Body = dict[str, Any]

HyperparameterStyle = Callable[[Body], Body]
"""Puts the chosen hyperparameters where a provider looks for them in a request's body."""


def put_under_method(chosen: Body) -> Body:
    """OpenAI's own way, since 2024."""
    return {
        "method": {
            "type": "supervised",
            "supervised": {"hyperparameters": chosen} if chosen else {},
        }
    }


def put_at_top(chosen: Body) -> Body:
    """OpenAI's older way, that Nebius kept."""
    return {"hyperparameters": chosen} if chosen else {}


def put_for_foundry(chosen: Body, training_type: str) -> Body:
    """Microsoft's way: the kind of training, which decides its price, stands beside the method."""
    return {**put_under_method(chosen), "trainingType": training_type}


# What newer chat models refuse: the parameter → the one to send in its place.
SUBSTITUTES: Mapping[str, str | None] = {
    "max_tokens": "max_completion_tokens",
    "temperature": None,
    "seed": None,
    "stream_options": None,
}
REFUSALS = frozenset({"unsupported_parameter", "unsupported_value"})


def build_training(
    *,
    validation_file: str | None,
    hyperparameters: Hyperparameters,
    seed: int | None,
    suffix: str,
    nonce: str,
    style: HyperparameterStyle,
) -> Body:
    """The body of a request for a job, but for its model and file. What is None is left out."""
    wishes = {"validation_file": validation_file, "seed": seed, "suffix": suffix or None}
    chosen = {
        "n_epochs": hyperparameters.epochs,
        "learning_rate_multiplier": hyperparameters.learning_rate_multiplier,
        "batch_size": hyperparameters.batch_size,
    }
    return {
        **_drop_unset(wishes),
        "metadata": {"nonce": nonce},
        **style(_drop_unset(chosen)),
    }


def build_chat(
    model: str,
    messages: list[Body],
    *,
    max_tokens: int | None,
    temperature: float | None,
    seed: int | None,
) -> Body:
    """The body of a request for an answer."""
    wishes = {"max_tokens": max_tokens, "temperature": temperature, "seed": seed}
    return {"model": model, "messages": messages, **_drop_unset(wishes)}


def drop_refused(
    request: Body, code: str | None, parameter: str | None, message: str = ""
) -> Body | None:
    """The same request in a way that a model which refused one parameter takes, or None."""
    # Small servers that do not know how to report usage say so in words of their own.
    if "stream_options" in message and "stream_options" in request:
        code, parameter = "unsupported_parameter", "stream_options"
    if code not in REFUSALS or parameter not in SUBSTITUTES or parameter not in request:
        return None
    other = SUBSTITUTES[parameter]
    rest = {name: value for name, value in request.items() if name != parameter}
    return rest if other is None else {**rest, other: request[parameter]}


def _drop_unset(wishes: Mapping[str, Any]) -> Body:
    return {name: wish for name, wish in wishes.items() if wish is not None}
