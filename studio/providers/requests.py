"""The bodies of requests, in the words of the provider that is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from studio.domain.run import Hyperparameters, Method

Body = dict[str, Any]

HyperparameterStyle = Callable[[Body, Method], Body]
"""Puts the chosen hyperparameters where a provider looks for them in a request's body."""


def put_under_method(chosen: Body, method: Method) -> Body:
    """OpenAI's own way, since 2024."""
    holder = {"hyperparameters": chosen} if chosen else {}
    return {"method": {"type": method.value, method.value: holder}}


def put_at_top(chosen: Body, method: Method) -> Body:
    """OpenAI's older way, that Nebius kept; it knows one method only."""
    return {"hyperparameters": chosen} if chosen else {}


# What newer chat models refuse: the parameter → the one to send in its place.
SUBSTITUTES: Mapping[str, str | None] = {
    "max_tokens": "max_completion_tokens",
    "temperature": None,
    "seed": None,
    "stream_options": None,
    "response_format": None,
    "reasoning_effort": None,
}
NAMED_IN_WORDS = ("stream_options", "response_format", "reasoning_effort", "json_schema")
"""What servers refuse in words of their own, without naming the parameter where it belongs."""
REFUSALS = frozenset({"unsupported_parameter", "unsupported_value"})


def build_training(
    *,
    validation_file: str | None,
    hyperparameters: Hyperparameters,
    seed: int | None,
    suffix: str,
    nonce: str,
    style: HyperparameterStyle,
    extras: Mapping[str, Any],
) -> Body:
    """The body of a request for a job, but for its model and file. What is None is left out;
    ``extras`` are the provider's own settings, each at its level.
    """
    wishes = {"validation_file": validation_file, "seed": seed, "suffix": suffix or None}
    chosen = {
        "n_epochs": hyperparameters.epochs,
        "learning_rate_multiplier": hyperparameters.learning_rate_multiplier,
        "batch_size": hyperparameters.batch_size,
        "beta": hyperparameters.beta,
    }
    body = {
        **drop_unset(wishes),
        "metadata": {"nonce": nonce},
        **style(drop_unset(chosen), hyperparameters.method),
    }
    return merge_bodies(body, extras)


def build_chat(
    model: str,
    messages: list[Body],
    *,
    max_tokens: int | None,
    temperature: float | None,
    seed: int | None,
    schema: Mapping[str, Any] | None = None,
    effort: str = "",
) -> Body:
    """The body of a request for an answer; ``schema`` is the JSON schema it has to keep to."""
    wishes = {
        "max_tokens": max_tokens,
        "temperature": temperature,
        "seed": seed,
        "response_format": _wrap_schema(schema) if schema is not None else None,
        "reasoning_effort": effort or None,
    }
    return {"model": model, "messages": messages, **drop_unset(wishes)}


def drop_refused(
    request: Body, code: str | None, parameter: str | None, message: str = ""
) -> Body | None:
    """The same request in a way that a model which refused one parameter takes, or None."""
    # Some servers name what they refuse in their sentence only.
    mention = next((word for word in NAMED_IN_WORDS if word in message), "")
    named = "response_format" if mention == "json_schema" else mention
    if named in request:
        code, parameter = "unsupported_parameter", named
    # "response_format.json_schema" is a part of one.
    parameter = parameter.partition(".")[0] if parameter else parameter
    if code not in REFUSALS or parameter not in SUBSTITUTES or parameter not in request:
        return None
    other = SUBSTITUTES[parameter]
    rest = {name: value for name, value in request.items() if name != parameter}
    return rest if other is None else {**rest, other: request[parameter]}


def _wrap_schema(schema: Mapping[str, Any]) -> Body:
    """OpenAI's way to ask for JSON: the schema has a name, and holds strictly."""
    return {
        "type": "json_schema",
        "json_schema": {"name": "reply", "strict": True, "schema": dict(schema)},
    }


def drop_unset(wishes: Mapping[str, Any]) -> Body:
    """What was wished; None leaves it to the provider."""
    return {name: wish for name, wish in wishes.items() if wish is not None}


def merge_bodies(body: Mapping[str, Any], extras: Mapping[str, Any]) -> Body:
    """Both in one; what they share is merged level by level, and of two values the later holds."""
    merged = dict(body)
    for name, extra in extras.items():
        own = merged.get(name)
        both = isinstance(own, Mapping) and isinstance(extra, Mapping)
        merged[name] = merge_bodies(own, extra) if both else extra  # type: ignore[arg-type]
    return merged
