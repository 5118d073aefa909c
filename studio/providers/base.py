"""What the studio asks of the world outside: a model that answers, a place that trains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from studio.domain.run import Checkpoint, Event, Hyperparameters, JobState


@dataclass(frozen=True)
class Usage:
    """Tokens that a provider says it read and wrote, and so will bill."""

    tokens_in: int
    tokens_out: int


class AnswerStream(Iterator[str], Protocol):
    """An answer in pieces, as they come. ``close()``, from any thread, cancels it at once.

    While nobody speaks, the empty piece is given several times a second, so that whoever reads
    can turn away; a silence that lasts too long ends in ``Unreachable``. At the end ``usage`` is
    what the provider says was used, None where it says nothing, and ``finish_reason`` its word for
    why it stopped ("stop", or "length" when it ran out of room). ``refused`` names the parameters
    it was asked again without, because the model does not take them.
    """

    usage: Usage | None
    finish_reason: str
    refused: frozenset[str]

    def close(self) -> None: ...


class ChatModel(Protocol):
    """Somewhere one can ask. Every failure is an ``EndpointError``."""

    def answer(
        self,
        messages: Sequence[Mapping[str, object]],
        *,
        model: str,
        max_tokens: int | None = None,
        temperature: float | None = None,
        seed: int | None = None,
        schema: Mapping[str, object] | None = None,
        effort: str = "",
        once: bool = False,
    ) -> AnswerStream:
        """The answer to ``messages`` (OpenAI's chat shape), streamed in pieces.

        ``schema`` is the JSON schema that it has to keep to, ``effort`` how much a reasoning model
        is to think ("none", "low" …); a model that knows neither is asked without. ``once``: a
        request that may have arrived is never sent again.
        """
        ...

    def models(self) -> list[str]:
        """The names of the models one can ask here, sorted."""
        ...


@dataclass(frozen=True)
class Likelihood:
    """The natural logarithm of an answer's likelihood, summed over its ``tokens`` with the mark
    that ends it; the loss of a training on it is ``-logprob / tokens``."""

    tokens: int
    logprob: float


class Scorer(Protocol):
    """Somewhere that tells how likely a model finds an answer. Failures are ``EndpointError``."""

    def score(
        self, messages: Sequence[Mapping[str, object]], answer: str, *, model: str
    ) -> Likelihood:
        """How likely ``model`` finds ``answer`` to ``messages``, as a training would see it."""
        ...


class Trainer(Protocol):
    """Somewhere one can train. Every failure is an ``EndpointError``."""

    def upload(self, path: Path, name: str) -> str:
        """Upload a training file under a name, wait until the provider has read it; its id."""
        ...

    def find_files(self, name: str) -> list[str]:
        """The ids of the files that were uploaded under this name."""
        ...

    def delete_file(self, id: str) -> None:
        """Delete an uploaded file; one that is gone already is no error."""
        ...

    def create(
        self,
        *,
        model: str,
        training_file: str,
        validation_file: str | None,
        hyperparameters: Hyperparameters,
        seed: int | None,
        suffix: str,
        nonce: str,
    ) -> JobState:
        """Start a job. Sent exactly once: this is what costs money.

        After ``Unreachable``, or an ``EndpointError`` whose status is 500 or more, the job may
        exist all the same: look for it with ``find(nonce)``, never create it again.
        """
        ...

    def quote(
        self,
        *,
        model: str,
        training_file: str,
        validation_file: str | None,
        hyperparameters: Hyperparameters,
    ) -> Decimal | None:
        """US dollars that the provider asks for a job with files that it has; None: it can't say.

        Only where ``Capabilities.quotes``.
        """
        ...

    def find(self, nonce: str, *, training_file: str | None = None) -> JobState | None:
        """The job that was created with this nonce, or None.

        ``training_file`` recognises the job at a provider that drops the metadata of jobs.
        """
        ...

    def state(self, job: str) -> JobState: ...

    def events(self, job: str, after: str | None = None) -> list[Event]:
        """What happened, oldest first; only what is newer than the event with the id ``after``."""
        ...

    def checkpoints(self, job: str) -> list[Checkpoint]:
        """The models kept so far, by step."""
        ...

    def cancel(self, job: str) -> JobState: ...

    def pause(self, job: str) -> JobState:
        """Stop for a while; only where ``Capabilities.pauses``."""
        ...

    def resume(self, job: str) -> JobState: ...

    def shutdown_date(self, model: str) -> date | None:
        """The day a model ends, as the provider says it; None where it says nothing of it."""
        ...


class ProviderClient(ChatModel, Trainer, Protocol):
    """Both at one endpoint: what a row of ``providers/table.py`` makes."""
