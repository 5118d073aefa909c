"""A library: one SQLite file that holds a curator's books, pairs, versions, runs and verdicts."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from studio.domain.errors import DiskError, LibraryError
from studio.i18n import _
from studio.store import lock, search
from studio.store.comparisons import Comparisons
from studio.store.exports import Exports
from studio.store.journal import Journal
from studio.store.passages import Passages
from studio.store.row_files import RowFiles
from studio.store.runs import Runs
from studio.store.schema import APPLICATION_ID, migrations
from studio.store.sqlite_errors import translated
from studio.store.versions import Versions

SUFFIX = ".studio"


class Library(Passages, RowFiles, Versions, Exports, Runs, Comparisons):
    """Reads go straight to its shelves; writes stand inside ``journal.edit`` or ``record``.

    One process writes a library at a time (its threads share the right, each with a connection
    of its own); any number may read it. Write-ahead logging keeps readers and the writer apart,
    and what an edit has committed survives the death of the process.
    """

    def __init__(self, path: Path, db: Database, *, writable: bool) -> None:
        self.path = path
        self.db = db
        self.writable = writable
        self.journal = Journal(db, path)

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
        with translated(path):
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
        with translated(path):
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
        self.db.conn.close()
        if self.writable:
            lock.release(self.path)
            self.writable = False

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def counts(self) -> dict[str, int]:
        """How many of each thing, for the sidebar."""
        row = self.ask_one(
            "SELECT (SELECT count(*) FROM book) AS books, "
            "(SELECT count(*) FROM passage) AS passages, "
            "(SELECT count(*) FROM version) AS versions, (SELECT count(*) FROM run) AS runs, "
            "(SELECT count(*) FROM comparison) AS comparisons"
        )
        counts = {name: int(row[name]) for name in row.keys()} if row else {}  # noqa: SIM118
        for status, pairs in self.ask("SELECT status, pairs FROM tally"):
            counts[status] = pairs
        counts["pairs"] = sum(counts[name] for name in ("draft", "accepted", "rejected"))
        return counts

    def setting(self, name: str, default: str = "") -> str:
        """A setting that travels with the library: ``system_message``, ``rules`` …"""
        row = self.ask_one("SELECT value FROM setting WHERE name = ?", [name])
        return row["value"] if row else default

    def set_setting(self, name: str, value: str) -> None:
        self.tell(
            "INSERT INTO setting(name, value) VALUES(?1, ?2) "
            "ON CONFLICT(name) DO UPDATE SET value = ?2",
            [name, value],
        )

    @classmethod
    def _connect(cls, path: Path, *, new: bool = False, read_only: bool = False) -> Library:
        mode = "ro" if read_only else ("rwc" if new else "rw")
        with translated(path):
            connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode={mode}",
                uri=True,
                isolation_level=None,
                timeout=5.0,
                check_same_thread=False,
            )
            try:
                connection.row_factory = sqlite3.Row
                search.teach(connection)
                db = Database(connection, recursive_triggers=False)
                _prepare(db, path, new=new, read_only=read_only)
            except BaseException:
                connection.close()
                raise
        return cls(path, db, writable=not read_only)


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
