"""Work: what a deed changed, how far a long one is, and the shape of a long one."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Changes:
    """What a deed touched, by kind (``"books"``, ``"passages"``, ``"pairs"``, ``"versions"``,
    ``"exports"``, ``"runs"``, ``"comparisons"``, ``"settings"``, ``"ledger"``).

    ``result`` is what the deed made, if it made one thing (a version's number, a run's id …).
    """

    kinds: frozenset[str] = frozenset()
    result: object = None

    @classmethod
    def of(cls, *kinds: str, result: object = None) -> Changes:
        return cls(frozenset(kinds), result)

    def touches(self, *kinds: str) -> bool:
        return not self.kinds.isdisjoint(kinds)

    def __or__(self, other: Changes) -> Changes:
        result = self.result if other.result is None else other.result
        return Changes(self.kinds | other.kinds, result)


@dataclass(frozen=True)
class Progress:
    """How far a job is: ``done`` of ``total`` (0: unknown), and a line that says with what.

    ``changes`` names what was committed since the last step, so that a page can follow a long
    job; ``payload`` carries a piece of a stream (a token of an answer, a training event).
    """

    done: int = 0
    total: int = 0
    line: str = ""
    changes: Changes = field(default_factory=Changes)
    payload: object = None


Job = Generator[Progress, None, Changes]
"""A long work: yields progress, returns what changed. Cancelling is not asking again."""


def finish(job: Job) -> Changes:
    """Drive a job to its end, for those who do not care how far it is."""
    while True:
        try:
            next(job)
        except StopIteration as end:
            return end.value if end.value is not None else Changes()
