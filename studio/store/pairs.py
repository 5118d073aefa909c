"""The shelf of pairs and their tags."""

from __future__ import annotations

import builtins
import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from studio.domain.comparison import RewrittenAnswer
from studio.domain.dataset import Candidate
from studio.domain.errors import LibraryError
from studio.domain.pair import Origin, Pair, Status
from studio.domain.pair_filter import Facets, PairFilter
from studio.domain.row_import import ImportedRow
from studio.i18n import _
from studio.store import pair_facets, pair_query, tally
from studio.store.connection import Row, Shelf, parse_time

EVERY_PAIR = PairFilter()

_PAIR = """
SELECT pair.*, pair_check.grounding, coalesce(book.title, '') AS book_title,
  coalesce(book.author, '') AS author,
  coalesce(json_extract(book.chapters, '$[' || passage.chapter || '][0]'), '') AS chapter_title,
  (SELECT json_group_array(tag) FROM (SELECT tag FROM pair_tag WHERE pair = pair.id ORDER BY rowid))
    AS tags, coalesce((SELECT name FROM row_file WHERE row_file.id = pair.file), '') AS file_name
FROM pair LEFT JOIN book ON book.id = pair.book LEFT JOIN passage ON passage.id = pair.passage
  LEFT JOIN pair_check ON pair_check.id = pair.id
WHERE pair.id IN ({ids})
"""
_FINGERPRINT = """
SELECT pair.id, prompt, answer, row_json, pair.tokens, pair.passage, passage.tokens,
  length(passage.text), book.title, book.author, draft_prompt,
  read_at IS NULL, (SELECT group_concat(tag) FROM pair_tag WHERE pair_tag.pair = pair.id)
FROM pair LEFT JOIN passage ON passage.id = pair.passage LEFT JOIN book ON book.id = pair.book
WHERE pair.id IN ({ids})
"""
_CANDIDATE = """
SELECT pair.id, prompt, answer, row_json, extra, origin, pair.book, passage,
  coalesce(passage.chapter, -1), coalesce(passage.start, 0), file, line, pair.tokens
FROM pair LEFT JOIN passage ON passage.id = pair.passage
WHERE pair.status = 'accepted' AND NOT pair.held_back
"""
_UPDATE_WORDS = "UPDATE pair SET prompt = ?, answer = ?, tokens = ?, draft_prompt = ? WHERE id = ?"
_REWRITE = _UPDATE_WORDS.replace(" WHERE", ", read_at = NULL WHERE")
_TAGS_OF = "SELECT tag FROM pair_tag WHERE pair = ?"
# The first seven columns are the fields of an ``ImportedRow`` in their order.
_INSERT_ROW = (
    "INSERT INTO pair(prompt, answer, row_json, extra, line, tokens, digest, file, origin, "
    "created_at)"
)


class Pairs(Shelf):
    """Pairs, their status, tags and tokens."""

    def encodings(self) -> set[str]:
        """The encodings that tokens of pairs were ever counted with; of one alone, all were."""
        return {row[0] for row in self._connection.select("SELECT encoding FROM counted_with")}

    def ids(self, wish: PairFilter = EVERY_PAIR, *, limit: int = -1) -> array[int]:
        """Ids of the pairs that a filter means, in its order; the first ``limit`` of them."""
        where, values = pair_query.compile_filter(self._connection, wish)
        order = pair_query.write_order(wish)
        return self._connection.select_numbers(
            f"SELECT pair.id FROM pair WHERE {where} ORDER BY {order} LIMIT {int(limit)}", values
        )

    def count(self, wish: PairFilter) -> int:
        """How many pairs a filter means."""
        where, values = pair_query.compile_filter(self._connection, wish)
        row = self._connection.select_first(f"SELECT count(*) FROM pair WHERE {where}", values)
        return int(row[0]) if row else 0

    def count_queues(self) -> dict[str, int]:
        """How many pairs are flagged, how many are held back, and how many a model proposes
        something for."""
        row = self._connection.select_first(
            "SELECT (SELECT count(*) FROM pair WHERE flagged) AS flagged, "
            "(SELECT count(*) FROM pair WHERE held_back) AS held_back, (SELECT count(DISTINCT "
            "pair) FROM suggestion WHERE state = 'open' AND pair IN (SELECT id FROM pair)) "
            "AS suggested"
        )
        return dict(row) if row else {}

    def facets(self, wish: PairFilter = EVERY_PAIR) -> Facets:
        """What the pairs of a filter are, counted: the panel beside the list."""
        return pair_facets.count_facets(self._connection, wish)

    def fingerprints(self, ids: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Each id with a number that is another one once the pair's words, row or tags are."""
        for row in self._connection.select_ids(_FINGERPRINT, ids):
            yield row[0], hash(tuple(row)[1:])

    def list(self, ids: Sequence[int]) -> builtins.list[Pair]:
        """Pairs in the order of ``ids``; ids that are gone are left out."""
        rows = self._connection.select_ids(_PAIR, ids)
        pairs = {pair.id: pair for pair in self._parse_rows(_parse_pair, rows)}
        return [pairs[number] for number in ids if number in pairs]

    def get(self, number: int) -> Pair:
        """One pair; LibraryError when it is not there."""
        pairs = self.list([number])
        if not pairs:
            raise LibraryError(
                _("There is no pair {number} in this library.").format(number=number)
            )
        return pairs[0]

    def candidates(self, *, tag: str = "", without: str = "") -> Iterator[Candidate]:
        """Accepted pairs that are not held back, with ``tag`` and without the tag ``without``, in
        the order they were made, streamed."""
        sql, values = _CANDIDATE, list[str]()
        for name, operator in ((tag, "IN"), (without, "NOT IN")):
            if name:
                sql += f" AND pair.id {operator} (SELECT pair FROM pair_tag WHERE tag = ?)"
                values.append(name)
        return map(Candidate._make, self._connection.stream(f"{sql} ORDER BY pair.id", values))

    def accepted_tags(self) -> dict[int, tuple[str, ...]]:
        """The tags of each accepted pair that has any, in the order they were given."""
        tags: dict[int, tuple[str, ...]] = {}
        for pair, tag in self._connection.stream(
            "SELECT pair, tag FROM pair_tag WHERE pair IN "
            "(SELECT id FROM pair WHERE status = 'accepted') ORDER BY pair_tag.rowid"
        ):
            tags[pair] = (*tags.get(pair, ()), tag)
        return tags

    def find_digests(self, digests: Sequence[int]) -> set[int]:
        """Those of these digests whose row was imported already."""
        sql = "SELECT digest FROM pair WHERE digest IN ({ids})"
        return {row[0] for row in self._connection.select_ids(sql, digests)}

    def tags(self) -> builtins.list[tuple[str, int]]:
        """Tags in use with how many pairs carry each, the commonest first."""
        rows = self._connection.select(
            "SELECT tag, count(*) FROM pair_tag GROUP BY tag ORDER BY 2 DESC, tag"
        )
        return [(row[0], row[1]) for row in rows]

    def count_read_since(self, time: str) -> int:
        """Pairs that were decided on and that a person has read since a time (ISO, UTC)."""
        row = self._connection.select_first(
            "SELECT count(*) FROM pair WHERE status IN ('accepted', 'rejected') AND read_at >= ?",
            [time],
        )
        return int(row[0]) if row else 0

    def count_statuses(self, book: int) -> dict[str, int]:
        """How many pairs of a book have each status that any has."""
        rows = self._connection.select(
            "SELECT status, count(*) FROM pair WHERE book = ? GROUP BY status", [book]
        )
        return {row[0]: row[1] for row in rows}

    def accepted_tokens(self) -> tuple[int, int]:
        """Rows and tokens of the accepted pairs that are not held back; from the tally, so that it
        costs nothing."""
        row = self._connection.select_first(
            "SELECT pairs, tokens FROM tally WHERE status = 'accepted'"
        )
        pairs, tokens = self._sum_held_back()
        return (row[0] - pairs, row[1] - tokens) if row else (0, 0)

    def count_held_back(self) -> int:
        """Accepted pairs that are held back."""
        return self._sum_held_back()[0]

    def _sum_held_back(self) -> tuple[int, int]:
        # The sign keeps SQLite from going by the status: that would be all accepted pairs.
        row = self._connection.select_first(
            "SELECT count(*), coalesce(sum(tokens), 0) FROM pair "
            "WHERE held_back AND +status = 'accepted'"
        )
        return (row[0], row[1]) if row else (0, 0)

    def insert(
        self,
        prompt: str,
        answer: str,
        *,
        origin: Origin,
        tokens: int,
        encoding: str = "",
        passage: int | None = None,
        book: int | None = None,
        draft_prompt: bool = False,
        tags: Iterable[str] = (),
        row: str = "",
        extra: str = "",
    ) -> int:
        """Add a draft, its ``tokens`` counted with ``encoding`` ("": unknown); its id.

        ``row`` is the whole training row as JSON, where the two texts do not say all of it,
        ``extra`` what is known of where it comes from, a JSON object.
        """
        self._note_encoding(encoding)
        number = self._connection.execute(
            "INSERT INTO pair(passage, book, prompt, answer, origin, draft_prompt, tokens, "
            "created_at, row_json, extra) VALUES(?,?,?,?,?,?,?,?,?,?)",
            [passage, book, prompt, answer, origin, int(draft_prompt), tokens, _now(), row, extra],
        )
        for tag in tags:
            self.add_tag([number], tag)
        return number

    def list_rewritten(self, comparison: int) -> builtins.list[RewrittenAnswer]:
        """The pairs that were written instead of answers of a comparison, in their order."""
        rows = self._connection.select(
            "SELECT id, extra FROM pair WHERE origin = ? AND extra LIKE ? ORDER BY id",
            [Origin.CURATOR, '{"rewritten":%'],
        )
        answers = (RewrittenAnswer(row[0], **json.loads(row[1])["rewritten"]) for row in rows)
        return [answer for answer in answers if answer.comparison == comparison]

    def insert_rows(self, file: int, rows: Sequence[ImportedRow], *, encoding: str = "") -> None:
        """Add rows of a file as drafts, all of them at once."""
        self._note_encoding(encoding)
        # The tally's trigger costs more than the row.
        with tally.adding_drafts(self._connection, len(rows), sum(row.tokens for row in rows)):
            self._connection.execute_many(
                f"{_INSERT_ROW} VALUES(?, ?, ?, ?, ?, ?, ?, {int(file)}, '{Origin.IMPORTED}', "
                f"'{_now()}')",
                rows,
            )

    def update(
        self,
        number: int,
        *,
        prompt: str,
        answer: str,
        tokens: int,
        draft_prompt: bool,
        encoding: str = "",
    ) -> None:
        """Set what a curator edits of a pair, its ``tokens`` counted with ``encoding``."""
        self._note_encoding(encoding)
        self._connection.execute(_UPDATE_WORDS, [prompt, answer, tokens, int(draft_prompt), number])

    def rewrite(self, pairs: Sequence[Pair], tokens: Sequence[int], *, encoding: str = "") -> None:
        """Set the same of many pairs, each to what it says itself, but for its ``tokens``.

        Whoever has read them has not read these words.
        """
        self._note_encoding(encoding)
        with tally.in_bulk(self._connection, len(pairs)):
            self._connection.execute_many(
                _REWRITE,
                (
                    (pair.prompt, pair.answer, count, int(pair.draft_prompt), pair.id)
                    for pair, count in zip(pairs, tokens, strict=True)
                ),
            )

    def set_state(self, pair: Pair, *, encoding: str = "") -> None:
        """Make a pair what ``pair`` says: its words, its whole row, where it stands, its tags."""
        self._note_encoding(encoding)
        values = {
            "prompt": pair.prompt,
            "answer": pair.answer,
            "row_json": pair.row,
            "extra": pair.extra,
            "status": pair.status,
            "reason": pair.reason,
            "flagged": int(pair.flagged),
            "held_back": int(pair.held_back),
            "draft_prompt": int(pair.draft_prompt),
            "tokens": pair.tokens,
            "decided_at": pair.decided_at.isoformat() if pair.decided_at else None,
        }
        assignments = ", ".join(f"{name} = ?" for name in values)
        self._connection.execute(
            f"UPDATE pair SET {assignments} WHERE id = ?", [*values.values(), pair.id]
        )
        (self.mark_read if pair.is_read else self.mark_unread)([pair.id])
        tags = {row[0] for row in self._connection.select(_TAGS_OF, [pair.id])}
        for tag in tags - set(pair.tags):
            self.remove_tag([pair.id], tag)
        for tag in pair.tags:
            self.add_tag([pair.id], tag)

    def shift_tokens(self, step: int, *, encoding: str = "") -> None:
        """Add ``step`` to every pair whose row begins with the library's system message."""
        self._note_encoding(encoding)
        self._connection.execute("UPDATE pair SET tokens = tokens + ? WHERE row_json = ''", [step])

    def set_row(self, number: int, row: str) -> None:
        """Set the whole row of a pair as JSON; "" where prompt and answer say all of it."""
        self._connection.execute("UPDATE pair SET row_json = ? WHERE id = ?", [row, number])

    def replace_system(self, old: str, new: str, step: int) -> None:
        """Give rows that begin with the system message ``old`` another one ("": none); ``step`` is
        the difference in tokens."""
        for path in ("$.messages[0]", "$.input.messages[0]"):
            words = f"json_set(row_json, '{path}.content', ?2)"
            change = words if new else f"json_remove(row_json, '{path}')"
            self._connection.execute(
                f"UPDATE pair SET tokens = tokens + ?3, row_json = {change} "
                f"WHERE row_json <> '' AND json_extract(row_json, '{path}.role') = 'system' "
                f"AND json_extract(row_json, '{path}.content') = ?1",
                [old, new, step],
            )

    def set_status(self, ids: Sequence[int], status: Status, *, reason: str = "") -> int:
        """Set the status, and why, where it differs; how many pairs changed."""
        decided_at = None if status is Status.DRAFT else _now()
        with tally.in_bulk(self._connection, len(ids)):
            return self._connection.change_ids(
                "UPDATE pair SET status = ?1, decided_at = ?2, reason = ?3 "
                "WHERE id IN {ids} AND (status <> ?1 OR reason <> ?3)",
                ids,
                [status, decided_at, reason],
            )

    def set_flagged(self, ids: Sequence[int], flagged: bool) -> int:
        """Flag pairs to come back to, or take the flag off; how many changed."""
        return self._connection.change_ids(
            "UPDATE pair SET flagged = ?1 WHERE id IN {ids} AND flagged <> ?1", ids, [int(flagged)]
        )

    def set_held_back(self, ids: Sequence[int], held_back: bool) -> int:
        """Keep pairs out of every version, or let them in again; how many changed."""
        return self._connection.change_ids(
            "UPDATE pair SET held_back = ?1 WHERE id IN {ids} AND held_back <> ?1",
            ids,
            [int(held_back)],
        )

    def mark_read(self, ids: Sequence[int], *, long_ago: bool = False) -> int:
        """Note that a person has read these pairs, now or some day that is not known; how many
        nobody had read before."""
        return self._connection.change_ids(
            "UPDATE pair SET read_at = ?1 WHERE id IN {ids} AND read_at IS NULL",
            ids,
            ["" if long_ago else _now()],
        )

    def mark_unread(self, ids: Sequence[int]) -> int:
        """Note that nobody has read these pairs as they now are; how many were read before."""
        return self._connection.change_ids(
            "UPDATE pair SET read_at = NULL WHERE id IN {ids} AND read_at IS NOT NULL", ids
        )

    def add_tag(self, ids: Sequence[int], tag: str) -> None:
        """Give pairs a tag; those that have it keep it once."""
        self._connection.change_ids(
            "INSERT INTO pair_tag(pair, tag) SELECT value, ?1 FROM {ids} WHERE true "
            "ON CONFLICT(pair, tag) DO NOTHING",
            ids,
            [tag],
        )

    def remove_tag(self, ids: Sequence[int], tag: str) -> None:
        """Take a tag off pairs."""
        self._connection.change_ids(
            "DELETE FROM pair_tag WHERE pair IN {ids} AND tag = ?1", ids, [tag]
        )

    def delete(self, ids: Sequence[int]) -> None:
        """Take pairs out, with their tags."""
        with tally.in_bulk(self._connection, len(ids)):
            self._connection.change_ids("DELETE FROM pair_tag WHERE pair IN {ids}", ids)
            self._connection.change_ids("DELETE FROM pair WHERE id IN {ids}", ids)

    def move(self, passage: int, to: int) -> None:
        """Hang a passage's pairs on another passage."""
        self._connection.execute("UPDATE pair SET passage = ? WHERE passage = ?", [to, passage])

    def _note_encoding(self, encoding: str) -> None:
        self._connection.execute("INSERT OR IGNORE INTO counted_with VALUES(?)", [encoding])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _parse_pair(row: Row) -> Pair:
    return Pair(
        id=row["id"],
        prompt=row["prompt"],
        answer=row["answer"],
        status=Status(row["status"]),
        tags=tuple(json.loads(row["tags"])),
        tokens=row["tokens"],
        origin=Origin(row["origin"]),
        draft_prompt=bool(row["draft_prompt"]),
        is_read=row["read_at"] is not None,
        book=row["book"],
        passage=row["passage"],
        book_title=row["book_title"],
        author=row["author"],
        chapter_title=row["chapter_title"],
        row=row["row_json"],
        extra=row["extra"],
        file=row["file_name"],
        line=row["line"],
        flagged=bool(row["flagged"]),
        held_back=bool(row["held_back"]),
        reason=row["reason"],
        grounding=row["grounding"],
        created_at=parse_time(row["created_at"]),
        decided_at=parse_time(row["decided_at"]),
    )
