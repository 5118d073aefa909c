"""A model that answers what its script says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from studio.domain.errors import EndpointError
from studio.providers.base import Likelihood, Usage


class Stream(Iterator[str]):
    """Gives its pieces, then ends or fails."""

    def __init__(
        self, *pieces: str, usage: Usage | None = None, fails: EndpointError | None = None
    ) -> None:
        self.usage = usage
        self.finish_reason = "stop"
        self.closed = False
        self._pieces = list(pieces)
        self._fails = fails

    def __next__(self) -> str:
        if self._pieces:
            return self._pieces.pop(0)
        if self._fails:
            raise self._fails
        raise StopIteration

    def close(self) -> None:
        self.closed = True


class Model:
    """Answers each question with the next stream, and "Begin." once they are used up."""

    def __init__(self, *streams: Stream) -> None:
        self.streams = list(streams)
        self.questions: list[tuple[object, str]] = []

    @property
    def asked(self) -> int:
        return len(self.questions)

    def answer(
        self, messages: Sequence[Mapping[str, object]], *, model: str, **_wishes: object
    ) -> Stream:
        self.questions.append((messages[-1]["content"], model))
        return self.streams.pop(0) if self.streams else Stream("Begin.")

    def score(
        self, _messages: Sequence[Mapping[str, object]], answer: str, *, model: str
    ) -> Likelihood:
        """Each word is found with a chance of one in e, by any model but one that is tuned."""
        words = len(answer.split())
        return Likelihood(words, -0.5 * words if model.startswith("ft:") else -1.0 * words)

    def models(self) -> list[str]:
        return []
