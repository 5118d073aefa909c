"""Preflight: what would make a training fail, said before it costs money."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from studio.domain.dataset import Severity


class Lesson(StrEnum):
    """The six lessons of a training that failed."""

    CLEAN = "clean"  # conclusions, not raw prose
    VOICE = "voice"  # no single author drowns the others
    AMOUNT = "amount"  # neither too much training nor too little
    ANSWERS = "answers"  # something to check the answers with
    REPEAT = "repeat"  # something to compare the next try with
    MONEY = "money"  # a limit, and what is planned against it


class Light(StrEnum):
    """How a lesson stands."""

    GOOD = "good"
    NOTE = "note"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True)
class PreflightFinding:
    """Something that would go wrong, and how sure that is.

    ``pairs`` are the pairs concerned (the first of them; ``count`` is how many there are);
    ``groups`` are copies that belong together; ``source`` is where the claim is from, "" for a
    house heuristic; ``fix`` names the deed that mends it, "" where only a person can.
    """

    code: str
    lesson: Lesson
    severity: Severity
    message: str
    count: int = 1
    pairs: tuple[int, ...] = ()
    groups: tuple[tuple[int, ...], ...] = ()
    source: str = ""
    fix: str = ""


@dataclass(frozen=True)
class Share:
    """One part of a whole: its name, how many pairs and tokens of it, and its share of pairs."""

    name: str
    pairs: int
    tokens: int
    share: float


@dataclass(frozen=True)
class Coverage:
    """How far a book was used: passages, those with pairs, those skipped, accepted pairs."""

    book: int
    title: str
    passages: int
    used: int
    skipped: int
    accepted: int


@dataclass(frozen=True)
class Balance:
    """Whose voice, which works and kinds, how long: each list the largest first.

    ``effective_authors`` is the exponential of the entropy of the authors' shares: how many
    authors of equal weight would be as diverse. ``lengths`` counts pairs by tokens, in bins
    that begin at the given number.
    """

    authors: tuple[Share, ...] = ()
    works: tuple[Share, ...] = ()
    languages: tuple[Share, ...] = ()
    viewpoints: tuple[Share, ...] = ()
    tags: tuple[Share, ...] = ()
    kinds: tuple[Share, ...] = ()  # of questions, by studio.text.quality.question_kinds.KINDS
    openings: tuple[Share, ...] = ()
    lengths: tuple[tuple[int, int], ...] = ()
    effective_authors: float = 0.0


@dataclass(frozen=True)
class Report:
    """What preflight says of a data set. ``of`` says which pairs were looked at, ``places`` the
    endpoints whose limits they were held against."""

    ready: bool
    verdict: str
    of: str
    pairs: int
    tokens: int
    lights: dict[Lesson, Light]
    findings: tuple[PreflightFinding, ...]
    balance: Balance
    coverage: tuple[Coverage, ...]
    made: datetime
    matters: tuple[PreflightFinding, ...] = field(default=())
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Concern:
    """Something to be asked before words leave the library: ``pairs`` are concerned, and an
    answer is remembered under ``keys``."""

    code: str
    message: str
    count: int
    pairs: tuple[int, ...]
    keys: tuple[str, ...]
