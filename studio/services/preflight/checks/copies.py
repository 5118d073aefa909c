"""Copies: what stands more than once, leaks into validation, or contradicts itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from studio.domain.preflight import FindingKind, Lesson, PreflightFinding
from studio.i18n import N_
from studio.services.preflight.data_set import (
    LEE,
    MANY,
    NOTE,
    OPENAI,
    TENTH,
    WARNING,
    CopyGroup,
    DataCheck,
    DataSet,
    PairSummary,
)

EXACT_COPIES = FindingKind(
    "copies",
    Lesson.CLEAN,
    NOTE,
    N_(
        "{part} pairs are copies of another, in groups: {groups}. They are learnt more often than "
        "the rest, and leak into validation."
    ),
    source=LEE,
    fix="keep-one",
    harms_from=0.05,  # house heuristic
    order=4,
    side_by_side=True,
)
NEAR_COPIES = FindingKind(
    "near-copies",
    Lesson.CLEAN,
    NOTE,
    N_(
        "{part} pairs say nearly the same as another, in groups: {groups}. They are learnt more "
        "often than the rest, and leak into validation."
    ),
    source=LEE,
    fix="keep-one",
    harms_from=MANY,
    side_by_side=True,
)
LEAKS = FindingKind(
    "leaks",
    Lesson.ANSWERS,
    WARNING,
    N_(
        "{part} validation rows of version {version} have their passage, their question or a "
        "paraphrase of their answer in training as well: their score says nothing."
    ),
    source=LEE,
    fix="freeze",
)
CONTRADICTIONS = FindingKind(
    "contradictions",
    Lesson.CLEAN,
    NOTE,
    N_(
        "{part} pairs ask nearly the same as another and get another answer: a model is only as "
        "sure as its examples agree."
    ),
    source=OPENAI,
    harms_from=TENTH,
    side_by_side=True,
)

CONTRADICTING = 0.01
"""Share of pairs up to which contradictions are chance."""
MOST_ANSWERS = 5
"""Pairs of one question from which it is a template, which another check names."""


def find_copies(data: DataSet) -> Iterator[PreflightFinding]:
    """Answers that stand more than once, to the letter or nearly."""
    for kind, exact in ((EXACT_COPIES, True), (NEAR_COPIES, False)):
        groups = tuple(group.members for group in data.copies if group.exact is exact)
        surplus = sum(len(group) - 1 for group in groups)
        if surplus:
            finding = data.finding(kind, count=surplus, groups=f"{len(groups):,}")
            yield _with_groups(finding, groups)


def _with_groups(finding: PreflightFinding, groups: Sequence[tuple[int, ...]]) -> PreflightFinding:
    pairs = tuple(number for group in groups for number in group)
    return replace(finding, pairs=pairs, groups=tuple(groups))


def find_leaks(data: DataSet) -> Iterator[PreflightFinding]:
    """What the latest version both trains on and validates with."""
    if not data.held_out:
        return
    leaked = _pairs_in_both(data)
    latest = data.versions[0]
    # Rows edited since the freeze can't be found any more; the version counted its own then.
    count = max(len(leaked), latest.leaks)
    if count:
        finding = data.finding(
            LEAKS,
            severity=WARNING if count > 1 else NOTE,
            of=latest.validation,
            count=count,
            version=latest.number,
        )
        yield replace(finding, pairs=tuple(sorted(leaked)))


def _pairs_in_both(data: DataSet) -> set[int]:
    """Held-out pairs of which training has a copy, the passage, or the question."""
    held_out = data.held_out
    leaked = {
        number
        for group in data.copies
        if not held_out.issuperset(group.members)
        for number in held_out.intersection(group.members)
    }
    trained = [pair for pair in data.pairs if pair.id not in held_out]
    passages = {pair.passage for pair in trained if pair.passage}
    prompts = {pair.prompt_hash for pair in trained}
    leaked.update(
        pair.id
        for pair in data.pairs
        if pair.id in held_out and (pair.passage in passages or pair.prompt_hash in prompts)
    )
    return leaked


def find_contradictions(data: DataSet) -> Iterator[PreflightFinding]:
    """Nearly the same question with answers that are not alike."""
    copies = _group_numbers(data.copies)
    by_id = {pair.id: pair for pair in data.pairs}
    groups = [
        group
        for group in data.questions
        if len({copies.get(number, -number) for number in group}) > 1
        and not (len(group) > MOST_ANSWERS and data.share(len(group)) > 0.1)
        and not _share_passage(by_id, group)
        # Preferring one answer to another is what such rows are for.
        and not any(by_id[number].preference for number in group)
    ]
    count = sum(map(len, groups))
    if count and data.share(count) > CONTRADICTING:
        yield _with_groups(data.finding(CONTRADICTIONS, count=count), groups)


def _group_numbers(groups: Sequence[CopyGroup]) -> Mapping[int, int]:
    """The number of the group each pair is in."""
    return {pair: number for number, group in enumerate(groups) for pair in group.members}


def _share_passage(by_id: Mapping[int, PairSummary], group: Sequence[int]) -> bool:
    """Whether the answers are of one passage, which may have more than one thing to say."""
    passages = {by_id[number].passage for number in group}
    return len(passages) == 1 and None not in passages


CHECKS = (
    DataCheck("copies", find_copies, (EXACT_COPIES, NEAR_COPIES)),
    DataCheck("leaks", find_leaks, (LEAKS,)),
    DataCheck("contradictions", find_contradictions, (CONTRADICTIONS,)),
)
