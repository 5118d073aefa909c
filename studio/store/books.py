"""The shelf of books and passages."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from studio.domain.book import (
    Book,
    Chapter,
    Dropped,
    Passage,
    PassageStatus,
    ReadBook,
    Rights,
)
from studio.domain.errors import LibraryError
from studio.i18n import _
from studio.store.shelf import Row, Shelf, pattern

TEXTS_KEPT = 8
"""Book texts held in memory, so that a passage's source needs no query of its own."""

_BOOK = """
SELECT book.*, count(passage.id) AS passages, coalesce(sum(passage.tokens), 0) AS tokens
FROM book LEFT JOIN passage ON passage.book = book.id {where} GROUP BY book.id ORDER BY book.id
"""
_PASSAGE = """
SELECT passage.*, book.title, book.author, book.language, book.chapters, book.source AS source_id
FROM passage JOIN book ON book.id = passage.book WHERE passage.id IN ({ids})
"""


class Books(Shelf):
    """Books with their original bytes and text, and the passages they are cut into."""

    def books(self) -> list[Book]:
        """All books, in the order they came in."""
        return [_book(row) for row in self.ask(_BOOK.format(where=""))]

    def book(self, number: int) -> Book:
        """One book; LibraryError when it is not there."""
        row = self.ask_one(_BOOK.format(where="WHERE book.id = ?"), [number])
        if row is None:
            raise LibraryError(
                _("There is no book {number} in this library.").format(number=number)
            )
        return _book(row)

    def book_text(self, number: int) -> str:
        """A book's text, without what its reader took off."""
        row = self.ask_one("SELECT source FROM book WHERE id = ?", [number])
        if row is None:
            raise LibraryError(
                _("There is no book {number} in this library.").format(number=number)
            )
        return self._text(row["source"])

    def book_raw(self, number: int) -> bytes:
        """The file the book came from, byte for byte."""
        row = self.ask_one(
            "SELECT raw FROM book_source JOIN book ON book.source = book_source.id "
            "WHERE book.id = ?",
            [number],
        )
        return bytes(row["raw"]) if row else b""

    def book_of_file(self, raw: bytes) -> int | None:
        """The book that came from these very bytes, or None."""
        row = self.ask_one(
            "SELECT book.id FROM book JOIN book_source ON book.source = book_source.id "
            "WHERE sha256 = ?",
            [hashlib.sha256(raw).hexdigest()],
        )
        return int(row[0]) if row else None

    def insert_book(self, read: ReadBook, raw: bytes, source_name: str) -> int:
        """Add a book; its text and bytes are kept once and survive undo."""
        sha256 = hashlib.sha256(raw).hexdigest()
        source = self.tell(
            "INSERT INTO book_source(text, raw, sha256) VALUES(?, ?, ?)",
            [read.text, raw, sha256],
        )
        return self.tell(
            "INSERT INTO book(source, title, author, language, format, encoding, rights, year, "
            "characters, chapters, dropped, source_name) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
            [
                source, read.title, read.author, read.language, read.format, read.encoding,
                read.rights, read.year, len(read.text),
                json.dumps([[c.title, c.start, c.end] for c in read.chapters], ensure_ascii=False),
                json.dumps([asdict(d) for d in read.dropped], ensure_ascii=False), source_name,
            ],
        )  # fmt: skip

    def update_book(self, number: int, **fields: str) -> None:
        """Change title, author, language, rights or year of a book."""
        for name, value in fields.items():
            if name not in {"title", "author", "language", "rights", "year"}:
                raise ValueError(name)
            self.tell(f"UPDATE book SET {name} = ? WHERE id = ?", [value, number])

    def delete_book(self, number: int) -> None:
        """Take a book out, with its passages and the drafts made of them."""
        self.tell(
            "DELETE FROM pair_tag WHERE pair IN (SELECT id FROM pair WHERE book = ?)",
            [number],
        )
        self.tell("DELETE FROM pair WHERE book = ?", [number])
        self.tell("DELETE FROM passage WHERE book = ?", [number])
        self.tell("DELETE FROM book WHERE id = ?", [number])

    def passage_ids(
        self,
        *,
        book: int | None = None,
        status: PassageStatus | None = None,
        search: str = "",
    ) -> array[int]:
        """Ids of passages in reading order."""
        where, values = ["1"], list[object]()
        if book is not None:
            where.append("book = ?")
            values.append(book)
        if status is not None:
            where.append("status = ?")
            values.append(status)
        if search:
            where.append("text LIKE ? ESCAPE '\\'")
            values.append(pattern(search))
        return self.ids(
            f"SELECT id FROM passage WHERE {' AND '.join(where)} ORDER BY book, start",
            values,
        )

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """Passages in the order of ``ids``; ids that are gone are left out."""
        found = {row["id"]: self._passage(row) for row in self.by_ids(_PASSAGE, ids)}
        return [found[number] for number in ids if number in found]

    def passage(self, number: int) -> Passage:
        """One passage; LibraryError when it is not there."""
        found = self.passages([number])
        if not found:
            raise LibraryError(
                _("There is no passage {number} in this library.").format(number=number)
            )
        return found[0]

    def insert_passages(self, book: int, rows: Iterable[tuple[int, int, int, int, str]]) -> None:
        """Add passages of a book: chapter, start, end, tokens, cleaned text."""
        self.db.conn.executemany(
            'INSERT INTO passage(book, chapter, start, "end", tokens, text) '
            f"VALUES({int(book)}, ?, ?, ?, ?, ?)",
            rows,
        )

    def set_passage_text(self, rows: Iterable[tuple[str, int, int]]) -> None:
        """Set cleaned text and its tokens, for (text, tokens, id)."""
        self.db.conn.executemany("UPDATE passage SET text = ?, tokens = ? WHERE id = ?", rows)

    def set_passage_status(self, ids: Iterable[int], status: PassageStatus) -> None:
        self.db.conn.executemany(
            "UPDATE passage SET status = ? WHERE id = ?",
            ((status, number) for number in ids),
        )

    def _text(self, source: int) -> str:
        cache = self.__dict__.setdefault("_texts", OrderedDict[int, str]())
        if source in cache:
            cache.move_to_end(source)
        else:
            row = self.ask_one("SELECT text FROM book_source WHERE id = ?", [source])
            cache[source] = row["text"] if row else ""
            if len(cache) > TEXTS_KEPT:
                cache.popitem(last=False)
        text: str = cache[source]
        return text

    def _passage(self, row: Row) -> Passage:
        chapters = json.loads(row["chapters"])
        chapter = row["chapter"]
        return Passage(
            id=row["id"], book=row["book"], chapter=chapter,
            chapter_title=chapters[chapter][0] if chapter < len(chapters) else "",
            start=row["start"], end=row["end"], tokens=row["tokens"],
            status=PassageStatus(row["status"]), text=row["text"],
            source=self._text(row["source_id"])[row["start"] : row["end"]],
            book_title=row["title"], author=row["author"], language=row["language"],
        )  # fmt: skip


def _book(row: Row) -> Book:
    return Book(
        id=row["id"], title=row["title"], author=row["author"], language=row["language"],
        format=row["format"], encoding=row["encoding"], rights=Rights(row["rights"]),
        characters=row["characters"],
        chapters=tuple(Chapter(*chapter) for chapter in json.loads(row["chapters"])),
        dropped=tuple(Dropped(**dropped) for dropped in json.loads(row["dropped"])),
        passages=row["passages"], tokens=row["tokens"], source_name=row["source_name"],
        year=row["year"],
    )  # fmt: skip
