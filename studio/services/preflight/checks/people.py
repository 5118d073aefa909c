"""People and rights: personal data, keys, and books that are someone else's."""

from __future__ import annotations

from collections.abc import Iterator

from studio.domain.book import Rights
from studio.domain.preflight import Lesson, PreflightFinding
from studio.i18n import _
from studio.services.preflight.data_set import (
    CARLINI,
    ERROR,
    NOTE,
    RECORDS,
    WARNING,
    Desk,
    Seen,
    ids_of,
)
from studio.services.versions.consent import FREE, UNKNOWN, VERBATIM, book_key, pair_key
from studio.text.quality.pair_checks import VERBATIM_RUN

KINDS = (
    (
        "secret",
        ERROR,
        _("A key or a password stands in {part} pairs: whoever asks the model may read it."),
    ),
    ("card", ERROR, _("The number of a payment card stands in {part} pairs.")),
    ("mail", WARNING, _("A mail address stands in {part} pairs.")),
    ("phone", WARNING, _("A telephone number stands in {part} pairs.")),
    ("address", WARNING, _("A postal address stands in {part} pairs.")),
    (
        "name",
        NOTE,
        _("The name of a person stands in {part} pairs, labelled or beside an address or number."),
    ),
)


def personal(desk: Desk) -> Iterator[PreflightFinding]:
    """Personal data and keys: a model can be made to say what it was trained on."""
    for kind, severity, words in KINDS:
        pairs = desk.by_private.get(kind, ())
        if pairs:
            agreed = all(pair_key(kind, one.id) in desk.agreed for one in pairs)
            yield PreflightFinding(
                f"private-{kind}",
                Lesson.CLEAN,
                NOTE if agreed else severity,
                words.format(part=desk.part(len(pairs))) + (AGREED if agreed else ""),
                len(pairs),
                ids_of(pairs),
                source=CARLINI,
                fix="ask-again" if agreed else "reject",
            )


AGREED = " " + _("You have said that it may be used.")


def rights(desk: Desk) -> Iterator[PreflightFinding]:
    """Books nobody has said one may use, and long stretches of books that are not free."""
    unknown = {n for n, book in desk.books.items() if book.rights is Rights.UNKNOWN}
    free = {n for n, book in desk.books.items() if book.rights in FREE}
    yield from _of_books(
        desk,
        UNKNOWN,
        [one for one in desk.seen if one.book in unknown],
        _("{part} pairs are from books whose rights are unknown: {titles}."),
        RECORDS,
    )
    yield from _of_books(
        desk,
        VERBATIM,
        [
            one
            for one in desk.seen
            if one.facts.run >= VERBATIM_RUN and one.book is not None and one.book not in free
        ],
        _(
            "{part} answers repeat long stretches of books that are not in the public domain: "
            "{titles}."
        ),
        CARLINI,
    )


def _of_books(
    desk: Desk, code: str, pairs: list[Seen], words: str, source: str
) -> Iterator[PreflightFinding]:
    asked = [one for one in pairs if book_key(code, one.book or 0) not in desk.agreed]
    if pairs:
        titles = sorted({one.work for one in asked or pairs})
        message = words.format(part=desk.part(len(pairs)), titles=", ".join(titles[:5]))
        yield PreflightFinding(
            code,
            Lesson.CLEAN,
            WARNING if asked else NOTE,
            message + ("" if asked else AGREED),
            len(pairs),
            ids_of(pairs),
            source=source,
            fix="agree" if asked else "ask-again",
        )
