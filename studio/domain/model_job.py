"""A model job: many things asked of one model, each kept as soon as it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class JobKind(StrEnum):
    """What a model is asked for."""

    CONDENSE = "condense"  # of each passage a question with its answer
    QUESTIONS = "questions"  # of each pair other ways to ask, follow-ups, negatives


class RequestState(StrEnum):
    """What became of one thing that is asked."""

    WAITING = "waiting"  # not sent yet
    ASKED = "asked"  # it left, and no reply has come
    ANSWERED = "answered"
    NOTHING = "nothing"  # answered: there is nothing to learn here
    FAILED = "failed"  # no usable reply; ``reason`` says why, and it can be asked again
    LOST = "lost"  # asked, and the program ended before the reply came: it may be paid for
    MOVED = "moved"  # a later job asks for it


class JobState(StrEnum):
    """Where a job stands."""

    OPEN = "open"  # its requests are asked one by one
    SENDING = "sending"  # a batch is being handed to the provider
    SENT = "sent"  # the provider has the batch
    ENDED = "ended"  # nothing is under way; what waits was left so by the curator
    STOPPED = "stopped"  # broken off by a failure, or by the end of the program


@dataclass(frozen=True)
class BatchState:
    """A batch at its provider: how far it is, and the files in which its replies stand.

    ``is_over``: nothing more will come; ``word`` is the provider's own for how it ended
    ("completed", "expired", "failed", "cancelled" …), ``error`` what it says went wrong.
    """

    id: str
    word: str
    is_over: bool
    done: int = 0
    failed: int = 0
    total: int = 0
    output_file: str = ""
    error_file: str = ""
    error: str = ""


@dataclass(frozen=True)
class BatchReply:
    """What one request of a batch came to; ``error`` says why there is no answer ("": there is).

    Tokens are None where the provider does not say what was used.
    """

    custom_id: str
    text: str = ""
    finish_reason: str = ""
    tokens_in: int | None = None
    tokens_out: int | None = None
    error: str = ""


@dataclass(frozen=True)
class Request:
    """One thing that is asked: about a passage or a pair.

    ``reply`` is what the model said, whole, also where it was of no use. ``usd`` is what it cost.
    """

    position: int
    passage: int | None = None
    pair: int | None = None
    state: RequestState = RequestState.WAITING
    reply: str = ""
    reason: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    usd: Decimal = Decimal(0)


@dataclass(frozen=True)
class ModelJob:
    """One job: whom is asked, how, and where it stands.

    ``plan`` is the JSON of how it is asked (candidates, kinds, prompt). ``nonce`` is its own mark,
    by which a batch is found again at the provider; ``file`` and ``batch`` are the provider's ids,
    ``reservation`` the ledger's line for the batch, 0 while there is none.
    """

    id: int
    kind: JobKind
    endpoint: str
    model: str
    plan: str
    nonce: str
    created: datetime
    state: JobState = JobState.OPEN
    is_batch: bool = False
    file: str = ""
    batch: str = ""
    reservation: int = 0
    error: str = ""
    ended: datetime | None = None
