"""What a provider says of jobs, in the studio's own words.

Providers differ: fields are missing, null or of another type, words are new. What can't be read
counts as absent; only a job without an id is no job.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from studio.domain.run import Checkpoint, Event, JobState, Metric, RunStatus
from studio.providers.base import Usage
from studio.providers.errors import Unreadable, redact, refuse_error

LARGEST_WHOLE = 2**53  # beyond it JSON's numbers are no longer exact, and nothing counts so far
LOSSES = ("train_loss", "valid_loss", "full_valid_loss")
ACCURACIES = {
    "train_accuracy": ("train_mean_token_accuracy", "train_accuracy"),
    "valid_accuracy": ("full_valid_mean_token_accuracy", "valid_mean_token_accuracy"),
}
"""Ours → where it stands in an event, the better one first."""

# Other spellings of OpenAI's words, as other servers write them, and words for a bad end.
SPELLINGS = {
    "aborted": "failed",
    "deleted": "failed",
    "expired": "failed",
    "timed_out": "failed",
    "timeout": "failed",
    "canceled": "cancelled",
    "completed": "succeeded",
    "created": "queued",
    "error": "failed",
    "pending": "queued",
    "waiting": "queued",
}

BAD_ENDS = frozenset(word for word, status in SPELLINGS.items() if status == "failed")
PROVIDERS_WORDS = frozenset(RunStatus) - {
    RunStatus.WAITING,
    RunStatus.PREPARED,
    RunStatus.UNCERTAIN,
    RunStatus.MISSING,
}


def read_id(reply: Any) -> str:
    """The id of a thing just made; ``Unreadable`` when the reply is no such thing."""
    id = getattr(reply, "id", None)
    if not isinstance(id, str) or not id:
        refuse_error(reply)
        raise Unreadable("no id")
    return id


def read_file_status(reply: Any) -> str:
    """The state of a file, "" for none; ``Unreadable`` when the reply is no file at all."""
    read_id(reply)
    return _text(reply, "status")


def read_job(job: Any, key: str | None = None) -> JobState:
    """The state of a job; ``Unreadable`` when the reply is no job at all."""
    word = str(getattr(job, "status", None) or "")
    error = getattr(job, "error", None)  # an object of nulls on some healthy jobs
    status, is_familiar = _read_status(job, word)
    return JobState(
        job=read_id(job),
        status=status,
        unknown_word="" if is_familiar else word or "null",
        model=_text(job, "model"),
        fine_tuned_model=_text(job, "fine_tuned_model") or None,
        trained_tokens=_whole(getattr(job, "trained_tokens", None)),
        error_code=_text(error, "code") or (word if word in BAD_ENDS else ""),
        error_message=redact(_text(error, "message"), key),
        estimated_finish=_moment(getattr(job, "estimated_finish", None)),
        training_file=_text(job, "training_file"),
        epochs=_epochs(job),
    )


def _read_status(job: Any, word: str) -> tuple[RunStatus, bool]:
    """What a provider's word means, and whether it is one we know.

    Behind a word nobody knows, a job that says when it finished is over: it made a model, or not.
    """
    spelled = SPELLINGS.get(word, word)
    if spelled in {status.value for status in PROVIDERS_WORDS}:
        return RunStatus(spelled), True
    if _moment(getattr(job, "finished_at", None)) is None:
        return RunStatus.RUNNING, False
    made = bool(_text(job, "fine_tuned_model"))
    return RunStatus.SUCCEEDED if made else RunStatus.FAILED, False


def has_nonce(job: Any, nonce: str, training_file: str | None) -> bool:
    """Whether this job is the one; by its file only where the provider keeps no metadata."""
    metadata = getattr(job, "metadata", None)
    if isinstance(metadata, Mapping) and "nonce" in metadata:
        return bool(metadata["nonce"] == nonce)
    return training_file is not None and getattr(job, "training_file", None) == training_file


def read_event(reply: Any, key: str | None = None) -> Event:
    """One event, with its point of the loss curve where it has one."""
    return Event(
        id=_text(reply, "id"),
        created=_moment(getattr(reply, "created_at", None)) or datetime.fromtimestamp(0, UTC),
        level=_text(reply, "level") or "info",
        message=redact(_text(reply, "message"), key),
        metric=read_metric(getattr(reply, "data", None)),
    )


def read_metric(data: object) -> Metric | None:
    """The point of the loss curve in an event's ``data``: a step with a loss, else None."""
    if not isinstance(data, Mapping):
        return None
    step = _whole(data.get("step"))
    losses = {name: _number(data.get(name)) for name in LOSSES}
    if step is None or all(loss is None for loss in losses.values()):
        return None
    return Metric(
        step=step,
        total_steps=_whole(data.get("total_steps")),
        epoch=_number(data.get("epoch")),
        **losses,
        **{name: _first_number(data, places) for name, places in ACCURACIES.items()},
    )


def read_checkpoint(reply: Any) -> Checkpoint:
    """One checkpoint; the loss over the whole validation file counts more than one batch's."""
    metrics = getattr(reply, "metrics", None)
    full = _number(getattr(metrics, "full_valid_loss", None))
    return Checkpoint(
        step=_whole(getattr(reply, "step_number", None)) or 0,
        model=_text(reply, "fine_tuned_model_checkpoint") or _text(reply, "id"),
        valid_loss=full if full is not None else _number(getattr(metrics, "valid_loss", None)),
    )


def read_shutdown(model: Any) -> date | None:
    """The day a model ends; OpenAI says it of some since 2026, nobody else does."""
    text = _text(model, "shutdown_date")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def read_usage(usage: Any) -> Usage | None:
    """What an answer used; None for figures that can be none."""
    tokens_in = _whole(getattr(usage, "prompt_tokens", None))
    tokens_out = _whole(getattr(usage, "completion_tokens", None))
    if tokens_in is None or tokens_out is None or min(tokens_in, tokens_out) < 0:
        return None
    return Usage(tokens_in, tokens_out)


def is_newest_first(events: Sequence[Any]) -> bool:
    """Whether events run backwards, as OpenAI's do and some others' don't."""
    times = [_number(getattr(event, "created_at", None)) or 0 for event in events]
    return not times or times[0] >= times[-1]


def select_newer(rows: list[Any], after: str | None) -> list[Any]:
    """The rows behind the one with the id ``after``, oldest first; all when it is not there."""
    forwards = rows[::-1] if is_newest_first(rows) else rows
    behind = [index for index, row in enumerate(forwards, 1) if row.id == after]
    return forwards[behind[0] :] if behind else forwards


def _epochs(job: Any) -> int | None:
    method = getattr(job, "method", None)
    methods = (getattr(method, name, None) for name in ("supervised", "dpo"))
    holders = [getattr(holder, "hyperparameters", None) for holder in methods]
    for holder in (*holders, getattr(job, "hyperparameters", None)):
        epochs = _whole(getattr(holder, "n_epochs", None))
        if epochs is not None:
            return epochs
    return None


def _text(thing: Any, name: str) -> str:
    value = getattr(thing, name, None)
    return value if isinstance(value, str) else ""


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    return float(value)


def _first_number(data: Mapping[str, object], places: Sequence[str]) -> float | None:
    figures = (_number(data.get(name)) for name in places)
    return next((figure for figure in figures if figure is not None), None)


def _whole(value: object) -> int | None:
    number = _number(value)
    return None if number is None or abs(number) > LARGEST_WHOLE else int(number)


def _moment(value: object) -> datetime | None:
    seconds = _number(value)
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None
