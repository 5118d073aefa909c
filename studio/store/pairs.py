"""The shelf of pairs and their tags."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence

from studio.domain.errors import LibraryError
from studio.domain.pair import Origin, Pair, Status
from studio.i18n import _
from studio.store import search as index
from studio.store.shelf import Row, Shelf

_PAIR = """
SELECT pair.*, coalesce(book.title, '') AS book_title, coalesce(book.author, '') AS author,
  coalesce(json_extract(book.chapters, '$[' || passage.chapter || '][0]'), '') AS chapter_title,
  (SELECT json_group_array(tag) FROM (SELECT tag FROM pair_tag WHERE pair = pair.id ORDER BY rowid))
    AS tags, coalesce((SELECT name FROM row_file WHERE row_file.id = pair.file), '') AS file_name
FROM pair LEFT JOIN book ON book.id = pair.book LEFT JOIN passage ON passage.id = pair.passage
WHERE pair.id IN ({ids})
"""
_MARK = """
SELECT pair.id, prompt, answer, row_json, pair.tokens, pair.passage, passage.tokens,
  length(passage.text), book.title,
  book.author, (SELECT group_concat(tag) FROM pair_tag WHERE pair_tag.pair = pair.id)
FROM pair LEFT JOIN passage ON passage.id = pair.passage LEFT JOIN book ON book.id = pair.book
WHERE pair.id IN ({ids})
"""


class Pairs(Shelf):
    """Pairs, their status, tags and tokens."""

    counting = ""
    """The encoding that tokens are counted with which are written next; "" where nobody said."""

    def counted_with(self) -> set[str]:
        """The encodings that tokens of pairs were ever counted with; of one alone, all were."""
        return {row[0] for row in self.ask("SELECT encoding FROM counted_with")}

    def note_counting(self) -> None:
        """Note with what the tokens are counted that are written in this edit."""
        self.tell("INSERT OR IGNORE INTO counted_with VALUES(?)", [self.counting])

    def pair_ids(
        self,
        *,
        status: Status | None = None,
        book: int | None = None,
        tag: str | None = None,
        search: str = "",
        author: str | None = None,
    ) -> array[int]:
        """Ids of pairs in the order they were made."""
        where, values = ["1"], list[object]()
        for clause, value in (
            ("status = ?", status),
            ("book = ?", book),
            ("id IN (SELECT pair FROM pair_tag WHERE tag = ?)", tag),
            ("book IN (SELECT id FROM book WHERE author = ?)", author),
        ):
            if value is not None:
                where.append(clause)
                values.append(value)
        if search:
            clause, wanted = index.condition("pair", ("prompt", "answer", "row_json"), search)
            where.append(clause)
            values += wanted
        return self.ids(f"SELECT id FROM pair WHERE {' AND '.join(where)} ORDER BY id", values)

    def pair_marks(self, ids: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Each id with a number that is another one once the pair's words, row or tags are."""
        for row in self.by_ids(_MARK, ids):
            yield row[0], hash(tuple(row)[1:])

    def pairs(self, ids: Sequence[int]) -> list[Pair]:
        """Pairs in the order of ``ids``; ids that are gone are left out."""
        found = {row["id"]: _pair(row) for row in self.by_ids(_PAIR, ids)}
        return [found[number] for number in ids if number in found]

    def pair(self, number: int) -> Pair:
        """One pair; LibraryError when it is not there."""
        found = self.pairs([number])
        if not found:
            raise LibraryError(
                _("There is no pair {number} in this library.").format(number=number)
            )
        return found[0]

    def tags(self) -> list[tuple[str, int]]:
        """Tags in use with how many pairs carry each, the commonest first."""
        rows = self.ask("SELECT tag, count(*) FROM pair_tag GROUP BY tag ORDER BY 2 DESC, tag")
        return [(row[0], row[1]) for row in rows]

    def accepted_tokens(self) -> tuple[int, int]:
        """Rows and tokens of all accepted pairs; read from the tally, so it costs nothing."""
        row = self.ask_one("SELECT pairs, tokens FROM tally WHERE status = 'accepted'")
        return (row[0], row[1]) if row else (0, 0)

    def insert_pair(
        self,
        prompt: str,
        answer: str,
        *,
        origin: Origin,
        tokens: int,
        passage: int | None = None,
        book: int | None = None,
        draft_prompt: bool = False,
        tags: Iterable[str] = (),
    ) -> int:
        """Add a draft; its id."""
        self.note_counting()
        number = self.tell(
            "INSERT INTO pair(passage, book, prompt, answer, origin, draft_prompt, tokens) "
            "VALUES(?,?,?,?,?,?,?)",
            [passage, book, prompt, answer, origin, int(draft_prompt), tokens],
        )
        for tag in tags:
            self.add_tag([number], tag)
        return number

    def update_pair(
        self, number: int, *, prompt: str, answer: str, tokens: int, draft_prompt: bool
    ) -> None:
        self.note_counting()
        self.tell(
            "UPDATE pair SET prompt = ?, answer = ?, tokens = ?, draft_prompt = ? WHERE id = ?",
            [prompt, answer, tokens, int(draft_prompt), number],
        )

    def set_tokens(self, rows: Iterable[tuple[int, int]]) -> None:
        """Set the count of whole rows, for (tokens, id)."""
        self.note_counting()
        self.db.conn.executemany("UPDATE pair SET tokens = ? WHERE id = ?", rows)

    def move_tokens(self, step: int) -> None:
        """Add ``step`` to every pair whose row begins with the library's system message."""
        self.note_counting()
        self.tell("UPDATE pair SET tokens = tokens + ? WHERE row_json = ''", [step])

    def set_status(self, ids: Iterable[int], status: Status) -> int:
        """Set the status where it differs; how many pairs changed."""
        cursor = self.db.conn.executemany(
            "UPDATE pair SET status = ?1 WHERE id = ?2 AND status <> ?1",
            ((status, number) for number in ids),
        )
        return int(cursor.rowcount)

    def add_tag(self, ids: Iterable[int], tag: str) -> None:
        self.db.conn.executemany(
            "INSERT OR IGNORE INTO pair_tag(pair, tag) VALUES(?, ?)",
            ((number, tag) for number in ids),
        )

    def remove_tag(self, ids: Iterable[int], tag: str) -> None:
        self.db.conn.executemany(
            "DELETE FROM pair_tag WHERE pair = ? AND tag = ?",
            ((number, tag) for number in ids),
        )

    def delete_pairs(self, ids: Iterable[int]) -> None:
        for number in ids:
            self.tell("DELETE FROM pair_tag WHERE pair = ?", [number])
            self.tell("DELETE FROM pair WHERE id = ?", [number])


def _pair(row: Row) -> Pair:
    return Pair(
        id=row["id"],
        prompt=row["prompt"],
        answer=row["answer"],
        status=Status(row["status"]),
        tags=tuple(json.loads(row["tags"])),
        tokens=row["tokens"],
        origin=Origin(row["origin"]),
        draft_prompt=bool(row["draft_prompt"]),
        book=row["book"],
        passage=row["passage"],
        book_title=row["book_title"],
        author=row["author"],
        chapter_title=row["chapter_title"],
        row=row["row_json"],
        extra=row["extra"],
        file=row["file_name"],
        line=row["line"],
    )
