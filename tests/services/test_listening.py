"""Listening: pieces as they come, silence that can be left, and what went wrong."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from studio.domain.errors import EndpointError, Unreachable
from studio.services import listening


class Stream(Iterator[str]):
    """Says its words, then waits until it is hung up, or fails."""

    def __init__(self, *words: str, fails: EndpointError | None = None, waits: bool = False):
        self._words = list(words)
        self._fails = fails
        self._waits = waits
        self.closed = threading.Event()

    def __next__(self) -> str:
        if self._words:
            return self._words.pop(0)
        if self._waits:
            self.closed.wait(30)
        if self._fails:
            raise self._fails
        raise StopIteration

    def close(self) -> None:
        self.closed.set()


def test_pieces_come_in_their_order() -> None:
    assert "".join(listening.pieces(Stream("Begin ", "small", "."))) == "Begin small."


def test_silence_is_given_as_nothing_and_leaving_hangs_up() -> None:
    stream = Stream("Begin", waits=True)
    heard = listening.pieces(stream, breath=0.001)
    assert [next(heard), next(heard), next(heard)] == ["Begin", "", ""]
    heard.close()  # type: ignore[attr-defined]
    assert stream.closed.is_set()


def test_what_went_wrong_is_raised_where_one_listens() -> None:
    heard = listening.pieces(Stream("Begin", fails=Unreachable("no answer")))
    assert next(heard) == "Begin"
    with pytest.raises(Unreachable, match="no answer"):
        list(heard)
