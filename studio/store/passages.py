"""The shelf of passages: the stretches that books are cut into."""

from __future__ import annotations

import builtins
import json
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from studio.domain.book import Passage, PassageStatus, Replacement, SkipReason
from studio.domain.coverage import CoveredPassage, Progress, Standing
from studio.domain.errors import LibraryError
from studio.i18n import _
from studio.store import search as index
from studio.store.books import Books, parse_pages
from studio.store.connection import Connection, Row, Shelf, build_where

_PASSAGE = """
SELECT passage.*, book.title, book.author, book.language, book.chapters, book.pages,
  book.source AS source_id
FROM passage JOIN book ON book.id = passage.book WHERE passage.id IN ({ids})
"""

_BLANKS = " \n\t\r　"

SORTS = {
    "": "passage.book, passage.start",
    "book": "book.title COLLATE NOCASE {way}, passage.start",
    "chapter": "passage.chapter {way}, passage.book, passage.start",
    "text": "passage.text COLLATE NOCASE {way}",
    "tokens": "passage.tokens {way}, passage.book, passage.start",
    "status": "passage.status {way}, passage.skip_reason {way}, passage.book, passage.start",
}
"""What passages can be sorted by. To add one: a row here, and its key in the table's columns."""


class Passages(Shelf):
    """Passages; joined in reading order, their sources are the book's text."""

    def __init__(self, connection: Connection, books: Books) -> None:
        super().__init__(connection)
        self._books = books

    def ids(
        self,
        *,
        book: int | None = None,
        chapter: int | None = None,
        status: PassageStatus | None = None,
        reason: SkipReason | None = None,
        search: str = "",
        sort: str = "",
        descending: bool = False,
    ) -> array[int]:
        """Ids of passages, in reading order or sorted by a row of ``SORTS``."""
        where, values = build_where(
            ("passage.book = ?", book),
            ("passage.chapter = ?", chapter),
            ("passage.status = ?", status),
            ("passage.skip_reason = ?", reason),
        )
        clause, terms = index.build_condition("passage", search.split())
        order = SORTS[sort].format(way="DESC" if descending else "ASC")
        source = "passage JOIN book ON book.id = passage.book" if "book." in order else "passage"
        return self._connection.select_numbers(
            f"SELECT passage.id FROM {source} WHERE {where} AND {clause} ORDER BY {order}",
            [*values, *terms],
        )

    def progress(self) -> Progress:
        """How far the library's passages are decided on; what is skipped wants no pair."""
        row = self._connection.select_first(
            "SELECT (SELECT count(DISTINCT passage) FROM pair WHERE status <> 'draft' AND passage "
            "NOT IN (SELECT passage FROM pair WHERE status = 'draft' AND passage IS NOT NULL)), "
            "(SELECT count(*) FROM passage WHERE status <> 'skipped')"
        )
        return Progress(row[0], row[1]) if row else Progress(0, 0)

    def pair_ids(self, ids: Sequence[int]) -> array[int]:
        """The pairs of these passages."""
        rows = self._connection.select_ids(
            "SELECT id FROM pair WHERE passage IN ({ids}) ORDER BY id", ids
        )
        return array("q", sorted(row[0] for row in rows))

    def coverage(self, book: int) -> builtins.list[CoveredPassage]:
        """What became of each passage of a book, in its order."""
        rows = self._connection.select(
            "SELECT passage.id, chapter, passage.status, skip_reason, group_concat(pair.status) "
            "FROM passage LEFT JOIN pair ON pair.passage = passage.id WHERE passage.book = ? "
            "GROUP BY passage.id ORDER BY start",
            [book],
        )
        return [
            CoveredPassage(row[0], row[1], _find_standing(row[2], row[4]), _parse_reason(row[3]))
            for row in rows
        ]

    def list(self, ids: Sequence[int]) -> builtins.list[Passage]:
        """Passages in the order of ``ids``; ids that are gone are left out."""
        rows = self._connection.select_ids(_PASSAGE, ids)
        passages = {passage.id: passage for passage in self._parse_rows(self._parse_passage, rows)}
        return [passages[number] for number in ids if number in passages]

    def texts(self, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
        """The cleaned text and the language of each of these passages, and nothing else of it."""
        sql = (
            "SELECT passage.id, text, language FROM passage JOIN book ON book.id = passage.book "
            "WHERE passage.id IN ({ids})"
        )
        return {row[0]: (row[1], row[2]) for row in self._connection.select_ids(sql, ids)}

    def list_longer(self, ids: Sequence[int], characters: int) -> builtins.list[int]:
        """Those of these passages that have at least so many characters, in their order."""
        sql = (
            "SELECT id FROM passage WHERE id IN ({ids}) "
            f"AND length(trim(text, '{_BLANKS}')) >= {int(characters)}"
        )
        long = {row[0] for row in self._connection.select_ids(sql, ids)}
        return [number for number in ids if number in long]

    def get(self, number: int) -> Passage:
        """One passage; LibraryError when it is not there."""
        passages = self.list([number])
        if not passages:
            raise LibraryError(
                _("There is no passage {number} in this library.").format(number=number)
            )
        return passages[0]

    def delete(self, ids: Iterable[int]) -> None:
        """Take passages out; no pair may hang on them any more."""
        self._connection.change_ids("DELETE FROM passage WHERE id IN {ids}", ids)

    def insert(self, book: int, chapter: int, start: int, end: int, tokens: int, text: str) -> int:
        """Add one passage; its id."""
        return self._connection.execute(
            'INSERT INTO passage(book, chapter, start, "end", tokens, text) VALUES(?,?,?,?,?,?)',
            [book, chapter, start, end, tokens, text],
        )

    def move(self, rows: Iterable[tuple[int, int, int, int, str, str, int]]) -> None:
        """Move passages: (chapter, start, end, tokens, cleaned text, refused as JSON, id)."""
        self._connection.execute_many(
            'UPDATE passage SET chapter = ?, start = ?, "end" = ?, tokens = ?, text = ?, '
            "refused = ? WHERE id = ?",
            rows,
        )

    def set_refused(self, number: int, refused: Sequence[Replacement]) -> None:
        """Say which changes of the cleaning rules the curator does not want in this passage."""
        self._connection.execute(
            "UPDATE passage SET refused = ? WHERE id = ?", [format_refused(refused), number]
        )

    def insert_many(self, book: int, rows: Iterable[tuple[int, int, int, int, str]]) -> None:
        """Add passages of a book: chapter, start, end, tokens, cleaned text."""
        self._connection.execute_many(
            'INSERT INTO passage(book, chapter, start, "end", tokens, text) '
            f"VALUES({int(book)}, ?, ?, ?, ?, ?)",
            rows,
        )

    def set_texts(self, rows: Iterable[tuple[str, int, int]]) -> None:
        """Set cleaned text and its tokens, for (text, tokens, id)."""
        self._connection.execute_many("UPDATE passage SET text = ?, tokens = ? WHERE id = ?", rows)

    def set_status(
        self, ids: Sequence[int], status: PassageStatus, reason: SkipReason | None = None
    ) -> None:
        """Say what became of passages; ``reason`` is why nothing was made of those skipped."""
        self._connection.change_ids(
            "UPDATE passage SET status = ?1, skip_reason = ?2 "
            "WHERE id IN {ids} AND (status <> ?1 OR skip_reason <> ?2)",
            ids,
            [status, reason or ""],
        )

    def _parse_passage(self, row: Row) -> Passage:
        chapters = json.loads(row["chapters"])
        pages = parse_pages(row["pages"])
        # The page that begins last before the passage does, or none.
        at = bisect_right(pages, row["start"], key=lambda page: page.start) - 1
        chapter = row["chapter"]
        return Passage(
            id=row["id"],
            book=row["book"],
            chapter=chapter,
            chapter_title=chapters[chapter][0] if chapter < len(chapters) else "",
            start=row["start"],
            end=row["end"],
            tokens=row["tokens"],
            status=PassageStatus(row["status"]),
            text=row["text"],
            source=self._books.source_text(row["source_id"])[row["start"] : row["end"]],
            book_title=row["title"],
            author=row["author"],
            language=row["language"],
            page=pages[at].label if at >= 0 else "",
            refused=_parse_refused(row["refused"]),
            skip_reason=_parse_reason(row["skip_reason"]),
        )


def _parse_reason(code: str) -> SkipReason | None:
    """Why a passage was skipped; None where nobody said, or a newer program did."""
    return SkipReason(code) if code in set(SkipReason) else None


def _find_standing(status: str, pairs: str | None) -> Standing:
    """The standing of a passage by its own status and those of its pairs."""
    statuses = set((pairs or "").split(","))
    for standing in (Standing.DRAFT, Standing.ACCEPTED, Standing.REJECTED):
        if standing in statuses:
            return standing
    return Standing.SKIPPED if status == PassageStatus.SKIPPED else Standing.WAITING


def format_refused(refused: Sequence[Replacement]) -> str:
    """Refused changes as they are kept: JSON, or "" for none."""
    if not refused:
        return ""
    return json.dumps([[r.rule, r.start, r.end, r.text] for r in refused], ensure_ascii=False)


def _parse_refused(stored: str) -> tuple[Replacement, ...]:
    return tuple(Replacement(*fields) for fields in json.loads(stored)) if stored else ()
