"""What providers with a training API of their own share: asking is OpenAI's, jobs are theirs."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from studio.domain.errors import EndpointError, InvalidDataset
from studio.i18n import _
from studio.providers.errors import Unreadable, not_understood, redact, refuse_error
from studio.providers.openai_compatible import (
    PROCESSING_SECONDS,
    UPLOAD_SECONDS,
    OpenAICompatible,
)

if TYPE_CHECKING:
    from openai import AsyncOpenAI

Result = TypeVar("Result")
Reply = dict[str, Any]
Query = Mapping[str, str | int]


class RestProvider(OpenAICompatible):
    """Requests to paths of a provider's own, through the same client: its key, its errors.

    Reads are retried as everywhere, writes never. Replies are JSON objects; one that is none is an
    ``EndpointError``.
    """

    def _read(self, work: Callable[[], Result]) -> Result:
        """What ``work`` reads out of a reply; an ``EndpointError`` where that is not in it."""
        try:
            return work()
        except Unreadable:
            raise not_understood(self._host) from None

    def _get(self, path: str, query: Query | None = None) -> Reply:
        async def ask(client: AsyncOpenAI) -> Reply:
            return _as_object(
                await client.get(path, cast_to=object, options={"params": dict(query or {})})
            )

        return self._ask(ask)

    def _find(self, path: str) -> Reply | None:
        """What stands at a path, None where nothing does."""
        try:
            return self._get(path)
        except EndpointError as error:
            if error.status != 404:
                raise
            return None

    def _post(self, path: str, body: Reply | None = None, query: Query | None = None) -> Reply:
        async def ask(client: AsyncOpenAI) -> Reply:
            once = client.with_options(max_retries=0)
            return _as_object(
                await once.post(
                    path, cast_to=object, body=body or {}, options={"params": dict(query or {})}
                )
            )

        return self._ask(ask)

    def _delete(self, path: str) -> None:
        """Delete what stands at a path; what is gone already is no error."""

        async def ask(client: AsyncOpenAI) -> None:
            refuse_error(await client.delete(path, cast_to=object))

        try:
            self._ask(ask)
        except EndpointError as error:
            if error.status != 404:
                raise

    def _send_file(self, url: str, path: Path, name: str, fields: Mapping[str, str]) -> Reply:
        """Send a file as a form; once, as a second try would leave a file that nobody knows."""

        async def ask(client: AsyncOpenAI) -> Reply:
            patient = client.with_options(max_retries=0, timeout=UPLOAD_SECONDS)
            with path.open("rb") as content:
                return _as_object(
                    await patient.post(
                        url,
                        cast_to=object,
                        body=dict(fields),
                        files=[("file", (name, content))],
                        options={"headers": {"Content-Type": "multipart/form-data"}},
                    )
                )

        return self._ask(ask)

    def _wait_until(self, path: str, *, waiting: Sequence[str], spoilt: Sequence[str]) -> None:
        """Wait while a file's state is one of ``waiting``; ``InvalidDataset`` once it is spoilt."""

        async def ask(client: AsyncOpenAI) -> None:
            import asyncio

            for _round in range(max(1, int(PROCESSING_SECONDS / self._poll))):
                file = _as_object(await client.get(path, cast_to=object))
                word = read_word(file, "processing_status", "state", "status")
                if word in spoilt:
                    detail = redact(read_text(file, "message", "status_details"), self._key)
                    line = _("{host} could not use the training file: {detail}.")
                    raise InvalidDataset(line.format(host=self._host, detail=detail or word))
                if word not in waiting:
                    return
                await asyncio.sleep(self._poll)

        self._ask(ask)

    @contextlib.contextmanager
    def _deleting(self, path: str) -> Iterator[None]:
        """Delete what stands at a path when what is done with it fails: nobody else knows it."""
        try:
            yield
        except BaseException:
            with contextlib.suppress(EndpointError):
                self._delete(path)
            raise


def read_text(reply: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that holds text, else ""."""
    texts = (reply.get(name) for name in names)
    return next((text for text in texts if isinstance(text, str) and text), "")


def read_word(reply: Mapping[str, Any], *names: str) -> str:
    """As ``read_text``, in small letters: providers write their states in either."""
    return read_text(reply, *names).lower()


def read_rows(reply: Mapping[str, Any], *names: str) -> list[Reply]:
    """The objects of the first of these lists."""
    lists = (reply.get(name) for name in names)
    rows = next((rows for rows in lists if isinstance(rows, list)), [])
    return [row for row in rows if isinstance(row, dict)]


def require_text(reply: Mapping[str, Any], name: str) -> str:
    """A field that holds text; ``Unreadable`` without."""
    text = reply.get(name)
    if not isinstance(text, str) or not text:
        raise Unreadable(f"no {name}")
    return text


def _as_object(reply: object) -> Reply:
    if not isinstance(reply, dict):
        raise Unreadable("no object")
    refuse_error(reply)
    return reply
