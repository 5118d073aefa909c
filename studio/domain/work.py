"""Work: what an action changed, what it made, and how far a long one is."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar, overload

T = TypeVar("T")


class Change(StrEnum):
    """A kind of thing that work can change; a page refreshes when one that it shows is among them.

    To add one: a row here, and its tables in ``store/schema.py`` if undo is to know them.
    """

    BOOKS = "books"
    PASSAGES = "passages"
    PAIRS = "pairs"
    VERSIONS = "versions"
    EXPORTS = "exports"
    RUNS = "runs"
    COMPARISONS = "comparisons"
    SETTINGS = "settings"
    LEDGER = "ledger"


@dataclass(frozen=True, init=False)
class Changes:
    """The kinds of thing that were touched; false where nothing was."""

    kinds: frozenset[Change]

    def __init__(self, *kinds: Change) -> None:
        object.__setattr__(self, "kinds", frozenset(kinds))

    def touches(self, *kinds: Change) -> bool:
        return not self.kinds.isdisjoint(kinds)

    def __or__(self, other: Changes) -> Changes:
        return Changes(*self.kinds, *other.kinds)

    def __bool__(self) -> bool:
        return bool(self.kinds)


EVERYTHING = Changes(*Change)


@dataclass(frozen=True, init=False)
class Done(Generic[T]):
    """How every action and every job ends: what it changed, and the one thing that it made.

    Work that makes nothing ends with ``Done[None]``, so that whoever drives work needs to know
    one shape only.
    """

    changes: Changes
    value: T

    @overload
    def __init__(self: Done[None], changes: Changes) -> None: ...
    @overload
    def __init__(self, changes: Changes, value: T) -> None: ...
    def __init__(self, changes: Changes, value: object = None) -> None:
        object.__setattr__(self, "changes", changes)
        object.__setattr__(self, "value", value)


@dataclass(frozen=True)
class Progress:
    """How far a job is: ``done`` of ``total`` (0: unknown), and a line that says with what.

    ``changes`` names what was committed since the last step, so that a page can follow a long
    job. A job that also streams (an answer word by word, files as they are read) yields
    ``Piece``s, of a class of its own that says what they carry.
    """

    done: int = 0
    total: int = 0
    line: str = ""
    changes: Changes = field(default_factory=Changes)


@dataclass(frozen=True)
class Piece(Progress):
    """A step that carries a piece of a stream: unlike a line, none may be left out."""


Job = Generator[Progress, None, Done[T]]
"""Long work: yields progress, ends with ``Done``. Cancelling is not asking again."""


def finish(job: Job[T]) -> Done[T]:
    """Drive a job to its end, for those who do not care how far it is."""
    while True:
        try:
            next(job)
        except StopIteration as end:
            done: Done[T] = end.value
            return done
