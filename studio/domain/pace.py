"""How fast a model is trained on this computer, measured: what time and memory a training takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

LOOK_SHARE = 0.35
"""Of the time of a trained token, for one that is only looked at: there is no step back."""


@dataclass(frozen=True)
class Workload:
    """What a training has before it, in the model's own tokens."""

    tokens: int
    validation_tokens: int = 0
    epochs: int = 1
    steps: int = 0
    """Steps of the optimizer, over all epochs."""


@dataclass(frozen=True)
class Pace:
    """Measured on a few steps, and corrected by each training that ends.

    Times in seconds, ``memory`` in bytes at rows of up to ``longest`` tokens. ``token_ratio`` is
    how many of the model's own tokens there were for each that the studio counted.
    """

    model: str
    device: str
    precision: str
    method: str = "supervised"
    threads: int = 0
    start: float = 10.0
    token: float = 0.01
    step: float = 0.1
    memory: int = 0
    longest: int = 0
    token_ratio: float = 1.0
    measured: str = ""

    def estimate(self, work: Workload) -> float:
        """Seconds for a workload, from the start of the training process to its end."""
        looked_at = work.validation_tokens * LOOK_SHARE
        return (
            self.start
            + work.epochs * (work.tokens + looked_at) * self.token
            + work.steps * self.step
        )

    def scale(self, work: Workload) -> Workload:
        """A workload in the studio's tokens, in the model's own."""
        return replace(
            work,
            tokens=round(work.tokens * self.token_ratio),
            validation_tokens=round(work.validation_tokens * self.token_ratio),
        )

    def record(self) -> dict[str, Any]:
        """As it is kept on disk."""
        return asdict(self)

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self | None:
        """The pace in a record; None for what is none."""
        values = {field.name: record[field.name] for field in fields(cls) if field.name in record}
        try:
            pace = cls(**values)
            is_usable = pace.token > 0 and pace.start >= 0 and pace.token_ratio > 0
        except TypeError:
            return None
        return pace if is_usable else None
