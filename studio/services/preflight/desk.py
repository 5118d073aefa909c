"""What the checks of a data set look at, and the words they share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from studio.domain.book import Book
from studio.domain.dataset import Severity, Version
from studio.domain.pair import Pair
from studio.domain.preflight import Balance, Coverage, Lesson, PreflightFinding
from studio.domain.run import Run
from studio.i18n import _
from studio.services.session import Session
from studio.text.facts import Facts
from studio.text.row_rules import Fault

LISTED = 2_000
"""Pairs a finding lists; past it they are only counted."""
ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
MANY = 0.15
"""Share of pairs from which a fault of single pairs is a fault of the data set (house heuristic)."""
LOUD = 0.5
"""Share of one author from which the others are drowned (house heuristic)."""
EXPERIMENTS = Decimal("3.83")
"""What the least useful series of tries costs, in runs: half the rows, all of them, one epoch more
of three, and the best once again with another seed."""

OPENAI = _("OpenAI, fine-tuning guide")
LEE = "Lee et al. 2022, “Deduplicating Training Data Makes Language Models Better”"
CARLINI = "Carlini et al. 2023, “Quantifying Memorization Across Neural Language Models”"
LIMA = "Zhou et al. 2023, “LIMA: Less Is More for Alignment”"
GEKHMAN = "Gekhman et al. 2024, “Does Fine-Tuning LLMs on New Knowledge Encourage Hallucinations?”"
OVADIA = "Ovadia et al. 2023, “Fine-Tuning or Retrieval?”"


@dataclass(frozen=True)
class Seen:
    """A pair with what is known of it."""

    pair: Pair
    facts: Facts
    faults: tuple[Fault, ...]
    language: str

    @property
    def author(self) -> str:
        return self.pair.author

    @property
    def work(self) -> str:
        return self.pair.book_title or self.pair.file


@dataclass(frozen=True)
class Desk:
    """All that the checks look at."""

    session: Session
    seen: Sequence[Seen]
    books: Mapping[int, Book]
    versions: Sequence[Version]
    runs: Sequence[Run]
    comparisons: Sequence[object]
    coverage: tuple[Coverage, ...]
    balance: Balance
    copies: Sequence[tuple[int, ...]]  # groups of near-equal answers
    questions: Sequence[tuple[int, ...]]  # groups of near-equal questions

    def share(self, count: int) -> float:
        return count / max(1, len(self.seen))


@dataclass(frozen=True)
class DataCheck:
    """A row: a name for the manual, the lesson, and what finds it."""

    name: str
    lesson: Lesson
    find: Callable[[Desk], Iterator[PreflightFinding]]


def ids_of(pairs: Iterable[Seen]) -> tuple[int, ...]:
    return tuple(one.pair.id for one in pairs)[:LISTED]


def per_cent(share: float) -> str:
    return f"{share:.0%}"
