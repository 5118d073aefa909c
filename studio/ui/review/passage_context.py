"""A pair's passage with what stands around it in its book, and how far its book is reviewed."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from studio.domain.book import Passage
from studio.domain.pair import Status
from studio.i18n import _
from studio.store.library import Library
from studio.text.similarity.sentence_marks import Fate, Mark, count_fates

NEIGHBOURS = 3  # passages that are read at a time before and after


@dataclass(frozen=True)
class BookProgress:
    """Where a passage stands in its book (counted from 1), and what became of the book so far."""

    number: int
    passages: int
    accepted: int = 0
    rejected: int = 0
    drafts: int = 0


class PassageContext:
    """A passage, the book around it as far as it was read, and the progress of its book.

    ``ids`` are the passages of the book in its order.
    """

    def __init__(self, library: Library, number: int, ids: array[int]) -> None:
        self._library, self._ids = library, ids
        self._first = self._last = at = ids.index(number)
        self.passage: Passage = library.passages.get(number)
        self.before, self.after = self.read_before(), self.read_after()
        counts = library.pairs.count_statuses(self.passage.book)
        self.progress = BookProgress(
            at + 1,
            len(ids),
            counts.get(Status.ACCEPTED, 0),
            counts.get(Status.REJECTED, 0),
            counts.get(Status.DRAFT, 0),
        )

    def read_before(self) -> str:
        """More of the book before what was read so far; "" at its beginning."""
        end, self._first = self._first, max(0, self._first - NEIGHBOURS)
        return self._read(self._first, end)

    def read_after(self) -> str:
        """More of the book behind what was read so far; "" at its end."""
        start, self._last = self._last, min(len(self._ids) - 1, self._last + NEIGHBOURS)
        return self._read(start + 1, self._last + 1)

    def _read(self, start: int, end: int) -> str:
        passages = self._library.passages.list(self._ids[start:end])
        return "\n".join(passage.text.strip("\n") for passage in passages if passage.text.strip())


def describe_marks(passage: str, marks: tuple[Mark, ...], answer: str) -> list[str]:
    """How many of a passage's sentences its answer keeps, and how much shorter it is."""
    counts = count_fates(marks)
    shorter = 1 - len(answer.strip()) / (len(passage.strip()) or 1)
    length = _("{n:.0%} shorter") if shorter >= 0 else _("{n:.0%} longer")
    reworded = counts[Fate.REWRITTEN]
    return [
        _("{n} kept").format(n=counts[Fate.KEPT]),
        *([_("{n} reworded").format(n=reworded)] if reworded else []),
        _("{n} dropped").format(n=counts[Fate.DROPPED]),
        length.format(n=abs(shorter)),
    ]
