"""Voice: whether one author, work, question or phrase drowns the others."""

from __future__ import annotations

from collections.abc import Iterator

from studio.domain.preflight import Lesson, PreflightFinding
from studio.i18n import _
from studio.services.preflight.desk import (
    LISTED,
    LOUD,
    NOTE,
    WARNING,
    Desk,
    ids_of,
    per_cent,
)


def one_author(desk: Desk) -> Iterator[PreflightFinding]:
    """One author's voice above the others."""
    named = [share for share in desk.balance.authors if share.name]
    if not named:
        if desk.seen:
            yield PreflightFinding(
                "author-unknown", Lesson.VOICE, NOTE,
                _("No pair names its author, so it can't be told whether one voice dominates."),
                len(desk.seen),
            )  # fmt: skip
        return
    first = named[0]
    if first.share > LOUD:
        pairs = [one for one in desk.seen if one.author == first.name]
        yield PreflightFinding(
            "one-author", Lesson.VOICE, WARNING,
            _("{share} of the pairs are {author}'s: the model takes on that voice. The data set has "
              "the diversity of {n:.1f} authors.").format(
                share=per_cent(first.share), author=first.name, n=desk.balance.effective_authors),
            len(pairs), ids_of(pairs), fix="cap-author",
        )  # fmt: skip


def one_work(desk: Desk) -> Iterator[PreflightFinding]:
    """All pairs from one book."""
    works = [share for share in desk.balance.works if share.name]
    authors = [share for share in desk.balance.authors if share.name]
    if works and works[0].share > 0.8 and (not authors or authors[0].share <= LOUD):
        yield PreflightFinding(
            "one-work", Lesson.VOICE, NOTE,
            _("{share} of the pairs are from “{work}”.").format(
                share=per_cent(works[0].share), work=works[0].name),
            works[0].pairs,
        )  # fmt: skip


def one_question(desk: Desk) -> Iterator[PreflightFinding]:
    """One question, or one template of it, asked too often."""
    groups = sorted(desk.questions, key=len, reverse=True)
    if groups and len(groups[0]) >= 5 and desk.share(len(groups[0])) > 0.1:
        group = groups[0]
        prompt = next(one.pair.prompt for one in desk.seen if one.pair.id == group[0])
        yield PreflightFinding(
            "one-question", Lesson.VOICE, WARNING,
            _("{n} pairs ({share}) ask nearly the same question, “{prompt}”: the model learns the "
              "template, and can't tell which answer is meant.").format(
                n=f"{len(group):,}", share=per_cent(desk.share(len(group))),
                prompt=prompt[:60]),
            len(group), group[:LISTED], groups=(group[:LISTED],), fix="reask",
        )  # fmt: skip


def one_opening(desk: Desk) -> Iterator[PreflightFinding]:
    """Questions that all begin alike."""
    first = next((share for share in desk.balance.openings if share.name), None)
    if first is not None and first.share > 0.3 and first.pairs >= 10:
        pairs = [one for one in desk.seen if one.facts.opening == first.name]
        yield PreflightFinding(
            "one-opening", Lesson.VOICE, NOTE,
            _("{share} of the questions begin with “{words}”; people ask in many ways.").format(
                share=per_cent(first.share), words=first.name),
            len(pairs), ids_of(pairs),
        )  # fmt: skip
