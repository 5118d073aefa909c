"""A dataset version: frozen, numbered, hashed; how it was made; its split; findings about rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

GROUPS = ("author", "book", "chapter", "passage")
"""What can be held out as a whole, the largest first."""

PROFILES = ("sft", "dpo")
"""Kinds of rows: chats to learn, or preferences between two answers."""

ORDERS = ("shuffle", "book", "length")
"""Orders of a version's rows: by seed, as they stand in the books, short before long."""


class Split(StrEnum):
    """Which side of the split a row is on."""

    TRAIN = "train"
    VALIDATION = "validation"


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"  # the provider would refuse or cut it
    WARNING = "warning"  # likely harm
    NOTE = "note"  # a house heuristic


@dataclass(frozen=True)
class Finding:
    """Something about one line of a file, or (line None) about all of it."""

    severity: Severity
    code: str
    message: str
    line: int | None = None


@dataclass(frozen=True)
class Row:
    """One row of a version: its OpenAI chat object as JSON text, and where it came from."""

    json: str
    split: Split
    tokens: int
    pair: int
    group: str


class Candidate(NamedTuple):
    """An accepted pair on its way into a version; ``row`` and ``extra`` as in ``Pair``.

    A tuple, because a hundred thousand of them are made at once. ``chapter`` counts from 0, -1
    for none; ``start`` is where the passage begins in its book.
    """

    pair: int
    prompt: str
    answer: str
    row: str
    extra: str
    origin: str
    book: int | None
    passage: int | None
    chapter: int
    start: int
    file: int | None
    line: int | None
    tokens: int


@dataclass(frozen=True)
class Recipe:
    """Which pairs make a version, and which of them are held out: all that is kept with it.

    ``validation`` is the share of rows held out, 0 to 0.5, whole groups at a time. ``stratify``
    lets each tag have the same share of them, as near as whole groups allow. ``tag``, ``without``
    (a tag) and ``author`` filter; ``cap`` takes at most so many pairs of one author (0: all),
    chosen by ``seed``.
    """

    validation: float = 0.1
    group: str = "book"
    seed: int = 0
    stratify: bool = False
    order: str = "shuffle"
    profile: str = "sft"
    tag: str = ""
    without: str = ""
    author: str = ""
    cap: int = 0

    def settings(self) -> dict[str, object]:
        """What a version is hashed with: these three always, the others where they are chosen."""
        settings: dict[str, object] = {
            "group": self.group,
            "seed": self.seed,
            "validation": float(self.validation),
        }
        # Choices that came later stay out at their default, or the hash of equal content that an
        # older studio froze would be another one.
        later = {name: value for name, value in asdict(self).items() if name not in settings}
        return settings | {n: value for n, value in later.items() if value != _DEFAULTS[n]}

    @classmethod
    def of(cls, settings: Mapping[str, object]) -> Recipe:
        """The recipe that ``settings`` was made from; other keys are left alone."""
        # A newer studio may have written choices that this one does not know.
        names = {choice.name for choice in fields(cls)}
        return cls(**{name: value for name, value in settings.items() if name in names})  # type: ignore[arg-type]


_DEFAULTS = asdict(Recipe())


@dataclass(frozen=True)
class SplitReport:
    """How a split came out. ``moved`` rows were to validate but were copies or near copies of
    training rows, and are trained with; ``asked`` is the group that was wanted where there were
    too few of it ("" where it was taken); ``tag`` is the one whose share of the validation rows
    is furthest from its share of all rows, by ``points`` (0.0 to 1.0); ``held_back`` accepted
    pairs are in no version."""

    # These names stand in every version that was ever frozen: they can't be bettered.
    moved: int = 0
    asked: str = ""
    tag: str = ""
    points: float = 0.0
    held_back: int = 0


@dataclass(frozen=True)
class Version:
    """A frozen dataset version. ``hash`` is over rows and settings: equal content, equal hash."""

    number: int
    name: str
    hash: str
    created: datetime
    train: int
    validation: int
    train_tokens: int
    validation_tokens: int
    group_by: str
    seed: int
    leaks: int = 0
    recipe: Recipe = field(default_factory=Recipe)
    report: SplitReport = field(default_factory=SplitReport)
    system: str = ""


@dataclass(frozen=True)
class ExportedFile:
    """A file of an export."""

    path: Path
    split: Split
    rows: int
    tokens: int
    sha256: str
