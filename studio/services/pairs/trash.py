"""The trash: what was removed can be brought back until somebody empties it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from studio.domain.errors import CuratorError
from studio.domain.history import TrashedBook, TrashedPair
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import _, plural
from studio.services.session import Session
from studio.store.search import BLOCK

REST_SECONDS = 0.005
"""Between two blocks of the index: another connection may want to write."""


@dataclass(frozen=True)
class TrashContent:
    """How much is in the trash; pairs that went with a book are counted with it."""

    pairs: int
    books: int

    def describe(self) -> str:
        """How many pairs and books, in words."""
        pairs = plural("{n} pair", "{n} pairs", self.pairs).format(n=f"{self.pairs:,}")
        if not self.books:
            return pairs
        books = plural("{n} book", "{n} books", self.books).format(n=f"{self.books:,}")
        return _("{pairs} and {books}").format(pairs=pairs, books=books) if self.pairs else books


def count_trash(session: Session) -> TrashContent:
    """How much is in the trash."""
    trash = session.library.trash
    return TrashContent(len(trash.pairs()), len(trash.books()))


def list_trash(session: Session) -> tuple[list[TrashedPair], list[TrashedBook]]:
    """Removed pairs and books, what was removed last first."""
    trash = session.library.trash
    return trash.list_pairs(trash.pairs()), trash.list_books(trash.books())


def restore(session: Session, entries: Sequence[int]) -> Done[tuple[int, ...]]:
    """Bring removed pairs back as they were, with their tags; their numbers. One step to undo."""
    library = session.library
    label = plural("Restore {n} pair", "Restore {n} pairs", len(entries))
    with library.journal.edit(label.format(n=f"{len(entries):,}")):
        numbers = library.trash.bring_back_pairs(entries)
    return Done(Changes(Change.PAIRS), tuple(numbers))


def restore_book(session: Session, entry: int) -> Done[int]:
    """Bring a removed book back with the passages and pairs that went with it; its number."""
    library = session.library
    (book,) = library.trash.list_books([entry])
    with library.journal.edit(_("Restore {title}").format(title=book.title)):
        number = library.trash.bring_back_book(entry)
    return Done(Changes(Change.BOOKS, Change.PASSAGES, Change.PAIRS), number)


def find_entries(session: Session, pairs: Sequence[int]) -> list[int]:
    """The entries of removed pairs by the numbers that they had; CuratorError where one is none."""
    trash = session.library.trash
    entries = {trash.get_row(entry): entry for entry in trash.pairs()}
    for number in pairs:
        if number not in entries:
            raise CuratorError(_("There is no pair {n} in the trash.").format(n=number))
    return [entries[number] for number in pairs]


def find_book(session: Session, book: int) -> int:
    """The entry of a removed book by its number; CuratorError where there is none."""
    trash = session.library.trash
    for entry in trash.books():
        if trash.get_row(entry) == book:
            return entry
    raise CuratorError(_("There is no book {n} in the trash.").format(n=book))


def empty_trash(session: Session) -> Done[TrashContent]:
    """Forget for good what is in the trash, the texts of its books among it; how much it was.

    Of a large library the search index still has the words: ``rebuild_search`` lets them go.
    """
    content = count_trash(session)
    session.library.trash.empty()
    return Done(Changes(Change.PAIRS, Change.BOOKS), content)


def rebuild_search(session: Session) -> Job[None]:
    """Make the search index anew where words were emptied out of it, while one goes on working.

    Broken off, it goes on when the studio has nothing else to do.
    """
    library = session.library
    total, done = library.count_unread(), 0
    while library.read_more():
        done = min(total, done + BLOCK)
        yield Progress(done, total, _("Rebuilding the search index"))
        time.sleep(REST_SECONDS)
    return Done(Changes())
