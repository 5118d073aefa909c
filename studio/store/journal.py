"""Undo is recorded, not written: triggers log the reverse of every change under the open step."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from studio.domain.work import Changes, Done
from studio.store import search
from studio.store.connection import Connection
from studio.store.schema import CURATED

MERGE_SECONDS = 2.0
"""Edits of one thing that follow each other this closely are one step to undo."""


@dataclass(frozen=True)
class Replay:
    """A step that was undone or redone: what it is called, and the pairs that it touched."""

    label: str
    pairs: tuple[int, ...] = ()


class Journal:
    """The steps of a library: ``edit`` opens one, ``undo`` and ``redo`` replay them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def edit(
        self, label: str, *, merge_key: str = "", within: float = MERGE_SECONDS
    ) -> Iterator[None]:
        """Make one undoable step; leaving commits all of it, an exception none of it.

        ``merge_key`` names what is being typed at, or the job that writes piece by piece: an edit
        with the same key ``within`` that many seconds joins the step before it. An edit inside an
        edit belongs to the outer. One that changes nothing leaves no step.
        """
        if self._connection.sqlite.in_transaction:
            yield
            return
        with self._connection.transaction():
            merged = self._find_mergeable(merge_key, within)
            step = merged or self._insert_step(label, merge_key)
            last = self._find_last_log()
            self._open(step)
            yield
            if self._find_last_log() != last:
                self._drop_undone()
            elif not merged:
                # Nothing changed: there is nothing to undo, and what was undone can come again.
                self._connection.execute("DELETE FROM step WHERE id = ?", [step])
            # All at once here: the index writes to the disk after every single row otherwise.
            search.catch_up(self._connection.sqlite)
            self._close()

    @property
    def undo_label(self) -> str | None:
        """What undo would take back, or None."""
        step = self._find_top(undone=False)
        return step[1] if step else None

    @property
    def redo_label(self) -> str | None:
        """What redo would bring again, or None."""
        step = self._find_top(undone=True)
        return step[1] if step else None

    def undo(self) -> Done[Replay | None]:
        """Take back the last step; None where there is none."""
        return self._replay(undone=False)

    def redo(self) -> Done[Replay | None]:
        """Bring back the last step taken back; None where there is none."""
        return self._replay(undone=True)

    def forget(self) -> None:
        """Drop every step: what stands now is where the curator begins."""
        with self._connection.transaction():
            self._connection.execute("DELETE FROM undo_log")
            self._connection.execute("DELETE FROM step")

    def _replay(self, *, undone: bool) -> Done[Replay | None]:
        with self._connection.transaction():
            step = self._find_top(undone=undone)
            if step is None:
                return Done(Changes(), None)
            old, label = step
            self._open(self._insert_step(label, "", undone=not undone))
            # The triggers log what this does under the new step: that is how redo comes about.
            tables, pairs = self._run_backwards(old)
            self._connection.execute("DELETE FROM undo_log WHERE step = ?", [old])
            self._connection.execute("DELETE FROM step WHERE id = ?", [old])
            search.catch_up(self._connection.sqlite)
            self._close()
        return Done(Changes(*(CURATED[table] for table in tables)), Replay(label, pairs))

    def _run_backwards(self, step: int) -> tuple[set[str], tuple[int, ...]]:
        """The tables that were touched, and the ids of the pairs."""
        rows = self._connection.select(
            "SELECT kind, statement FROM undo_log WHERE step = ? ORDER BY id DESC", [step]
        )
        pairs: dict[int, None] = {}
        for table, statement in rows:
            self._connection.execute(statement)
            if table == "pair":
                pairs[_read_pair_id(statement)] = None
        return {table for table, _statement in rows}, tuple(pairs)

    def _find_last_log(self) -> int:
        row = self._connection.select_first("SELECT max(id) FROM undo_log")
        return (row[0] or 0) if row else 0

    def _find_top(self, *, undone: bool) -> tuple[int, str] | None:
        row = self._connection.select_first(
            "SELECT id, label FROM step WHERE undone = ? ORDER BY id DESC LIMIT 1", [int(undone)]
        )
        return (row["id"], row["label"]) if row else None

    def _find_mergeable(self, merge_key: str, within: float) -> int | None:
        if not merge_key:
            return None
        row = self._connection.select_first(
            "SELECT id, merge_key, at, undone FROM step ORDER BY id DESC LIMIT 1"
        )
        if row is None or row["merge_key"] != merge_key or row["undone"]:
            return None
        if time.time() - row["at"] > within:
            return None
        self._connection.execute("UPDATE step SET at = ? WHERE id = ?", [time.time(), row["id"]])
        return int(row["id"])

    def _insert_step(self, label: str, merge_key: str, *, undone: bool = False) -> int:
        return self._connection.execute(
            "INSERT INTO step(label, undone, merge_key, at) VALUES(?, ?, ?, ?)",
            [label, int(undone), merge_key, time.time()],
        )

    def _drop_undone(self) -> None:
        """A new edit forgets what was taken back: there is one past, not a tree of them."""
        self._connection.execute(
            "DELETE FROM undo_log WHERE step IN (SELECT id FROM step WHERE undone = 1)"
        )
        self._connection.execute("DELETE FROM step WHERE undone = 1")

    def _open(self, step: int) -> None:
        self._connection.execute("UPDATE journal_state SET step = ?", [step])

    def _close(self) -> None:
        self._connection.execute("UPDATE journal_state SET step = NULL")


def _read_pair_id(statement: str) -> int:
    # What was typed stands in quotes between, so the row's number is looked for at the ends alone.
    if statement.startswith("INSERT"):
        return int(statement.partition(" VALUES(")[2].partition(",")[0])
    return int(statement.rpartition("rowid=")[2])
