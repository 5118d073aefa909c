"""Full-text search that knows Japanese: an index of words, and of pairs of letters where there
are no words.

SQLite's own trigram index finds nothing under three characters, and most Japanese words have
two. Runs of Japanese and Chinese letters are therefore cut into overlapping pairs (and their
last letter alone, so that one letter can be found as the beginning of a pair); everything else
is a word.

The index says which rows may hold what is looked for; the rows themselves decide. So it only
ever grows: a row that was edited is read again, and what it held before finds it no more,
because it is asked. Triggers note the rows to be read; ``catch_up`` reads them all at once
before an edit is committed, for FTS5 writes to the disk after every single row otherwise.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from array import array
from collections.abc import Iterable

from studio.domain.conversation import list_messages, read_text

SEARCHED = {"pair": ("prompt", "answer", "row_json"), "passage": ("text",)}
"""Tables one can search, and the columns whose words are found."""

_WIDE = "\u3000-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_WIDE_RUN = re.compile(rf"[{_WIDE}]+")
_WORD = re.compile(rf"[^\W_{_WIDE}]+")
_RUNS = re.compile(rf"[{_WIDE}]+|[^\W_{_WIDE}]+")
_BLANK = ord(" ")

FUNCTION = "search_words"
"""The SQL function that gives the words of a row's columns."""


def fold(text: str) -> str:
    """Text as it is compared: without case, and full- and half-width letters alike."""
    return unicodedata.normalize("NFKC", text).casefold()


def index_words(*texts: str) -> str:
    """What the index holds of texts: each word, each pair of letters, parted by blanks."""
    text = "\n".join(texts).lower()
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


def build_query(search: str) -> str:
    """The FTS5 query for rows that may hold all words of ``search``; "" where it can't tell.

    A word is found by its beginning, Japanese anywhere.
    """
    terms = []
    for run in _RUNS.findall(search.lower()):
        # A single letter is the beginning of a pair, or of a word.
        if len(run) == 1 or not _WIDE_RUN.match(run):
            terms.append(f'"{run}"*')
        else:
            terms.extend(f'"{run[at : at + 2]}"' for at in range(len(run) - 1))
    return " AND ".join(dict.fromkeys(terms))


def build_condition(table: str, columns: Iterable[str], search: str) -> tuple[str, list[str]]:
    """The SQL condition for rows of ``table`` that hold every word of ``search``, and its values.

    The index finds those that may, the text itself decides: pairs of letters do not say in which
    order they stand.
    """
    clauses, values = [], []
    indexed = build_query(search)
    if indexed:
        clauses.append(f"id IN (SELECT rowid FROM {table}_search WHERE {table}_search MATCH ?)")
        values.append(indexed)
    for term in search.split():
        clauses.append("(" + " OR ".join(f"{name} LIKE ? ESCAPE '\\'" for name in columns) + ")")
        # JSON writes quotes and backslashes in its own way, so they are looked for in that way.
        as_json = json.dumps(term, ensure_ascii=False)[1:-1]
        values += [build_pattern(as_json if name == "row_json" else term) for name in columns]
    return " AND ".join(clauses) or "1", values


def build_pattern(term: str) -> str:
    """A LIKE pattern that finds ``term`` anywhere, with its own wildcards taken as letters."""
    escaped = term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def catch_up(connection: sqlite3.Connection) -> None:
    """Read the rows that were noted into the index; inside the transaction that changed them."""
    for table, columns in SEARCHED.items():
        if connection.execute(f"SELECT 1 FROM {table}_due LIMIT 1").fetchone() is not None:
            connection.execute(
                f"INSERT INTO {table}_search(rowid, words) "
                f"SELECT id, {FUNCTION}({','.join(columns)}) FROM {table} "
                f"WHERE id IN (SELECT id FROM {table}_due)"
            )
            connection.execute(f"DELETE FROM {table}_due")


def register_function(connection: sqlite3.Connection) -> None:
    """Give a connection the function by which ``catch_up`` reads a row's words."""
    connection.create_function(FUNCTION, -1, _index_columns, deterministic=True)


def _index_columns(*columns: str) -> str:
    """``text`` of a passage; ``prompt, answer, row_json`` of a pair: its turns, each once."""
    # A whole row says its last question and answer again; a turn is indexed once.
    if len(columns) < 3 or not columns[2]:
        return index_words(*columns)
    turns = (read_text(turn) for turn in list_messages(json.loads(columns[2])))
    return index_words(*dict.fromkeys((columns[0], columns[1], *turns)))
