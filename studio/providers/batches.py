"""Many requests in one file, answered within a day at a lower price: the Batch API of OpenAI."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from studio.domain.errors import EndpointError
from studio.domain.model_job import BatchReply, BatchState
from studio.i18n import _
from studio.providers import replies, requests
from studio.providers.errors import redact, refuse_error
from studio.providers.streaming import read_pages

if TYPE_CHECKING:
    from openai import AsyncOpenAI

Result = TypeVar("Result")
Work = Callable[["AsyncOpenAI"], Coroutine[Any, Any, Result]]

PURPOSE: Literal["batch"] = "batch"
CHAT: Literal["/v1/chat/completions"] = "/v1/chat/completions"
WINDOW: Literal["24h"] = "24h"  # the only one there is
OVER = frozenset({"completed", "failed", "expired", "cancelled"})
UPLOAD_SECONDS = 600.0


class Asks(Protocol):
    """Runs work on the loop of requests and waits for it, errors translated."""

    def __call__(self, work: Work[Result]) -> Result: ...


class Batches:
    """The batches at one endpoint. Every failure is an ``EndpointError``."""

    def __init__(self, ask: Asks, key: str | None) -> None:
        self._ask = ask
        self._key = key

    def upload(self, path: Path, name: str) -> str:
        """Upload a file of requests under a name, once; its id."""

        async def work(client: AsyncOpenAI) -> str:
            patient = client.with_options(timeout=UPLOAD_SECONDS, max_retries=0)
            with path.open("rb") as content:
                return replies.read_id(
                    await patient.files.create(file=(name, content), purpose=PURPOSE)
                )

        return self._ask(work)

    def find_files(self, name: str) -> list[str]:
        """The ids of the files that were uploaded under this name."""

        async def work(client: AsyncOpenAI) -> list[str]:
            listing = functools.partial(client.files.list, purpose=PURPOSE)
            pages = [page async for page in read_pages(listing)]
            return [
                file.id
                for page in pages
                for file in page
                if getattr(file, "filename", None) == name
            ]

        return self._ask(work)

    def delete_file(self, id: str) -> None:
        """Delete a file; one that is gone already is no error."""

        async def work(client: AsyncOpenAI) -> None:
            refuse_error(await client.files.delete(id))

        try:
            self._ask(work)
        except EndpointError as error:
            if error.status != 404:
                raise

    def create(self, file: str, nonce: str) -> BatchState:
        """Start a batch. Sent exactly once: this is what costs money.

        After ``Unreachable``, or an ``EndpointError`` whose status is 500 or more, it may exist
        all the same: look for it with ``find(nonce)``, never create it again.
        """

        async def work(client: AsyncOpenAI) -> BatchState:
            once = client.with_options(max_retries=0)
            batch = await once.batches.create(
                input_file_id=file,
                endpoint=CHAT,
                completion_window=WINDOW,
                metadata={"nonce": nonce},
            )
            return read_batch(batch, self._key)

        return self._ask(work)

    def find(self, nonce: str, file: str = "") -> BatchState | None:
        """The batch that was created with this nonce (or, of a provider that keeps no metadata,
        from this file), or None."""

        async def work(client: AsyncOpenAI) -> BatchState | None:
            async for page in read_pages(client.batches.list):
                for batch in page:
                    metadata = getattr(batch, "metadata", None) or {}
                    is_of_file = bool(file) and getattr(batch, "input_file_id", "") == file
                    if metadata.get("nonce") == nonce or is_of_file:
                        return read_batch(batch, self._key)
            return None

        return self._ask(work)

    def state(self, id: str) -> BatchState:
        """How far a batch is."""

        async def work(client: AsyncOpenAI) -> BatchState:
            return read_batch(await client.batches.retrieve(id), self._key)

        return self._ask(work)

    def cancel(self, id: str) -> BatchState:
        """Want no more of a batch; what is answered by then can still be read."""

        async def work(client: AsyncOpenAI) -> BatchState:
            return read_batch(await client.batches.cancel(id), self._key)

        return self._ask(work)

    def read_file(self, id: str) -> str:
        """The text of a file of replies: a line of JSON each."""

        async def work(client: AsyncOpenAI) -> str:
            content = await client.files.content(id)
            return content.content.decode("utf-8", "replace")

        return self._ask(work)


def write_line(
    custom_id: str,
    messages: Sequence[Mapping[str, object]],
    *,
    model: str,
    max_tokens: int,
    temperature: float | None = None,
    schema: Mapping[str, object] | None = None,
    effort: str = "",
) -> str:
    """A line of a batch's file: one request, by the name under which its reply comes back."""
    body = requests.build_chat(
        model,
        [dict(message) for message in messages],
        max_tokens=None,
        temperature=temperature,
        seed=None,
        schema=schema,
        effort=effort,
    )
    # Nobody can ask again with other words: this one is taken by old and new models.
    body["max_completion_tokens"] = max_tokens
    line = {"custom_id": custom_id, "method": "POST", "url": CHAT, "body": body}
    return json.dumps(line, ensure_ascii=False)


def read_line(line: str, key: str | None = None) -> BatchReply | None:
    """A line of a file of replies or of errors; None where it is neither."""
    try:
        record = json.loads(line)
        name = record["custom_id"]
        response = record.get("response") or {}
        body = response.get("body") or {}
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    fault = record.get("error") or body.get("error")
    choices = body.get("choices") or []
    if fault or not choices:
        message = fault.get("message") if isinstance(fault, dict) else fault
        return BatchReply(name, error=redact(str(message or _("there is no answer in it")), key))
    return _read_choice(name, choices[0], body.get("usage"))


def _read_choice(name: str, choice: Any, usage: Any) -> BatchReply:
    message = choice.get("message") or {}
    used = usage if isinstance(usage, dict) else {}
    return BatchReply(
        name,
        text=str(message.get("content") or message.get("refusal") or ""),
        finish_reason=str(choice.get("finish_reason") or ""),
        tokens_in=_whole(used.get("prompt_tokens")),
        tokens_out=_whole(used.get("completion_tokens")),
    )


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and value >= 0 else None


def read_batch(reply: Any, key: str | None = None) -> BatchState:
    """A provider's batch in the studio's own words; ``Unreadable`` when the reply is none."""
    counts = getattr(reply, "request_counts", None)
    word = str(getattr(reply, "status", None) or "unknown")
    faults = getattr(getattr(reply, "errors", None), "data", None) or []
    messages = [str(getattr(fault, "message", "")) for fault in faults if fault]
    return BatchState(
        id=replies.read_id(reply),
        word=word,
        is_over=word in OVER,
        done=_count(counts, "completed"),
        failed=_count(counts, "failed"),
        total=_count(counts, "total"),
        output_file=str(getattr(reply, "output_file_id", None) or ""),
        error_file=str(getattr(reply, "error_file_id", None) or ""),
        error=redact("; ".join(filter(None, messages)), key),
    )


def _count(counts: Any, name: str) -> int:
    value = getattr(counts, name, None)
    return value if isinstance(value, int) and value >= 0 else 0
