"""What is known of a pair beside its words: what is judged of it, its queues, what is held back."""

from __future__ import annotations

# Worked out, not written by anybody: no step of the journal, it is made anew after each edit.
_FORGET = "DELETE FROM pair_check WHERE id = old.id; DELETE FROM pair_finding WHERE pair = old.id;"
JUDGEMENTS = (
    "CREATE TABLE pair_check(id INTEGER PRIMARY KEY, grounding REAL, faults INTEGER NOT NULL)",
    "CREATE TABLE pair_finding("
    "pair INTEGER NOT NULL, code TEXT NOT NULL, PRIMARY KEY(pair, code)) WITHOUT ROWID",
    "CREATE INDEX pair_finding_code ON pair_finding(code, pair)",
    f"CREATE TRIGGER pair_check_delete AFTER DELETE ON pair BEGIN {_FORGET} END",
    "CREATE TRIGGER pair_check_update AFTER UPDATE OF prompt, answer, row_json, passage ON pair "
    "WHEN old.prompt IS NOT new.prompt OR old.answer IS NOT new.answer "
    "OR old.row_json IS NOT new.row_json OR old.passage IS NOT new.passage "
    f"BEGIN {_FORGET} END",
    "CREATE TRIGGER pair_check_passage AFTER UPDATE OF text ON passage "
    "WHEN old.text IS NOT new.text BEGIN "
    "DELETE FROM pair_finding WHERE pair IN (SELECT id FROM pair WHERE passage = old.id); "
    "DELETE FROM pair_check WHERE id IN (SELECT id FROM pair WHERE passage = old.id); END",
)
QUEUE_COLUMNS = ("flagged", "reason", "created_at", "decided_at")
"""What ``pairs_have_queues`` adds to the columns of a pair that the journal knows."""

# Texts make a row long, so counting reads this index alone. It begins like the list of a queue.
QUEUES = """
ALTER TABLE pair ADD COLUMN flagged INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pair ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE pair ADD COLUMN created_at TEXT;
ALTER TABLE pair ADD COLUMN decided_at TEXT;
ALTER TABLE pair ADD COLUMN characters INTEGER AS (length(prompt) + length(answer)) VIRTUAL;
CREATE INDEX pair_facets ON pair(
  status, id, flagged, reason, origin, book, passage, tokens, characters, created_at, read_at);
DROP INDEX pair_status
"""

# Beside the facets' index a small one: the tokens of what is held back are asked for all the time.
HELD_BACK = (
    "ALTER TABLE pair ADD COLUMN held_back INTEGER NOT NULL DEFAULT 0",
    "DROP INDEX pair_facets",
    "CREATE INDEX pair_facets ON pair(status, id, flagged, reason, origin, book, passage, tokens, "
    "characters, created_at, read_at, held_back)",
    "CREATE INDEX pair_held_back ON pair(status, tokens) WHERE held_back",
)
