"""Questions that a model was, or will be, trained on: to the letter, or nearly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from studio.domain.comparison import QuestionDraft
from studio.domain.dataset import Split
from studio.domain.pair import Pair, Status
from studio.domain.pair_filter import PairFilter
from studio.domain.work import Changes, Done, Job, Progress
from studio.i18n import _, join_list, plural
from studio.services.comparison.training_rows import list_training_rows
from studio.services.session import Session
from studio.text.quality.question_kinds import (
    classify_question,
    normalize_question,
    split_question,
)
from studio.text.similarity.copy_search import CopySearch
from studio.text.similarity.shingles import is_label, reduce_to_letters

_ACCEPTED = PairFilter(status=Status.ACCEPTED, held_back=False)
BLOCK = 2_000
"""Rows that are held beside the questions at one go; between two one may cancel."""
SAME_QUESTION = 0.8
"""Share of shingles in common from which two long questions ask the same. Questions of one form
("What is the point of saving …?") have more in common than answers, so it is above ``NEAR``."""


class TrainedRow(NamedTuple):
    """What a model learns: ``key`` is its pair, and ``alone`` says that nothing was said before."""

    key: int
    prompt: str
    answer: str
    alone: bool = True


@dataclass(frozen=True)
class Match:
    """A question, by its index among the questions, that stands in a row; ``row`` is its key."""

    question: int
    row: int
    is_exact: bool


@dataclass(frozen=True)
class Leak:
    """A question that a model was, or will be, trained on: where its like stands."""

    question: str
    version: int | None
    """None: among the accepted pairs, whatever version they are in."""
    is_exact: bool
    pair: int = 0


class AskedQuestion(NamedTuple):
    """A question of a set: its number, its set's name, and what it says."""

    number: int
    set_name: str
    draft: QuestionDraft


class LeakSearch:
    """Questions that are held beside rows, perhaps several times.

    A row gives a question away that asks the same (to the letter, in other small words, or, where
    it is long, nearly) or answers nearly as its reference does. A short answer, "Yes" or a name,
    gives nothing away.
    """

    def __init__(self, questions: Sequence[QuestionDraft]) -> None:
        self._texts = [draft.text for draft in questions]
        self._letters: defaultdict[str, list[int]] = defaultdict(list)
        self._meanings: defaultdict[str, list[int]] = defaultdict(list)
        for index, text in enumerate(self._texts):
            if text.strip():
                self._letters[reduce_to_letters(text)].append(index)
                self._meanings[normalize_question(split_question(text))].append(index)
        self._prompts = CopySearch(_list_long(self._texts), SAME_QUESTION)
        self._answers = CopySearch(_list_long([draft.reference for draft in questions]))

    def find(self, rows: Sequence[TrainedRow]) -> list[Match]:
        """Each question that stands in one of the rows, with each row that it stands in."""
        exact, near = set[tuple[int, int]](), set[tuple[int, int]]()
        for number, row in enumerate(rows):
            if row.prompt.strip() and (row.alone or not is_label(row.prompt)):
                same, alike = self._find_asked(row.prompt)
                exact.update((index, number) for index in same)
                near.update((index, number) for index in alike)
        near |= self._prompts.find_partners(_list_long([row.prompt for row in rows]))
        near |= self._answers.find_partners(_list_long([row.answer for row in rows]))
        return [
            Match(index, rows[number].key, (index, number) in exact)
            for index, number in sorted(exact | near)
        ]

    def _find_asked(self, prompt: str) -> tuple[Sequence[int], Sequence[int]]:
        """Questions of the same letters, and those that ask the same in other words."""
        alike = self._meanings.get(normalize_question(split_question(prompt)), ())
        same = self._letters.get(reduce_to_letters(prompt), ())
        if alike:
            # "When" and "how" stand in small letters in Japanese, which the meaning leaves out.
            kind = classify_question(prompt)
            alike = [index for index in alike if classify_question(self._texts[index]) == kind]
        return same, alike


def find_leaks(
    session: Session,
    questions: Sequence[QuestionDraft],
    versions: Sequence[int] | None = None,
) -> Job[list[Leak]]:
    """Questions whose like, or whose answer's like, a version trains on or a pair has.

    Held beside the training rows of these versions (None: of every version, and the accepted
    pairs); a row that stands in ten versions is looked at once. A leak for each question and
    version, with one pair that has it.
    """
    sources: list[int | None] = list(versions) if versions is not None else []
    if versions is None:
        sources = [*(version.number for version in session.library.versions.list()), None]
    search = LeakSearch(questions)
    matches: dict[int, list[Match]] = {}
    leaks: dict[tuple[int, int | None], Leak] = {}
    for done, version in enumerate(sources if questions else []):
        rows = _list_rows(session, version)
        while block := list(islice(rows, BLOCK)):
            yield Progress(done, len(sources), _("Looking for what was trained on"))
            for match in _match_once(search, block, matches):
                key = (match.question, version)
                leak = Leak(questions[match.question].text, version, match.is_exact, match.row)
                if key not in leaks or (match.is_exact and not leaks[key].is_exact):
                    leaks[key] = leak
    return Done(Changes(), list(leaks.values()))


def find_set_leaks(session: Session, version: int) -> Job[tuple[int, ...]]:
    """Pairs of a version's training rows that ask what a question set asks."""
    drafts = [asked.draft for asked in list_asked(session)]
    search, pairs = LeakSearch(drafts), set[int]()
    rows = _list_rows(session, version)
    while drafts and (block := list(islice(rows, BLOCK))):
        yield Progress(line=_("Looking for what was trained on"))
        pairs.update(match.row for match in search.find(block))
    return Done(Changes(), tuple(sorted(pairs)))


def list_asked(session: Session) -> list[AskedQuestion]:
    """The questions of all sets."""
    return [
        AskedQuestion(question.id, question_set.name, question.draft)
        for question_set in session.library.question_sets.list()
        for question in question_set.questions
    ]


def describe_set_leaks(version: int, pairs: Sequence[int]) -> str:
    """One line about a version that trains on what is asked later; "" where it does not."""
    if not pairs:
        return ""
    count = len(pairs)
    return plural(
        "{n} training row of version {version} asks, or answers, what a question set asks: a "
        "comparison on these questions says nothing. Hold it back in preflight, then freeze again.",
        "{n} training rows of version {version} ask, or answer, what a question set asks: a "
        "comparison on these questions says nothing. Hold them back in preflight, then freeze "
        "again.",
        count,
    ).format(n=f"{count:,}", version=version)


def describe_leak(leaks: Sequence[Leak]) -> str:
    """Where a question stands that was, or will be, trained on; "" where it stands nowhere."""
    if not leaks:
        return ""
    versions = sorted({leak.version for leak in leaks if leak.version is not None})
    where = _("pair {n}").format(n=leaks[0].pair)
    if versions:
        where = _("version {n}").format(n=join_list(map(str, versions)))
    is_exact = any(leak.is_exact for leak in leaks)
    return where if is_exact else _("nearly, {place}").format(place=where)


def read_trained(pair: Pair) -> TrainedRow:
    """A pair as what it teaches."""
    return TrainedRow(pair.id, pair.prompt, pair.answer, not pair.row)


def _match_once(
    search: LeakSearch, block: Sequence[TrainedRow], matches: dict[int, list[Match]]
) -> Iterator[Match]:
    """The matches of a block; ``matches`` has those of rows of other versions, by their hash."""
    hashes = [hash(row) for row in block]
    fresh = {key: row for key, row in zip(hashes, block, strict=True) if key not in matches}
    by_row: defaultdict[int, list[Match]] = defaultdict(list)
    for match in search.find(list(fresh.values())):
        by_row[match.row].append(match)
    matches.update((key, by_row.get(row.key, [])) for key, row in fresh.items())
    for key in hashes:
        yield from matches[key]


def _list_rows(session: Session, version: int | None) -> Iterator[TrainedRow]:
    """Each row that a version trains on, or each accepted pair that is not held out or back."""
    if version is not None:
        yield from (TrainedRow(*row) for row in list_training_rows(session, version))
        return
    pairs, held_out = session.library.pairs, _list_held_out(session)
    numbers = [number for number in pairs.ids(_ACCEPTED) if number not in held_out]
    for at in range(0, len(numbers), BLOCK):
        yield from map(read_trained, pairs.list(numbers[at : at + BLOCK]))


def _list_held_out(session: Session) -> set[int]:
    """Pairs that the latest version only validates with: questions may come from there."""
    versions = session.library.versions
    latest = max((version.number for version in versions.list()), default=None)
    if latest is None:
        return set()
    return {row.pair for row in versions.rows(latest, Split.VALIDATION)}


def _list_long(texts: Sequence[str]) -> list[tuple[int, str]]:
    """Texts by their places, without those that are too short to be a copy of anything."""
    return [(index, text) for index, text in enumerate(texts) if not is_label(text)]
