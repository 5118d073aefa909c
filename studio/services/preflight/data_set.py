"""The data set that is checked: a summary of each pair, and what was added up beforehand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from studio.domain.book import Book
from studio.domain.dataset import Severity, Version
from studio.domain.preflight import Balance, Coverage, FindingKind, PreflightFinding
from studio.domain.row_import import RowFile
from studio.domain.run import Run
from studio.i18n import N_, _, join_list
from studio.services.comparison.leaks import AskedQuestion
from studio.services.session import Session
from studio.services.settings.endpoint_limits import Limits
from studio.text.quality.pair_facts import PairFacts
from studio.text.rows.faults import Fault

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
MANY = 0.15
"""Share of pairs from which a fault of single pairs is a fault of the data set (house heuristic)."""
TENTH = 0.1
"""Share of pairs from which contradictions make a model unsure of all it says, and stories make it
tell some (house heuristic)."""
LOUD = 0.5
"""Share of one author from which the others are drowned (house heuristic)."""
RECORDS = N_("the library's own records")
OPENAI = N_("OpenAI, fine-tuning guide")
LEE = "Lee et al. 2022, “Deduplicating Training Data Makes Language Models Better”"
CARLINI = "Carlini et al. 2023, “Quantifying Memorization Across Neural Language Models”"
LIMA = "Zhou et al. 2023, “LIMA: Less Is More for Alignment”"
GEKHMAN = "Gekhman et al. 2024, “Does Fine-Tuning LLMs on New Knowledge Encourage Hallucinations?”"
PARK = "Park et al. 2024, “Disentangling Length from Quality in Direct Preference Optimization”"
OVADIA = "Ovadia et al. 2023, “Fine-Tuning or Retrieval?”"


@dataclass(frozen=True, slots=True)
class PairSummary:
    """What is known of a pair; its text is not kept, so that a hundred thousand fit in memory."""

    id: int
    tokens: int
    bytes: int  # of its row in a file, about
    author: str
    work: str
    book: int | None
    passage: int | None
    tags: tuple[str, ...]
    prompt_start: str
    prompt_hash: int  # of the prompt's letters, and of what is said before it
    question_hash: int  # of what is asked, likewise; 0 where nothing is
    alone: bool  # no question stands before its own
    preference: bool
    answer_hashes: tuple[int, int]  # of the letters of its preferred and its other answer
    drafted: bool  # by the program or a model, not brought along or written by hand
    draft_question: bool  # the program's own, and not edited since
    is_read: bool
    unasked: bool  # its last turn before the answer is not the user's
    pictures: int
    weighted: bool  # an answer in it is not to be learnt
    facts: PairFacts
    faults: tuple[Fault, ...]

    @property
    def language(self) -> str:
        return self.facts.language


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """Pairs whose texts are copies of each other; ``exact`` to the letter."""

    members: tuple[int, ...]
    exact: bool


@dataclass(frozen=True)
class DataSet:
    """All that the checks look at."""

    session: Session
    pairs: Sequence[PairSummary]
    endpoints: Sequence[Limits]  # where the plan would train
    books: Mapping[int, Book]
    versions: Sequence[Version]
    row_files: Sequence[RowFile]  # that rows were taken from
    runs: Sequence[Run]
    comparisons: Sequence[object]
    coverage: tuple[Coverage, ...]
    balance: Balance
    copies: Sequence[CopyGroup]  # groups of near-equal answers
    template: tuple[int, ...]  # questions that fill in the commonest form
    questions: Sequence[tuple[int, ...]]  # groups of questions that ask the same
    asked: Mapping[int, Sequence[AskedQuestion]]  # pairs that ask what question sets ask
    held_out: frozenset[int]  # pairs the latest version validates with
    agreed: frozenset[str]  # what the curator has said may be used

    @cached_property
    def preferences(self) -> Sequence[PairSummary]:
        """Rows that say which of two answers is better."""
        return [pair for pair in self.pairs if pair.preference]

    @cached_property
    def by_fault(self) -> Mapping[str, Sequence[PairSummary]]:
        """Pairs by what the checks of single pairs say of them."""
        pairs: defaultdict[str, list[PairSummary]] = defaultdict(list)
        for pair in self.pairs:
            for code in pair.facts.codes:
                pairs[code].append(pair)
        return pairs

    def share(self, count: int) -> float:
        """So many of all pairs, 0.0 to 1.0."""
        return count / max(1, len(self.pairs))

    def finding(
        self,
        kind: FindingKind,
        pairs: Iterable[PairSummary] = (),
        *,
        severity: Severity | None = None,
        of: int = 0,
        count: int | None = None,
        source: str = "",
        fix: str | None = None,
        questions: Sequence[int] = (),
        **figures: object,
    ) -> PreflightFinding:
        """A finding of this kind about these pairs, or, where none are named, about all of them.

        ``{part}`` of its sentence are the ``count`` ``of`` so many (0: all pairs); a count of its
        own is for what the ids of the pairs don't tell. ``figures`` fill in the rest.
        """
        ids = ids_of(pairs)
        # A finding about no pair in particular is about the data set as it is.
        if count is None:
            count = len(ids) or len(self.pairs)
        everything = of or len(self.pairs)
        harmful = kind.harms_from is not None and count > kind.harms_from * everything
        return PreflightFinding(
            kind=kind,
            severity=severity or (WARNING if harmful else kind.severity),
            message=_(kind.sentence).format(part=format_part(count, everything), **figures),
            headline=_(kind.headline).format(n=f"{count:,}", all=f"{everything:,}")
            if kind.headline
            else "",
            count=count,
            pairs=ids,
            questions=tuple(questions),
            source=source or kind.source,
            fix=kind.fix if fix is None else fix,
        )


@dataclass(frozen=True)
class DataCheck:
    """A row: a name for the manual, what finds it, and the kinds of finding that come of it."""

    name: str
    find: Callable[[DataSet], Iterator[PreflightFinding]]
    kinds: tuple[FindingKind, ...]


TITLES = 5


def list_titles(titles: Iterable[str], most: int = TITLES) -> str:
    """The first titles in order, and a sign where there are more."""
    ordered = sorted(set(titles))
    return join_list(ordered[:most]) + (" …" if len(ordered) > most else "")


def ids_of(pairs: Iterable[PairSummary]) -> tuple[int, ...]:
    return tuple(pair.id for pair in pairs)


def format_percent(share: float) -> str:
    """A share as people write it; never 0% for something that is there, nor 100% for less."""
    if 0 < share < 0.01:
        return "<1%"
    return "99%" if 0.995 <= share < 1 else f"{share:.0%}"


def format_part(count: int, of: int) -> str:
    """``12 of 300 (4%)``."""
    return _("{n} of {all} ({share})").format(
        n=f"{count:,}", all=f"{of:,}", share=format_percent(count / max(1, of))
    )
