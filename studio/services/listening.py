"""Listening: an answer as it comes in, from which one can turn away even while nobody speaks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from queue import Empty, SimpleQueue

from studio.providers.base import AnswerStream

BREATH = 0.1
"""Seconds of silence after which "" is given, so that who listens can be cancelled."""

_END = object()


def pieces(stream: AnswerStream, breath: float = BREATH) -> Iterator[str]:
    """The pieces of an answer, and "" for each ``breath`` in which none came.

    Leaving early hangs up, so that nothing more is paid for; what went wrong is raised here.
    """
    heard: SimpleQueue[object] = SimpleQueue()
    threading.Thread(target=_read, args=(stream, heard), daemon=True).start()
    try:
        while True:
            try:
                piece = heard.get(timeout=breath)
            except Empty:
                yield ""
                continue
            if isinstance(piece, Exception):
                raise piece
            if piece is _END:
                return
            yield str(piece)
    finally:
        stream.close()


def _read(stream: AnswerStream, heard: SimpleQueue[object]) -> None:
    """Read to the end on a thread of its own; the stream may be closed meanwhile."""
    try:
        for piece in stream:
            heard.put(piece)
    except Exception as error:
        heard.put(error)  # raised where somebody listens
    else:
        heard.put(_END)
