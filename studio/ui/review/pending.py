"""What was typed and decided at pairs and is still on its way into the library."""

from __future__ import annotations

from array import array
from dataclasses import replace

from studio.domain.pair import Pair, Status

Words = tuple[str, str]
"""A prompt and its answer as they stand in the editors."""


class Pending:
    """Lays over what is read from the library what will stand there in a moment.

    The page goes on before an edit is written: who looks back at once would else see the pair as
    it was, and type on at old words.
    """

    def __init__(self) -> None:
        self._words: dict[int, Words] = {}
        self._statuses: dict[int, Status] = {}

    def add_words(self, number: int, words: Words) -> None:
        self._words[number] = words

    def add_status(self, number: int, status: Status) -> None:
        self._statuses[number] = status

    def forget_words(self, number: int, words: Words) -> None:
        """They are written, or could not be; what was typed since then stays."""
        if self._words.get(number) is words:
            del self._words[number]

    def forget_status(self, number: int, status: Status) -> None:
        if self._statuses.get(number) is status:
            del self._statuses[number]

    def complete(self, pair: Pair) -> Pair:
        """The pair as it will stand when all has arrived."""
        prompt, answer = self._words.get(pair.id, (pair.prompt, pair.answer))
        status = self._statuses.get(pair.id, pair.status)
        return replace(pair, prompt=prompt, answer=answer, status=status)

    def filter_ids(self, ids: array[int], status: Status | None) -> array[int]:
        """The ids of pairs that will still have this status; None for any."""
        leaving = {number for number, other in self._statuses.items() if other is not status}
        if status is None or not leaving:
            return ids
        return array("q", (number for number in ids if number not in leaving))
