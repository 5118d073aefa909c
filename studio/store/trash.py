"""The shelf of what was removed: it stands in the recordings of the steps that removed it.

Undoing such a step takes what it removed out of the trash; bringing something back is a step of
its own. What is emptied out of the trash is gone from the recordings too, whatever they held of it.
"""

from __future__ import annotations

import builtins
import json
from array import array
from collections.abc import Mapping, Sequence

from studio.domain.history import Step, TrashedBook, TrashedPair
from studio.store import replaying, search, search_index, search_renewal, tally
from studio.store.connection import Connection, Shelf
from studio.store.journal import Journal
from studio.store.pair_history import read_pair
from studio.store.recording import ROW, ROW_BITS, bound, list_columns

_ENTRY_ROW = ROW.replace("id", "entry.id")
_STEP = f"JOIN step ON step.recording = entry.id >> {ROW_BITS} AND NOT step.undone"

# The latest entry of each: what was brought back and removed again is in the trash once.
_PAIRS = f"""
SELECT max(entry.id) FROM pair_before AS entry {_STEP}
WHERE entry.action = 'removed' AND NOT EXISTS (SELECT 1 FROM pair WHERE pair.id = {_ENTRY_ROW})
  AND NOT EXISTS (SELECT 1 FROM book_before AS whole WHERE whole.action = 'removed'
    AND whole.id = (step.recording << {ROW_BITS}) + entry.book)
GROUP BY {_ENTRY_ROW} ORDER BY 1 DESC
"""
_BOOKS = f"""
SELECT max(entry.id) FROM book_before AS entry {_STEP}
WHERE entry.action = 'removed' AND NOT EXISTS (SELECT 1 FROM book WHERE book.id = {_ENTRY_ROW})
GROUP BY {_ENTRY_ROW} ORDER BY 1 DESC
"""
_TAGS = f"""
SELECT json_group_array(tag) FROM pair_tag_before AS gone WHERE gone.pair = {_ENTRY_ROW}
  AND gone.id >> {ROW_BITS} = entry.id >> {ROW_BITS} AND gone.action = 'removed'
"""


class Trash(Shelf):
    """Removed pairs and books. Each is asked for by the number of its entry."""

    def __init__(self, connection: Connection, journal: Journal) -> None:
        super().__init__(connection)
        self._journal = journal

    def pairs(self) -> array[int]:
        """The entries of removed pairs, what was removed last first; without those of a book."""
        return self._connection.select_numbers(_PAIRS)

    def books(self) -> array[int]:
        """The entries of removed books, what was removed last first."""
        return self._connection.select_numbers(_BOOKS)

    def list_pairs(self, entries: Sequence[int]) -> builtins.list[TrashedPair]:
        """Removed pairs in the order of their entries."""
        sql = f"SELECT entry.*, ({_TAGS}) AS tags FROM pair_before AS entry WHERE id IN ({{ids}})"
        rows = {row["id"]: row for row in self._connection.select_ids(sql, entries)}
        steps = self._journal.find_steps(entry >> ROW_BITS for entry in rows)
        return [
            TrashedPair(
                entry,
                read_pair(_get_row(entry), rows[entry], tuple(json.loads(rows[entry]["tags"]))),
                steps[entry >> ROW_BITS],
            )
            for entry in entries
            if entry in rows
        ]

    def list_books(self, entries: Sequence[int]) -> builtins.list[TrashedBook]:
        """Removed books in the order of their entries."""
        steps = self._journal.find_steps(entry >> ROW_BITS for entry in entries)
        return [self._read_book(entry, steps) for entry in entries]

    def bring_back_pairs(self, entries: Sequence[int]) -> builtins.list[int]:
        """Put removed pairs back with their tags; their numbers. Inside an edit.

        One whose book or passage is gone comes back without it.
        """
        with tally.in_bulk(self._connection, len(entries)):
            self._insert("pair", entries)
        self._connection.change_ids(_INSERT_TAGS, entries)
        return [_get_row(entry) for entry in entries]

    def bring_back_book(self, entry: int) -> int:
        """Put a removed book back with the passages and pairs that went with it; its number.
        Inside an edit."""
        self._insert("book", [entry])
        self._insert("passage", self._find_parts("passage", entry))
        self.bring_back_pairs(self._find_parts("pair", entry))
        return _get_row(entry)

    def empty(self) -> None:
        """Forget for good what is in the trash, and all that steps before recorded of it.

        In a large library its words leave the search index while ``Library.read_more`` goes on.
        """
        with self._connection.overwriting():
            # An edit, for suggestions are curated; it leaves no step, for nothing is recorded.
            with self._journal.edit(""):
                self._forget_all()

    def get_row(self, entry: int) -> int:
        """The number that a pair or a book had, by its entry."""
        return _get_row(entry)

    def _forget_all(self) -> None:
        books = self.books()
        parts = {
            table: [entry for book in books for entry in self._find_parts(table, book)]
            for table in ("pair", "passage")
        }
        gone = {
            "book": list(map(_get_row, books)),
            "passage": list(map(_get_row, parts["passage"])),
            "pair": list(map(_get_row, [*self.pairs(), *parts["pair"]])),
        }
        self._connection.change_ids("DELETE FROM suggestion WHERE pair IN {ids}", gone["pair"])
        for table, statements in _FORGET.items():
            for statement in statements:
                self._connection.change_ids(statement, gone[table])
        for statement in _DROP_LEFTOVERS:
            self._connection.execute(statement)
        self._drop_empty_steps()
        if any(gone.values()):
            self._forget_words()

    def _forget_words(self) -> None:
        """Let the index go of words: of few rows at once, else ``Library.read_more`` does it."""
        sqlite = self._connection.sqlite
        search_index.forget_dropped(sqlite)
        if self._count_texts() <= search.MOST_AT_ONCE and not search.is_renewed(sqlite):
            search_index.forget_words(sqlite)
        else:
            search_renewal.begin(sqlite)

    def _count_texts(self) -> int:
        row = self._connection.select_first(_COUNT_TEXTS)
        return int(row[0]) if row else 0

    def _insert(self, table: str, entries: Sequence[int]) -> None:
        """Insert rows as they were when they were removed; a reference to what is gone is empty."""
        columns = list_columns(self._connection.sqlite, table)
        sql = f"SELECT DISTINCT changed FROM {table}_before WHERE id IN ({{ids}})"
        for changed in {row[0] for row in self._connection.select_ids(sql, entries)}:
            names = [name for name, bit in columns if changed & bit]
            values = ", ".join(_REFERENCES.get((table, name), f"entry.{name}") for name in names)
            self._connection.change_ids(
                f"INSERT INTO {table}(rowid, {', '.join(names)}) SELECT {_ENTRY_ROW}, {values} "
                f"FROM {table}_before AS entry WHERE entry.id IN {{ids}} AND changed = ?1 "
                "ORDER BY entry.id",
                entries,
                [changed],
            )

    def _find_parts(self, table: str, book_entry: int) -> array[int]:
        """The entries of passages or pairs that were removed together with a book."""
        return self._connection.select_numbers(
            f"SELECT id FROM {table}_before WHERE id BETWEEN ? AND ? AND action = 'removed' "
            "AND book = ?",
            [*bound(book_entry >> ROW_BITS), _get_row(book_entry)],
        )

    def _read_book(self, entry: int, steps: Mapping[int, Step]) -> TrashedBook:
        row = self._connection.select_first(
            "SELECT title, author FROM book_before WHERE id = ?", [entry]
        )
        return TrashedBook(
            entry,
            _get_row(entry),
            row["title"] if row else "",
            row["author"] if row else "",
            len(self._find_parts("passage", entry)),
            len(self._find_parts("pair", entry)),
            steps[entry >> ROW_BITS],
        )

    def _drop_empty_steps(self) -> None:
        for step, recording in self._connection.select("SELECT id, recording FROM step"):
            if replaying.is_empty(self._connection, recording):
                self._connection.execute("DELETE FROM step WHERE id = ?", [step])
        # What the others changed is less now: it is counted anew when somebody asks.
        self._connection.execute("UPDATE step SET things = NULL")


def _get_row(entry: int) -> int:
    return entry & (1 << ROW_BITS) - 1


_COUNT_TEXTS = "SELECT " + " + ".join(
    f"(SELECT count(*) FROM {table})"
    for table in ("pair", "passage", "pair_before", "passage_before")
)
_INSERT_TAGS = f"""
INSERT INTO pair_tag(pair, tag) SELECT gone.pair, gone.tag FROM {{ids}} AS chosen
JOIN pair_tag_before AS gone ON gone.pair = chosen.value & {(1 << ROW_BITS) - 1}
  AND gone.id >> {ROW_BITS} = chosen.value >> {ROW_BITS} AND gone.action = 'removed'
WHERE true ORDER BY gone.id ON CONFLICT DO NOTHING
"""
_REFERENCES = {
    ("pair", f'"{table}"'): f"(SELECT id FROM {table} WHERE id = entry.{table})"
    for table in ("book", "passage")
}
"""SQL for columns that refer to a row which may be gone."""

_FORGET = {
    "pair": (
        f"DELETE FROM pair_before WHERE {ROW} IN {{ids}}",
        "DELETE FROM pair_tag_before WHERE pair IN {ids}",
        "DELETE FROM suggestion_before WHERE pair IN {ids}",
    ),
    "passage": (
        f"DELETE FROM passage_before WHERE {ROW} IN {{ids}}",
        # A pair that outlives its book and its passage has been without them ever since.
        "UPDATE pair_before SET passage = NULL WHERE passage IN {ids}",
    ),
    "book": (
        f"DELETE FROM book_before WHERE {ROW} IN {{ids}}",
        "UPDATE pair_before SET book = NULL WHERE book IN {ids}",
    ),
}
"""What is forgotten of rows that are gone, so that no step before can refer to them."""

# A tag or a suggestion that was added and is nowhere any more hung on a pair that is forgotten.
_DROP_LEFTOVERS = (
    *(
        f"DELETE FROM {table}_before WHERE action = 'added' "
        f"AND {ROW} NOT IN (SELECT rowid FROM {table}) "
        f"AND {ROW} NOT IN (SELECT {ROW} FROM {table}_before WHERE action = 'removed')"
        for table in ("pair_tag", "suggestion")
    ),
    "DELETE FROM book_source WHERE id NOT IN (SELECT source FROM book "
    "UNION SELECT source FROM book_before WHERE source IS NOT NULL)",
)
