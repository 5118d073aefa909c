"""Books in: read, described, and cut into passages; nothing touches the original."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from studio.domain.book import Book, ReadBook, Rights
from studio.domain.errors import BookError, DiskError, StudioError
from studio.domain.work import Changes, Job, Progress
from studio.i18n import _
from studio.services.clean import rules_in_force
from studio.services.passages import cut_text, insert
from studio.services.session import Session
from studio.text import readers

MAX_BYTES = 512 * 1024 * 1024
"""A file above this is refused: no book is that large, and reading it would fill the memory."""


@dataclass(frozen=True)
class Refused:
    """A file that could not be taken in, and the line that says why."""

    path: Path
    error: StudioError


def look(path: Path, encoding: str | None = None) -> ReadBook:
    """What a file would become; nothing is stored."""
    return readers.read_bytes(_bytes_of(path), path.name, encoding=encoding)


def add_books(
    session: Session,
    paths: Sequence[Path],
    *,
    title: str = "",
    author: str = "",
    language: str = "",
    rights: Rights | None = None,
    encoding: str | None = None,
) -> Job:
    """Take books in, one undoable step each; a file that fails does not stop the others.

    The result is a list of ``Book`` and ``Refused``, in the order of ``paths``.
    """
    outcome: list[Book | Refused] = []
    for done, path in enumerate(paths, 1):
        yield Progress(done - 1, len(paths), _("Reading {name}").format(name=path.name))
        try:
            raw = _bytes_of(path)
            read = readers.read_bytes(raw, path.name, encoding=encoding)
            read = replace(
                read, title=title or read.title or path.stem, author=author or read.author,
                language=language or read.language, rights=rights or read.rights,
            )  # fmt: skip
            book = _store(session, read, raw, path.name)
        except StudioError as error:
            outcome.append(Refused(path, error))
            yield Progress(done, len(paths), f"{path.name}: {error}")
            continue
        outcome.append(book)
        line = _("{title}: {passages} passages").format(title=book.title, passages=book.passages)
        yield Progress(done, len(paths), line, Changes.of("books", "passages"))
    return Changes.of("books", "passages", result=outcome)


def describe(session: Session, book: int, **fields: str) -> Changes:
    """Correct a book's title, author, language, rights or year."""
    known = {name: value for name, value in fields.items() if value is not None}
    with session.library.journal.edit(_("Describe a book"), merge_key=f"book-{book}"):
        session.library.update_book(book, **known)
    return Changes.of("books")


def remove_book(session: Session, book: int) -> Changes:
    """Take a book out, with its passages and drafts; undo brings all of it back."""
    title = session.library.book(book).title
    with session.library.journal.edit(_("Remove {title}").format(title=title)):
        session.library.delete_book(book)
    return Changes.of("books", "passages", "pairs")


def _store(session: Session, read: ReadBook, raw: bytes, name: str) -> Book:
    library = session.library
    twin = library.book_of_file(raw)
    if twin is not None:
        raise BookError(
            _("this very file is in the library already, as “{title}”.").format(
                title=library.book(twin).title
            )
        )
    rows = cut_text(session, read.text, read.chapters, read.language, rules=rules_in_force(session))
    with library.journal.edit(_("Add {title}").format(title=read.title)):
        number = library.insert_book(read, raw, name)
        insert(session, number, rows)
    return library.book(number)


def _bytes_of(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise BookError(_("there is no file {path}.").format(path=path))
        if path.stat().st_size > MAX_BYTES:
            raise BookError(
                _("{name} is larger than {size} MB, which no book is. Split it first.").format(
                    name=path.name, size=MAX_BYTES // 1024 // 1024
                )
            )
        return path.read_bytes()
    except OSError as error:
        raise DiskError(
            _("{path} can't be read: {why}.").format(path=path, why=error.strerror or error)
        ) from error
