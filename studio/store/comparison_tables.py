"""The tables of comparisons: contestants, their answers and the votes on them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_STATEMENTS = (
    "ALTER TABLE comparison ADD COLUMN contestants TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE comparison ADD COLUMN question_set INTEGER",
    "ALTER TABLE comparison ADD COLUMN seed INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE comparison ADD COLUMN temperature REAL NOT NULL DEFAULT 0",
    "ALTER TABLE comparison ADD COLUMN answer_tokens INTEGER",
    "ALTER TABLE comparison ADD COLUMN looks INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE comparison ADD COLUMN is_open INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE question ADD COLUMN kind TEXT NOT NULL DEFAULT 'validation'",
    "ALTER TABLE question ADD COLUMN must TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE question ADD COLUMN passage INTEGER",
    "ALTER TABLE question ADD COLUMN language TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE answer ADD COLUMN measures TEXT NOT NULL DEFAULT '{}'",
    "CREATE TABLE vote("
    "question INTEGER NOT NULL, first TEXT NOT NULL, second TEXT NOT NULL, verdict TEXT NOT NULL, "
    "judge TEXT NOT NULL DEFAULT '', turned INTEGER NOT NULL DEFAULT 0, "
    "reasons TEXT NOT NULL DEFAULT '[]', at TEXT NOT NULL, "
    "PRIMARY KEY(question, first, second, judge, turned))",
)

QUESTION_SETS = (
    "CREATE TABLE question_set("
    "id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, created TEXT NOT NULL)",
    "CREATE TABLE set_question("
    "id INTEGER PRIMARY KEY AUTOINCREMENT, question_set INTEGER NOT NULL REFERENCES "
    "question_set(id), text TEXT NOT NULL, reference TEXT NOT NULL DEFAULT '', "
    "kind TEXT NOT NULL, must TEXT NOT NULL DEFAULT '[]', passage INTEGER, "
    "language TEXT NOT NULL DEFAULT '')",
    "CREATE INDEX set_question_set ON set_question(question_set)",
)

VOTE_STEPS = (
    "CREATE TABLE vote_step("
    "id INTEGER PRIMARY KEY AUTOINCREMENT, comparison INTEGER NOT NULL, question INTEGER NOT NULL, "
    "first TEXT NOT NULL, second TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, "
    "undone INTEGER NOT NULL DEFAULT 0)",
    "CREATE INDEX vote_step_comparison ON vote_step(comparison)",
    # Votes of before that are still open can be taken back in the order they were cast in.
    "INSERT INTO vote_step(comparison, question, first, second, before, after) "
    "SELECT question.comparison, question, first, second, 'null', "
    "json_object('verdict', vote.verdict, 'reasons', json(reasons)) FROM vote "
    "JOIN question ON question.id = vote.question "
    "JOIN comparison ON comparison.id = question.comparison "
    "WHERE judge = '' AND is_open ORDER BY at",
)

_BOOK_AUTHOR = (
    "SELECT author FROM passage JOIN book ON book.id = passage.book "
    "WHERE passage.id = {table}.passage AND author != ''"
)


def add_sources(db: Database) -> None:
    """Author and tags of each question, and the authors of those that a passage gave."""
    # The journal has yet to learn the columns, and what is filled in here is nobody's edit.
    db.execute("DROP TRIGGER journal_set_question_update")
    for table in ("question", "set_question"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN author TEXT")
        db.execute(f"ALTER TABLE {table} ADD COLUMN tags TEXT")
        author = _BOOK_AUTHOR.format(table=table)
        db.execute(f"UPDATE {table} SET author = ({author}) WHERE passage IS NOT NULL")


def add_contestants(db: Database) -> None:
    """Comparisons of any contestants; those of before were of models at one endpoint."""
    for statement in _STATEMENTS:
        db.execute(statement)
    for number, run, models, endpoint, created in db.execute(
        "SELECT id, run, models, endpoint, created FROM comparison"
    ).fetchall():
        names = json.loads(models)
        contestants = [
            {
                "key": model,
                "name": model,
                "endpoint": endpoint,
                "model": model,
                "run": run if at else None,
                "is_base": run is not None and at == 0,
            }
            for at, model in enumerate(names)
        ]
        db.execute(
            "UPDATE comparison SET contestants = ?, seed = ? WHERE id = ?",
            [json.dumps(contestants), number, number],
        )
        if len(names) > 1:
            db.execute(
                "INSERT INTO vote(question, first, second, verdict, at) "
                "SELECT id, ?, ?, verdict, ? FROM question "
                "WHERE comparison = ? AND verdict IS NOT NULL",
                [names[0], names[1], created, number],
            )
