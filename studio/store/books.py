"""The shelf of books: what is known of them, their text, and the files they came from."""

from __future__ import annotations

import builtins
import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache

from studio.domain.book import Book, Chapter, Dropped, Matter, Page, ReadBook, Rights
from studio.domain.errors import LibraryError
from studio.i18n import _
from studio.store.connection import Connection, Row, Shelf
from studio.store.sqlite_errors import DAMAGED

TEXTS_KEPT = 8
"""Book texts held in memory, so that a passage's source needs no query of its own."""

FIELDS = ("title", "author", "language", "rights", "year", "viewpoint")
"""What a curator may correct of a book."""

_BOOK = """
SELECT book.*, count(passage.id) AS passages, coalesce(sum(passage.tokens), 0) AS tokens
FROM book LEFT JOIN passage ON passage.book = book.id {where} GROUP BY book.id ORDER BY book.id
"""


class Books(Shelf):
    """Books with their text, cover and original bytes."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._texts: OrderedDict[int, str] = OrderedDict()

    def list(self) -> builtins.list[Book]:
        """All books, in the order they came in."""
        return self._parse_rows(_parse_book, self._connection.select(_BOOK.format(where="")))

    def get(self, number: int) -> Book:
        """One book; LibraryError when it is not there."""
        row = self._connection.select_first(_BOOK.format(where="WHERE book.id = ?"), [number])
        if row is None:
            raise LibraryError(
                _("There is no book {number} in this library.").format(number=number)
            )
        return self._parse_rows(_parse_book, [row])[0]

    def text(self, number: int) -> str:
        """A book's text, without what its reader took off."""
        row = self._connection.select_first("SELECT source FROM book WHERE id = ?", [number])
        if row is None:
            raise LibraryError(
                _("There is no book {number} in this library.").format(number=number)
            )
        return self.source_text(row["source"])

    def original(self, number: int) -> bytes:
        """The file the book came from, byte for byte; LibraryError where it was garbled since."""
        row = self._connection.select_first(
            "SELECT raw, sha256 FROM book_source JOIN book ON book.source = book_source.id "
            "WHERE book.id = ?",
            [number],
        )
        if row is None:
            return b""
        raw = bytes(row["raw"])
        if hashlib.sha256(raw).hexdigest() != row["sha256"]:
            raise LibraryError(_(DAMAGED).format(path=self._connection.path))
        return raw

    def find_file(self, raw: bytes) -> int | None:
        """The book that came from these very bytes, or None."""
        row = self._connection.select_first(
            "SELECT book.id FROM book JOIN book_source ON book.source = book_source.id "
            "WHERE sha256 = ?",
            [hashlib.sha256(raw).hexdigest()],
        )
        return int(row[0]) if row else None

    def cover(self, number: int) -> bytes:
        """The book's cover as the file held it (PNG, JPEG …); b"" where there is none."""
        row = self._connection.select_first(
            "SELECT cover FROM book_source JOIN book ON book.source = book_source.id "
            "WHERE book.id = ?",
            [number],
        )
        return bytes(row["cover"]) if row else b""

    def sketches(self) -> builtins.list[tuple[int, bytes]]:
        """The sketch of each book's sentences, by which the same work is told in another file."""
        rows = self._connection.select(
            "SELECT book.id, sketch FROM book JOIN book_source ON book.source = book_source.id"
        )
        return [(row[0], bytes(row[1])) for row in rows]

    def coverage(self) -> builtins.list[tuple[int, str, int, int, int]]:
        """For each book its id, title, passages, those with pairs, and those skipped."""
        rows = self._connection.select(
            "SELECT book.id, book.title, count(passage.id), "
            "sum(EXISTS (SELECT 1 FROM pair WHERE pair.passage = passage.id)), "
            "sum(passage.status = 'skipped') FROM book LEFT JOIN passage ON passage.book = book.id "
            "GROUP BY book.id ORDER BY book.id"
        )
        return [(row[0], row[1], row[2], row[3] or 0, row[4] or 0) for row in rows]

    def chapter_titles(self) -> dict[int, tuple[str, str, builtins.list[str]]]:
        """Title, author and the chapters' titles of each book."""
        return {
            row["id"]: (
                row["title"],
                row["author"],
                [chapter[0] for chapter in json.loads(row["chapters"])],
            )
            for row in self._connection.select("SELECT id, title, author, chapters FROM book")
        }

    def insert(
        self,
        read: ReadBook,
        raw: bytes,
        source_name: str,
        *,
        sketch: bytes = b"",
        ruby: bool = False,
        viewpoint: str = "",
    ) -> int:
        """Add a book; its text and bytes are kept once and survive undo."""
        source = self.insert_source(read, raw, sketch)
        values = {
            "source": source,
            "source_name": source_name,
            "viewpoint": viewpoint,
            "ruby": int(ruby),
            **_to_columns(read),
        }
        return self._connection.execute(
            f"INSERT INTO book({','.join(values)}) VALUES({','.join('?' * len(values))})",
            list(values.values()),
        )

    def insert_source(self, read: ReadBook, raw: bytes, sketch: bytes = b"") -> int:
        """Keep a file and the text read from it; nothing that is kept so is ever changed."""
        return self._connection.execute(
            "INSERT INTO book_source(text, raw, sha256, cover, sketch) VALUES(?, ?, ?, ?, ?)",
            [read.text, raw, hashlib.sha256(raw).hexdigest(), read.cover, sketch],
        )

    def update(self, number: int, **fields: str) -> None:
        """Change what a curator may correct of a book: see ``FIELDS``."""
        for name, value in fields.items():
            if name not in FIELDS:
                raise ValueError(name)
            self._connection.execute(f"UPDATE book SET {name} = ? WHERE id = ?", [value, number])

    def rules(self, number: int) -> tuple[str, ...] | None:
        """Cleaning rules of this book alone; None: the library's."""
        row = self._connection.select_first("SELECT rules FROM book WHERE id = ?", [number])
        return None if row is None or row["rules"] is None else _split_names(row["rules"])

    def set_rules(self, number: int, rules: Sequence[str] | None) -> None:
        """Cleaning rules of this book alone; None: the library's."""
        stored = None if rules is None else ",".join(rules)
        self._connection.execute("UPDATE book SET rules = ? WHERE id = ?", [stored, number])

    def set_reading(self, number: int, source: int, read: ReadBook, *, ruby: bool) -> None:
        """Put another reading of its file in a book's place; what the curator said of it stays."""
        columns = _to_columns(read)
        # What the curator corrected is worth more than what the reader guesses anew.
        for name in FIELDS:
            columns.pop(name, None)
        values = {"source": source, "ruby": int(ruby), **columns}
        assignments = ",".join(f"{name} = ?" for name in values)
        self._connection.execute(
            f"UPDATE book SET {assignments} WHERE id = ?", [*values.values(), number]
        )

    def delete(self, number: int) -> None:
        """Take a book out, with its passages and the drafts made of them."""
        # Row by row through the journal's triggers, so that undo brings all of it back.
        self._connection.execute(
            "DELETE FROM pair_tag WHERE pair IN (SELECT id FROM pair WHERE book = ?)",
            [number],
        )
        self._connection.execute("DELETE FROM pair WHERE book = ?", [number])
        self._connection.execute("DELETE FROM passage WHERE book = ?", [number])
        self._connection.execute("DELETE FROM book WHERE id = ?", [number])

    def source_text(self, source: int) -> str:
        """The text read from a kept file."""
        # A page of passages asks for the same few books again and again.
        if source in self._texts:
            self._texts.move_to_end(source)
        else:
            row = self._connection.select_first(
                "SELECT text FROM book_source WHERE id = ?", [source]
            )
            self._texts[source] = row["text"] if row else ""
            if len(self._texts) > TEXTS_KEPT:
                self._texts.popitem(last=False)
        return self._texts[source]


@lru_cache(maxsize=32)
def parse_pages(stored: str) -> tuple[Page, ...]:
    """Pages as they are stored: label and start of each."""
    return tuple(Page(label, start) for label, start in json.loads(stored))


def _to_columns(read: ReadBook) -> dict[str, object]:
    """What a reading says of a book, as the columns of its table."""
    chapters = [[c.title, c.start, c.end, c.matter] for c in read.chapters]
    return {
        "title": read.title,
        "author": read.author,
        "language": read.language,
        "rights": read.rights,
        "year": read.year,
        "format": read.format,
        "encoding": read.encoding,
        "characters": len(read.text),
        "chapters": json.dumps(chapters, ensure_ascii=False),
        "dropped": json.dumps([asdict(d) for d in read.dropped], ensure_ascii=False),
        "pages": json.dumps([[p.label, p.start] for p in read.pages], ensure_ascii=False),
    }


def _parse_chapter(title: str, start: int, end: int, matter: str = Matter.BODY) -> Chapter:
    return Chapter(title, start, end, Matter(matter))


def _parse_book(row: Row) -> Book:
    return Book(
        id=row["id"],
        title=row["title"],
        author=row["author"],
        language=row["language"],
        format=row["format"],
        encoding=row["encoding"],
        rights=Rights(row["rights"]),
        characters=row["characters"],
        chapters=tuple(_parse_chapter(*chapter) for chapter in json.loads(row["chapters"])),
        dropped=tuple(Dropped(**dropped) for dropped in json.loads(row["dropped"])),
        passages=row["passages"],
        tokens=row["tokens"],
        source_name=row["source_name"],
        year=row["year"],
        viewpoint=row["viewpoint"],
        pages=parse_pages(row["pages"]),
        rules=None if row["rules"] is None else _split_names(row["rules"]),
        ruby=bool(row["ruby"]),
    )


def _split_names(stored: str) -> tuple[str, ...]:
    return tuple(name for name in stored.split(",") if name)
