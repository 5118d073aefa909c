"""Books in: read, cut into passages, clean by rules; nothing touches the original."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from studio.domain.book import Book, Chapter, Passage, ReadBook, Replacement, Rights
from studio.domain.errors import BookError, CuratorError, DiskError, StudioError
from studio.domain.work import Changes, Job, Progress, finish
from studio.i18n import _
from studio.services.session import Session
from studio.text import readers
from studio.text.cleaning import RULES, apply, replacements
from studio.text.splitting import split
from studio.text.tokens import count

MAX_BYTES = 512 * 1024 * 1024
"""A file above this is refused: no book is that large, and reading it would fill the memory."""


@dataclass(frozen=True)
class CleanedRule:
    """What one rule does to a library: passages it touches, characters it takes off."""

    rule: str
    passages: int
    characters: int


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


def recut(session: Session, book: int, *, target_tokens: int, max_tokens: int) -> Changes:
    """Cut a book again with other lengths; refused once pairs were made of its passages."""
    library = session.library
    if library.pair_ids(book=book):
        raise CuratorError(
            _("Pairs were already made of this book's passages. Remove them first, or keep it.")
        )
    known = library.book(book)
    text = library.book_text(book)
    rows = _passage_rows(session, text, known.chapters, known.language, target_tokens, max_tokens)
    with library.journal.edit(_("Cut {title} again").format(title=known.title)):
        for number in library.passage_ids(book=book):
            library.tell("DELETE FROM passage WHERE id = ?", [number])
        library.insert_passages(book, rows)
    return Changes.of("books", "passages")


def rule_titles() -> list[tuple[str, str]]:
    """The cleaning rules by name and title, for a list of them."""
    return [(rule.name, rule.title) for rule in RULES]


def rules_in_force(session: Session) -> tuple[str, ...]:
    """Names of the library's cleaning rules; all of the table where none were chosen."""
    chosen = session.library.setting("rules", "*")
    if chosen == "*":
        return tuple(rule.name for rule in RULES)
    return tuple(name for name in chosen.split(",") if name)


def changes_of(session: Session, passage: Passage) -> list[Replacement]:
    """What the library's rules change in one passage, for a before/after view."""
    return _replacements(passage.source, rules_in_force(session), passage.language)


def count_rules(session: Session, rules: Sequence[str]) -> Job:
    """Count what each of these rules would do over all passages; nothing is stored.

    The result is a list of ``CleanedRule``.
    """
    tally = {name: [0, 0] for name in rules}
    ids = session.library.passage_ids()
    for done, block in enumerate(_blocks(ids), 1):
        for passage in session.library.passages(block):
            _count_rules(tally, _replacements(passage.source, rules, passage.language))
        yield Progress(min(done * BLOCK, len(ids)), len(ids))
    return Changes(result=[CleanedRule(name, *numbers) for name, numbers in tally.items()])


def preview_cleaning(session: Session, rules: Sequence[str]) -> list[CleanedRule]:
    """The same at once, for those who do not care how far it is."""
    counted = finish(count_rules(session, rules)).result
    return counted if isinstance(counted, list) else []


def clean(session: Session, rules: Sequence[str], *, book: int | None = None) -> Job:
    """Clean every passage by these rules, from its source; one undoable step.

    The result is a list of ``CleanedRule``. The rules become the library's own.
    """
    _refuse_unknown(rules)
    library = session.library
    ids = library.passage_ids(book=book)
    counter = partial(count, encoding=session.encoding())
    tally = {name: [0, 0] for name in rules}
    changed: list[tuple[str, int, int]] = []
    for done, block in enumerate(_blocks(ids), 1):
        for passage in library.passages(block):
            found = _replacements(passage.source, rules, passage.language)
            _count_rules(tally, found)
            text = apply(passage.source, found)
            if text != passage.text:
                changed.append((text, counter(text), passage.id))
        yield Progress(min(done * BLOCK, len(ids)), len(ids), _("Cleaning"))
    with library.journal.edit(_("Clean {n} passages").format(n=len(changed))):
        library.set_passage_text(changed)
        if book is None:
            library.set_setting("rules", ",".join(rules))
    outcome = [CleanedRule(name, *numbers) for name, numbers in tally.items()]
    return Changes.of("passages", "books", "settings", result=outcome)


BLOCK = 200


def _store(session: Session, read: ReadBook, raw: bytes, name: str) -> Book:
    library = session.library
    twin = library.book_of_file(raw)
    if twin is not None:
        raise BookError(
            _("this very file is in the library already, as “{title}”.").format(
                title=library.book(twin).title
            )
        )
    rows = _passage_rows(
        session, read.text, read.chapters, read.language,
        int(session.settings.get("target_tokens")), int(session.settings.get("max_tokens")),
    )  # fmt: skip
    with library.journal.edit(_("Add {title}").format(title=read.title)):
        number = library.insert_book(read, raw, name)
        library.insert_passages(number, rows)
    return library.book(number)


def _passage_rows(
    session: Session,
    text: str,
    chapters: Sequence[Chapter],
    language: str,
    target_tokens: int,
    max_tokens: int,
) -> list[tuple[int, int, int, int, str]]:
    counter: Callable[[str], int] = partial(count, encoding=session.encoding())
    rules = rules_in_force(session)
    rows = []
    for cut in split(
        text, chapters, count=counter, language=language,
        target_tokens=target_tokens, max_tokens=max_tokens,
    ):  # fmt: skip
        source = text[cut.start : cut.end]
        cleaned = apply(source, _replacements(source, rules, language))
        # Counted while cutting already, to a token or two: counted again only where words went.
        tokens = cut.tokens if cleaned == source.strip() else counter(cleaned)
        rows.append((cut.chapter, cut.start, cut.end, tokens, cleaned))
    return rows


def _replacements(source: str, rules: Sequence[str], language: str) -> list[Replacement]:
    chosen = [rule for rule in RULES if rule.name in rules]
    return replacements(source, chosen, language)


def _count_rules(tally: dict[str, list[int]], found: Iterable[Replacement]) -> None:
    seen = set()
    for change in found:
        numbers = tally[change.rule]
        numbers[1] += change.end - change.start - len(change.text)
        if change.rule not in seen:
            numbers[0] += 1
            seen.add(change.rule)


def _refuse_unknown(rules: Sequence[str]) -> None:
    known = {rule.name for rule in RULES}
    for name in rules:
        if name not in known:
            raise CuratorError(
                _("There is no cleaning rule “{name}”. Known: {known}.").format(
                    name=name, known=", ".join(sorted(known))
                )
            )


def _blocks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[at : at + BLOCK] for at in range(0, len(ids), BLOCK))


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
