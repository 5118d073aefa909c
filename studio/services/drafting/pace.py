"""How many requests go out at once: as many as an endpoint takes, fewer when it refuses."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds to wait where an endpoint does not say how long; doubled each time it refuses again."""
MINUTE = 60.0


class Pace:
    """Begins with a few requests at once and takes more as they are answered, up to ``at_once``;
    when the endpoint refuses, half as many, after the pause that it asked for.

    ``a_minute`` bounds what is sent within any minute (None: nobody knows a bound).
    """

    def __init__(
        self,
        at_once: int,
        a_minute: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = max(1, at_once)
        self._now_at_once = float(min(self._most, 2))
        self._a_minute = a_minute
        self._clock = clock
        self._resume_at = 0.0
        self._pause = FIRST_PAUSE
        self._sent = deque[float]()

    @property
    def at_once(self) -> int:
        """How many requests may be under way now."""
        return max(1, int(self._now_at_once))

    @property
    def waiting_seconds(self) -> float:
        """For how long nothing may be sent; 0 where something may."""
        return max(0.0, max(self._resume_at, self._free_at()) - self._clock())

    def may_send(self, under_way: int) -> bool:
        """Whether another request may leave beside those under way."""
        return under_way < self.at_once and not self.waiting_seconds

    def note_sent(self) -> None:
        """A request left."""
        self._sent.append(self._clock())

    def note_answer(self) -> None:
        """A request was answered: one more may go beside it, once all have been."""
        # After as many answers as there are at once, one more: the slow start of TCP's kind.
        self._now_at_once = min(self._most, self._now_at_once + 1 / self._now_at_once)
        self._pause = FIRST_PAUSE

    def note_refusal(self, wait_seconds: float | None) -> None:
        """The endpoint was asked too often; ``wait_seconds`` is when it wants to be asked again."""
        self._now_at_once = max(1.0, self._now_at_once / 2)
        pause = self._pause if wait_seconds is None else wait_seconds
        # Several that were under way are refused at once: they count as one refusal.
        if self._clock() >= self._resume_at:
            self._pause = min(LONGEST_PAUSE, self._pause * 2)
        self._resume_at = max(self._resume_at, self._clock() + pause)

    def _free_at(self) -> float:
        """When a minute's bound lets the next request through."""
        if self._a_minute is None:
            return 0.0
        while self._sent and self._sent[0] <= self._clock() - MINUTE:
            self._sent.popleft()
        return self._sent[0] + MINUTE if len(self._sent) >= self._a_minute else 0.0
