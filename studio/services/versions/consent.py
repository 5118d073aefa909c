"""What has to be asked before words leave the library, and the answers that were given.

Rights nobody has stated, long stretches of books that are not free, personal data: export and
upload ask; the answer is kept in the library, book by book and pair by pair, so that what comes
later is asked about anew. It can be undone, and taken back.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from studio.domain.book import Book, Rights
from studio.domain.conversation import chat_messages, rejected_text, text_of
from studio.domain.dataset import Row
from studio.domain.errors import ConsentNeeded
from studio.domain.pair import Pair
from studio.domain.preflight import Concern
from studio.domain.work import Changes, Job, Progress
from studio.i18n import _
from studio.services.session import Session
from studio.text.quality import personal_data
from studio.text.quality.pair_checks import VERBATIM_RUN
from studio.text.quality.verbatim import measure_overlap
from studio.text.rows.row_json import load_row

SETTING = "agreed"
FREE = (Rights.PUBLIC_DOMAIN, Rights.OWN)
UNKNOWN, VERBATIM, PRIVATE = "rights-unknown", "rights-verbatim", "private"
TITLES = 3
BLOCK = 500

WORDS: Mapping[str, str] = {
    UNKNOWN: _("Rows from books whose rights are unknown: {n} ({titles})."),
    VERBATIM: _(
        "Rows that repeat long stretches of books that are not in the public "
        "domain: {n} ({titles})."
    ),
    f"{PRIVATE}-secret": _(
        "Rows with a key or a password: {n}. Whoever asks the model may read it."
    ),
    f"{PRIVATE}-card": _("Rows with the number of a payment card: {n}."),
    f"{PRIVATE}-mail": _("Rows with a mail address: {n}."),
    f"{PRIVATE}-phone": _("Rows with a telephone number: {n}."),
    f"{PRIVATE}-address": _("Rows with a postal address: {n}."),
}
"""What is asked about, in this order. A name alone is no reason to ask: books are full of them."""


def book_key(code: str, book: int) -> str:
    """What the answer about a book is remembered under."""
    return f"{code}-{book}"


def pair_key(kind: str, pair: int) -> str:
    """What the answer about personal data in a pair is remembered under."""
    return f"{PRIVATE}-{kind}-{pair}"


def agreed(session: Session) -> frozenset[str]:
    """What the curator has agreed to: the keys of concerns."""
    try:
        kept = json.loads(session.library.setting(SETTING) or "[]")
    except ValueError:
        return frozenset()
    return frozenset(key for key in kept if isinstance(key, str))


def agree(session: Session, keys: Iterable[str]) -> Changes:
    """Remember that the curator may use what these concerns are about; one step to undo."""
    known = agreed(session)
    return _keep(session, known.union(keys), _("Agree to use what was asked about"))


def take_back(session: Session, keys: Iterable[str] | None = None) -> Changes:
    """Forget these answers, or all, so that it is asked anew; one step to undo."""
    known = agreed(session)
    left = known.difference(known if keys is None else keys)
    return _keep(session, left, _("Take back what was agreed to"))


def _keep(session: Session, keys: frozenset[str], label: str) -> Changes:
    known = agreed(session)
    if keys == known:
        return Changes(result=0)
    with session.library.journal.edit(label):
        session.library.set_setting(SETTING, json.dumps(sorted(keys)))
    return Changes.of("settings", result=len(keys ^ known))


def look(session: Session, version: int) -> Job:
    """What has to be asked before this version leaves the library; a tuple of ``Concern``."""
    library = session.library
    known = agreed(session)
    books = {book.id: book for book in library.books()}
    frozen = library.version(version)
    total = frozen.train + frozen.validation
    keys: defaultdict[str, set[str]] = defaultdict(set)
    pairs: defaultdict[str, list[int]] = defaultdict(list)
    rows = library.rows(version)
    done = 0
    while block := list(islice(rows, BLOCK)):
        for row, code, key in _found(session, books, block):
            if key not in known:
                keys[code].add(key)
                pairs[code].append(row.pair)
        done += len(block)
        yield Progress(done, total, _("Looking at what will leave the library"))
    return Changes(
        result=tuple(
            Concern(
                code,
                _words(code, books, keys[code], len(pairs[code])),
                len(pairs[code]),
                tuple(pairs[code]),
                tuple(sorted(keys[code])),
            )
            for code in WORDS
            if pairs[code]
        )
    )


def require(session: Session, version: int) -> Job:
    """Refuse with ``ConsentNeeded`` while something is to be asked."""
    changes = yield from look(session, version)
    concerns = found(changes)
    if concerns:
        raise ConsentNeeded(
            _("Version {n} is not sent before you agree to it: {what}").format(
                n=version, what=" ".join(one.message for one in concerns)
            )
        )
    return Changes()


def found(changes: Changes) -> tuple[Concern, ...]:
    """What ``look`` has found, from its changes."""
    return changes.result if isinstance(changes.result, tuple) else ()


def keys_of(concerns: Iterable[Concern]) -> list[str]:
    """What an answer to all of them is remembered under."""
    return [key for concern in concerns for key in concern.keys]


def _words(code: str, books: Mapping[int, Book], keys: Iterable[str], count: int) -> str:
    numbers = [int(key.rpartition("-")[2]) for key in keys]
    titles = (
        sorted({books[n].title for n in numbers if n in books})
        if code in (UNKNOWN, VERBATIM)
        else []
    )
    named = ", ".join(titles[:TITLES]) + (" …" if len(titles) > TITLES else "")
    return WORDS[code].format(n=f"{count:,}", titles=named)


def _found(
    session: Session, books: Mapping[int, Book], block: Sequence[Row]
) -> Iterator[tuple[Row, str, str]]:
    """For each row what has to be asked about it, and the key of the answer."""
    library = session.library
    pairs: dict[int, Pair] = {pair.id: pair for pair in library.pairs([row.pair for row in block])}
    unfree = {n for n, book in books.items() if book.rights not in FREE}
    wanted = {p.passage for p in pairs.values() if p.passage and p.book in unfree}
    passages = library.passage_words(list(wanted))
    for row in block:
        chat = load_row(row.json)
        turns = chat_messages(chat) if isinstance(chat, dict) else []
        rejected = rejected_text(chat) if isinstance(chat, dict) else ""
        for kind in _kinds([*map(text_of, turns), rejected]):
            yield row, f"{PRIVATE}-{kind}", pair_key(kind, row.pair)
        pair = pairs.get(row.pair)
        book = books.get(pair.book or 0) if pair else None
        if pair is None or book is None or book.id not in unfree:
            continue
        if book.rights is Rights.UNKNOWN:
            yield row, UNKNOWN, book_key(UNKNOWN, book.id)
        source = passages.get(pair.passage or 0, ("", ""))[0]
        if source and turns and measure_overlap(text_of(turns[-1]), source).longest >= VERBATIM_RUN:
            yield row, VERBATIM, book_key(VERBATIM, book.id)


def _kinds(texts: Sequence[str]) -> list[str]:
    """The kinds of personal data in a row that are asked about."""
    kinds = {kind for text in texts if text for kind in _private(text)}
    return sorted(kind for kind in kinds if f"{PRIVATE}-{kind}" in WORDS)


@lru_cache(maxsize=16)
def _private(text: str) -> frozenset[str]:
    """Kept for a few texts: many rows begin with the same."""
    return frozenset(one.kind for one in personal_data.find_personal_data(text))
