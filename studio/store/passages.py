"""The shelf of passages: the stretches that books are cut into."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from studio.domain.book import Passage, PassageStatus, Replacement
from studio.domain.errors import LibraryError
from studio.i18n import _
from studio.store import search as index
from studio.store.books import Books, pages_of
from studio.store.shelf import Row

_PASSAGE = """
SELECT passage.*, book.title, book.author, book.language, book.chapters, book.pages,
  book.source AS source_id
FROM passage JOIN book ON book.id = passage.book WHERE passage.id IN ({ids})
"""


class Passages(Books):
    """Passages; joined in reading order, their sources are the book's text."""

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
            clause, wanted = index.condition("passage", ("text",), search)
            where.append(clause)
            values += wanted
        return self.ids(
            f"SELECT id FROM passage WHERE {' AND '.join(where)} ORDER BY book, start",
            values,
        )

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """Passages in the order of ``ids``; ids that are gone are left out."""
        found = {row["id"]: self._passage(row) for row in self.by_ids(_PASSAGE, ids)}
        return [found[number] for number in ids if number in found]

    def passage_words(self, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
        """The cleaned text and the language of each of these passages, and nothing else of it."""
        sql = (
            "SELECT passage.id, text, language FROM passage JOIN book ON book.id = passage.book "
            "WHERE passage.id IN ({ids})"
        )
        return {row[0]: (row[1], row[2]) for row in self.by_ids(sql, ids)}

    def book_coverage(self) -> list[tuple[int, str, int, int, int]]:
        """For each book its id, title, passages, those with pairs, and those skipped."""
        rows = self.ask(
            "SELECT book.id, book.title, count(passage.id), "
            "sum(EXISTS (SELECT 1 FROM pair WHERE pair.passage = passage.id)), "
            "sum(passage.status = 'skipped') FROM book LEFT JOIN passage ON passage.book = book.id "
            "GROUP BY book.id ORDER BY book.id"
        )
        return [(row[0], row[1], row[2], row[3] or 0, row[4] or 0) for row in rows]

    def passage(self, number: int) -> Passage:
        """One passage; LibraryError when it is not there."""
        found = self.passages([number])
        if not found:
            raise LibraryError(
                _("There is no passage {number} in this library.").format(number=number)
            )
        return found[0]

    def delete_passages(self, ids: Iterable[int]) -> None:
        """Take passages out; no pair may hang on them any more."""
        self.db.conn.executemany("DELETE FROM passage WHERE id = ?", ((n,) for n in ids))

    def move_pairs(self, passage: int, to: int) -> None:
        """Hang a passage's pairs on another passage."""
        self.tell("UPDATE pair SET passage = ? WHERE passage = ?", [to, passage])

    def insert_passage(
        self, book: int, chapter: int, start: int, end: int, tokens: int, text: str
    ) -> int:
        """Add one passage; its id."""
        return self.tell(
            'INSERT INTO passage(book, chapter, start, "end", tokens, text) VALUES(?,?,?,?,?,?)',
            [book, chapter, start, end, tokens, text],
        )

    def set_passage_place(self, rows: Iterable[tuple[int, int, int, int, str, str, int]]) -> None:
        """Move passages: (chapter, start, end, tokens, cleaned text, refused as JSON, id)."""
        self.db.conn.executemany(
            'UPDATE passage SET chapter = ?, start = ?, "end" = ?, tokens = ?, text = ?, '
            "refused = ? WHERE id = ?",
            rows,
        )

    def set_refused(self, number: int, refused: Sequence[Replacement]) -> None:
        """Say which changes of the cleaning rules the curator does not want in this passage."""
        self.tell("UPDATE passage SET refused = ? WHERE id = ?", [stored(refused), number])

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

    def _passage(self, row: Row) -> Passage:
        chapters = json.loads(row["chapters"])
        pages = pages_of(row["pages"])
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
            source=self.source_text(row["source_id"])[row["start"] : row["end"]],
            book_title=row["title"],
            author=row["author"],
            language=row["language"],
            page=pages[at].label if at >= 0 else "",
            refused=_refused(row["refused"]),
        )


def stored(refused: Sequence[Replacement]) -> str:
    """Refused changes as they are kept: JSON, or "" for none."""
    if not refused:
        return ""
    return json.dumps([[r.rule, r.start, r.end, r.text] for r in refused], ensure_ascii=False)


def _refused(kept: str) -> tuple[Replacement, ...]:
    return tuple(Replacement(*one) for one in json.loads(kept)) if kept else ()
