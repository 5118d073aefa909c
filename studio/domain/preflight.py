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


SYMPTOM = 9
"""The order of a finding that follows from others, as most do."""


@dataclass(frozen=True)
class FindingKind:
    """All that is known of a kind of finding, whoever finds it: a row.

    ``sentence`` is marked for translation and has figures in braces to be filled in; a finding is
    of this ``severity``, or, where more than ``harms_from`` (0.0 to 1.0) of all pairs are
    concerned, a warning. ``source`` is where the claim is from, "" for a house heuristic; ``fix``
    the name of what mends it, "" where only a person can. Of equal severities the smaller
    ``order`` is said first: causes stand before what follows from them. The groups of some are
    looked at ``side_by_side``. ``headline`` is a clause that the verdict begins with, for what
    weighs more than all else. ``question`` is what export and upload ask before such rows leave
    the library, "" where they don't ask.
    """

    code: str
    lesson: Lesson
    severity: Severity
    sentence: str
    source: str = ""
    fix: str = ""
    harms_from: float | None = None
    order: int = SYMPTOM
    headline: str = ""
    side_by_side: bool = False
    settle_first: bool = False  # makes no model worse, but has to be settled before others see it
    question: str = ""


@dataclass(frozen=True)
class PreflightFinding:
    """Something that would go wrong, and how sure that is.

    ``pairs`` are the pairs concerned (the first of them; ``count`` is how many there are);
    ``groups`` are copies that belong together; ``questions`` are those of question sets that it is
    about. ``source`` and ``fix`` are as in its kind, or what
    fits this finding better.
    """

    kind: FindingKind
    severity: Severity
    message: str
    headline: str = ""
    count: int = 1
    pairs: tuple[int, ...] = ()
    groups: tuple[tuple[int, ...], ...] = ()
    questions: tuple[int, ...] = ()
    source: str = ""
    fix: str = ""

    @property
    def code(self) -> str:
        return self.kind.code

    @property
    def lesson(self) -> Lesson:
        return self.kind.lesson


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
    """What preflight says of a data set. ``of`` says which pairs were looked at, ``matters`` are
    the findings to begin with, ``endpoints`` those whose limits the rows were held against."""

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
    endpoints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Concern:
    """Something to be asked before words leave the library: ``pairs`` are concerned, and an
    answer is remembered under ``keys``."""

    kind: FindingKind
    message: str
    count: int
    pairs: tuple[int, ...]
    keys: tuple[str, ...]

    @property
    def code(self) -> str:
        return self.kind.code
