"""Any server that speaks the OpenAI API, asked and trained through the ``openai`` client."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import CancelledError
from datetime import date
from decimal import Decimal
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import urlsplit

from studio.domain.errors import EndpointError, InvalidDataset, KeyRefused, StudioError
from studio.domain.run import Checkpoint, Event, Hyperparameters, JobState
from studio.i18n import _
from studio.providers import replies, requests
from studio.providers.addresses import is_here
from studio.providers.batches import Batches
from studio.providers.errors import redact, refuse_error, translate_error, unreachable
from studio.providers.streaming import (
    SILENCE_SECONDS,
    AnswerPieces,
    await_list,
    read_pages,
    rows_of,
    speak,
)

if TYPE_CHECKING:
    from openai import AsyncOpenAI

Result = TypeVar("Result")

CONNECT_SECONDS = 10.0
UPLOAD_SECONDS = 600.0  # the server may read all of a large file before it answers
PROCESSING_SECONDS = 600.0
OPENAI_HOST = "api.openai.com"
NO_KEY = "none"  # the client insists on one, and would else take OPENAI_API_KEY for any host

WAITING = frozenset({"uploaded", "pending", "running", "processing", "uploading"})
SPOILT = frozenset({"error", "failed", "deleted", "deleting"})


class OpenAICompatible:
    """A ``ChatModel`` and a ``Trainer`` at one base URL.

    Reads are retried (``retries`` times); creating a job never is. Any thread may ask. ``close()``
    drops whatever is under way; those who wait for it get ``Unreachable``. ``style`` is where the
    provider looks for hyperparameters; ``silence`` is how many seconds without a word end an
    answer.
    """

    def __init__(
        self,
        base_url: str,
        key: str | None,
        *,
        timeout: float = 120.0,
        retries: int = 2,
        poll: float = 1.0,
        silence: float = SILENCE_SECONDS,
        style: requests.HyperparameterStyle = requests.put_under_method,
        extras: Mapping[str, object] | None = None,
        organization: str = "",
        project: str = "",
        name_model: Callable[[str], str] = str,
    ) -> None:
        key = (key or "").strip() or None
        if key and not (key.isascii() and key.isprintable()):
            raise KeyRefused(_("The key contains characters that no key has; copy it again."))
        self._base_url = base_url.strip()
        self._host = urlsplit(self._base_url).netloc.rpartition("@")[2] or self._base_url
        self._key = key
        self._timeout = timeout
        self._retries = retries
        self._poll = poll
        self._silence = silence
        self._style = style
        self._extras = extras or {}
        self._organization, self._project = organization, project
        # Some places answer for a tuned model under another name than it was given in training.
        self._name_model = name_model
        from studio.providers.request_thread import Background  # brings asyncio along

        self._background = Background()
        self._connected: AsyncOpenAI | None = None

    def close(self) -> None:
        self._background.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"OpenAICompatible({self._base_url!r})"

    # ---- asking

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
    ) -> AnswerPieces:
        request = requests.build_chat(
            self._name_model(model),
            [dict(message) for message in messages],
            max_tokens=max_tokens,
            temperature=temperature,
            seed=seed,
            schema=schema,
            effort=effort,
        )
        retries = 0 if once else self._retries
        pieces: SimpleQueue[object] = SimpleQueue()
        work = self._translate_errors(
            lambda client: speak(client.with_options(max_retries=retries), request, pieces)
        )
        future = self._background.submit(work)
        return AnswerPieces(pieces, future, self._host, self._silence)

    def models(self) -> list[str]:
        async def ask(client: AsyncOpenAI) -> list[str]:
            return sorted(model.id for model in rows_of(await await_list(client.models.list())))

        return self._ask(ask)

    @property
    def batches(self) -> Batches:
        """The provider's Batch API, where it has one."""
        return Batches(self._ask, self._key)

    # ---- training

    def upload(self, path: Path, name: str) -> str:
        return self._ask(lambda client: self._upload(client, path, name))

    def find_files(self, name: str) -> list[str]:
        async def ask(client: AsyncOpenAI) -> list[str]:
            listing = functools.partial(client.files.list, purpose="fine-tune")
            return [
                file.id
                async for page in read_pages(listing)
                for file in page
                if getattr(file, "filename", None) == name
            ]

        return self._ask(ask)

    def delete_file(self, id: str) -> None:
        async def ask(client: AsyncOpenAI) -> None:
            refuse_error(await client.files.delete(id))

        try:
            self._ask(ask)
        except EndpointError as error:
            if error.status != 404:
                raise

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
        body = requests.build_training(
            validation_file=validation_file,
            hyperparameters=hyperparameters,
            seed=seed,
            suffix=suffix,
            nonce=nonce,
            style=self._style,
            extras=self._extras,
        )

        async def ask(client: AsyncOpenAI) -> JobState:
            once = client.with_options(max_retries=0)  # a lost reply must not start a second job
            job = await once.fine_tuning.jobs.create(
                model=model, training_file=training_file, extra_body=body
            )
            return replies.read_job(job, self._key)

        return self._ask(ask)

    def quote(
        self,
        *,
        model: str,
        training_file: str,
        validation_file: str | None,
        hyperparameters: Hyperparameters,
    ) -> Decimal | None:
        return None  # the API has no such request

    def find(self, nonce: str, *, training_file: str | None = None) -> JobState | None:
        async def search(client: AsyncOpenAI, **only: Any) -> JobState | None:
            async for page in read_pages(client.fine_tuning.jobs.list, **only):
                for job in page:  # some servers ignore the filter: look again
                    if replies.has_nonce(job, nonce, training_file):
                        return replies.read_job(job, self._key)
            return None

        async def ask(client: AsyncOpenAI) -> JobState | None:
            import openai

            try:
                job = await search(client, metadata={"nonce": nonce})
            except openai.BadRequestError:  # a server that does not know the filter
                return await search(client)
            if job is None and training_file is not None:
                return await search(client)  # or that keeps no metadata to filter by
            return job

        return self._ask(ask)

    def state(self, job: str) -> JobState:
        async def ask(client: AsyncOpenAI) -> JobState:
            return replies.read_job(await client.fine_tuning.jobs.retrieve(job), self._key)

        return self._ask(ask)

    def events(self, job: str, after: str | None = None) -> list[Event]:
        async def ask(client: AsyncOpenAI) -> list[Event]:
            events: list[Any] = []
            listing = functools.partial(client.fine_tuning.jobs.list_events, job)
            async for page in read_pages(listing):
                events += page
                if replies.is_newest_first(events) and any(row.id == after for row in page):
                    break
            return [
                replies.read_event(row, self._key) for row in replies.select_newer(events, after)
            ]

        return self._ask(ask)

    def checkpoints(self, job: str) -> list[Checkpoint]:
        async def ask(client: AsyncOpenAI) -> list[Checkpoint]:
            listing = functools.partial(client.fine_tuning.jobs.checkpoints.list, job)
            points = [
                replies.read_checkpoint(row) async for page in read_pages(listing) for row in page
            ]
            return sorted(points, key=lambda checkpoint: checkpoint.step)

        return self._ask(ask)

    def cancel(self, job: str) -> JobState:
        async def ask(client: AsyncOpenAI) -> JobState:
            return replies.read_job(await client.fine_tuning.jobs.cancel(job), self._key)

        return self._ask(ask)

    def pause(self, job: str) -> JobState:
        async def ask(client: AsyncOpenAI) -> JobState:
            return replies.read_job(await client.fine_tuning.jobs.pause(job), self._key)

        return self._ask(ask)

    def resume(self, job: str) -> JobState:
        async def ask(client: AsyncOpenAI) -> JobState:
            return replies.read_job(await client.fine_tuning.jobs.resume(job), self._key)

        return self._ask(ask)

    def shutdown_date(self, model: str) -> date | None:
        async def ask(client: AsyncOpenAI) -> date | None:
            return replies.read_shutdown(await client.models.retrieve(model))

        return self._ask(ask)

    # ---- how it is asked

    def _ask(self, work: Callable[[AsyncOpenAI], Coroutine[Any, Any, Result]]) -> Result:
        future = self._background.submit(self._translate_errors(work))
        try:
            return future.result()
        except CancelledError:
            raise unreachable(self._host, _("the request was stopped")) from None
        except BaseException:
            future.cancel()  # Ctrl+C while waiting: hang up
            raise

    async def _translate_errors(
        self, work: Callable[[AsyncOpenAI], Coroutine[Any, Any, Result]]
    ) -> Result:
        try:
            return await work(self._client())
        except StudioError:
            raise
        except Exception as error:
            ours = translate_error(error, self._host, self._key)
            if ours is None:
                raise
            raise ours from None

    def _client(self) -> AsyncOpenAI:
        """The client, made on the loop's thread at the first request: the import takes 0.7 s."""
        if self._connected is None:
            import httpx2
            import openai

            timeout = httpx2.Timeout(self._timeout, connect=min(CONNECT_SECONDS, self._timeout))
            self._connected = openai.AsyncOpenAI(
                base_url=self._base_url,
                api_key=self._key or NO_KEY,
                timeout=timeout,
                max_retries=self._retries,
                # A proxy of the system's can't reach this computer's own servers.
                http_client=openai.DefaultAsyncHttpx2Client(
                    timeout=timeout, trust_env=not is_here(self._base_url)
                ),
            )
            if self._host != OPENAI_HOST:
                # The client takes these from the environment, and they are OpenAI's business only.
                self._connected.organization = self._connected.project = None
            if self._organization:
                self._connected.organization = self._organization
            if self._project:
                self._connected.project = self._project
            self._background.at_close(self._connected.close)
        return self._connected

    async def _upload(self, client: AsyncOpenAI, path: Path, name: str) -> str:
        # Once only: a second try after a lost reply would leave a file that nobody knows.
        patient = client.with_options(timeout=max(UPLOAD_SECONDS, self._timeout), max_retries=0)
        with path.open("rb") as content:
            file = await patient.files.create(file=(name, content), purpose="fine-tune")
        id = replies.read_id(file)
        try:
            await self._wait_for_processing(client, file)
        except BaseException:
            # Nobody else knows its id: don't leave it lying at the provider.
            import asyncio

            await asyncio.shield(_quietly(client.files.delete(id)))
            raise
        return id

    async def _wait_for_processing(self, client: AsyncOpenAI, file: Any) -> None:
        """Wait while the provider says that it waits; no word (null) means that it is ready."""
        import asyncio

        id = replies.read_id(file)
        for _round in range(max(1, int(PROCESSING_SECONDS / self._poll))):
            word = replies.read_file_status(file)
            if word in SPOILT:
                detail = redact(str(getattr(file, "status_details", None) or ""), self._key)
                line = _("{host} could not use the training file: {detail}. Check the dataset.")
                raise InvalidDataset(line.format(host=self._host, detail=detail or word))
            if word not in WAITING:
                return
            await asyncio.sleep(self._poll)
            file = await client.files.retrieve(id)
        # Still waiting: a job may be created all the same, and waits for its file.


async def _quietly(work: Awaitable[object]) -> None:
    with contextlib.suppress(Exception):
        await work
