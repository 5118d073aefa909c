"""What has to be asked before words leave the library, and the answers that were given.

Rights nobody has stated, long stretches of books that are not free, personal data: export and
upload ask; the answer is kept in the library, book by book and pair by pair, so that what comes
later is asked about anew. It can be undone, and taken back. What is asked about are the kinds of
``services.preflight.checks.people``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from studio.domain.book import Book
from studio.domain.conversation import list_messages, read_rejected_text, read_text
from studio.domain.dataset import Row
from studio.domain.errors import ConsentNeeded
from studio.domain.preflight import Concern, FindingKind
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import _, join_sentences
from studio.services.preflight.checks.people import (
    FREE,
    KINDS,
    OF_BOOKS,
    reasons_to_ask,
)
from studio.services.preflight.data_set import list_titles
from studio.services.session import Session
from studio.text.quality.personal_data import find_kinds
from studio.text.quality.verbatim import repeats_book
from studio.text.rows.row_json import load_row

SETTING = "agreed"
TITLES = 3
BLOCK = 500


def agreed(session: Session) -> frozenset[str]:
    """What the curator has agreed to: the keys of concerns."""
    try:
        keys = json.loads(session.library.settings.get(SETTING) or "[]")
    except ValueError:
        # A damaged answer is no answer: it is asked again.
        return frozenset()
    return frozenset(key for key in keys if isinstance(key, str))


def agree(session: Session, keys: Iterable[str]) -> Done[int]:
    """Remember that the curator may use what these concerns are about; one step to undo."""
    return _remember(session, agreed(session).union(keys), _("Consent to the use"))


def take_back(session: Session, keys: Iterable[str] | None = None) -> Done[int]:
    """Forget these answers, or all, so that it is asked anew; one step to undo."""
    before = agreed(session)
    left = before.difference(before if keys is None else keys)
    return _remember(session, left, _("Withdraw the consent"))


def _remember(session: Session, keys: frozenset[str], label: str) -> Done[int]:
    before = agreed(session)
    if keys == before:
        return Done(Changes(), 0)
    with session.library.journal.edit(label):
        session.library.settings.set(SETTING, json.dumps(sorted(keys)))
    return Done(Changes(Change.SETTINGS), len(keys ^ before))


def find_concerns(session: Session, version: int) -> Job[tuple[Concern, ...]]:
    """What has to be asked before this version leaves the library; a tuple of ``Concern``."""
    library = session.library
    before = agreed(session)
    books = {book.id: book for book in library.books.list()}
    frozen = library.versions.get(version)
    total = frozen.train + frozen.validation
    keys: defaultdict[str, set[str]] = defaultdict(set)
    pairs: defaultdict[str, list[int]] = defaultdict(list)
    rows = library.versions.rows(version)
    done = 0
    while block := list(islice(rows, BLOCK)):
        for pair, kind, key in _reasons(session, books, block):
            if kind.question and key not in before:
                keys[kind.code].add(key)
                pairs[kind.code].append(pair)
        done += len(block)
        yield Progress(done, total, _("Looking at what will leave the library"))
    return Done(
        Changes(),
        tuple(
            _concern(kind, books, pairs[kind.code], keys[kind.code])
            for kind in KINDS
            if pairs[kind.code]
        ),
    )


def require(session: Session, version: int) -> Job[None]:
    """Refuse with ``ConsentNeeded`` while something is to be asked."""
    concerns = (yield from find_concerns(session, version)).value
    if concerns:
        raise ConsentNeeded(
            _("Version {n} is not sent before you agree to it: {concerns}").format(
                n=version, concerns=join_sentences(*(concern.message for concern in concerns))
            )
        )
    return Done(Changes())


def keys_of(concerns: Iterable[Concern]) -> list[str]:
    """What an answer to all of them is remembered under."""
    return [key for concern in concerns for key in concern.keys]


def _concern(
    kind: FindingKind, books: Mapping[int, Book], pairs: Sequence[int], keys: Iterable[str]
) -> Concern:
    titles = ""
    if kind in OF_BOOKS:
        numbers = (int(key.rpartition("-")[2]) for key in keys)
        titles = list_titles((books[number].title for number in numbers), TITLES)
    message = _(kind.question).format(n=f"{len(pairs):,}", titles=titles)
    return Concern(kind, message, len(pairs), tuple(pairs), tuple(sorted(keys)))


def _reasons(
    session: Session, books: Mapping[int, Book], block: Sequence[Row]
) -> Iterator[tuple[int, FindingKind, str]]:
    """For each row the pair it was made of, what has to be asked, and the key of the answer."""
    library = session.library
    pairs = {pair.id: pair for pair in library.pairs.list([row.pair for row in block])}
    not_free = {number for number, book in books.items() if book.rights not in FREE}
    quoted = {pair.passage for pair in pairs.values() if pair.passage and pair.book in not_free}
    passages = library.passages.texts(list(quoted))
    for row in block:
        pair = pairs.get(row.pair)
        book = books.get(pair.book or 0) if pair else None
        source = passages.get((pair.passage if pair else 0) or 0, ("", ""))[0]
        # The frozen row is what leaves, whatever has become of its pair since.
        chat = load_row(row.json)
        turns = [read_text(turn) for turn in list_messages(chat)] if isinstance(chat, dict) else []
        rejected = read_rejected_text(chat) if isinstance(chat, dict) else ""
        private = {kind for text in (*turns, rejected) if text for kind in find_kinds(text)}
        copied = bool(source and turns) and repeats_book(turns[-1], source)
        for kind, key in reasons_to_ask(row.pair, private, book, repeats_book=copied):
            yield row.pair, kind, key
