"""What a provider says of a training, in the curator's language where it is a sentence we know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from studio.i18n import N_, _

LONG = frozenset({"lines", "why", "model", "file", "job"})
"""Names of what may hold blanks and commas; anything else is one word."""

SENTENCES = (
    N_("Created fine-tuning job: {job}"),
    N_("Validating training file: {file} and validation file: {other}"),
    N_("Validating training file: {file}"),
    N_("Files validated, moving job to queued state"),
    N_("Fine-tuning job started"),
    N_("Fine-tuning job resumed after the engine was restarted"),
    N_("Fine-tuning job resumed"),
    N_("Training on the processor in {precision}, {threads} thread(s)"),
    N_(
        "Training on the processor in {precision}, {threads} thread(s), {rows} short rows in one "
        "piece"
    ),
    N_(
        "Training on the processor in {precision}, {threads} thread(s), with gradient checkpointing"
    ),
    N_("Training on the graphics card in {precision}"),
    N_("Training on the graphics card in {precision}, with gradient checkpointing"),
    N_("This should take about {n} seconds, {gigabytes} GB of memory"),
    N_("This should take about {n} minutes, {gigabytes} GB of memory"),
    N_("This should take about {n} hours, {gigabytes} GB of memory"),
    N_("This should take about {n} seconds"),
    N_("This should take about {n} minutes"),
    N_("This should take about {n} hours"),
    N_(
        "Step {step}/{total}: training loss={loss}, validation loss={valid}, full validation "
        "loss={full}"
    ),
    N_("Step {step}/{total}: training loss={loss}, validation loss={valid}"),
    N_("Step {step}/{total}: training loss={loss}"),
    N_("Step {step}/{total}: the loss is not a number"),
    N_("Checkpoint created at step {step} with Snapshot ID: {model}"),
    N_("New fine-tuned model created: {model}"),
    N_("The job has successfully completed"),
    N_("The job was cancelled"),
    N_("The job failed: {why}"),
    N_("{n} row(s) of the training file longer than the model takes and was cut (line {lines})"),
    N_("{n} row(s) of the validation file longer than the model takes and was cut (line {lines})"),
    N_(
        "{n} row(s) of the training file left out: nothing to learn is left within the length "
        "(line {lines})"
    ),
    N_(
        "The disk is full, and the training waits. Free {n} MB: it goes on by itself then, from "
        "its last checkpoint."
    ),
    N_(
        "The engine's environment is gone, and the training waits. Set the engine up again: it "
        "goes on by itself then, from its last checkpoint."
    ),
)
"""As OpenAI and the engine on this computer say them. To add one: the sentence as it comes, with
names in place of what changes."""


def translate_event(message: str) -> str:
    """A provider's sentence in the language of the day; one that we don't know as it is."""
    recognition = _recognize(message)
    if recognition is None:
        return message
    sentence, values = recognition
    return _(sentence).format(**values)


@lru_cache(maxsize=4096)
def _recognize(message: str) -> tuple[str, Mapping[str, str]] | None:
    """Which sentence a message is, and what stands in its gaps."""
    for sentence, pattern in _compile_patterns():
        if match := pattern.fullmatch(message):
            return sentence, match.groupdict()
    return None


@cache
def _compile_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((sentence, re.compile(_write_pattern(sentence))) for sentence in SENTENCES)


def _write_pattern(sentence: str) -> str:
    pieces = re.split(r"\{(\w+)\}", sentence)
    return "".join(
        _write_gap(piece) if index % 2 else re.escape(piece) for index, piece in enumerate(pieces)
    )


def _write_gap(name: str) -> str:
    return f"(?P<{name}>.+)" if name in LONG else rf"(?P<{name}>[^\s,]+)"
