"""A pair's passage with what stands around it in its chapter, and how far its book is reviewed."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from studio.domain.book import Condensed, Passage
from studio.domain.pair import Status
from studio.i18n import _
from studio.store.library import Library

NEIGHBOURS = 6  # passages of the same chapter shown before and after


@dataclass(frozen=True)
class BookProgress:
    """Where a passage stands in its book (counted from 1), and what became of the book so far."""

    number: int
    passages: int
    accepted: int = 0
    rejected: int = 0
    drafts: int = 0


@dataclass(frozen=True)
class PassageContext:
    """A passage, the text of its chapter around it, and the progress of its book."""

    passage: Passage
    before: str
    after: str
    progress: BookProgress


def read_context(library: Library, number: int, ids: array[int]) -> PassageContext:
    """Read the passage with this number; ``ids`` are those of its book, in the book's order."""
    at = ids.index(number)
    first = max(0, at - NEIGHBOURS)
    around = library.passages.list(ids[first : at + NEIGHBOURS + 1])
    here = next(passage for passage in around if passage.id == number)
    chapter = [passage for passage in around if passage.chapter == here.chapter]
    counts = {status: len(library.pairs.ids(status=status, book=here.book)) for status in Status}
    return PassageContext(
        here,
        "\n".join(p.text.strip("\n") for p in chapter if p.start < here.start),
        "\n".join(p.text.strip("\n") for p in chapter if p.start > here.start),
        BookProgress(
            at + 1,
            len(ids),
            counts[Status.ACCEPTED],
            counts[Status.REJECTED],
            counts[Status.DRAFT],
        ),
    )


def describe_answer(passage: Passage, condensed: Condensed, answer: str) -> str:
    """How much of a passage its answer keeps, and how much shorter it is."""
    kept_sentences = sum(condensed.keeps)
    shorter = 1 - len(answer.strip()) / (len(passage.text.strip()) or 1)
    length = _("{n:.0%} shorter") if shorter >= 0 else _("{n:.0%} longer")
    figures = (
        _("{n} kept").format(n=kept_sentences),
        _("{n} dropped").format(n=len(condensed.keeps) - kept_sentences),
        length.format(n=abs(shorter)),
    )
    return " · ".join(figures)
