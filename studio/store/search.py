"""Full-text search that knows Japanese: an index of words, and of pairs of letters where there
are no words.

SQLite's own trigram index finds nothing under three characters, and most Japanese words have
two. Runs of Japanese and Chinese letters are therefore cut into overlapping pairs (and their
last letter alone, so that one letter can be found as the beginning of a pair); everything else
is a word. The index says which rows may hold what is looked for; the rows themselves decide.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable

from studio.domain.conversation import chat_messages, text_of

_WIDE = (
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff"
)
_RUNS = re.compile(rf"[{_WIDE}]+|[^\W_{_WIDE}]+")
_FIRST_WIDE = "\u3005"
FUNCTION = "search_words"
"""The SQL function by which the triggers of the index see a row's words."""


def words(*texts: str) -> str:
    """What the index holds of texts: each word, each pair of letters, once, parted by blanks."""
    found: set[str] = set()
    for text in texts:
        for run in _RUNS.findall(text.lower()):
            if run >= _FIRST_WIDE:
                found.update(map(str.__add__, run, run[1:]))
                found.add(run[-1])
            else:
                found.add(run)
    return " ".join(found)


def query(wanted: str) -> str:
    """The FTS5 query for rows that may hold all words of ``wanted``; "" where it can't tell.

    A word is found by its beginning, Japanese anywhere.
    """
    terms = []
    for run in _RUNS.findall(wanted.lower()):
        if run < _FIRST_WIDE or len(run) == 1:
            terms.append(f'"{run}"*')
        else:
            terms.extend(f'"{run[at : at + 2]}"' for at in range(len(run) - 1))
    return " AND ".join(dict.fromkeys(terms))


def condition(table: str, columns: Iterable[str], wanted: str) -> tuple[str, list[str]]:
    """The SQL condition for rows of ``table`` that hold every word of ``wanted``, and its values.

    The index finds those that may, the text itself decides: pairs of letters do not say in which
    order they stand.
    """
    clauses, values = [], []
    indexed = query(wanted)
    if indexed:
        clauses.append(f"id IN (SELECT rowid FROM {table}_search WHERE {table}_search MATCH ?)")
        values.append(indexed)
    for term in wanted.split():
        clauses.append("(" + " OR ".join(f"{name} LIKE ? ESCAPE '\\'" for name in columns) + ")")
        values += [
            pattern(json.dumps(term, ensure_ascii=False)[1:-1] if name == "row_json" else term)
            for name in columns
        ]
    return " AND ".join(clauses) or "1", values


def pattern(term: str) -> str:
    """A LIKE pattern that finds ``term`` anywhere, with its own wildcards taken as letters."""
    escaped = term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def teach(connection: sqlite3.Connection) -> None:
    """Give a connection the function that the triggers call; without it writes would fail."""
    connection.create_function(FUNCTION, -1, _of_columns, deterministic=True)


def _of_columns(*columns: str) -> str:
    """``text`` of a passage; ``prompt, answer, row_json`` of a pair: its turns, each once."""
    if len(columns) < 3 or not columns[2]:
        return words(*columns)
    turns = (text_of(turn) for turn in chat_messages(json.loads(columns[2])))
    return words(*{columns[0], columns[1], *turns})
