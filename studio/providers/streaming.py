"""What comes in pieces: answers word by word, and lists page by page."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from studio.i18n import _
from studio.providers.base import Usage
from studio.providers.errors import Unreadable, refuse_error, unreachable
from studio.providers.replies import read_usage
from studio.providers.requests import Body, drop_refused

if TYPE_CHECKING:
    from openai import AsyncOpenAI

PAGE = 100  # as many as OpenAI gives at once
MOST_PAGES = 1000
"""Of a list: a server that goes on with it for ever is not listened to for ever."""
BREATH_SECONDS = 0.1  # of silence, after which "" is given: cancelling is felt at once
SILENCE_SECONDS = 120.0  # without a word, after which an answer is given up

_END = object()


@dataclass(frozen=True)
class Ending:
    """What is said at the end of an answer: why it stopped, and what it used."""

    finish_reason: str
    usage: Usage | None
    refused: frozenset[str] = frozenset()


class AnswerPieces(Iterator[str]):
    """An answer in pieces, as they come, and "" for each breath in which none came.

    ``close()``, from any thread, hangs up at once. No word for ``silence`` seconds is an
    ``Unreachable``, whether or not the server keeps the line open.
    """

    def __init__(
        self,
        pieces: SimpleQueue[object],
        future: Future[None],
        host: str,
        silence: float = SILENCE_SECONDS,
    ) -> None:
        self._pieces = pieces
        self._future = future
        self._host = host
        self._silence = silence
        self._last_word = time.monotonic()
        self._closed = False
        self._ended = False
        self.usage: Usage | None = None
        self.finish_reason = ""
        self.refused = frozenset[str]()
        future.add_done_callback(lambda _done: pieces.put(_END))

    def __next__(self) -> str:
        if self._ended or self._closed:
            raise StopIteration
        try:
            # close() on another thread puts the end here
            piece = self._pieces.get(timeout=min(BREATH_SECONDS, self._silence))
        except Empty:
            return self._wait_on()
        self._last_word = time.monotonic()
        if isinstance(piece, Ending):
            self.usage, self.finish_reason = piece.usage, piece.finish_reason
            self.refused = piece.refused
            return ""
        if isinstance(piece, str) and not self._closed:
            return piece
        self._ended = True
        if not self._closed:
            if self._future.cancelled():  # the whole client was closed
                raise unreachable(self._host)
            self._future.result()  # raises what went wrong, if something did
        raise StopIteration

    def _wait_on(self) -> str:
        """Nothing for now; hang up when that lasts."""
        if time.monotonic() - self._last_word < self._silence:
            return ""
        self.close()
        seconds = _("no reply for {n} seconds").format(n=round(self._silence))
        raise unreachable(self._host, seconds)

    def close(self) -> None:
        self._closed = True
        self._future.cancel()

    def __del__(self) -> None:  # a loop that was left early: don't pay for the rest
        self.close()


async def speak(client: AsyncOpenAI, request: Body, pieces: SimpleQueue[object]) -> None:
    """Ask for an answer and put its pieces into the queue as they come."""
    import openai

    body = {**request, "stream_options": {"include_usage": True}}
    stream, sent = await _open_stream(client, body)
    chunks, reason, usage = 0, "", None
    async with stream:
        async for chunk in stream:
            chunks += 1
            usage = read_usage(getattr(chunk, "usage", None)) or usage
            for choice in chunk.choices or ():
                piece = choice.delta and (choice.delta.content or choice.delta.refusal)
                # A model that thinks in a field of its own says nothing yet, and yet it lives.
                pieces.put(piece or "")
                reason = choice.finish_reason or reason
    if not chunks:
        raise Unreadable("no stream")
    pieces.put(Ending(reason, usage, frozenset(body) - frozenset(sent)))
    if not reason:  # without chunked encoding, a cut connection looks like an end
        raise openai.APIConnectionError(
            message="the answer ended in the middle", request=stream.response.request
        )


async def _open_stream(client: AsyncOpenAI, request: Body) -> tuple[Any, Body]:
    """The answer as a stream, and what was sent: a model that refuses a parameter is asked
    without it."""
    import openai

    while True:
        try:
            return await client.chat.completions.create(**request, stream=True), request
        except openai.BadRequestError as error:
            changed = drop_refused(request, error.code, error.param, str(error))
            if changed is None:
                raise
            request = changed


async def read_pages(fetch: Callable[..., Awaitable[Any]], **only: Any) -> AsyncIterator[list[Any]]:
    """The pages of a list, to the last; a server that repeats itself is not asked for ever."""
    ids: set[str] = set()
    last: dict[str, str] = {}
    for _number in range(MOST_PAGES):
        page = await await_list(fetch(limit=PAGE, **only, **last))
        fresh = [row for row in rows_of(page) if row.id not in ids]
        if not fresh:
            return
        yield fresh
        ids |= {row.id for row in fresh}
        if getattr(page, "has_more", None) is False:
            return
        last = {"after": fresh[-1].id}
    raise Unreadable("a list without end")


async def await_list(reply: Awaitable[Any]) -> Any:
    """A page, once it came; the client itself trips over one that is no list."""
    try:
        return await reply
    except AttributeError as error:
        raise Unreadable("no list") from error


def rows_of(page: Any) -> list[Any]:
    """What stands on a page."""
    data = getattr(page, "data", None)
    if not isinstance(data, list):
        refuse_error(page)
        raise Unreadable("no list")
    return [row for row in data if isinstance(getattr(row, "id", None), str)]
