"""Voice: whether one author, work, question or phrase drowns the others."""

from __future__ import annotations

from collections.abc import Iterator

from studio.domain.preflight import Lesson, PreflightFinding
from studio.i18n import _
from studio.services.preflight.data_set import LIMA, LOUD, NOTE, OPENAI, WARNING, Desk, ids_of
from studio.text.rows.validation import FEWEST_ROWS


def one_author(desk: Desk) -> Iterator[PreflightFinding]:
    """One author's voice above the others."""
    named = [share for share in desk.balance.authors if share.name]
    if not named:
        if desk.seen:
            yield PreflightFinding(
                "author-unknown",
                Lesson.VOICE,
                NOTE,
                _("No pair names its author, so it can't be told whether one voice dominates."),
                len(desk.seen),
            )
        return
    first = named[0]
    if first.share > LOUD and len(desk.seen) >= FEWEST_ROWS:
        pairs = [one for one in desk.seen if one.author == first.name]
        capped = len(desk.seen) - len(pairs) >= FEWEST_ROWS
        yield PreflightFinding(
            "one-author",
            Lesson.VOICE,
            WARNING,
            _(
                "{part} pairs are {author}'s: the model takes on that voice. The data set is as "
                "diverse as {n:.1f} authors of equal weight."
            ).format(
                part=desk.part(len(pairs)), author=first.name, n=desk.balance.effective_authors
            ),
            len(pairs),
            ids_of(pairs),
            source=OPENAI,
            fix="cap-author" if capped else "",
        )


def one_work(desk: Desk) -> Iterator[PreflightFinding]:
    """Nearly all pairs from one book; rows of one file are of one file, which says nothing."""
    works = [share for share in desk.balance.works if share.name]
    authors = [share for share in desk.balance.authors if share.name]
    if works and works[0].share > 0.8 and (not authors or authors[0].share <= LOUD):
        pairs = [one for one in desk.seen if one.work == works[0].name]
        if pairs[0].book is None:
            return
        yield PreflightFinding(
            "one-work",
            Lesson.VOICE,
            NOTE,
            _("{part} pairs are from “{work}”.").format(
                part=desk.part(len(pairs)), work=works[0].name
            ),
            len(pairs),
            ids_of(pairs),
        )


SAME, TEMPLATE = 0.1, 0.2
"""Shares of pairs that ask one question, or fill in one template, from which the model learns that
instead of what is answered (house heuristics)."""
FEWEST_ALIKE = 5


def one_question(desk: Desk) -> Iterator[PreflightFinding]:
    """One question, or one template of it, asked too often."""
    same = max(desk.questions, key=len, default=())
    template = desk.template
    if len(same) >= FEWEST_ALIKE and desk.share(len(same)) > SAME:
        group, words = (
            same,
            _(
                "{part} pairs ask the same question, “{prompt}”: the model can't tell which answer is "
                "meant."
            ),
        )
    elif template and desk.share(len(template)) > TEMPLATE:
        group, words = (
            template,
            _("{part} pairs fill in one template, “{prompt}”: the model learns the template."),
        )
    else:
        return
    prompt = next(one.asked for one in desk.seen if one.id == group[0])
    yield PreflightFinding(
        "one-question",
        Lesson.VOICE,
        WARNING,
        words.format(part=desk.part(len(group)), prompt=prompt),
        len(group),
        group,
        groups=(group,),
        source=LIMA,
        fix="reask",
    )


def one_opening(desk: Desk) -> Iterator[PreflightFinding]:
    """Questions that all begin alike."""
    first = next((share for share in desk.balance.openings if share.name), None)
    if first is not None and first.share > 0.3 and first.pairs >= 10:
        pairs = [one for one in desk.seen if one.facts.opening == first.name]
        yield PreflightFinding(
            "one-opening",
            Lesson.VOICE,
            NOTE,
            _("{part} questions begin with “{words}”; people ask in many ways.").format(
                part=desk.part(len(pairs)), words=first.name
            ),
            len(pairs),
            ids_of(pairs),
            fix="reask",
        )
