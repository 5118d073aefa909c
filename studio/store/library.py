"""A library: one SQLite file that holds a curator's books, pairs, versions, runs and verdicts."""

from __future__ import annotations

import math
import time
from contextlib import AbstractContextManager
from pathlib import Path

from studio.domain.errors import DiskError, LibraryError
from studio.i18n import _
from studio.store import lock, opening, search, search_renewal
from studio.store.books import Books
from studio.store.comparisons import Comparisons
from studio.store.connection import Connection
from studio.store.damage import refuse_damage
from studio.store.exports import Exports
from studio.store.journal import Journal
from studio.store.judgements import Judgements
from studio.store.ledger import Ledger
from studio.store.model_jobs import ModelJobs
from studio.store.pairs import Pairs
from studio.store.passages import Passages
from studio.store.question_sets import QuestionSets
from studio.store.row_files import RowFiles
from studio.store.runs import Runs
from studio.store.settings import LibrarySettings
from studio.store.sqlite_errors import translate_errors
from studio.store.suggestions import Suggestions
from studio.store.trash import Trash
from studio.store.versions import Versions
from studio.store.vote_steps import VoteSteps

SUFFIX = ".studio"

CHECKED_BYTES = 300_000_000
"""A file up to this size is searched for damage whenever it is opened: 0.2 s, 100,000 pairs."""

CHECKED_SECONDS = 60.0
"""How long a search for damage holds."""


class Library:
    """Shelves over one connection: ``library.books.get(3)``, ``library.pairs.tags()``.

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
        self._checked = -math.inf
        self.journal = Journal(connection)
        self.trash = Trash(connection, self.journal)
        self.books = Books(connection)
        self.passages = Passages(connection, self.books)
        self.pairs = Pairs(connection)
        self.suggestions = Suggestions(connection)
        self.model_jobs = ModelJobs(connection)
        self.judgements = Judgements(connection)
        self.row_files = RowFiles(connection)
        self.versions = Versions(connection)
        self.exports = Exports(connection)
        self.runs = Runs(connection)
        self.comparisons = Comparisons(connection)
        self.vote_steps = VoteSteps(connection)
        self.question_sets = QuestionSets(connection)
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
            return cls(opening.open_new(path), writable=True)
        except BaseException:
            lock.release(path)
            path.unlink(missing_ok=True)
            raise

    @classmethod
    def open(
        cls, path: Path, *, read_only: bool = False, checked_bytes: int = CHECKED_BYTES
    ) -> Library:
        """Open a library; LibraryError or DiskError with one clear line when that can't be.

        To read it, nothing is written: neither the file nor its folder have to be writable. One
        up to ``checked_bytes`` is searched for damage first; a larger one when it matters, see
        ``refuse_damage``.
        """
        if not path.is_file():
            raise LibraryError(
                _("There is no library at {path}. Make one with `studio new`.").format(path=path)
            )
        with translate_errors(path):
            opening.refuse_foreign(path)
        library = cls._connect(path, read_only=read_only)
        try:
            if path.stat().st_size <= checked_bytes:
                library.refuse_damage()
        except BaseException:
            library.close()
            raise
        return library

    def on_thread(self) -> Library:
        """The same library with a connection of its own, for a job on another thread."""
        return Library._connect(self.path, read_only=not self.writable)

    def refuse_damage(self) -> None:
        """LibraryError where the file is no longer what was written to it.

        Asked for before words leave the library; what was looked at a moment ago is not looked
        at again.
        """
        if time.monotonic() - self._checked > CHECKED_SECONDS:
            refuse_damage(self.connection)
            self._checked = time.monotonic()

    @property
    def is_checked(self) -> bool:
        """Whether it was searched for damage since it was opened."""
        return self._checked > -math.inf

    @property
    def name(self) -> str:
        return self.path.stem

    def close(self) -> None:
        """Let go of the file."""
        if self.writable and lock.count_holders(self.path) == 1:
            self.connection.clear_mark()
        self.connection.close()
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

    def read_more(self) -> bool:
        """Read some of what was changed into the search index, when there is nothing else to do;
        whether there may be more."""
        sqlite = self.connection.sqlite
        if not self.writable or not (search.is_behind(sqlite) or search.is_renewed(sqlite)):
            return False
        with self.connection.transaction():
            if search.read_more(sqlite) or search_renewal.read_block(sqlite):
                return True
        with self.connection.overwriting(), self.connection.transaction():
            search_renewal.take_over(sqlite)
        return False

    def count_unread(self) -> int:
        """How much ``read_more`` has to read again because the trash was emptied."""
        return search_renewal.count_left(self.connection.sqlite)

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
    def _connect(cls, path: Path, *, read_only: bool) -> Library:
        if read_only:
            return cls(opening.open_for_reading(path), writable=False)
        with translate_errors(path):
            lock.acquire(path)
        try:
            return cls(opening.open_for_writing(path), writable=True)
        except BaseException:
            lock.release(path)
            raise
