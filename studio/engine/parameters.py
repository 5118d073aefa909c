"""What a request may ask: each field with its check; everything else is refused, not ignored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from studio.engine.errors import refuse_unsupported, refuse_value

Check = Callable[[object], bool]


def whole(least: int, most: int) -> Check:
    return lambda value: type(value) is int and least <= value <= most


def number(least: float, most: float) -> Check:
    return lambda value: type(value) in (int, float) and least <= float(str(value)) <= most


def only(*values: object) -> Check:
    """A value that asks for nothing: accepted so that careful clients may send it."""
    return lambda value: value is None or value in values


def text(most: int) -> Check:
    return lambda value: isinstance(value, str) and len(value) <= most


def strings(most: int) -> Check:
    return lambda value: (
        isinstance(value, dict)
        and len(value) <= most
        and all(isinstance(text, str) for pair in value.items() for text in pair)
    )


def auto(check: Check) -> Check:
    return lambda value: value == "auto" or check(value)


def stops(value: object) -> bool:
    """One to four strings at which an answer ends."""
    several = value if isinstance(value, list) else [value]
    return 0 < len(several) <= 4 and all(isinstance(each, str) and each for each in several)


HYPERPARAMETERS: dict[str, Check] = {
    "n_epochs": auto(whole(1, 50)),
    "batch_size": auto(whole(1, 256)),
    "learning_rate_multiplier": auto(lambda v: number(0, 1000)(v) and v != 0),
}

PREFERENCE: dict[str, Check] = {
    **HYPERPARAMETERS,
    "beta": auto(lambda v: number(0, 2)(v) and v != 0),
}

METHODS = {"supervised": HYPERPARAMETERS, "dpo": PREFERENCE}

JOB: dict[str, Check] = {
    "model": text(4096),
    "training_file": text(64),
    "validation_file": text(64),
    "hyperparameters": lambda value: isinstance(value, dict),
    "method": lambda value: isinstance(value, dict),
    "suffix": lambda value: text(64)(value) and value != "",
    "seed": whole(0, 2**31 - 1),
    "metadata": strings(16),
    "integrations": only([]),
}

CHAT: dict[str, Check] = {
    "model": text(4096),
    "messages": lambda value: isinstance(value, list) and bool(value),
    "max_tokens": whole(1, 2**20),
    "max_completion_tokens": whole(1, 2**20),
    "temperature": number(0, 2),
    "top_p": number(0, 1),
    "seed": whole(-(2**63), 2**63 - 1),
    "stop": stops,
    "stream": lambda value: isinstance(value, bool),
    "stream_options": lambda value: isinstance(value, dict),
    "user": text(512),
    "safety_identifier": text(512),
    "prompt_cache_key": text(512),
    "metadata": strings(16),
    "store": only(False),
    "n": only(1),
    "logprobs": only(False),
    "top_logprobs": only(0),
    "presence_penalty": only(0),
    "frequency_penalty": only(0),
    "response_format": only({"type": "text"}),
    "reasoning_effort": only("none"),
    "service_tier": only("auto", "default"),
    "logit_bias": only({}),
    "tools": only([]),
    "tool_choice": only("none", "auto"),
    "modalities": only(["text"]),
}

SCORE: dict[str, Check] = {
    "model": text(4096),
    "messages": lambda value: isinstance(value, list) and bool(value),
    "answer": lambda value: text(2**20)(value) and value != "",
}

# Which of these the API knows with values the engine has no use for.
NEUTRAL = frozenset(
    "store n logprobs top_logprobs presence_penalty frequency_penalty response_format "
    "reasoning_effort service_tier logit_bias tools tool_choice modalities integrations".split()
)


def check_fields(body: object, table: Mapping[str, Check], *required: str) -> dict[str, Any]:
    """The fields of a request body that are set; raises ApiError 400 for any other."""
    if not isinstance(body, dict):
        raise refuse_value("body", "The request body must be a JSON object.")
    for name in required:
        if body.get(name) is None:
            raise refuse_value(name, f"You must provide a {name} parameter.")
    # To ignore what we don't do would train something else than was asked for.
    for name, value in body.items():
        if name not in table:
            raise refuse_unsupported(name, f"the parameter {name!r}")
        if value is not None and not table[name](value):
            if name in NEUTRAL:
                raise refuse_unsupported(name, f"this value of {name!r}")
            raise refuse_value(name, f"Invalid value for {name!r}.")
    return {name: value for name, value in body.items() if value is not None}


@dataclass(frozen=True)
class Method:
    """How a job trains, "auto" where the engine chooses."""

    n_epochs: int | str = "auto"
    batch_size: int | str = "auto"
    learning_rate_multiplier: float | str = "auto"
    beta: float | str = "auto"
    """Of preferences: how far the model may go from what it was."""
    kind: str = "supervised"

    def settings(self) -> dict[str, Any]:
        """The hyperparameters, as the API lists them."""
        names = HYPERPARAMETERS if self.kind == "supervised" else PREFERENCE
        return {name: getattr(self, name) for name in names}


def read_method(body: Mapping[str, Any]) -> Method:
    """The hyperparameters of a job, from ``read_method`` or from the older top-level field."""
    chosen = dict(body.get("hyperparameters") or {})
    method = body.get("method")
    kind = "supervised"
    if method is not None:
        kind = method.get("type")
        if kind not in METHODS:
            methods = "it trains 'supervised' and 'dpo'"
            raise refuse_unsupported("method", f"the method {kind!r}; {methods}")
        extra = set(method) - {"type", kind}
        inner = method.get(kind) or {}
        if extra or not isinstance(inner, dict) or set(inner) - {"hyperparameters"}:
            raise refuse_value("method", f"The method {kind!r} takes 'hyperparameters' only.")
        chosen.update(inner.get("hyperparameters") or {})
    return Method(**check_fields(chosen, METHODS[kind]), kind=kind)


def choose_epochs(rows: int) -> int:
    """OpenAI's published rule for "auto": three, more for few rows, fewer for very many."""
    if rows * 3 < 100:
        return min(25, 100 // max(1, rows))
    if rows * 3 > 25_000:
        return max(1, 25_000 // rows)
    return 3
