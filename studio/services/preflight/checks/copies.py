"""Copies: what stands more than once, leaks into validation, or contradicts itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studio.domain.preflight import Lesson, PreflightFinding
from studio.i18n import _
from studio.services.preflight.data_set import (
    LEE,
    MANY,
    NOTE,
    OPENAI,
    WARNING,
    Alike,
    Desk,
    Seen,
    part,
)

MANY_COPIES = 0.05
"""Share of superfluous pairs from which copies are likely to do harm (house heuristic)."""


def copies(desk: Desk) -> Iterator[PreflightFinding]:
    """Answers that stand more than once, to the letter or nearly."""
    exact = [group for group in desk.copies if group.exact]
    near = [group for group in desk.copies if not group.exact]
    for code, groups, most, what in (
        (
            "copies",
            exact,
            MANY_COPIES,
            _(
                "{part} pairs are copies of another, in groups: {groups}. They are "
                "learnt more often than the rest, and leak into validation."
            ),
        ),
        (
            "near-copies",
            near,
            MANY,
            _(
                "{part} pairs say nearly the same as another, in groups: {groups}. "
                "They are learnt more often than the rest, and leak into "
                "validation."
            ),
        ),
    ):
        extra = sum(len(group.members) - 1 for group in groups)
        if extra:
            yield PreflightFinding(
                code,
                Lesson.CLEAN,
                WARNING if desk.share(extra) > most else NOTE,
                what.format(part=desk.part(extra), groups=f"{len(groups):,}"),
                extra,
                _members(groups),
                tuple(group.members for group in groups),
                source=LEE,
                fix="keep-one",
            )


def _members(groups: Sequence[Alike]) -> tuple[int, ...]:
    return tuple(number for group in groups for number in group.members)


def leaks(desk: Desk) -> Iterator[PreflightFinding]:
    """What the latest version both trains on and validates with."""
    held = desk.held_out
    if not held:
        return
    leaked = {
        number
        for group in desk.copies
        if not held.issuperset(group.members)
        for number in held.intersection(group.members)
    }
    train = [one for one in desk.seen if one.id not in held]
    passages = {one.passage for one in train if one.passage}
    asked = {one.letters for one in train}
    leaked.update(
        one.id
        for one in desk.seen
        if one.id in held and (one.passage in passages or one.letters in asked)
    )
    latest = desk.versions[0]
    if leaked or latest.leaks:
        count = max(len(leaked), latest.leaks)
        yield PreflightFinding(
            "leaks",
            Lesson.ANSWERS,
            WARNING if count > 1 else NOTE,
            _(
                "{part} validation rows of version {version} have their passage, their question or a "
                "paraphrase of their answer in training as well: their score says nothing."
            ).format(part=part(count, latest.validation), version=latest.number),
            count,
            tuple(sorted(leaked)),
            source=LEE,
            fix="freeze",
        )


def contradictions(desk: Desk) -> Iterator[PreflightFinding]:
    """Nearly the same question with answers that are not alike."""
    alike = {number: n for n, group in enumerate(desk.copies) for number in group.members}
    known = {one.id: one for one in desk.seen}
    groups = [
        group
        for group in desk.questions
        if len({alike.get(number, -number) for number in group}) > 1
        and not (len(group) > MOST_ANSWERS and desk.share(len(group)) > 0.1)
        and not _are_passages(known, group)
        and not any(known[number].preference for number in group)
    ]
    count = sum(map(len, groups))
    if count and desk.share(count) > 0.01:
        yield PreflightFinding(
            "contradictions",
            Lesson.CLEAN,
            NOTE,
            _(
                "{part} pairs ask nearly the same as another and get another answer: a model is only "
                "as sure as its examples agree."
            ).format(part=desk.part(count)),
            count,
            tuple(number for group in groups for number in group),
            tuple(groups),
            source=OPENAI,
        )


MOST_ANSWERS = 5
"""Pairs of one question from which it is a template, which another check names."""


def _are_passages(known: dict[int, Seen], group: Sequence[int]) -> bool:
    """Whether the answers are of one passage, which may have more than one thing to say."""
    passages = {known[number].passage for number in group}
    return len(passages) == 1 and None not in passages
