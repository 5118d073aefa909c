"""History: the steps that a library went through, who took them, and what they made of a pair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from studio.domain.pair import Pair


class Who(StrEnum):
    """Whose doing a step is."""

    PERSON = "person"  # a curator's own decision
    RULE = "rule"  # a fix, a cleaning rule, find and replace
    MODEL = "model"  # what a model wrote
    PROGRAM = "program"  # what the studio made without a model, such as offline drafts


@dataclass(frozen=True)
class Step:
    """One step of a library's past, or of what was taken back and can come again.

    ``agent`` names the rule or model where there is one; ``things`` are the rows that it changed.
    """

    id: int
    label: str
    at: datetime
    who: Who = Who.PERSON
    agent: str = ""
    things: int = 0
    undone: bool = False


@dataclass(frozen=True)
class PairState:
    """A pair as it was after ``step`` (None: before anything is recorded of it).

    ``pair`` is None where the step removed it; ``changed`` names what the step changed of it, by
    the fields of ``Pair``.
    """

    step: Step | None
    pair: Pair | None
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Replay:
    """A step that was undone or redone: what it is called, and the pairs that it touched.

    ``steps`` says how many went, where it was not one alone; ``label`` is then the last one's.
    """

    label: str
    pairs: tuple[int, ...] = ()
    steps: int = 1


@dataclass(frozen=True)
class TrashedPair:
    """A pair in the trash, by the number of its ``entry`` there, and the step that removed it."""

    entry: int
    pair: Pair
    step: Step


@dataclass(frozen=True)
class TrashedBook:
    """A book in the trash with what went with it, and the step that removed it."""

    entry: int
    book: int
    title: str
    author: str
    passages: int
    pairs: int
    step: Step
