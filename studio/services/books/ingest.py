"""Books in: read, described, and cut into passages; nothing touches the original."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from studio.domain.book import Book, Matter, Passage, PassageStatus, ReadBook, Rights, SkipReason
from studio.domain.errors import BookError, DiskError, StudioError
from studio.domain.work import Change, Changes, Done, Job, Piece, Progress
from studio.i18n import _, join_title
from studio.os_errors import explain_os_error
from studio.services.passages.borders import cut_text, insert_passages, move_with_text
from studio.services.passages.clean import rules_in_force
from studio.services.session import Session
from studio.text import readers
from studio.text.file_names import make_printable
from studio.text.similarity.book_sketch import compare_sketches, sketch_book

MAX_BYTES = 512 * 1024 * 1024
"""A file above this is refused: no book is that large, and reading it would fill the memory."""
MAX_TEXT_BYTES = 64 * 1024 * 1024
"""The same for a file that is nothing but text; the longest novels have a tenth of it."""
PACKED = frozenset((".epub", ".docx", ".pdf"))
"""Kinds of files that hold pictures as well."""

ALIKE = 0.4
"""Share of sentences in common from which two files are taken for the same work."""


@dataclass(frozen=True)
class BookFile:
    """A file to take in, and what the curator says of it; "" and None: as the file has it."""

    path: Path
    title: str = ""
    author: str = ""
    language: str = ""
    year: str = ""
    viewpoint: str = ""
    rights: Rights | None = None
    encoding: str | None = None
    ruby: bool = False  # keep readings in brackets
    skip_matter: bool = True  # title page, contents, index … are marked as skipped


@dataclass(frozen=True)
class Refused:
    """A file that could not be taken in, and the line that says why."""

    path: Path
    error: StudioError


@dataclass(frozen=True)
class Twin:
    """A book of the library that seems to be the same work; ``likeness`` is the share of
    sentences in common (0 to 1), low for another translation or edition of one title."""

    book: Book
    likeness: float


@dataclass(frozen=True)
class FilePreview:
    """What a file would become: the book, or the line that says why it would not."""

    path: Path
    book: ReadBook | None
    error: StudioError | None = None
    same_file: Book | None = None
    twins: tuple[Twin, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FileRead(Piece):
    """A file was read: what it would become."""

    preview: FilePreview


def read_file(path: Path, *, encoding: str | None = None, ruby: bool = False) -> ReadBook:
    """What a file would become; nothing is stored."""
    return readers.read_bytes(
        _read_bytes(path), make_printable(path.name), encoding=encoding, ruby=ruby
    )


def preview_file(session: Session, file: BookFile) -> FilePreview:
    """What a file would become in this library, and which of its books are the same."""
    try:
        raw = _read_bytes(file.path)
        read = _read(file, raw)
    except StudioError as error:
        return FilePreview(file.path, None, error)
    twin = session.library.books.find_file(raw)
    same_file = session.library.books.get(twin) if twin is not None else None
    works = _find_twins(session, read.title, read.author, sketch_book(read.text, read.language))
    return FilePreview(file.path, read, None, same_file, works)


def preview_files(session: Session, files: Sequence[BookFile]) -> Job[None]:
    """What files would become, one after the other: a ``FileRead`` each."""
    for done, file in enumerate(files, 1):
        line = _("Looking at {name}").format(name=make_printable(file.path.name))
        yield FileRead(done, len(files), line, preview=preview_file(session, file))
    return Done(Changes())


def add_books(
    session: Session,
    files: Sequence[Path | BookFile],
    *,
    title: str = "",
    author: str = "",
    language: str = "",
    rights: Rights | None = None,
    encoding: str | None = None,
    ruby: bool = False,
) -> Job[list[Book | Refused]]:
    """Take books in, one undoable step each; a file that fails does not stop the others.

    It makes a list of ``Book`` and ``Refused``, in the order of ``files``. What was
    finished when the job is cancelled stays.
    """
    usual = BookFile(Path(), title, author, language, rights=rights, encoding=encoding, ruby=ruby)
    outcome: list[Book | Refused] = []
    for done, item in enumerate(files, 1):
        file = item if isinstance(item, BookFile) else replace(usual, path=item)
        name = make_printable(file.path.name)
        yield Progress(done - 1, len(files), _("Reading {name}").format(name=name))
        book = _add_book(session, file)
        outcome.append(book)
        if isinstance(book, Refused):
            yield Progress(done, len(files), describe_refusal(file.path, book.error))
            continue
        line = _("{title}: {passages} passages").format(title=book.title, passages=book.passages)
        yield Progress(done, len(files), line, Changes(Change.BOOKS, Change.PASSAGES))
    return Done(Changes(Change.BOOKS, Change.PASSAGES), outcome)


def describe_refusal(path: Path, error: object) -> str:
    """Which file was refused and why, in one line with the file's name in it once."""
    name = make_printable(path.name)
    return str(error) if name in str(error) else join_title(name, error)


def _add_book(session: Session, file: BookFile) -> Book | Refused:
    try:
        raw = _read_bytes(file.path)
        return _store(session, _read(file, raw), raw, file)
    except StudioError as error:
        return Refused(file.path, error)


def find_twins(session: Session, book: int) -> tuple[Twin, ...]:
    """Other books of the library that seem to be the same work, the likest first."""
    record = session.library.books.get(book)
    own = dict(session.library.books.sketches()).get(book, b"")
    return _find_twins(session, record.title, record.author, own, besides=book)


def reread(
    session: Session, book: int, *, encoding: str | None = None, ruby: bool | None = None
) -> Done[bool]:
    """Read a book's own file again, by the readers of today; the curator's work stays.

    Passages keep their number, their pairs and their standing, and follow their words; what the
    curator said of the book (title, author, rights …) stays. One undoable step; its value says
    whether anything was read differently.
    """
    library = session.library
    record = library.books.get(book)
    ruby = record.ruby if ruby is None else ruby
    raw = library.books.original(book)
    read = readers.read_bytes(
        raw, record.source_name, encoding=encoding or record.encoding, ruby=ruby
    )
    old = library.books.text(book)
    same = (read.text, read.chapters, read.pages) == (old, record.chapters, record.pages)
    if same and (read.dropped, read.encoding) == (record.dropped, record.encoding):
        return Done(Changes(), False)
    # One step: between the new text and its passages none of them would be where it says.
    with library.journal.edit(_("Read {title} again").format(title=record.title)):
        source = library.books.insert_source(read, raw, sketch_book(read.text, record.language))
        library.books.set_reading(book, source, read, ruby=ruby)
        move_with_text(session, book, old)
    return Done(Changes(Change.BOOKS, Change.PASSAGES, Change.PAIRS), True)


def describe(session: Session, book: int, **fields: str) -> Done[None]:
    """Correct a book's title, author, language, rights or year."""
    changed = {name: value for name, value in fields.items() if value is not None}
    with session.library.journal.edit(_("Describe a book"), merge_key=f"book-{book}"):
        session.library.books.update(book, **changed)
    return Done(Changes(Change.BOOKS))


def remove_book(session: Session, book: int) -> Done[None]:
    """Take a book out, with its passages and drafts; undo brings all of it back."""
    title = session.library.books.get(book).title
    with session.library.journal.edit(_("Remove {title}").format(title=title)):
        session.library.books.delete(book)
    return Done(Changes(Change.BOOKS, Change.PASSAGES, Change.PAIRS))


def _read(file: BookFile, raw: bytes) -> ReadBook:
    name = make_printable(file.path.name)
    read = readers.read_bytes(raw, name, encoding=file.encoding, ruby=file.ruby)
    return replace(
        read,
        title=file.title or read.title,
        author=file.author or read.author,
        language=file.language or read.language,
        year=file.year or read.year,
        rights=file.rights or read.rights,
    )


def _store(session: Session, read: ReadBook, raw: bytes, file: BookFile) -> Book:
    library = session.library
    twin = library.books.find_file(raw)
    if twin is not None:
        raise BookError(
            _("this very file is in the library already, as “{title}”.").format(
                title=library.books.get(twin).title
            )
        )
    # Cut before the edit: cutting takes seconds, and nobody else could write meanwhile.
    rows = cut_text(session, read.text, read.chapters, read.language, rules=rules_in_force(session))
    sketched = sketch_book(read.text, read.language)
    with library.journal.edit(_("Add {title}").format(title=read.title)):
        number = library.books.insert(
            read,
            raw,
            make_printable(file.path.name),
            sketch=sketched,
            ruby=file.ruby,
            viewpoint=file.viewpoint,
        )
        insert_passages(session, number, rows)
        passages = library.passages.list(library.passages.ids(book=number))
        # Of a picture's caption, say, the cleaning rules leave nothing that one could draft from.
        blank = [passage.id for passage in passages if not passage.text.strip()]
        library.passages.set_status(blank, PassageStatus.SKIPPED, SkipReason.SHORT)
        if file.skip_matter:
            _skip_matter(session, passages, read)
    return library.books.get(number)


def _skip_matter(session: Session, passages: Sequence[Passage], read: ReadBook) -> None:
    """Mark what is no reading matter as skipped: it is there, and nothing is made of it."""
    around = {
        number for number, chapter in enumerate(read.chapters) if chapter.matter is not Matter.BODY
    }
    # A file that is nothing but matter was read wrongly: better all of it than none.
    if not around or len(around) == len(read.chapters):
        return
    session.library.passages.set_status(
        [passage.id for passage in passages if passage.chapter in around],
        PassageStatus.SKIPPED,
        SkipReason.MATTER,
    )


def _find_twins(
    session: Session, title: str, author: str, sketched: bytes, besides: int | None = None
) -> tuple[Twin, ...]:
    twins = []
    for number, other in session.library.books.sketches():
        if number == besides:
            continue
        share = compare_sketches(sketched, other)
        book = session.library.books.get(number) if share >= ALIKE else None
        if book is None and title:
            candidate = session.library.books.get(number)
            if _match_titles(title, author, candidate):
                book = candidate
        if book is not None:
            twins.append(Twin(book, share))
    return tuple(sorted(twins, key=lambda twin: -twin.likeness))


def _match_titles(title: str, author: str, book: Book) -> bool:
    """Same title, and no two authors that differ."""
    names = {_normalize_title(author), _normalize_title(book.author)} - {""}
    return _normalize_title(title) == _normalize_title(book.title) != "" and len(names) < 2


def _normalize_title(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _read_bytes(path: Path) -> bytes:
    """A file's bytes; nothing is read of what is no file (a pipe would never end) or too large."""
    name = make_printable(path.name)
    try:
        # Before anything is read: a pipe would never end, and a device may never answer.
        if path.exists() and not path.is_file():
            raise BookError(
                _("{name} is not a file but a folder, a pipe or a device. Choose a file.").format(
                    name=name
                )
            )
        if not path.is_file():
            raise BookError(_("there is no file {path}.").format(path=make_printable(str(path))))
        most = MAX_BYTES if path.suffix.lower() in PACKED else MAX_TEXT_BYTES
        if path.stat().st_size > most:
            raise BookError(
                _("{name} is larger than {size} MB, too large for a book. Split it first.").format(
                    name=name, size=most // 1024 // 1024
                )
            )
        return path.read_bytes()
    except OSError as error:
        raise DiskError(
            _("{path} can't be read: {why}.").format(
                path=make_printable(str(path)), why=explain_os_error(error)
            )
        ) from error
