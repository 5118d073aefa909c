"""People and rights: personal data, keys, and books that are someone else's.

Preflight counts them; export and upload ask about them (``services.versions.consent``). Both go
by ``reasons_to_ask``, so that what is asked about is what was counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace

from studio.domain.book import Book, Rights
from studio.domain.dataset import Severity
from studio.domain.preflight import FindingKind, Lesson, PreflightFinding
from studio.i18n import N_, _, join_sentences
from studio.services.preflight.data_set import (
    CARLINI,
    ERROR,
    NOTE,
    RECORDS,
    WARNING,
    DataCheck,
    DataSet,
    PairSummary,
    list_titles,
)

FREE = (Rights.PUBLIC_DOMAIN, Rights.OWN)
"""Rights with which a book may be repeated at any length."""


def _personal(name: str, severity: Severity, sentence: str, question: str = "") -> FindingKind:
    return FindingKind(
        f"private-{name}",
        Lesson.CLEAN,
        severity,
        sentence,
        source=CARLINI,
        fix="reject",
        settle_first=True,
        question=question,
    )


UNKNOWN_RIGHTS = FindingKind(
    "rights-unknown",
    Lesson.CLEAN,
    WARNING,
    N_("{part} pairs are from books whose rights are unknown: {titles}."),
    source=RECORDS,
    fix="agree",
    settle_first=True,
    question=N_("Rows from books whose rights are unknown: {n} ({titles})."),
)
LONG_QUOTATIONS = FindingKind(
    "rights-verbatim",
    Lesson.CLEAN,
    WARNING,
    N_(
        "{part} answers repeat long stretches of books that are not in the public domain: {titles}."
    ),
    source=CARLINI,
    fix="agree",
    settle_first=True,
    question=N_(
        "Rows that repeat long stretches of books that are not in the public domain: {n} "
        "({titles})."
    ),
)
OF_BOOKS = (UNKNOWN_RIGHTS, LONG_QUOTATIONS)
"""Kinds about which is asked book by book; about the others, pair by pair."""
PERSONAL = (
    _personal(
        "secret",
        ERROR,
        N_("{part} pairs contain a key or a password: whoever asks the model may read it."),
        N_("Rows with a key or a password: {n}. Whoever asks the model may read it."),
    ),
    _personal(
        "card",
        ERROR,
        N_("{part} pairs contain the number of a payment card."),
        N_("Rows with the number of a payment card: {n}."),
    ),
    _personal(
        "mail",
        WARNING,
        N_("{part} pairs contain an email address."),
        N_("Rows with an email address: {n}."),
    ),
    _personal(
        "phone",
        WARNING,
        N_("{part} pairs contain a telephone number."),
        N_("Rows with a telephone number: {n}."),
    ),
    _personal(
        "address",
        WARNING,
        N_("{part} pairs contain a postal address."),
        N_("Rows with a postal address: {n}."),
    ),
    # A name alone is no reason to ask: books are full of them.
    _personal(
        "name",
        NOTE,
        N_("{part} pairs contain the name of a person, labelled or beside an address or number."),
    ),
)
"""Kinds of personal data, the worst first. To add one: a row here, with the word that
``text.quality.personal_data`` has for it."""
KINDS = (*OF_BOOKS, *PERSONAL)
"""What is asked about before rows leave the library, in this order."""
AGREED = N_("You have said that it may be used.")


def answer_key(kind: FindingKind, number: int) -> str:
    """What the curator's answer is remembered under: of a book's id, or of a pair's."""
    return f"{kind.code}-{number}"


def reasons_to_ask(
    pair: int, private: Collection[str], book: Book | None, *, repeats_book: bool
) -> Iterator[tuple[FindingKind, str]]:
    """Why a row must not leave unasked, and what the answer to it is remembered under.

    ``private`` are the kinds of personal data in it, ``book`` where it is from, and
    ``repeats_book`` whether it has a long stretch of that word for word.
    """
    for kind in PERSONAL if private else ():
        if kind.code.removeprefix("private-") in private:
            yield kind, answer_key(kind, pair)
    if book is None or book.rights in FREE:
        return
    if book.rights is Rights.UNKNOWN:
        yield UNKNOWN_RIGHTS, answer_key(UNKNOWN_RIGHTS, book.id)
    if repeats_book:
        yield LONG_QUOTATIONS, answer_key(LONG_QUOTATIONS, book.id)


def find_people_and_rights(data: DataSet) -> Iterator[PreflightFinding]:
    """Personal data and keys, as a model can be made to say what it was trained on; books nobody
    has said one may use, and long stretches of books that are not free."""
    pairs: defaultdict[FindingKind, list[PairSummary]] = defaultdict(list)
    unanswered: defaultdict[FindingKind, list[PairSummary]] = defaultdict(list)
    for pair in data.pairs:
        book = data.books.get(pair.book or 0)
        for kind, key in reasons_to_ask(
            pair.id, pair.facts.private, book, repeats_book=pair.facts.repeats_book
        ):
            pairs[kind].append(pair)
            if key not in data.agreed:
                unanswered[kind].append(pair)
    for kind in KINDS:
        if pairs[kind]:
            yield _weigh(data, kind, pairs[kind], unanswered[kind])


def _weigh(
    data: DataSet, kind: FindingKind, pairs: list[PairSummary], unanswered: list[PairSummary]
) -> PreflightFinding:
    titles = list_titles(pair.work for pair in unanswered or pairs)
    if unanswered:
        return data.finding(kind, pairs, titles=titles)
    finding = data.finding(kind, pairs, severity=NOTE, fix="ask-again", titles=titles)
    return replace(finding, message=join_sentences(finding.message, _(AGREED)))


CHECKS = (DataCheck("personal data and rights", find_people_and_rights, KINDS),)
