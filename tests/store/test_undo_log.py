"""The log of earlier libraries is read as SQLite wrote it."""

import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from studio.store import undo_log

values = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    st.binary(max_size=9),
)


@given(first=values, second=values)
def test_a_statement_is_read_back(first: object, second: object) -> None:
    sqlite = sqlite3.connect(":memory:")
    sqlite.execute("CREATE TABLE journal_state AS SELECT 1 AS step")
    sqlite.execute("CREATE TABLE undo_log(id INTEGER PRIMARY KEY, step, kind, statement)")
    sqlite.execute('CREATE TABLE passage(id INTEGER PRIMARY KEY, text, "end")')
    for statement in undo_log.write_journal_triggers("passage", ("text", '"end"')):
        sqlite.execute(statement)
    sqlite.execute("INSERT INTO passage VALUES(7, ?, ?)", [first, second])
    sqlite.execute("UPDATE passage SET text = 'x', \"end\" = x'00'")
    sqlite.execute("DELETE FROM passage")
    added, changed, removed = (row[0] for row in sqlite.execute("SELECT statement FROM undo_log"))
    assert added == "DELETE FROM passage WHERE rowid=7"
    number, literals = undo_log._read_update(changed)
    assert number == 7 and list(literals) == ["text", "end"]
    assert list(sqlite.execute(f"SELECT {','.join(literals.values())}")) == [(first, second)]
    number, literals = undo_log._read_insert(removed)
    assert (number, literals) == (7, {"text": "'x'", "end": "X'00'"})
    sqlite.close()
