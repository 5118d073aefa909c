"""The tables of a library, and the migrations that made them.

To add one: write a function with ``@migrations()`` below the last one, and keep a library of the
schema before it in ``tests/store``, which must open. A migration is never edited after release.

Curated tables carry triggers that record how each row was before the open step and refuse a change
where no step is open (``recording``); history tables (versions, exports, runs, comparisons, the
ledger) are only added to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.store import comparison_tables, pair_tables, search_index, tally, undo_log
from studio.store.migrations import Migrations
from studio.store.recording import record_changes
from studio.store.undo_log import find_pairs_read, write_journal_triggers

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x50535455  # "PSTU"

migrations = Migrations()


@migrations()
def first_library(db: Database) -> None:
    """Books, passages, pairs, versions, runs, comparisons, the ledger and the journal."""
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            db.execute(statement)
    for statement in _TALLY:
        db.execute(statement)
    for table, columns in _COLUMNS.items():
        for statement in write_journal_triggers(table, columns):
            db.execute(statement)
    for table in ("version", "version_row"):
        for action in ("UPDATE", "DELETE"):
            db.execute(
                f"CREATE TRIGGER frozen_{table}_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'a frozen version never changes'); END"
            )


@migrations()
def rows_and_search(db: Database) -> None:
    """Rows of files as pairs, more about books and passages, and a full-text index."""
    for statement in _ROWS_AND_SEARCH.split(";\n"):
        if statement.strip():
            db.execute(statement)
    for table, columns in _MORE_COLUMNS.items():
        for action in ("insert", "update", "delete"):
            db.execute(f"DROP TRIGGER journal_{table}_{action}")
        for statement in write_journal_triggers(table, (*_COLUMNS[table], *columns)):
            db.execute(statement)
    for statement in _TALLY:
        name = statement.split()[2]
        db.execute(f"DROP TRIGGER {name}")
    for statement in _TALLY_UNLESS_BULK:
        db.execute(statement)
    # ``searches_know_the_source`` makes the triggers of the index, and reads all rows into it.


@migrations()
def verdicts_of_versions(db: Database) -> None:
    """What was found of a version's rows when they were judged; they never change."""
    db.execute(
        "CREATE TABLE version_verdict(version INTEGER PRIMARY KEY, rules TEXT NOT NULL, "
        "encoding TEXT NOT NULL, longest INTEGER NOT NULL)"
    )


@migrations()
def versions_can_go(db: Database) -> None:
    """A version nobody trained on may go, its number never comes again; how a split came out."""
    for statement in _VERSIONS_CAN_GO:
        db.execute(statement)


@migrations()
def encodings_that_counted(db: Database) -> None:
    """With which encodings the tokens of pairs were ever counted here; "" for those unknown."""
    db.execute("CREATE TABLE counted_with(encoding TEXT PRIMARY KEY)")
    db.execute("INSERT INTO counted_with SELECT '' WHERE EXISTS (SELECT 1 FROM pair)")


@migrations()
def pairs_that_were_read(db: Database) -> None:
    """When a person read a pair; of what was decided before, the journal still knows some."""
    db.execute("ALTER TABLE pair ADD COLUMN read_at TEXT")
    for action in ("insert", "update", "delete"):
        db.execute(f"DROP TRIGGER journal_pair_{action}")
    for number in find_pairs_read(db.conn):
        db.execute("UPDATE pair SET read_at = '' WHERE id = ?", [number])
    columns = (*_COLUMNS["pair"], *_MORE_COLUMNS["pair"], "read_at")
    for statement in write_journal_triggers("pair", columns):
        db.execute(statement)


@migrations()
def equal_writes_leave_no_trace(db: Database) -> None:
    """A row that is written again as it was is nothing to undo."""
    columns = {table: (*names, *_MORE_COLUMNS.get(table, ())) for table, names in _COLUMNS.items()}
    columns["pair"] = (*columns["pair"], "read_at")
    for table, names in columns.items():
        for action in ("insert", "update", "delete"):
            db.execute(f"DROP TRIGGER journal_{table}_{action}")
        for statement in write_journal_triggers(table, names):
            db.execute(statement)


@migrations()
def payments_name_their_comparison(db: Database) -> None:
    """What a comparison cost is found by its number; before, by the English words of the line."""
    db.execute("ALTER TABLE ledger ADD COLUMN comparison INTEGER")
    db.execute(
        "UPDATE ledger SET comparison = CAST(substr(what, length('Comparison ') + 1) AS INTEGER) "
        "WHERE what LIKE 'Comparison %'"
    )


@migrations()
def suggestions_and_model_jobs(db: Database) -> None:
    """What models propose for pairs, and what is asked of them."""
    for statement in _SUGGESTIONS.split(";\n"):
        db.execute(statement)
    for statement in write_journal_triggers("suggestion", _SUGGESTION_COLUMNS):
        db.execute(statement)


@migrations()
def pairs_have_queues(db: Database) -> None:
    """What a curator sorts pairs by: a flag, why one was rejected, when it was made and decided
    on; and one index for all that is counted."""
    for statement in pair_tables.QUEUES.split(";\n"):
        if statement.strip():
            db.execute(statement)
    for action in ("insert", "update", "delete"):
        db.execute(f"DROP TRIGGER journal_pair_{action}")
    columns = (*_COLUMNS["pair"], *_MORE_COLUMNS["pair"], "read_at", *pair_tables.QUEUE_COLUMNS)
    for statement in write_journal_triggers("pair", columns):
        db.execute(statement)


@migrations()
def runs_that_wait(db: Database) -> None:
    """Runs in a queue: the sweep each belongs to, and the run whose model it trains further."""
    db.execute("ALTER TABLE run ADD COLUMN sweep INTEGER")
    db.execute("ALTER TABLE run ADD COLUMN after INTEGER")


@migrations()
def pairs_are_judged(db: Database) -> None:
    """What the checks find of each pair, kept until its words change."""
    for statement in pair_tables.JUDGEMENTS:
        db.execute(statement)


@migrations()
def steps_have_recordings(db: Database) -> None:
    """What a step changed stands in tables, row by row, so that many are taken back at once."""
    curated = ("setting", "book", "passage", "pair", "pair_tag", "suggestion")
    for table in curated:
        for action in ("insert", "update", "delete"):
            db.execute(f"DROP TRIGGER journal_{table}_{action}")
    for statement in _RECORDINGS:
        db.execute(statement)
    for table in curated:
        record_changes(db.conn, table)
    undo_log.convert(db.conn, curated)
    db.execute("DROP TABLE undo_log")
    for name, rest in tally.TRIGGERS.items():
        db.execute(f"DROP TRIGGER {name}")
        db.execute(f"CREATE TRIGGER {name} {rest}")


@migrations()
def comparisons_of_contestants(db: Database) -> None:
    """Any contestants, any two of them judged by the curator or by models."""
    comparison_tables.add_contestants(db)


@migrations()
def searches_know_the_source(_db: Database) -> None:
    """``what_was_dropped_is_found`` makes the index anew."""


@migrations()
def question_sets(db: Database) -> None:
    """Questions that are asked again and again, kept away from training."""
    for statement in comparison_tables.QUESTION_SETS:
        db.execute(statement)
    for table in ("question_set", "set_question"):
        record_changes(db.conn, table)


@migrations()
def what_was_removed_is_found(db: Database) -> None:
    """The trash is what steps removed; the past of a pair's tags is looked for by the pair."""
    for table in ("pair", "book"):
        db.execute(
            f"CREATE INDEX {table}_before_removed ON {table}_before(id) WHERE action = 'removed'"
        )
    db.execute("CREATE INDEX pair_tag_before_pair ON pair_tag_before(pair) WHERE pair IS NOT NULL")


@migrations()
def passages_say_why_skipped(db: Database) -> None:
    """Why nothing was made of a passage; "" where nobody said."""
    db.execute("ALTER TABLE passage ADD COLUMN skip_reason TEXT NOT NULL DEFAULT ''")
    record_changes(db.conn, "passage")


@migrations()
def steps_say_what_is_unread(db: Database) -> None:
    """Whether the search index had yet to read rows when a step was taken."""
    db.execute("ALTER TABLE step ADD COLUMN unread INTEGER NOT NULL DEFAULT 0")


@migrations()
def what_was_dropped_is_found(db: Database) -> None:
    """A search finds pairs by their passage, and what cleaning took off the book."""
    search_index.rebuild(db.conn)


@migrations()
def questions_know_their_source(db: Database) -> None:
    """Whose words a question asks about, and the tags of the pair that it comes from."""
    comparison_tables.add_sources(db)
    record_changes(db.conn, "set_question")


@migrations()
def steps_know_their_sentence(db: Database) -> None:
    """What a step's label says, so that it is said in the language of the day; "" in old steps."""
    db.execute("ALTER TABLE step ADD COLUMN sentence TEXT NOT NULL DEFAULT ''")


@migrations()
def pairs_are_held_back(db: Database) -> None:
    """A pair can keep its status and stay out of every version."""
    for statement in pair_tables.HELD_BACK:
        db.execute(statement)
    record_changes(db.conn, "pair")


@migrations()
def runs_keep_settings(db: Database) -> None:
    """What its endpoint said of a training when it was ordered; NULL in runs from before."""
    db.execute("ALTER TABLE run ADD COLUMN settings TEXT")


@migrations()
def votes_have_steps(db: Database) -> None:
    """What each vote changed, as long as votes are open: they are taken back by any window."""
    for statement in comparison_tables.VOTE_STEPS:
        db.execute(statement)


@migrations()
def searches_go_on_after_emptying(db: Database) -> None:
    """The search index is made anew beside the old one."""
    search_index.make_renewal(db.conn)


_RECORDINGS = (
    "ALTER TABLE journal_state RENAME COLUMN step TO recording",
    "ALTER TABLE journal_state ADD COLUMN replaying INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE step RENAME TO old_step",
    # A step keeps its number when it is taken back; what was taken back stands behind the others,
    # what comes again first before the rest.
    "CREATE TABLE step("
    "id INTEGER PRIMARY KEY AUTOINCREMENT, label TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0, "
    "merge_key TEXT NOT NULL DEFAULT '', at REAL NOT NULL, recording INTEGER NOT NULL UNIQUE, "
    "who TEXT NOT NULL DEFAULT 'person', agent TEXT NOT NULL DEFAULT '', things INTEGER)",
    "INSERT INTO step(label, undone, merge_key, at, recording) "
    "SELECT label, undone, merge_key, at, id FROM old_step "
    "ORDER BY undone, CASE WHEN undone THEN -id ELSE id END",
    "DROP TABLE old_step",
)

_TABLES = """
CREATE TABLE journal_state(one INTEGER PRIMARY KEY CHECK (one = 1), step INTEGER);
INSERT INTO journal_state VALUES(1, NULL);
CREATE TABLE step(
  id INTEGER PRIMARY KEY AUTOINCREMENT, label TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0,
  merge_key TEXT NOT NULL DEFAULT '', at REAL NOT NULL);
CREATE TABLE undo_log(
  id INTEGER PRIMARY KEY AUTOINCREMENT, step INTEGER NOT NULL, kind TEXT NOT NULL,
  statement TEXT NOT NULL);
CREATE INDEX undo_log_step ON undo_log(step);
CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE book_source(
  id INTEGER PRIMARY KEY, text TEXT NOT NULL, raw BLOB NOT NULL, sha256 TEXT NOT NULL);
CREATE TABLE book(
  id INTEGER PRIMARY KEY AUTOINCREMENT, source INTEGER NOT NULL REFERENCES book_source(id),
  title TEXT NOT NULL, author TEXT NOT NULL, language TEXT NOT NULL, format TEXT NOT NULL,
  encoding TEXT NOT NULL, rights TEXT NOT NULL, year TEXT NOT NULL DEFAULT '',
  characters INTEGER NOT NULL, chapters TEXT NOT NULL, dropped TEXT NOT NULL,
  source_name TEXT NOT NULL);
CREATE TABLE passage(
  id INTEGER PRIMARY KEY AUTOINCREMENT, book INTEGER NOT NULL REFERENCES book(id),
  chapter INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  tokens INTEGER NOT NULL, status TEXT NOT NULL DEFAULT 'new', text TEXT NOT NULL);
CREATE INDEX passage_book ON passage(book, start);
CREATE INDEX passage_status ON passage(status);
CREATE TABLE pair(
  id INTEGER PRIMARY KEY AUTOINCREMENT, passage INTEGER REFERENCES passage(id),
  book INTEGER REFERENCES book(id), prompt TEXT NOT NULL, answer TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'draft', origin TEXT NOT NULL,
  draft_prompt INTEGER NOT NULL DEFAULT 0,
  tokens INTEGER NOT NULL DEFAULT 0);
CREATE INDEX pair_status ON pair(status);
CREATE INDEX pair_passage ON pair(passage);
CREATE INDEX pair_book ON pair(book);
CREATE TABLE pair_tag(
  pair INTEGER NOT NULL REFERENCES pair(id), tag TEXT NOT NULL, UNIQUE(pair, tag));
CREATE INDEX pair_tag_tag ON pair_tag(tag);
CREATE TABLE tally(status TEXT PRIMARY KEY, pairs INTEGER NOT NULL, tokens INTEGER NOT NULL);
INSERT INTO tally VALUES('draft', 0, 0), ('accepted', 0, 0), ('rejected', 0, 0);
CREATE TABLE version(
  number INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, created TEXT NOT NULL,
  train INTEGER NOT NULL, validation INTEGER NOT NULL, train_tokens INTEGER NOT NULL,
  validation_tokens INTEGER NOT NULL, group_by TEXT NOT NULL, seed INTEGER NOT NULL,
  leaks INTEGER NOT NULL, settings TEXT NOT NULL);
CREATE TABLE version_row(
  version INTEGER NOT NULL REFERENCES version(number), position INTEGER NOT NULL,
  split TEXT NOT NULL, json TEXT NOT NULL, tokens INTEGER NOT NULL, pair INTEGER NOT NULL,
  group_name TEXT NOT NULL, provenance TEXT NOT NULL, PRIMARY KEY(version, position));
CREATE TABLE export(
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL, path TEXT NOT NULL, split TEXT NOT NULL,
  rows INTEGER NOT NULL, tokens INTEGER NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE run(
  id INTEGER PRIMARY KEY AUTOINCREMENT, version INTEGER NOT NULL, endpoint TEXT NOT NULL,
  model TEXT NOT NULL, hyperparameters TEXT NOT NULL, seed INTEGER, suffix TEXT NOT NULL,
  nonce TEXT NOT NULL UNIQUE, status TEXT NOT NULL, created TEXT NOT NULL, job TEXT,
  fine_tuned_model TEXT, error TEXT NOT NULL DEFAULT '', trained_tokens INTEGER,
  estimate_usd TEXT NOT NULL DEFAULT '0', cost_usd TEXT, training_file TEXT NOT NULL DEFAULT '',
  validation_file TEXT NOT NULL DEFAULT '', started TEXT, ended TEXT,
  checkpoints TEXT NOT NULL DEFAULT '[]');
CREATE TABLE run_event(
  run INTEGER NOT NULL, id TEXT NOT NULL, created TEXT NOT NULL, level TEXT NOT NULL,
  message TEXT NOT NULL, metric TEXT, PRIMARY KEY(run, id));
CREATE TABLE comparison(
  id INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER, models TEXT NOT NULL, endpoint TEXT NOT NULL,
  created TEXT NOT NULL);
CREATE TABLE question(
  id INTEGER PRIMARY KEY AUTOINCREMENT, comparison INTEGER NOT NULL, text TEXT NOT NULL,
  reference TEXT NOT NULL DEFAULT '', verdict TEXT);
CREATE INDEX question_comparison ON question(comparison);
CREATE TABLE answer(
  question INTEGER NOT NULL, model TEXT NOT NULL, text TEXT NOT NULL, tokens INTEGER NOT NULL,
  seconds REAL NOT NULL, error TEXT NOT NULL DEFAULT '', PRIMARY KEY(question, model));
CREATE TABLE ledger(
  id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, run INTEGER, what TEXT NOT NULL,
  usd TEXT NOT NULL)
"""

_ROWS_AND_SEARCH = """
ALTER TABLE book ADD COLUMN viewpoint TEXT NOT NULL DEFAULT '';
ALTER TABLE book ADD COLUMN pages TEXT NOT NULL DEFAULT '[]';
ALTER TABLE book ADD COLUMN rules TEXT;
ALTER TABLE book ADD COLUMN ruby INTEGER NOT NULL DEFAULT 0;
ALTER TABLE book_source ADD COLUMN cover BLOB NOT NULL DEFAULT x'';
ALTER TABLE book_source ADD COLUMN sketch BLOB NOT NULL DEFAULT x'';
ALTER TABLE passage ADD COLUMN refused TEXT NOT NULL DEFAULT '';
ALTER TABLE pair ADD COLUMN row_json TEXT NOT NULL DEFAULT '';
ALTER TABLE pair ADD COLUMN extra TEXT NOT NULL DEFAULT '';
ALTER TABLE pair ADD COLUMN file INTEGER REFERENCES row_file(id);
ALTER TABLE pair ADD COLUMN line INTEGER;
ALTER TABLE pair ADD COLUMN digest INTEGER;
CREATE INDEX pair_digest ON pair(digest) WHERE digest IS NOT NULL;
CREATE INDEX pair_file ON pair(file, line) WHERE file IS NOT NULL;
CREATE TABLE row_file(
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, shape TEXT NOT NULL,
  mapping TEXT NOT NULL DEFAULT '{}', at TEXT NOT NULL, rows INTEGER NOT NULL DEFAULT 0,
  imported INTEGER NOT NULL DEFAULT 0, duplicates INTEGER NOT NULL DEFAULT 0,
  rejected TEXT NOT NULL DEFAULT '[]');
CREATE TABLE pair_due(id INTEGER PRIMARY KEY);
CREATE TABLE passage_due(id INTEGER PRIMARY KEY);
ALTER TABLE journal_state ADD COLUMN bulk INTEGER NOT NULL DEFAULT 0;
CREATE VIRTUAL TABLE pair_search USING fts5(
  words, content='', detail=none, columnsize=0, tokenize=ascii);
CREATE VIRTUAL TABLE passage_search USING fts5(
  words, content='', detail=none, columnsize=0, tokenize=ascii)
"""

# A suggestion outlives its pair and its passage, which may come back: no references.
_SUGGESTIONS = """
CREATE TABLE suggestion(
  id INTEGER PRIMARY KEY AUTOINCREMENT, passage INTEGER, pair INTEGER, prompt TEXT NOT NULL,
  answer TEXT NOT NULL, evidence TEXT NOT NULL DEFAULT '[]', kind TEXT NOT NULL,
  model TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT 'open',
  reason TEXT NOT NULL DEFAULT '', at TEXT NOT NULL);
CREATE INDEX suggestion_pair ON suggestion(pair) WHERE pair IS NOT NULL;
CREATE INDEX suggestion_passage ON suggestion(passage) WHERE passage IS NOT NULL;
CREATE INDEX suggestion_state ON suggestion(state);
CREATE TABLE model_job(
  id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, endpoint TEXT NOT NULL,
  model TEXT NOT NULL, plan TEXT NOT NULL, nonce TEXT NOT NULL UNIQUE, created TEXT NOT NULL,
  state TEXT NOT NULL, is_batch INTEGER NOT NULL DEFAULT 0, file TEXT NOT NULL DEFAULT '',
  batch TEXT NOT NULL DEFAULT '', reservation INTEGER NOT NULL DEFAULT 0,
  error TEXT NOT NULL DEFAULT '', ended TEXT);
CREATE TABLE model_request(
  job INTEGER NOT NULL REFERENCES model_job(id), position INTEGER NOT NULL, passage INTEGER,
  pair INTEGER, state TEXT NOT NULL DEFAULT 'waiting', reply TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '', tokens_in INTEGER NOT NULL DEFAULT 0,
  tokens_out INTEGER NOT NULL DEFAULT 0, usd TEXT NOT NULL DEFAULT '0',
  PRIMARY KEY(job, position)) WITHOUT ROWID
"""
_SUGGESTION_COLUMNS = (
    "passage",
    "pair",
    "prompt",
    "answer",
    "evidence",
    "kind",
    "model",
    "state",
    "reason",
    "at",
)
_VERSIONS_CAN_GO = (
    "ALTER TABLE version ADD COLUMN report TEXT NOT NULL DEFAULT '{}'",
    "CREATE TABLE version_gone("
    "number INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, at TEXT NOT NULL)",
    "DROP TRIGGER frozen_version_delete",
    "DROP TRIGGER frozen_version_row_delete",
    "CREATE TRIGGER frozen_version_delete BEFORE DELETE ON version "
    "WHEN EXISTS (SELECT 1 FROM run WHERE version = old.number) "
    "BEGIN SELECT RAISE(ABORT, 'a version that was trained on stays'); END",
    "CREATE TRIGGER gone_version_delete AFTER DELETE ON version "
    "BEGIN INSERT INTO version_gone VALUES("
    "old.number, old.name, old.hash, strftime('%Y-%m-%dT%H:%M:%SZ', 'now')); END",
    # Rows go only after their version, in one transaction: none can be taken out of it.
    "CREATE TRIGGER frozen_version_row_delete BEFORE DELETE ON version_row "
    "WHEN EXISTS (SELECT 1 FROM version WHERE number = old.version) "
    "BEGIN SELECT RAISE(ABORT, 'a frozen version never changes'); END",
    "CREATE TRIGGER gone_version_insert BEFORE INSERT ON version "
    "WHEN EXISTS (SELECT 1 FROM version_gone WHERE number = new.number) "
    "BEGIN SELECT RAISE(ABORT, 'the number of a version never comes again'); END",
    "CREATE TRIGGER frozen_version_gone BEFORE DELETE ON version_gone "
    "BEGIN SELECT RAISE(ABORT, 'the number of a version never comes again'); END",
)


_MORE_COLUMNS = {
    "book": ("viewpoint", "pages", "rules", "ruby"),
    "passage": ("refused",),
    "pair": ("row_json", "extra", "file", "line", "digest"),
}
"""What ``rows_and_search`` adds to the columns the journal knows."""

_COLUMNS = {
    "setting": ("name", "value"),
    "book": (
        "source",
        "title",
        "author",
        "language",
        "format",
        "encoding",
        "rights",
        "year",
        "characters",
        "chapters",
        "dropped",
        "source_name",
    ),
    "passage": ("book", "chapter", "start", '"end"', "tokens", "status", "text"),
    "pair": ("passage", "book", "prompt", "answer", "status", "origin", "draft_prompt", "tokens"),
    "pair_tag": ("pair", "tag"),
}

_ADD = "UPDATE tally SET pairs = pairs + 1, tokens = tokens + new.tokens WHERE status = new.status;"
_TAKE = _ADD.replace("+", "-").replace("new.", "old.")
_TALLY = (
    f"CREATE TRIGGER tally_insert AFTER INSERT ON pair BEGIN {_ADD} END",
    f"CREATE TRIGGER tally_delete AFTER DELETE ON pair BEGIN {_TAKE} END",
    "CREATE TRIGGER tally_update AFTER UPDATE OF status, tokens ON pair "
    f"WHEN old.status <> new.status OR old.tokens <> new.tokens BEGIN {_TAKE} {_ADD} END",
)
"""Rows and tokens by status are kept as pairs change, so that reading them costs nothing."""

_UNLESS_BULK = "(SELECT bulk FROM journal_state) = 0"
_TALLY_UNLESS_BULK = (
    f"CREATE TRIGGER tally_insert AFTER INSERT ON pair WHEN {_UNLESS_BULK} BEGIN {_ADD} END",
    *_TALLY[1:],
)
"""Who adds many pairs at once says ``bulk`` and adds them to the tally at once, too."""
