"""Passages cut, merged and redrawn; whatever is done, joined they give the book.

A book's passages part its text without a gap. A deed moves the borders between them; a passage
keeps its number, its pairs and its standing as long as there is anything left of it, and pairs
of one that goes hang on the passage that takes its place.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from studio.domain.book import Book, Chapter, Passage, Replacement
from studio.domain.errors import CuratorError
from studio.domain.pair_filter import PairFilter
from studio.domain.work import Change, Changes, Done
from studio.i18n import _
from studio.services.passages.clean import clean_text, rules_in_force
from studio.services.session import Session
from studio.store.passages import format_refused
from studio.text.cleaning.rules import RULES
from studio.text.passages import cutting
from studio.text.passages.cutting import CleanPassage
from studio.text.similarity.alignment import move_offsets
from studio.text.tokens import count

MovedRow = tuple[int, int, int, int, str, str, int]
"""Chapter, start, end, tokens, cleaned text, refused changes as JSON, and whose they are."""


def cut_text(
    session: Session,
    text: str,
    chapters: Sequence[Chapter],
    language: str,
    *,
    rules: Sequence[str],
    target_tokens: int | None = None,
    max_tokens: int | None = None,
) -> list[CleanPassage]:
    """A book's text as passages, cleaned and counted; lengths as in the settings if not given."""
    settings = session.settings
    return cutting.cut(
        text,
        chapters,
        language,
        rules=[rule for rule in RULES if rule.name in rules],
        encoding=session.encoding(),
        target_tokens=target_tokens or int(settings.get("target_tokens")),
        max_tokens=max_tokens or int(settings.get("max_tokens")),
    )


def recut(session: Session, book: int, *, target_tokens: int, max_tokens: int) -> Done[None]:
    """Cut a book again with other lengths; refused once pairs were made of its passages."""
    library = session.library
    # New passages have new numbers, so pairs would lose where they are from.
    if library.pairs.count(PairFilter(book=book)):
        raise CuratorError(
            _(
                "Pairs were already made from this book's passages. Remove "
                "them first, or leave the passages as they are."
            )
        )
    record = library.books.get(book)
    rows = cut_text(
        session,
        library.books.text(book),
        record.chapters,
        record.language,
        rules=rules_in_force(session, book),
        target_tokens=target_tokens,
        max_tokens=max_tokens,
    )
    with library.journal.edit(_("Cut {title} again").format(title=record.title)):
        library.passages.delete(library.passages.ids(book=book))
        insert_passages(session, book, rows)
    return Done(Changes(Change.BOOKS, Change.PASSAGES))


def insert_passages(session: Session, book: int, rows: Sequence[CleanPassage]) -> None:
    """Add passages of a book inside the open edit."""
    session.library.passages.insert_many(
        book, ((row.chapter, row.start, row.end, row.tokens, row.text) for row in rows)
    )


def merge(session: Session, ids: Sequence[int]) -> Done[int]:
    """Make one passage of passages that follow each other; the first one's number stays."""
    library = session.library
    chosen = sorted(library.passages.list(ids), key=lambda passage: (passage.book, passage.start))
    if len(chosen) < 2:
        raise CuratorError(_("Choose two or more passages that follow each other."))
    for before, after in pairwise(chosen):
        if before.book != after.book or before.end != after.start:
            raise CuratorError(
                _("These passages do not follow each other: choose neighbours of one book.")
            )
    with library.journal.edit(_("Join {n} passages").format(n=len(chosen))):
        _give_span(session, chosen[0], chosen[0].start, chosen[-1].end)
    return Done(Changes(Change.PASSAGES, Change.PAIRS, Change.BOOKS), chosen[0].id)


def cut(session: Session, number: int, at: int) -> Done[int]:
    """Cut a passage in two before character ``at`` of its source; the new one's id is the result.

    Pairs stay with the first part.
    """
    library = session.library
    passage = library.passages.get(number)
    if not 0 < at < len(passage.source):
        raise CuratorError(_("Put the cursor inside the passage, where it is to be cut."))
    border = passage.start + at
    with library.journal.edit(_("Cut a passage in two")):
        _move_borders(session, passage, passage.start, border)
        made = _insert_gap(session, library.books.get(passage.book), border, passage.end)
    return Done(Changes(Change.PASSAGES, Change.BOOKS), made)


def redraw(session: Session, number: int, start: int, end: int) -> Done[None]:
    """Give a passage another span of the book; its neighbours take or give what lies between.

    ``start`` and ``end`` are characters of the book's text; some of the passage has to stay.
    """
    library = session.library
    passage = library.passages.get(number)
    length = library.books.get(passage.book).characters
    if not 0 <= start < end <= length or start >= passage.end or end <= passage.start:
        raise CuratorError(_("The new range has to lie within the book and overlap the passage."))
    if (start, end) == (passage.start, passage.end):
        return Done(Changes())
    with library.journal.edit(_("Change the range of a passage")):
        _give_span(session, passage, start, end)
    return Done(Changes(Change.PASSAGES, Change.PAIRS, Change.BOOKS))


def move_with_text(session: Session, book: int, old: str) -> None:
    """Move a book's passages to where their words stand now, ``old`` being its text before.

    Inside the open edit that put another text in its place. A passage whose words are gone
    gives its pairs to the one before it.
    """
    library = session.library
    record, text = library.books.get(book), library.books.text(book)
    rules = rules_in_force(session, book)
    passages = library.passages.list(library.passages.ids(book=book))
    starts = move_offsets(old, text, [passage.start for passage in passages])
    if starts:
        # What is new before the first passage is nobody else's.
        starts[0] = 0
    ends = [*starts[1:], len(text)]
    rows: list[MovedRow] = []
    gone: list[int] = []
    for passage, start, end in zip(passages, starts, ends, strict=True):
        if start == end:
            gone.append(passage.id)
            continue
        refused = _find_refused(passage, old, text, start, end)
        rows.append(_make_row(session, passage.id, refused, text, record, rules, start, end))
    library.passages.move(rows)
    heirs = library.passages.ids(book=book)
    for number in gone:
        at = heirs.index(number)
        heir = next(n for n in [*reversed(heirs[:at]), *heirs[at:]] if n not in gone)
        library.pairs.move(number, heir)
        library.suggestions.move(number, heir)
    library.passages.delete(gone)


def _find_refused(
    passage: Passage, old: str, text: str, start: int, end: int
) -> tuple[Replacement, ...]:
    """The refused changes whose words stand in the passage's new place, too."""
    refused = []
    for change in passage.refused:
        begin = passage.start + change.start
        phrase = old[begin : passage.start + change.end]
        at = move_offsets(old, text, [begin])[0]
        if start <= at and at + len(phrase) <= end and text[at : at + len(phrase)] == phrase:
            refused.append(replace(change, start=at - start, end=at - start + len(phrase)))
    return tuple(refused)


def _give_span(session: Session, passage: Passage, start: int, end: int) -> None:
    """Move a passage's borders; inside the open edit."""
    library = session.library
    book = library.books.get(passage.book)
    before: list[Passage] = []
    after: list[Passage] = []
    for other in library.passages.list(library.passages.ids(book=passage.book)):
        if other.id == passage.id:
            continue
        if start <= other.start and other.end <= end:
            library.pairs.move(other.id, passage.id)
            library.suggestions.move(other.id, passage.id)
            library.passages.delete([other.id])
        else:
            (before if other.start < passage.start else after).append(other)
    _end_before(session, book, before, start)
    _begin_after(session, book, after, end)
    _move_borders(session, passage, start, end)


def _end_before(session: Session, book: Book, before: Sequence[Passage], border: int) -> None:
    if before:
        _move_borders(session, before[-1], before[-1].start, border)
    elif border > 0:
        _insert_gap(session, book, 0, border)


def _begin_after(session: Session, book: Book, after: Sequence[Passage], border: int) -> None:
    if after:
        _move_borders(session, after[0], border, after[0].end)
    elif border < book.characters:
        _insert_gap(session, book, border, book.characters)


def _insert_gap(session: Session, book: Book, start: int, end: int) -> int:
    """A new passage where none is left to take the words."""
    text = session.library.books.text(book.id)[start:end]
    cleaned = clean_text(text, rules_in_force(session, book.id), book.language)
    return session.library.passages.insert(
        book.id,
        find_chapter(book.chapters, start),
        start,
        end,
        count(cleaned, session.encoding()),
        cleaned,
    )


def _move_borders(session: Session, passage: Passage, start: int, end: int) -> None:
    if (start, end) == (passage.start, passage.end):
        return
    book = session.library.books.get(passage.book)
    text = session.library.books.text(passage.book)
    rules = rules_in_force(session, passage.book)
    refused = _shift_refused(passage.refused, passage.start - start, end - start)
    row = _make_row(session, passage.id, refused, text, book, rules, start, end)
    session.library.passages.move([row])


def _make_row(
    session: Session,
    number: int,
    refused: Sequence[Replacement],
    text: str,
    book: Book,
    rules: Sequence[str],
    start: int,
    end: int,
) -> MovedRow:
    """A passage at this place of ``text``, as the library stores it."""
    cleaned = clean_text(text[start:end], rules, book.language, refused)
    tokens = count(cleaned, session.encoding())
    chapter = find_chapter(book.chapters, start)
    return (chapter, start, end, tokens, cleaned, format_refused(refused), number)


def _shift_refused(
    refused: Sequence[Replacement], step: int, length: int
) -> tuple[Replacement, ...]:
    """Refused changes where their words stand now; those whose words went are forgotten."""
    moved = (
        replace(change, start=change.start + step, end=change.end + step) for change in refused
    )
    return tuple(change for change in moved if change.start >= 0 and change.end <= length)


def find_chapter(chapters: Sequence[Chapter], start: int) -> int:
    """The index of the chapter that holds a character."""
    return max(0, bisect_right(chapters, start, key=lambda chapter: chapter.start) - 1)
