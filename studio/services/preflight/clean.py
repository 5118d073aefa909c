"""Clean: what a provider refuses or cuts, raw prose, copies, personal data, rights."""

from __future__ import annotations

from collections.abc import Iterator

from studio.domain.book import Rights
from studio.domain.preflight import Lesson, PreflightFinding
from studio.i18n import _
from studio.services.preflight.desk import (
    CARLINI,
    ERROR,
    LEE,
    LIMA,
    LISTED,
    MANY,
    NOTE,
    OPENAI,
    WARNING,
    Desk,
    Seen,
    ids_of,
    per_cent,
)
from studio.text.checks import CHECKS as PAIR_CHECKS


def refused_rows(desk: Desk) -> Iterator[PreflightFinding]:
    """Rows for which a provider refuses the file, by kind."""
    found: dict[str, list[Seen]] = {}
    said: dict[str, str] = {}
    for one in desk.seen:
        for code, message in one.faults[:3]:
            found.setdefault(code, []).append(one)
            said.setdefault(code, message)
    for code, pairs in found.items():
        yield PreflightFinding(
            f"row-{code}", Lesson.CLEAN, ERROR,
            _("{n} rows would be refused: {why}").format(n=f"{len(pairs):,}", why=said[code]),
            len(pairs), ids_of(pairs), source=OPENAI, fix="reject",
        )  # fmt: skip


def too_long(desk: Desk) -> Iterator[PreflightFinding]:
    """Rows longer than the model takes: the provider cuts the end, which is the answer."""
    price = desk.session.prices.model(desk.session.model())
    limit = price.max_tokens if price else None
    pairs = [one for one in desk.seen if limit is not None and one.pair.tokens > limit]
    if pairs:
        yield PreflightFinding(
            "too-long", Lesson.CLEAN, ERROR,
            _("{n} rows have more than the {limit} tokens {model} takes: the end, which is the "
              "answer, is cut.").format(n=len(pairs), limit=f"{limit:,}", model=desk.session.model()),
            len(pairs), ids_of(pairs), source=OPENAI, fix="reject",
        )  # fmt: skip


_RAW = frozenset({"unfinished", "begins-midway", "leftovers", "tale", "leans", "not-condensed"})
RAW_LENGTH = 900
"""Characters from which an answer that was not condensed is a piece of prose (house heuristic)."""


def is_raw(one: Seen) -> bool:
    """Whether an answer is book prose rather than a conclusion: mostly word for word its passage,
    nearly as long as it, or, without a passage, long and with a narrator's marks."""
    if one.facts.verbatim > 0.9 and one.facts.length > 0.7:
        return True
    marks = len(_RAW.intersection(one.facts.codes))
    long = len(one.pair.answer) > RAW_LENGTH
    return not one.pair.passage and (marks >= 2 or (long and marks >= 1))


def raw_prose(desk: Desk) -> Iterator[PreflightFinding]:
    """The first lesson: answers that are pieces of a book."""
    pairs = [one for one in desk.seen if is_raw(one)]
    share = desk.share(len(pairs))
    if share > 0.05:
        yield PreflightFinding(
            "raw-prose", Lesson.CLEAN, WARNING if share > MANY else NOTE,
            _("{n} answers ({share}) are raw prose of a book, not what a mentor would say: the "
              "model learns to ramble. Condense them.").format(
                n=f"{len(pairs):,}", share=per_cent(share)),
            len(pairs), ids_of(pairs), source=LIMA, fix="condense",
        )  # fmt: skip


def copied(desk: Desk) -> Iterator[PreflightFinding]:
    """Long stretches word for word the book's."""
    pairs = [one for one in desk.seen if one.facts.run >= 200 and not is_raw(one)]
    share = desk.share(len(pairs))
    if pairs:
        longest = max(one.facts.run for one in pairs)
        yield PreflightFinding(
            "verbatim", Lesson.CLEAN, NOTE,
            _("{n} answers ({share}) repeat a long stretch of the book word for word, the longest "
              "{longest} letters: say it as a mentor would.").format(
                n=f"{len(pairs):,}", share=per_cent(share), longest=longest),
            len(pairs), ids_of(pairs), source=CARLINI,
        )  # fmt: skip


def pair_faults(desk: Desk) -> Iterator[PreflightFinding]:
    """What the checks of single pairs find, added up."""
    for check in PAIR_CHECKS:
        if check.severity is not WARNING or check.code in ("not-condensed", "echoes-prompt"):
            continue
        pairs = [one for one in desk.seen if check.code in one.facts.codes]
        share = desk.share(len(pairs))
        if pairs and share > 0.01:
            yield PreflightFinding(
                check.code, Lesson.CLEAN,
                WARNING if share > MANY and check.code in _HARMFUL else NOTE,
                f"{check.message} {_('{n} pairs ({share}).').format(n=f'{len(pairs):,}', share=per_cent(share))}",
                len(pairs), ids_of(pairs), fix="reject" if check.code in _HARMFUL else "",
            )  # fmt: skip


_HARMFUL = frozenset({"unfinished", "begins-midway", "leftovers"})
"""Faults of form that a model surely learns: it ends in mid-sentence as its examples do."""


def copies(desk: Desk) -> Iterator[PreflightFinding]:
    """Answers that stand more than once."""
    extra = sum(len(group) - 1 for group in desk.copies)
    share = desk.share(extra)
    if extra:
        members = tuple(number for group in desk.copies for number in group)
        yield PreflightFinding(
            "copies", Lesson.CLEAN, WARNING if share > 0.05 else NOTE,
            _("{n} answers ({share}) are copies or near copies of another: they are learnt more often "
              "than the rest, and leak into validation.").format(
                n=f"{extra:,}", share=per_cent(share)),
            extra, members[:LISTED], tuple(group[:50] for group in desk.copies[:200]),
            source=LEE, fix="keep-one",
        )  # fmt: skip


def contradictions(desk: Desk) -> Iterator[PreflightFinding]:
    """Nearly the same question with answers that have nothing in common."""
    alike = {number: n for n, group in enumerate(desk.copies) for number in group}
    groups = [
        group for group in desk.questions
        if len({alike.get(number, -number) for number in group}) == len(group)
    ]  # fmt: skip
    count = sum(map(len, groups))
    if desk.share(count) > 0.02:
        yield PreflightFinding(
            "contradictions", Lesson.CLEAN, NOTE,
            _("{n} pairs ask nearly the same as another and get another answer.").format(n=f"{count:,}"),
            count, tuple(n for group in groups for n in group)[:LISTED],
            tuple(group[:50] for group in groups[:200]),
        )  # fmt: skip


def personal(desk: Desk) -> Iterator[PreflightFinding]:
    """Personal data and keys."""
    for kind, severity, words_of in (
        ("secret", ERROR, _("hold a key or password: whoever asks the model may read it")),
        ("mail", WARNING, _("hold a mail address")), ("phone", WARNING, _("hold a telephone number")),
        ("address", WARNING, _("hold a postal address")), ("card", ERROR, _("hold a card number")),
    ):  # fmt: skip
        pairs = [one for one in desk.seen if kind in one.facts.private]
        if pairs:
            yield PreflightFinding(
                f"private-{kind}", Lesson.CLEAN, severity,
                _("{n} pairs {what}.").format(n=f"{len(pairs):,}", what=words_of),
                len(pairs), ids_of(pairs), source=CARLINI, fix="reject",
            )  # fmt: skip


def rights(desk: Desk) -> Iterator[PreflightFinding]:
    """Books nobody has said one may use."""
    unknown = {n for n, book in desk.books.items() if book.rights is Rights.UNKNOWN}
    pairs = [one for one in desk.seen if one.pair.book in unknown]
    if pairs:
        titles = sorted({one.pair.book_title for one in pairs})
        yield PreflightFinding(
            "rights-unknown", Lesson.CLEAN, WARNING,
            _("{n} pairs are from books whose rights are unknown: {titles}.").format(
                n=f"{len(pairs):,}", titles=", ".join(titles[:5])),
            len(pairs), ids_of(pairs),
        )  # fmt: skip
    free = {n for n, b in desk.books.items() if b.rights in (Rights.PUBLIC_DOMAIN, Rights.OWN)}
    long = [one for one in desk.seen if one.facts.run >= 200 and one.pair.book not in free]
    if long:
        yield PreflightFinding(
            "rights-verbatim", Lesson.CLEAN, WARNING,
            _("{n} answers repeat long stretches of books that are not in the public domain.").format(
                n=f"{len(long):,}"), len(long), ids_of(long), source=CARLINI,
        )  # fmt: skip
