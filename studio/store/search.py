"""Full-text search that knows Japanese: an index of words, and of pairs of letters where there
are no words.

SQLite's own trigram index finds nothing under three characters, and most Japanese words have
two. Runs of Japanese and Chinese letters are therefore cut into overlapping pairs (and their
last letter alone, so that one letter can be found as the beginning of a pair); everything else
is a word. Case and the width of letters make no difference.

A pair is found by its own turns and by its passage, cleaned and as the book has it; a passage by
both of its texts. What cleaning dropped of it stands in ``passage_dropped``. What the index says of
a single word or pair of letters holds; a longer run or one with signs in it is looked for in the
texts themselves, because pairs of letters do not say in which order they stand.

The index only grows: triggers note which rows it has yet to read (``…_due``) and which it has
read before with other words (``…_stale``): those are looked at themselves as well. ``catch_up``
reads what is due at once before an edit is committed, for FTS5 writes to the disk after every
single row otherwise.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from array import array
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from studio.domain.conversation import list_messages, read_text

_WIDE = "\u3000-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_WIDE_RUN = re.compile(rf"[{_WIDE}]+")
_WORD = re.compile(rf"[^\W_{_WIDE}]+")
_RUNS = re.compile(rf"[{_WIDE}]+|[^\W_{_WIDE}]+")
_BLANK = ord(" ")
_BOOKS_HELD = 8
"""Texts of books held in memory while passages of them are read."""

MOST_AT_ONCE, IN_PASSING, BLOCK = 2_000, 50, 300
"""Rows that are read before an edit is committed; where more are due, a few in passing, and the
others a block at a time when nobody waits."""

_DUE_PASSAGES = "FROM passage JOIN book ON book.id = passage.book WHERE passage.id IN ({due})"
# Of a passage that was cleaned again, what was dropped before may come back with an undo.
_NOTE_DROPPED = (
    "INSERT INTO passage_dropped(id, text) SELECT passage.id, "
    'search_dropped(passage.text, book.source, passage.start, passage."end") AS dropped '
    f"{_DUE_PASSAGES} AND dropped <> '' ON CONFLICT(id) DO UPDATE SET text = CASE "
    "WHEN instr(text, excluded.text) THEN text ELSE text || char(10) || excluded.text END"
)
_OF_PASSAGE = (
    "FROM passage LEFT JOIN passage_dropped ON passage_dropped.id = passage.id WHERE passage.id"
)
_READ = {
    "passage": "SELECT passage.id, search_words('', '', '', passage.text, passage_dropped.text) "
    + _OF_PASSAGE
    + " IN ({due})",
    "pair": "SELECT pair.id, search_words(prompt, answer, row_json, passage.text, "
    "passage_dropped.text) FROM pair LEFT JOIN passage ON passage.id = pair.passage "
    "LEFT JOIN passage_dropped ON passage_dropped.id = pair.passage "
    "WHERE pair.id IN ({due})",
}
"""How the words of the rows that are due are read, of each table one can search."""

# A pair's own words are asked first: its passage is only read where they do not hold all.
_FINDS = {
    "pair": "(search_finds(?, pair.prompt, pair.answer, pair.row_json, '', '') OR EXISTS ("
    f"SELECT 1 {_OF_PASSAGE} = pair.passage AND search_finds("
    "?, pair.prompt, pair.answer, pair.row_json, passage.text, passage_dropped.text)))",
    "passage": "search_finds(?, '', '', '', passage.text, "
    "(SELECT text FROM passage_dropped WHERE passage_dropped.id = passage.id))",
}
"""Whether the texts of a row hold all of the words."""


@dataclass(frozen=True)
class Query:
    """What a search asks for: ``terms`` as they are compared, and the index's own ``match``.

    ``match`` is "" where the index can't tell; ``is_exact`` says that what it says holds.
    """

    terms: tuple[str, ...]
    match: str
    is_exact: bool


def fold(text: str) -> str:
    """Text as it is compared: without case, and full- and half-width letters alike."""
    return unicodedata.normalize("NFKC", text).casefold()


def index_words(*texts: str) -> str:
    """What the index holds of texts: each word, each pair of letters, parted by blanks."""
    text = fold("\n".join(texts))
    # One string of all Japanese runs, a line feed between two: then one pass pairs all letters.
    wide = "\n".join(_WIDE_RUN.findall(text))
    return " ".join([_pair_letters(wide), *_WORD.findall(text)])


def _pair_letters(letters: str) -> str:
    """``abc`` as ``ab bc c``."""
    if not letters:
        return ""
    # Laid into place as numbers, three a pair: a loop over a book's letters is too slow.
    code = array("I", f"{letters}\n".encode("utf-32-le", "surrogatepass"))
    pairs = array("I", [_BLANK]) * (3 * (len(code) - 1))
    pairs[0::3], pairs[1::3] = code[:-1], code[1:]
    return pairs.tobytes().decode("utf-32-le", "surrogatepass")


def parse_query(terms: Sequence[str]) -> Query:
    """A query for rows that hold all of these: a word by its beginning, Japanese anywhere."""
    folded = tuple(dict.fromkeys(fold(term) for term in terms))
    parts: list[str] = []
    is_exact = True
    for term in folded:
        runs = _RUNS.findall(term)
        is_exact &= runs == [term] and (len(term) <= 2 or not _WIDE_RUN.match(term))
        for run in runs:
            parts.extend(_list_tokens(run))
    return Query(folded, " AND ".join(dict.fromkeys(parts)), is_exact)


def _list_tokens(run: str) -> Iterator[str]:
    # A single letter is the beginning of a pair, or of a word.
    if len(run) == 1 or not _WIDE_RUN.match(run):
        yield f'"{run}"*'
    else:
        yield from (f'"{run[at : at + 2]}"' for at in range(len(run) - 1))


def build_condition(table: str, terms: Sequence[str]) -> tuple[str, tuple[Any, ...]]:
    """The SQL condition for rows of ``table`` that hold every one of ``terms``, and its values."""
    query = parse_query(terms)
    if not query.terms:
        return "1", ()
    sure, finds = (
        f"{table}.id NOT IN (SELECT id FROM {table}_stale) "
        f"AND {table}.id NOT IN (SELECT id FROM {table}_due)",
        _FINDS[table],
    )
    terms_of_each = ("\n".join(query.terms),) * finds.count("?")
    if not query.match:
        return finds, terms_of_each
    # What is not read yet may hold anything.
    clause = (
        f"{table}.id IN (SELECT rowid FROM {table}_search WHERE {table}_search MATCH ? "
        f"UNION ALL SELECT id FROM {table}_due)"
    )
    holds = f"({sure} OR {finds})" if query.is_exact else finds
    return f"({clause} AND {holds})", (query.match, *terms_of_each)


def build_pattern(term: str) -> str:
    """A LIKE pattern that finds ``term`` anywhere, with its own wildcards taken as letters."""
    escaped = term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def catch_up(connection: sqlite3.Connection, *, soon: bool = False) -> None:
    """Read the rows that were noted into the index; inside the transaction that changed them.

    ``soon``: of very many only some, for a person waits. The others are looked at themselves
    meanwhile, and read by ``read_more``.
    """
    for table in _READ:
        many = soon and _has_due(connection, table, MOST_AT_ONCE)
        _read_due(connection, table, IN_PASSING if many else -1)
        # A pair is read with what cleaning dropped of its passage: that comes first.
        if _has_due(connection, table):
            return


def read_more(connection: sqlite3.Connection) -> bool:
    """Read another block of rows that are due, in a transaction; whether there are more."""
    for table in _READ:
        if _has_due(connection, table):
            _read_due(connection, table, BLOCK)
            return True
    return False


def is_renewed(connection: sqlite3.Connection) -> bool:
    """Whether the index is being made anew, see ``search_renewal``."""
    return connection.execute("SELECT 1 FROM search_renewal LIMIT 1").fetchone() is not None


def is_behind(connection: sqlite3.Connection) -> bool:
    """Whether rows are due."""
    return any(_has_due(connection, table) for table in _READ)


def _has_due(connection: sqlite3.Connection, table: str, more_than: int = 0) -> bool:
    sql = f"SELECT 1 FROM {table}_due LIMIT 1 OFFSET ?"
    return connection.execute(sql, [more_than]).fetchone() is not None


def _read_due(connection: sqlite3.Connection, table: str, limit: int) -> None:
    if _has_due(connection, table):
        due = f"SELECT id FROM {table}_due ORDER BY id LIMIT {limit}"
        if table == "passage":
            connection.execute(_NOTE_DROPPED.replace("{due}", due))
        read_into(connection, f"{table}_search", table, due)
        if is_renewed(connection):
            read_into(connection, f"{table}_fresh", table, due)
        connection.execute(f"DELETE FROM {table}_due WHERE id IN ({due})")


def read_into(connection: sqlite3.Connection, index: str, table: str, ids: str) -> None:
    """Read rows of a table into an index; ``ids`` is the SQL that selects them."""
    read = _READ[table].replace("{due}", ids)
    connection.execute(f"INSERT INTO {index}(rowid, words) {read}")


def register_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the functions by which rows are read and looked at."""
    connection.create_function("search_words", 5, _index_columns, deterministic=True)
    connection.create_function("search_finds", 6, _find_terms, deterministic=True)
    connection.create_function("search_dropped", 4, _Sources(connection).list_dropped)


class _Sources:
    """Stretches of books' texts; a book's text is read once for all its passages."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._texts: OrderedDict[int, str] = OrderedDict()

    def list_dropped(self, text: str, source: int, start: int, end: int) -> str:
        """What a book says from ``start`` to ``end`` in words that the cleaned ``text`` lacks.

        A word ends at a blank: of Japanese, whole paragraphs that were changed are given. Cleaning
        takes little away, so this is short, and the book itself need not be read for a search.
        """
        stretch = self._read(source)[start:end]
        if stretch == text:
            return ""
        own = set(text.split())
        return "\n".join(word for word in stretch.split() if word not in own)

    def _read(self, source: int) -> str:
        if source not in self._texts:
            sql = "SELECT text FROM book_source WHERE id = ?"
            row = self._connection.execute(sql, [source]).fetchone()
            self._texts[source] = row[0] if row else ""
            if len(self._texts) > _BOOKS_HELD:
                self._texts.popitem(last=False)
        self._texts.move_to_end(source)
        return self._texts[source]


def _index_columns(
    prompt: str, answer: str, row: str, text: str | None, dropped: str | None
) -> str:
    """The words of a pair's turns, and of its passage with what cleaning dropped of it."""
    return index_words(*_list_turns(prompt, answer, row), text or "", dropped or "")


def _list_turns(prompt: str, answer: str, row: str) -> list[str]:
    # A whole row says its last question and answer again; a turn is read once.
    turns = [read_text(turn) for turn in list_messages(json.loads(row))] if row else []
    return list(dict.fromkeys((prompt, answer, *turns)))


def _find_terms(
    terms: str, prompt: str, answer: str, row: str, text: str | None, dropped: str | None
) -> bool:
    """Whether these texts together hold every one of ``terms``, which stand one a line."""
    texts = fold("\n".join((*_list_turns(prompt, answer, row), text or "", dropped or "")))
    return all(term in texts for term in terms.split("\n"))
