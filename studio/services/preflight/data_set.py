"""What the checks of a data set look at, and the words they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from studio.domain.book import Book
from studio.domain.dataset import Severity, Version
from studio.domain.preflight import Balance, Coverage, Lesson, PreflightFinding
from studio.domain.run import Run
from studio.i18n import _
from studio.services.session import Session
from studio.services.settings.endpoint_limits import Limits
from studio.text.quality.pair_facts import PairFacts
from studio.text.rows.rules import Fault

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
MANY = 0.15
"""Share of pairs from which a fault of single pairs is a fault of the data set (house heuristic)."""
LOUD = 0.5
"""Share of one author from which the others are drowned (house heuristic)."""
ASKED_FIRST = ("private-", "rights-")
"""How the codes of findings begin that make no model worse, but have to be settled first."""
RECORDS = _("the library's own records")
OPENAI = _("OpenAI, fine-tuning guide")
LEE = "Lee et al. 2022, “Deduplicating Training Data Makes Language Models Better”"
CARLINI = "Carlini et al. 2023, “Quantifying Memorization Across Neural Language Models”"
LIMA = "Zhou et al. 2023, “LIMA: Less Is More for Alignment”"
GEKHMAN = "Gekhman et al. 2024, “Does Fine-Tuning LLMs on New Knowledge Encourage Hallucinations?”"
PARK = "Park et al. 2024, “Disentangling Length from Quality in Direct Preference Optimization”"
OVADIA = "Ovadia et al. 2023, “Fine-Tuning or Retrieval?”"


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a pair; its words are not kept."""

    id: int
    tokens: int
    bytes: int  # of its row in a file, about
    author: str
    work: str
    book: int | None
    passage: int | None
    tags: tuple[str, ...]
    asked: str  # the beginning of its prompt
    letters: int  # a hash of the prompt's letters, and of what is said before it
    asks: int  # a hash of what is asked, likewise; 0 where nothing is
    alone: bool  # no question stands before its own
    preference: bool
    prefers: tuple[int, int]  # hashes of the letters of its preferred and its other answer
    unasked: bool  # its last turn before the answer is not the user's
    pictures: int
    weighted: bool  # an answer in it is not to be learnt
    facts: PairFacts
    faults: tuple[Fault, ...]

    @property
    def language(self) -> str:
        return self.facts.language


@dataclass(frozen=True, slots=True)
class Alike:
    """Pairs whose texts are copies of each other; ``exact`` to the letter."""

    members: tuple[int, ...]
    exact: bool


@dataclass(frozen=True)
class Desk:
    """All that the checks look at."""

    session: Session
    seen: Sequence[Seen]
    places: Sequence[Limits]  # where the plan would train
    books: Mapping[int, Book]
    versions: Sequence[Version]
    runs: Sequence[Run]
    comparisons: Sequence[object]
    coverage: tuple[Coverage, ...]
    balance: Balance
    copies: Sequence[Alike]  # groups of near-equal answers
    template: tuple[int, ...]  # questions that fill in the commonest form
    questions: Sequence[tuple[int, ...]]  # groups of questions that ask the same
    held_out: frozenset[int]  # pairs the latest version validates with
    agreed: frozenset[str]  # what the curator has said may be used

    @cached_property
    def preferences(self) -> Sequence[Seen]:
        """Rows that say which of two answers is better."""
        return [one for one in self.seen if one.preference]

    @cached_property
    def by_fault(self) -> Mapping[str, Sequence[Seen]]:
        """Pairs by what the checks of single pairs say of them."""
        found: defaultdict[str, list[Seen]] = defaultdict(list)
        for one in self.seen:
            for code in one.facts.codes:
                found[code].append(one)
        return found

    @cached_property
    def by_private(self) -> Mapping[str, Sequence[Seen]]:
        """Pairs by the kinds of personal data in them."""
        found: defaultdict[str, list[Seen]] = defaultdict(list)
        for one in self.seen:
            for kind in one.facts.private:
                found[kind].append(one)
        return found

    def part(self, count: int) -> str:
        """So many of all pairs, in words."""
        return part(count, len(self.seen))

    def share(self, count: int) -> float:
        return count / max(1, len(self.seen))


@dataclass(frozen=True)
class DataCheck:
    """A row: a name for the manual, the lesson, and what finds it."""

    name: str
    lesson: Lesson
    find: Callable[[Desk], Iterator[PreflightFinding]]


def ids_of(pairs: Iterable[Seen]) -> tuple[int, ...]:
    return tuple(one.id for one in pairs)


def per_cent(share: float) -> str:
    """A share as people write it; never 0% for something that is there, nor 100% for less."""
    if 0 < share < 0.01:
        return "<1%"
    return "99%" if 0.995 <= share < 1 else f"{share:.0%}"


def part(count: int, of: int) -> str:
    """``12 of 300 (4%)``."""
    return _("{n} of {all} ({share})").format(
        n=f"{count:,}", all=f"{of:,}", share=per_cent(count / max(1, of))
    )
