"""Comparisons of an older library become comparisons of contestants, with their verdicts."""

from __future__ import annotations

import sqlite_utils

from studio.store.comparison_tables import add_contestants

OLD = """
CREATE TABLE comparison(
  id INTEGER PRIMARY KEY, run INTEGER, models TEXT NOT NULL, endpoint TEXT NOT NULL,
  created TEXT NOT NULL);
CREATE TABLE question(
  id INTEGER PRIMARY KEY, comparison INTEGER NOT NULL, text TEXT NOT NULL,
  reference TEXT NOT NULL DEFAULT '', verdict TEXT);
CREATE TABLE answer(question INTEGER, model TEXT, text TEXT, PRIMARY KEY(question, model));
INSERT INTO comparison VALUES(1, 4, '["tiny", "ft:tiny"]', 'local', '2026-11-01T00:00:00+00:00');
INSERT INTO question VALUES(1, 1, 'q1', '', 'second'), (2, 1, 'q2', '', NULL);
"""


def test_models_become_contestants_and_verdicts_become_votes() -> None:
    db = sqlite_utils.Database(memory=True)
    db.conn.executescript(OLD)
    add_contestants(db)
    (row,) = db["comparison"].rows
    assert '"key": "tiny"' in row["contestants"] and '"is_base": true' in row["contestants"]
    (vote,) = db["vote"].rows
    assert (vote["question"], vote["first"], vote["second"], vote["verdict"]) == (
        1,
        "tiny",
        "ft:tiny",
        "second",
    )
