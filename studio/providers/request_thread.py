"""A thread on which requests wait, so that nobody else has to: each can be dropped at once.

Requests run on one asyncio loop; those who ask are in ordinary threads and wait for a future.
Cancelling a future closes its connection, whether or not the server ever says a word.
"""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

Result = TypeVar("Result")
Farewell = Callable[[], Awaitable[object]]

PATIENCE_SECONDS = 2.0  # for connections to say goodbye when all is closed


class Background:
    """One loop in one daemon thread, started at once, ended by ``close()`` or with its owner."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="studio-requests", daemon=True
        )
        self._farewells: list[Farewell] = []
        self._thread.start()
        self._end = weakref.finalize(self, _end, self._loop, self._thread, self._farewells)

    @property
    def closed(self) -> bool:
        return not self._end.alive

    def at_close(self, farewell: Farewell) -> None:
        """Await ``farewell()`` on the loop before it ends."""
        self._farewells.append(farewell)

    def submit(self, work: Coroutine[Any, Any, Result]) -> Future[Result]:
        """Start ``work`` on the loop. Once closed, its future comes back cancelled."""
        if self.closed:
            work.close()
            refused: Future[Result] = Future()
            refused.cancel()
            return refused
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def close(self) -> None:
        """Cancel all that is under way and end the thread. May be called twice."""
        self._end()


def _end(
    loop: asyncio.AbstractEventLoop, thread: threading.Thread, farewells: list[Farewell]
) -> None:
    if threading.current_thread() is thread:  # the collector ran on the loop's own thread
        threading.Thread(target=_end, args=(loop, thread, farewells)).start()
        return
    waiting = asyncio.run_coroutine_threadsafe(_wind_down(farewells), loop)
    try:
        waiting.result(PATIENCE_SECONDS)
    except TimeoutError:
        waiting.cancel()
    loop.call_soon_threadsafe(loop.stop)
    thread.join(PATIENCE_SECONDS)
    if not thread.is_alive():
        loop.close()


async def _wind_down(farewells: list[Farewell]) -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for farewell in farewells:
        await farewell()
    await asyncio.get_running_loop().shutdown_asyncgens()
