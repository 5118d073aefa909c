"""Comparisons of an older library become comparisons of contestants, with their verdicts."""

from __future__ import annotations

import sqlite_utils

from studio.store.comparison_tables import QUESTION_SETS, VOTE_STEPS, add_contestants, add_sources

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


def test_questions_of_passages_get_their_author_and_others_none() -> None:
    db = sqlite_utils.Database(memory=True)
    db.conn.executescript(
        ";".join(QUESTION_SETS)
        + """;
CREATE TABLE question(id INTEGER PRIMARY KEY, passage INTEGER);
CREATE TABLE book(id INTEGER PRIMARY KEY, author TEXT); INSERT INTO book VALUES(1, 'James');
CREATE TABLE passage(id INTEGER PRIMARY KEY, book INTEGER); INSERT INTO passage VALUES(7, 1);
INSERT INTO question_set VALUES(1, 'Held', '2026-11-01');
INSERT INTO set_question(question_set, text, kind, passage) VALUES(1, 'a', 'fact', 7);
INSERT INTO question VALUES(1, 7), (2, NULL);
CREATE TRIGGER journal_set_question_update AFTER UPDATE ON set_question
BEGIN SELECT RAISE(ABORT, 'no edit is open'); END;
"""
    )
    add_sources(db)
    assert [row["author"] for row in db["question"].rows] == ["James", None]
    assert [row["author"] for row in db["set_question"].rows] == ["James"]


def test_open_votes_of_before_are_taken_back_in_the_order_they_were_cast_in() -> None:
    db = sqlite_utils.Database(memory=True)
    db.conn.executescript(OLD)
    add_contestants(db)
    db.conn.executescript("""
INSERT INTO comparison(id, models, endpoint, created, is_open) VALUES(2, '[]', '', '', 0);
INSERT INTO question(id, comparison, text) VALUES(3, 2, 'q3');
DELETE FROM vote;
INSERT INTO vote(question, first, second, verdict, judge, reasons, at) VALUES
  (2, 'a', 'b', 'tie', '', '["invented"]', '2026-11-03'),
  (1, 'a', 'b', 'first', '', '[]', '2026-11-04'),
  (1, 'a', 'b', 'first', 'gpt', '[]', '2026-11-05'),
  (3, 'a', 'b', 'first', '', '[]', '2026-11-06');
""")
    for statement in VOTE_STEPS:
        db.execute(statement)
    assert [(row["comparison"], row["question"], row["after"]) for row in db["vote_step"].rows] == [
        (1, 2, '{"verdict":"tie","reasons":["invented"]}'),
        (1, 1, '{"verdict":"first","reasons":[]}'),
    ]
