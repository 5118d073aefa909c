"""Several requests under way at once, each on a thread of its own, dropped in a breath."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from studio.domain.errors import EndpointError
from studio.providers.base import AnswerStream, ChatModel, Usage
from studio.services.drafting.requests import Call

PATIENCE_SECONDS = 1.0
"""How long closing waits for the threads to notice."""


@dataclass(frozen=True)
class Words:
    """A piece of a reply, as it comes."""

    position: int
    text: str


@dataclass(frozen=True)
class Spoken:
    """How a request ended: the text (what came of it, where ``error`` says it broke off), why it
    stopped, what the provider says was used, and which parameters the model refused."""

    position: int
    text: str = ""
    finish_reason: str = ""
    usage: Usage | None = None
    refused: frozenset[str] = frozenset()
    error: Exception | None = None


class Asking:
    """The requests under way at one model. ``send`` starts one, ``receive`` says what came.

    Threads only speak; money, library and decisions stay with whoever asks.
    """

    def __init__(self, chat: ChatModel, model: str, *, temperature: float | None = None) -> None:
        self._chat = chat
        self._model = model
        self._temperature = temperature
        self._events = SimpleQueue[Words | Spoken]()
        self._threads: dict[int, threading.Thread] = {}
        self._closed = threading.Event()

    @property
    def under_way(self) -> int:
        """How many requests have not ended."""
        return len(self._threads)

    def send(self, call: Call) -> None:
        """Send a request; it is sent once only."""
        thread = threading.Thread(
            target=self._speak, args=(call,), name=f"studio-ask-{call.position}", daemon=True
        )
        self._threads[call.position] = thread
        thread.start()

    def receive(self, seconds: float) -> Iterator[Words | Spoken]:
        """What came meanwhile; waits at most so many seconds for the first of it."""
        timeout = seconds
        while True:
            try:
                event = self._events.get(timeout=timeout) if timeout else self._events.get_nowait()
            except Empty:
                return
            # The first was waited for; the others are there already, or come next time.
            timeout = 0.0
            if isinstance(event, Spoken):
                self._threads.pop(event.position).join()
            yield event

    def close(self) -> list[Spoken]:
        """Hang up on all that is under way; what came of each until then."""
        self._closed.set()
        for thread in list(self._threads.values()):
            thread.join(PATIENCE_SECONDS)
        return [event for event in self.receive(0) if isinstance(event, Spoken)]

    def _speak(self, call: Call) -> None:
        pieces: list[str] = []
        stream: AnswerStream | None = None
        error: Exception | None = None
        try:
            stream = self._chat.answer(
                call.messages,
                model=self._model,
                max_tokens=call.most_out,
                temperature=self._temperature,
                schema=call.schema,
                effort=call.effort,
                once=True,
            )
            with closing(stream):
                # In a silence the empty piece comes several times a second: then one can turn away.
                for piece in stream:
                    if self._closed.is_set():
                        break
                    if piece:
                        pieces.append(piece)
                        self._events.put(Words(call.position, piece))
        except Exception as fault:  # whatever it is, whoever waits for this request must hear of it
            error = fault
        self._events.put(
            Spoken(
                call.position,
                "".join(pieces),
                stream.finish_reason if stream else "",
                stream.usage if stream else None,
                getattr(stream, "refused", frozenset()) if stream else frozenset(),
                error,
            )
        )


def is_final(error: Exception) -> bool:
    """Whether no further request would fare better: the key, the quota, the model's name."""
    if not isinstance(error, EndpointError):
        return True
    return error.status in (401, 404) or error.code in ("insufficient_quota", "model_not_found")
