"""Clean: rows a provider refuses, and answers that are raw prose instead of conclusions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from studio.domain.preflight import FindingKind, Lesson, PreflightFinding
from studio.i18n import N_, _
from studio.services.preflight.data_set import (
    CARLINI,
    ERROR,
    LIMA,
    MANY,
    NOTE,
    OPENAI,
    RECORDS,
    TENTH,
    WARNING,
    DataCheck,
    DataSet,
    PairSummary,
    list_titles,
)
from studio.text.quality.pair_checks import PAIR_CHECKS

REFUSED_ROWS = FindingKind(
    "row",
    Lesson.CLEAN,
    ERROR,
    N_("A provider would refuse {part} rows: {why}"),
    source=OPENAI,
    fix="reject",
)
"""What the findings of refused rows have in common; each rule that is broken has its own code."""
MIXED_KINDS = FindingKind(
    "mixed-kinds",
    Lesson.CLEAN,
    NOTE,
    N_(
        "There are preference rows among supervised ones: {part}. A "
        "training takes one kind; a version of the other kind takes "
        "their preferred answers."
    ),
    source=OPENAI,
)
RAW_PROSE = FindingKind(
    "raw-prose",
    Lesson.CLEAN,
    NOTE,
    N_(
        "{part} answers are raw prose of a book, not what a mentor would say: the model learns to "
        "ramble. Condense them."
    ),
    source=LIMA,
    fix="condense",
    harms_from=MANY,
    order=0,
)
COPIED = FindingKind(
    "verbatim",
    Lesson.CLEAN,
    NOTE,
    N_(
        "{part} answers repeat a long stretch of the book word for word, the longest of {longest} "
        "letters; {share:.0%} of their letters are the book's. Say it as a mentor would."
    ),
    source=CARLINI,
    fix="redraft",
)
NOT_TAKEN = FindingKind(
    "rows-not-taken",
    Lesson.CLEAN,
    NOTE,
    N_("{n} of {all} rows of {files} were not taken by the import: {reason}"),
    source=RECORDS,
    fix="files",
)
_MENDS = {
    "unfinished": "trim",
    "begins-midway": "trim",
    "leftovers": "trim",
    "short-answer": "reject",
}
"""Faults of form that a model surely learns, as it ends in mid-sentence when its examples do, and
what mends them."""
_MESSAGES = {
    check.code: check.message
    for check in PAIR_CHECKS
    # Nearly as long as its passage is raw prose, which has a check of its own.
    if check.severity is WARNING and check.counted
}
PAIR_FAULTS = tuple(
    FindingKind(
        code,
        Lesson.CLEAN,
        NOTE,
        N_("{message} Pairs: {part}."),
        source=OPENAI if code in _MENDS else "",
        fix=_MENDS.get(code, "redraft"),
        harms_from=TENTH if code == "tale" else MANY,
    )
    for code in _MESSAGES
)

RAW_FROM = 0.05
"""Share of raw answers that is worth a word."""
RAW_LENGTH = 900
"""Characters from which an answer that was not condensed is a piece of prose (house heuristic)."""
PIECE = 40
"""Characters from which an answer among such as were cut by length is a piece, too."""
CUT = 0.5
"""Share of prose cut in mid-sentence from which all of it was cut by length (house heuristic)."""
WORD_FOR_WORD = 0.9
"""Share of an answer's letters that stand in its passage from which nothing of it is new (house
heuristic): what is left are a word put in or a comma."""
FEW = 0.03
"""Share of pairs up to which a fault of single pairs is left to the review page."""
_RAW = frozenset({"unfinished", "begins-midway", "leftovers", "tale", "leans"})
_CUT = frozenset({"unfinished", "begins-midway"})


def find_refused_rows(data: DataSet) -> Iterator[PreflightFinding]:
    """Rows for which a provider refuses the file, by kind."""
    pairs: dict[str, list[PairSummary]] = {}
    reasons: dict[str, str] = {}
    for pair in data.pairs:
        for code, message in dict(pair.faults).items():
            pairs.setdefault(code, []).append(pair)
            reasons.setdefault(code, message)
    for code, refused in pairs.items():
        kind = replace(REFUSED_ROWS, code=f"{REFUSED_ROWS.code}-{code}")
        yield data.finding(kind, refused, why=reasons[code])


def find_mixed_kinds(data: DataSet) -> Iterator[PreflightFinding]:
    """Preference rows among supervised ones: a training takes one kind."""
    if data.preferences and len(data.preferences) < len(data.pairs):
        yield data.finding(MIXED_KINDS, data.preferences)


def is_raw(pair: PairSummary, *, cut: bool = False) -> bool:
    """Whether an answer is book prose rather than a conclusion: mostly word for word its passage
    and nearly as long as it; or, without a passage, prose that was ``cut`` by length, or long and
    with a narrator's marks."""
    if pair.facts.verbatim > 0.9 and pair.facts.length > 0.7:
        return True
    if pair.passage:
        return False
    if cut:
        return pair.facts.prose or pair.facts.characters >= PIECE
    # One mark alone may be an author's style; two, or one in a long answer, are a book's.
    marks = len(_RAW.intersection(pair.facts.codes))
    long = pair.facts.characters > RAW_LENGTH
    return pair.facts.prose and (marks >= 2 or (long and marks >= 1))


def consists_of_book(pair: PairSummary) -> bool:
    """Whether an answer is sentences of its passage and nothing else; what is nearly as long as
    its passage is raw."""
    return pair.facts.verbatim > WORD_FOR_WORD and not is_raw(pair)


def is_cut_by_length(data: DataSet) -> bool:
    """Whether the answers without a passage are a text cut by length: most end or begin in
    mid-sentence, and the rest do not by chance."""
    loose = [pair for pair in data.pairs if not pair.passage]
    prose = [pair for pair in loose if pair.facts.prose]
    cut = sum(1 for pair in prose if _CUT.intersection(pair.facts.codes))
    return 10 <= len(prose) > CUT * len(loose) and cut > CUT * len(prose)


def find_raw_prose(data: DataSet) -> Iterator[PreflightFinding]:
    """The first lesson: answers that are pieces of a book."""
    cut = is_cut_by_length(data)
    raw = [pair for pair in data.pairs if is_raw(pair, cut=cut)]
    if data.share(len(raw)) > RAW_FROM:
        yield data.finding(RAW_PROSE, raw)


def find_copied(data: DataSet) -> Iterator[PreflightFinding]:
    """Long stretches word for word the book's."""
    # What is raw, or the book's sentences alone, is said by a check of its own.
    pairs = [
        pair
        for pair in data.pairs
        if pair.facts.repeats_book and not is_raw(pair) and not consists_of_book(pair)
    ]
    if pairs:
        longest = max(pair.facts.run for pair in pairs)
        share = sum(pair.facts.verbatim for pair in pairs) / len(pairs)
        yield data.finding(COPIED, pairs, longest=f"{longest:,}", share=share)


def find_pair_faults(data: DataSet) -> Iterator[PreflightFinding]:
    """What the checks of single pairs find, added up."""
    for kind in PAIR_FAULTS:
        pairs = data.by_fault.get(kind.code, ())
        if data.share(len(pairs)) > FEW:
            yield data.finding(kind, pairs, message=_(_MESSAGES[kind.code]))


def find_rows_not_taken(data: DataSet) -> Iterator[PreflightFinding]:
    """Rows of a file that the import left out, where others of it are in the data set."""
    works = {pair.work for pair in data.pairs if pair.book is None}
    files = [file for file in data.row_files if file.rejected_rows and file.name in works]
    if files:
        count = sum(file.rejected_rows for file in files)
        reasons = Counter(note.message for file in files for note in file.rejected)
        yield data.finding(
            NOT_TAKEN,
            count=count,
            n=f"{count:,}",
            all=f"{sum(file.rows for file in files):,}",
            files=list_titles(file.name for file in files),
            reason=next((message for message, _n in reasons.most_common(1)), ""),
        )


CHECKS = (
    DataCheck("rows that were not taken", find_rows_not_taken, (NOT_TAKEN,)),
    DataCheck("refused rows", find_refused_rows, (REFUSED_ROWS,)),
    DataCheck("rows of two kinds", find_mixed_kinds, (MIXED_KINDS,)),
    DataCheck("raw prose", find_raw_prose, (RAW_PROSE,)),
    DataCheck("word for word", find_copied, (COPIED,)),
    DataCheck("faults of single pairs", find_pair_faults, PAIR_FAULTS),
)
