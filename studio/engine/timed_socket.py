"""A connection that is read against the clock: who sends too slowly is hung up."""

from __future__ import annotations

import io
import socket
import time

HEAD_SECONDS = 30.0
"""For a request line and its headers; also how long a kept connection may be silent."""
BODY_SECONDS = 30.0
SLOWEST = 50_000
"""Bytes a second that a body must come with, beyond its first ``BODY_SECONDS``."""


class TimedSocket(io.RawIOBase):
    """The incoming half of a connection. A deadline holds for all reads together, not for each:
    a client that sends a byte now and then gains nothing."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._deadline = 0.0
        self.allow(HEAD_SECONDS)

    def allow(self, seconds: float) -> None:
        """What is read from here on must have come within so many seconds."""
        self._deadline = time.monotonic() + seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the request came too slowly")
        self._connection.settimeout(left)
        try:
            return self._connection.recv_into(buffer)
        finally:
            # Answers are written against no clock: a model may think for minutes.
            self._connection.settimeout(None)
