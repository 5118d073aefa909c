"""The rehearsal model: small and random. It proves the pipeline, not the quality."""

from __future__ import annotations

import time
from dataclasses import dataclass

from studio.i18n import N_, _

FEWEST_EPOCHS, MOST_EPOCHS = 4, 30
ROWS_TO_SEE = 1_500
"""Rows that a random model has to be shown, counted with repetition, before its loss falls."""
TOKENS_A_SECOND = 5_000
START_SECONDS = 8.0
"""Until the first step: the training process loads its libraries. Both on two quiet cores."""
PROBE_STEPS, PROBE_SECONDS = 100_000, 0.003
"""Steps of a small calculation, and how long they take on the computer that both are of."""


@dataclass(frozen=True)
class Rehearsal:
    """A random model of a provider: what has to be said of it, and what it needs."""

    model: str
    note: str

    def is_of(self, model: str) -> bool:
        """Whether a model is this one, or was trained from it."""
        return self.model in model

    def describe(self) -> str:
        return _(self.note)

    def choose_epochs(self, examples: int) -> int:
        """A random model starts from nothing, so it needs more passes than any real one."""
        return max(FEWEST_EPOCHS, min(MOST_EPOCHS, ROWS_TO_SEE // max(examples, 1)))

    def estimate_seconds(self, tokens: int, epochs: int) -> float:
        """How long a training would take on this computer."""
        return (START_SECONDS + tokens * epochs / TOKENS_A_SECOND) * measure_slowness()


def measure_slowness() -> float:
    """How many times slower this computer is than the one of our measure.

    By the time of the processor, not of the clock: another training that runs now is over before
    this one begins, so it makes this one no slower.
    """
    begin = time.thread_time()
    sum(number * number for number in range(PROBE_STEPS))
    return max(0.5, (time.thread_time() - begin) / PROBE_SECONDS)


TINY = Rehearsal(
    model="rehearsal-tiny",
    note=N_(
        "Rehearsal: a small random model. It proves the pipeline and says nothing about a real "
        "model's quality."
    ),
)
