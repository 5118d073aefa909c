"""Clean: what a provider refuses or cuts, and answers that are raw prose instead of conclusions."""

from __future__ import annotations

from collections.abc import Iterator

from studio.domain.preflight import Lesson, PreflightFinding
from studio.i18n import _
from studio.services.preflight.data_set import (
    CARLINI,
    ERROR,
    LIMA,
    MANY,
    NOTE,
    OPENAI,
    WARNING,
    Desk,
    Seen,
    ids_of,
)
from studio.text.quality.pair_checks import PAIR_CHECKS as PAIR_CHECKS


def refused_rows(desk: Desk) -> Iterator[PreflightFinding]:
    """Rows for which a provider refuses the file, by kind."""
    found: dict[str, list[Seen]] = {}
    said: dict[str, str] = {}
    for one in desk.seen:
        for code, message in dict(one.faults).items():
            found.setdefault(code, []).append(one)
            said.setdefault(code, message)
    for code, pairs in found.items():
        yield PreflightFinding(
            f"row-{code}",
            Lesson.CLEAN,
            ERROR,
            _("A provider would refuse {part} rows: {why}").format(
                part=desk.part(len(pairs)), why=said[code]
            ),
            len(pairs),
            ids_of(pairs),
            source=OPENAI,
            fix="reject",
        )


def mixed_kinds(desk: Desk) -> Iterator[PreflightFinding]:
    """Preference rows among supervised ones: a training takes one kind."""
    preference = [one for one in desk.seen if one.preference]
    if preference and len(preference) < len(desk.seen):
        yield PreflightFinding(
            "mixed-kinds",
            Lesson.CLEAN,
            NOTE,
            _(
                "Preference rows among supervised ones: {part}. A training takes one kind; a version "
                "of the other kind takes their preferred answers."
            ).format(part=desk.part(len(preference))),
            len(preference),
            ids_of(preference),
            source=OPENAI,
        )


_RAW = frozenset({"unfinished", "begins-midway", "leftovers", "tale", "leans"})
RAW_LENGTH = 900
"""Characters from which an answer that was not condensed is a piece of prose (house heuristic)."""
PIECE = 40
"""Characters from which an answer among such as were cut by length is a piece, too."""
CUT = 0.5
"""Share of prose cut in mid-sentence from which all of it was cut by length (house heuristic)."""
_CUT = frozenset({"unfinished", "begins-midway"})


def is_raw(one: Seen, *, cut: bool = False) -> bool:
    """Whether an answer is book prose rather than a conclusion: mostly word for word its passage
    and nearly as long as it; or, without a passage, prose that was ``cut`` by length, or long and
    with a narrator's marks."""
    if one.facts.verbatim > 0.9 and one.facts.length > 0.7:
        return True
    if one.passage:
        return False
    marks = len(_RAW.intersection(one.facts.codes))
    long = one.facts.characters > RAW_LENGTH
    if cut:
        return one.facts.prose or one.facts.characters >= PIECE
    return one.facts.prose and (marks >= 2 or (long and marks >= 1))


def was_cut(desk: Desk) -> bool:
    """Whether the answers without a passage are a text cut by length: most end or begin in
    mid-sentence, and the rest do not by chance."""
    loose = [one for one in desk.seen if not one.passage]
    prose = [one for one in loose if one.facts.prose]
    cut = sum(1 for one in prose if _CUT.intersection(one.facts.codes))
    return 10 <= len(prose) > CUT * len(loose) and cut > CUT * len(prose)


def raw_prose(desk: Desk) -> Iterator[PreflightFinding]:
    """The first lesson: answers that are pieces of a book."""
    cut = was_cut(desk)
    pairs = [one for one in desk.seen if is_raw(one, cut=cut)]
    share = desk.share(len(pairs))
    if share > 0.05:
        yield PreflightFinding(
            "raw-prose",
            Lesson.CLEAN,
            WARNING if share > MANY else NOTE,
            _(
                "{part} answers are raw prose of a book, not what a mentor would say: the model "
                "learns to ramble. Condense them."
            ).format(part=desk.part(len(pairs))),
            len(pairs),
            ids_of(pairs),
            source=LIMA,
            fix="condense",
        )


def copied(desk: Desk) -> Iterator[PreflightFinding]:
    """Long stretches word for word the book's."""
    pairs = [one for one in desk.seen if one.facts.run >= 200 and not is_raw(one)]
    if pairs:
        longest = max(one.facts.run for one in pairs)
        whole = sum(one.facts.verbatim for one in pairs) / len(pairs)
        yield PreflightFinding(
            "verbatim",
            Lesson.CLEAN,
            NOTE,
            _(
                "{part} answers repeat 200 letters or more of the book in a row, the longest "
                "{longest}; {share:.0%} of their letters are the book's. Say it as a mentor "
                "would."
            ).format(part=desk.part(len(pairs)), longest=f"{longest:,}", share=whole),
            len(pairs),
            ids_of(pairs),
            source=CARLINI,
            fix="redraft",
        )


_HARMFUL = {
    "unfinished": "trim",
    "begins-midway": "trim",
    "leftovers": "trim",
    "short-answer": "reject",
}
"""Faults of form that a model surely learns, as it ends in mid-sentence when its examples do, and
what mends them."""


FEW = 0.03
"""Share of pairs up to which a fault of single pairs is left to the review page."""


def pair_faults(desk: Desk) -> Iterator[PreflightFinding]:
    """What the checks of single pairs find, added up."""
    for check in PAIR_CHECKS:
        if check.severity is not WARNING or check.code in ("not-condensed", "echoes-prompt"):
            continue
        pairs = desk.by_fault.get(check.code, ())
        share = desk.share(len(pairs))
        if share > FEW:
            fix = _HARMFUL.get(check.code, "")
            yield PreflightFinding(
                check.code,
                Lesson.CLEAN,
                WARNING if share > MANY and fix else NOTE,
                f"{check.message} {_('Pairs: {part}.').format(part=desk.part(len(pairs)))}",
                len(pairs),
                ids_of(pairs),
                source=OPENAI if fix else "",
                fix=fix or "redraft",
            )
