"""A library: one SQLite file that holds a curator's books, pairs, versions, runs and verdicts."""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path

from sqlite_utils import Database

from studio.domain.errors import DiskError, LibraryError
from studio.i18n import _
from studio.store import lock, search
from studio.store.books import Books
from studio.store.comparisons import Comparisons
from studio.store.connection import Connection
from studio.store.exports import Exports
from studio.store.journal import Journal
from studio.store.ledger import Ledger
from studio.store.pairs import Pairs
from studio.store.passages import Passages
from studio.store.row_files import RowFiles
from studio.store.runs import Runs
from studio.store.schema import APPLICATION_ID, migrations
from studio.store.settings import LibrarySettings
from studio.store.sqlite_errors import translate_errors
from studio.store.versions import Versions

SUFFIX = ".studio"


class Library:
    """Shelves over one connection: ``library.books.get(3)``, ``library.pairs.ids(status=…)``.

    Reads go straight to the shelves. Writes of what a curator works on stand inside
    ``journal.edit``, which makes them one undoable step; writes of history (versions, exports,
    runs, comparisons, the ledger) stand inside ``transaction`` and are never undone.

    One process writes a library at a time (its threads share the right, each with a connection
    of its own); any number may read it. Write-ahead logging keeps readers and the writer apart,
    and what an edit has committed survives the death of the process.
    """

    def __init__(self, connection: Connection, *, writable: bool) -> None:
        self.path = connection.path
        self.connection = connection
        self.writable = writable
        self.journal = Journal(connection)
        self.books = Books(connection)
        self.passages = Passages(connection, self.books)
        self.pairs = Pairs(connection)
        self.row_files = RowFiles(connection)
        self.versions = Versions(connection)
        self.exports = Exports(connection)
        self.runs = Runs(connection)
        self.comparisons = Comparisons(connection)
        self.ledger = Ledger(connection)
        self.settings = LibrarySettings(connection)

    @classmethod
    def create(cls, path: Path) -> Library:
        """Make an empty library; LibraryError when there is already something at ``path``."""
        if path.exists():
            raise LibraryError(
                _("{path} exists already. Open it, or choose another name.").format(path=path)
            )
        if not path.parent.is_dir():
            raise DiskError(
                _("The folder {folder} does not exist. Make it first.").format(folder=path.parent)
            )
        with translate_errors(path):
            lock.acquire(path)
        try:
            return cls._connect(path, new=True)
        except BaseException:
            lock.release(path)
            path.unlink(missing_ok=True)
            raise

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Library:
        """Open a library; LibraryError or DiskError with one clear line when that can't be."""
        if not path.is_file():
            raise LibraryError(
                _("There is no library at {path}. Make one with `studio new`.").format(path=path)
            )
        with translate_errors(path):
            _refuse_foreign(path)
            if read_only:
                return cls._connect(path, read_only=True)
            lock.acquire(path)
        try:
            return cls._connect(path)
        except BaseException:
            lock.release(path)
            raise

    def on_thread(self) -> Library:
        """The same library with a connection of its own, for a job on another thread."""
        return Library.open(self.path, read_only=not self.writable)

    @property
    def name(self) -> str:
        return self.path.stem

    def close(self) -> None:
        """Let go of the file."""
        self.connection.sqlite.close()
        if self.writable:
            lock.release(self.path)
            self.writable = False

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def transaction(self, *, durable: bool = False) -> AbstractContextManager[None]:
        """Commit all history written inside together, or nothing of it.

        ``durable``: it is on the disk before this returns and survives a power cut. For what a
        request that leaves next must find again, such as the intent to start a run.
        """
        return self.connection.transaction(durable=durable)

    def counts(self) -> dict[str, int]:
        """How many of each thing, for the sidebar."""
        row = self.connection.select_first(
            "SELECT (SELECT count(*) FROM book) AS books, "
            "(SELECT count(*) FROM passage) AS passages, "
            "(SELECT count(*) FROM version) AS versions, (SELECT count(*) FROM run) AS runs, "
            "(SELECT count(*) FROM comparison) AS comparisons"
        )
        counts = {name: int(row[name]) for name in row.keys()} if row else {}  # noqa: SIM118
        for status, pairs in self.connection.select("SELECT status, pairs FROM tally"):
            counts[status] = pairs
        counts["pairs"] = sum(counts[name] for name in ("draft", "accepted", "rejected"))
        return counts

    @classmethod
    def _connect(cls, path: Path, *, new: bool = False, read_only: bool = False) -> Library:
        mode = "ro" if read_only else ("rwc" if new else "rw")
        with translate_errors(path):
            connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode={mode}",
                uri=True,
                isolation_level=None,
                timeout=5.0,
                check_same_thread=False,
            )
            try:
                connection.row_factory = sqlite3.Row
                search.register_function(connection)
                db = Database(connection, recursive_triggers=False)
                _prepare(db, path, new=new, read_only=read_only)
            except BaseException:
                connection.close()
                raise
        return cls(Connection(connection, path), writable=not read_only)


def _refuse_foreign(path: Path) -> None:
    """Stop before SQLite touches a file that is not ours."""
    with path.open("rb") as file:
        head = file.read(72)
    if not head.startswith(b"SQLite format 3\0") or int.from_bytes(head[68:72]) != APPLICATION_ID:
        raise LibraryError(
            _(
                "{path} is no Passage Studio library, or it is damaged. It was left as it is; "
                "open another file or a backup."
            ).format(path=path)
        )


def _prepare(db: Database, path: Path, *, new: bool, read_only: bool) -> None:
    if new:
        db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    if not read_only:
        db.conn.execute("PRAGMA journal_mode = WAL")
    db.conn.execute("PRAGMA synchronous = NORMAL")
    db.conn.execute("PRAGMA foreign_keys = ON")
    known = {migration.name for migration in migrations._migrations}
    if any(applied.name not in known for applied in migrations.applied(db)):
        raise LibraryError(
            _(
                "{path} was made by a newer Passage Studio. Update the program to open it; "
                "it was left as it is."
            ).format(path=path)
        )
    if read_only:
        if migrations.pending(db):
            raise LibraryError(
                _(
                    "{path} was made by an older Passage Studio. Open it once for writing, "
                    "then it can be read."
                ).format(path=path)
            )
        return
    migrations.apply(db)
