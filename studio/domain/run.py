"""A run: one training at one endpoint, with its events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any


@dataclass(frozen=True)
class Endpoint:
    """Somewhere one can train and ask: a name, a base URL, the name its key is kept under.

    ``kind`` names the row of ``providers/table.py`` that speaks to it, ``settings`` what that
    provider wants to know besides. ``title`` is what a person reads.
    """

    name: str
    base_url: str
    trains: bool = True
    key_env: str = ""  # environment variable that holds the key
    default_model: str = ""
    note: str = ""
    kind: str = "openai"
    settings: Mapping[str, str] = field(default_factory=dict, hash=False)
    title: str = ""


class RunStatus(StrEnum):
    """OpenAI's words for a job, and four of ours around them."""

    WAITING = "waiting"  # ours: in the queue, its money set aside, nothing prepared yet
    PREPARED = "prepared"  # ours: stored, nothing sent yet
    UNCERTAIN = "uncertain"  # ours: sent, no answer came; it is looked for, never sent again
    MISSING = "missing"  # ours: looked for several times and not there; it may yet turn up
    VALIDATING_FILES = "validating_files"
    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        return self in (
            RunStatus.SUCCEEDED,
            RunStatus.FAILED,
            RunStatus.CANCELLED,
            RunStatus.MISSING,
        )

    @classmethod
    def parse(cls, word: str) -> RunStatus:
        """The status for a provider's word; one we do not know counts as running."""
        # Providers invent words; taking one for an end would leave a job alone that costs money.
        try:
            return cls(word)
        except ValueError:
            return cls.RUNNING


class Method(StrEnum):
    """How a model learns, in OpenAI's words: from single answers, or from a better and a worse."""

    SUPERVISED = "supervised"
    PREFERENCE = "dpo"


@dataclass(frozen=True)
class Hyperparameters:
    """What a curator can choose; None leaves it to the provider ("auto").

    ``beta`` belongs to preferences: how closely the model stays to what it was, above 0 to 2.
    ``share`` of the training rows are trained on (0.5: every other), all validation rows are
    measured on; without ``validation`` none are sent.
    """

    epochs: int | None = None
    learning_rate_multiplier: float | None = None
    batch_size: int | None = None
    method: Method = Method.SUPERVISED
    beta: float | None = None
    share: float = 1.0
    validation: bool = True

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Hyperparameters:
        """From what a library keeps; names that this version does not know are passed over."""
        names = {field.name for field in fields(cls)}
        own = {name: value for name, value in values.items() if name in names}
        return replace(cls(**own), method=Method(own.get("method", Method.SUPERVISED)))


@dataclass(frozen=True)
class Metric:
    """A point of the loss curve, from an event's ``data``."""

    step: int
    train_loss: float | None = None
    valid_loss: float | None = None
    full_valid_loss: float | None = None
    train_accuracy: float | None = None
    valid_accuracy: float | None = None
    total_steps: int | None = None
    epoch: float | None = None


@dataclass(frozen=True)
class Event:
    """One line a provider says of a job."""

    id: str
    created: datetime
    level: str
    message: str
    metric: Metric | None = None


@dataclass(frozen=True)
class Checkpoint:
    """A model kept after an epoch."""

    step: int
    model: str
    valid_loss: float | None = None


@dataclass(frozen=True)
class JobState:
    """What a provider says of a job at one moment."""

    job: str
    status: RunStatus
    model: str
    fine_tuned_model: str | None = None
    trained_tokens: int | None = None
    error_code: str = ""
    error_message: str = ""
    estimated_finish: datetime | None = None
    training_file: str = ""
    epochs: int | None = None
    unknown_word: str = ""  # the provider's word for a state that this program does not know


@dataclass(frozen=True)
class Run:
    """One training, as the library keeps it."""

    id: int
    version: int
    endpoint: str
    model: str
    hyperparameters: Hyperparameters
    seed: int | None
    suffix: str
    nonce: str
    status: RunStatus
    created: datetime
    job: str | None = None
    fine_tuned_model: str | None = None
    error: str = ""
    trained_tokens: int | None = None
    estimate_usd: Decimal = Decimal(0)
    cost_usd: Decimal | None = None
    training_file: str = ""
    validation_file: str = ""
    started: datetime | None = None
    ended: datetime | None = None
    metrics: tuple[Metric, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
    sweep: int | None = None  # the number of the sweep it belongs to
    after: int | None = None  # the run whose tuned model it trains further
    # What its endpoint said of a training when it was ordered; None in runs from before.
    settings: Mapping[str, str] | None = field(default=None, hash=False)

    @property
    def billed_epochs(self) -> float:
        """Passes over the whole version that are paid: half the rows are half an epoch."""
        return (self.hyperparameters.epochs or 0) * self.hyperparameters.share
