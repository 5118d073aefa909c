"""Whose voice, which works and kinds, how long: the balance of a version, to hold two together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from studio.domain.conversation import read_texts
from studio.domain.preflight import Balance, Share
from studio.domain.subjects import group_tags, join_tags
from studio.services.preflight.balance import LENGTHS, effective_number
from studio.services.session import Session
from studio.text.languages import detect_script
from studio.text.rows.row_json import load_row


def balance_of(session: Session, number: int) -> Balance:
    """The balance of all rows of a version, those held out included; LibraryError where there is
    no such version. The language is the book's, or told from the answer's letters."""
    session.library.versions.get(number)
    books = {book.title: book.language for book in session.library.books.list()}
    authors, works, languages, tags = list[_Part](), list[_Part](), list[_Part](), list[_Part]()
    # Money is one subject, in whatever language it is tagged in this library.
    groups = group_tags(tag for tag, _pairs in session.library.pairs.tags())
    names = {tag: join_tags(group) for group in groups for tag in group}
    bins: Counter[int] = Counter()
    rows = 0
    for _split, tokens, provenance, text in session.library.versions.rows_with_provenance(number):
        origin = load_row(provenance)
        assert isinstance(origin, dict)  # publish wrote it
        rows += 1
        work = origin.get("book") or ""
        authors.append((origin.get("author") or "", tokens))
        works.append((work or origin.get("file") or "", tokens))
        tags += ((name, tokens) for name in {names.get(t, t) for t in origin.get("tags", ())})
        # A book that was taken out since then can't say its language any more; its words can.
        language = books.get(work) or _language(text)
        languages += [(language, tokens)] if language else []
        bins[max(start for start in LENGTHS if start <= tokens)] += 1
    shares = _shares(authors, rows)
    return Balance(
        authors=shares,
        works=_shares(works, rows),
        languages=_shares(languages, rows),
        tags=_shares(tags, rows),
        lengths=tuple((start, bins[start]) for start in LENGTHS if bins[start]),
        effective_authors=effective_number(share.share for share in shares if share.name),
    )


_Part = tuple[str, int]


def _shares(parts: Iterable[_Part], rows: int) -> tuple[Share, ...]:
    """The largest first; of equal ones the first by name, so that two versions agree."""
    pairs: Counter[str] = Counter()
    tokens: defaultdict[str, int] = defaultdict(int)
    for name, size in parts:
        pairs[name] += 1
        tokens[name] += size
    return tuple(
        Share(name, count, tokens[name], count / max(1, rows))
        for name, count in sorted(pairs.items(), key=lambda entry: (-entry[1], entry[0]))
    )


def _language(text: str) -> str:
    value = load_row(text)
    return detect_script(read_texts(value)[1]) if isinstance(value, dict) else ""
