"""Undo is recorded, not written: triggers keep how every row was before the open step."""

from __future__ import annotations

import builtins
import time
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from studio.domain.errors import LibraryError
from studio.domain.history import PairState, Replay, Step, Who
from studio.domain.work import Changes, Done
from studio.i18n import _, keep_sentence, recall_sentence
from studio.store import replaying, search
from studio.store.connection import Connection, Row
from studio.store.pair_history import find_prompt, list_states

MERGE_SECONDS = 2.0
"""Edits of one thing that follow each other this closely are one step to undo."""


class Journal:
    """The steps of a library: ``edit`` opens one, ``undo``, ``redo`` and ``go_to`` replay them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def edit(
        self,
        label: str,
        *,
        merge_key: str = "",
        within: float = MERGE_SECONDS,
        who: Who = Who.PERSON,
        agent: str = "",
    ) -> Iterator[None]:
        """Make one undoable step; leaving commits all of it, an exception none of it.

        ``merge_key`` names what is being typed at, or the job that writes piece by piece: an edit
        with the same key ``within`` that many seconds joins the step before it. An edit inside an
        edit belongs to the outer. One that changes nothing leaves no step. ``who`` says whose
        doing it is, ``agent`` which rule or model where it is one.
        """
        if self._connection.sqlite.in_transaction:
            yield
            return
        with self._connection.transaction():
            recording = self._find_mergeable(merge_key, within)
            is_new = recording is None
            if recording is None:
                recording = self._insert_step(label, merge_key, who, agent)
            self._open(recording)
            yield
            if is_new and replaying.is_empty(self._connection, recording):
                # Nothing changed: there is nothing to undo, and what was undone can come again.
                self._connection.execute("DELETE FROM step WHERE recording = ?", [recording])
            elif is_new:
                self._drop_undone()
            # All at once here: the index writes to the disk after every single row otherwise.
            search.catch_up(self._connection.sqlite, soon=True)
            if search.is_behind(self._connection.sqlite):
                self._connection.execute(
                    "UPDATE step SET unread = 1 WHERE recording = ?", [recording]
                )
            self._close()

    @property
    def undo_label(self) -> str | None:
        """What undo would take back, or None."""
        step = self._find_next(undone=False)
        return _read_label(step) if step else None

    @property
    def redo_label(self) -> str | None:
        """What redo would bring again, or None."""
        step = self._find_next(undone=True)
        return _read_label(step) if step else None

    def steps(self, limit: int = 200, *, before: int | None = None) -> builtins.list[Step]:
        """The steps, the newest first: those that were undone stand before the others.

        ``before`` is the id of a step: the list goes on with the one before it.
        """
        rows = self._connection.select(
            "SELECT * FROM step WHERE ?1 IS NULL OR id < ?1 ORDER BY id DESC LIMIT ?2",
            [before, limit],
        )
        return [self._parse_step(row) for row in rows]

    def ids(self) -> array[int]:
        """The ids of all steps, in the order of ``steps``."""
        return self._connection.select_numbers("SELECT id FROM step ORDER BY id DESC")

    def list(self, ids: Sequence[int]) -> builtins.list[Step]:
        """Steps in the order of ``ids``; ids that are gone are left out."""
        rows = self._connection.select_ids("SELECT * FROM step WHERE id IN ({ids})", ids)
        steps = {row["id"]: self._parse_step(row) for row in rows}
        return [steps[number] for number in ids if number in steps]

    def find_prompts(self, steps: Iterable[Step]) -> dict[int, str]:
        """The question of the pair that a step changed alone, by the step's id; as it is now, or
        as it was last where the pair is gone."""
        prompts: dict[int, str] = {}
        alone = [step.id for step in steps if step.things == 1]
        rows = self._connection.select_ids(
            "SELECT id, recording FROM step WHERE id IN ({ids})", alone
        )
        for step, recording in rows:
            for pair in replaying.list_pairs(self._connection, recording)[:1]:
                prompts[step] = find_prompt(self._connection, pair, recording)
        return prompts

    @property
    def last_step(self) -> int:
        """The id of the last step that is done; 0 where none is."""
        step = self._find_next(undone=False)
        return int(step["id"]) if step else 0

    def find_steps(self, recordings: Iterable[int]) -> dict[int, Step]:
        """Steps by their recordings."""
        rows = self._connection.select_ids(
            "SELECT * FROM step WHERE recording IN ({ids})", sorted(set(recordings))
        )
        return {row["recording"]: self._parse_step(row) for row in rows}

    def history_of_pair(self, pair: int) -> builtins.list[PairState]:
        """How a pair was after each step that changed it, the latest first.

        What it was before anything was recorded of it comes last, with no step.
        """
        rows = self._connection.select("SELECT * FROM step WHERE NOT undone ORDER BY id DESC")
        steps = {row["recording"]: self._parse_step(row, counts=False) for row in rows}
        return builtins.list(list_states(self._connection, pair, steps))

    def undo(self) -> Done[Replay | None]:
        """Take back the last step; None where there is none."""
        with self._connection.transaction():
            return self._replay_next(undone=False)

    def redo(self) -> Done[Replay | None]:
        """Bring back the last step taken back; None where there is none."""
        with self._connection.transaction():
            return self._replay_next(undone=True)

    def go_to(self, step: int) -> Done[Replay | None]:
        """Undo or redo until ``step`` is the last that is done (0: until none is), all or nothing.

        None where it is so already; LibraryError where there is no such step.
        """
        changes, pairs, label, count = Changes(), dict[int, None](), "", 0
        with self._connection.transaction():
            self._refuse_unknown(step)
            while (undone := self._find_direction(step)) is not None:
                done = self._replay_next(undone=undone)
                if done.value is None:
                    break
                changes, label, count = changes | done.changes, done.value.label, count + 1
                pairs.update(dict.fromkeys(done.value.pairs))
        return Done(changes, Replay(label, tuple(pairs), count) if count else None)

    def forget(self) -> None:
        """Drop every step: what stands now is where the curator begins."""
        with self._connection.transaction():
            for row in self._connection.select("SELECT recording FROM step"):
                replaying.drop(self._connection, row["recording"])
            self._connection.execute("DELETE FROM step")

    def _replay_next(self, *, undone: bool) -> Done[Replay | None]:
        step = self._find_next(undone=undone)
        if step is None:
            return Done(Changes(), None)
        recording = self._find_free_recording()
        pairs = replaying.list_pairs(self._connection, step["recording"])
        self._open(recording)
        is_renewed = search.is_renewed(self._connection.sqlite)
        # The triggers record what this does: that is how redo comes about.
        changes = replaying.put_back(
            self._connection, step["recording"], was_read=not step["unread"] and not is_renewed
        )
        self._connection.execute(
            "UPDATE step SET undone = ?, recording = ? WHERE id = ?",
            [int(not undone), recording, step["id"]],
        )
        search.catch_up(self._connection.sqlite, soon=True)
        self._close()
        return Done(changes, Replay(_read_label(step), tuple(pairs)))

    def _find_direction(self, target: int) -> bool | None:
        """Whether what comes next on the way to a step was undone; None where it is reached."""
        reached = self.last_step
        return None if reached == target else reached < target

    def _find_next(self, *, undone: bool) -> Row | None:
        # What was taken back first comes again last, so the least of those is the next.
        order = "ASC" if undone else "DESC"
        return self._connection.select_first(
            "SELECT id, label, sentence, recording, unread FROM step WHERE undone = ? "
            f"ORDER BY id {order} LIMIT 1",
            [int(undone)],
        )

    def _refuse_unknown(self, step: int) -> None:
        if step and not self._connection.select_first("SELECT 1 FROM step WHERE id = ?", [step]):
            raise LibraryError(_("There is no such step in the history of this library."))

    def _find_mergeable(self, merge_key: str, within: float) -> int | None:
        if not merge_key:
            return None
        row = self._connection.select_first(
            "SELECT id, merge_key, at, undone, recording FROM step ORDER BY id DESC LIMIT 1"
        )
        if row is None or row["merge_key"] != merge_key or row["undone"]:
            return None
        if time.time() - row["at"] > within:
            return None
        self._connection.execute("UPDATE step SET at = ? WHERE id = ?", [time.time(), row["id"]])
        return int(row["recording"])

    def _insert_step(self, label: str, merge_key: str, who: Who, agent: str) -> int:
        self._note_things()
        recording = self._find_free_recording()
        self._connection.execute(
            "INSERT INTO step(label, sentence, merge_key, at, recording, who, agent) "
            "VALUES(?,?,?,?,?,?,?)",
            [label, keep_sentence(label), merge_key, time.time(), recording, who, agent],
        )
        return recording

    def _note_things(self) -> None:
        """Note how much the last step changed: nothing joins it any more."""
        row = self._connection.select_first(
            "SELECT id, recording, things FROM step ORDER BY id DESC LIMIT 1"
        )
        if row is not None and row["things"] is None:
            things = replaying.count_things(self._connection, row["recording"])
            self._connection.execute("UPDATE step SET things = ? WHERE id = ?", [things, row["id"]])

    def _find_free_recording(self) -> int:
        row = self._connection.select_first("SELECT coalesce(max(recording), 0) + 1 FROM step")
        return int(row[0]) if row else 1

    def _drop_undone(self) -> None:
        """A new edit forgets what was taken back: there is one past, not a tree of them."""
        for row in self._connection.select("SELECT recording FROM step WHERE undone = 1"):
            replaying.drop(self._connection, row["recording"])
        self._connection.execute("DELETE FROM step WHERE undone = 1")

    def _parse_step(self, row: Row, *, counts: bool = True) -> Step:
        things = row["things"] or 0
        if counts and row["things"] is None:
            things = replaying.count_things(self._connection, row["recording"])
        return Step(
            id=row["id"],
            label=_read_label(row),
            at=datetime.fromtimestamp(row["at"], UTC),
            who=Who(row["who"]),
            agent=row["agent"],
            things=things,
            undone=bool(row["undone"]),
        )

    def _open(self, recording: int) -> None:
        self._connection.execute("UPDATE journal_state SET recording = ?", [recording])

    def _close(self) -> None:
        self._connection.execute("UPDATE journal_state SET recording = NULL")


def _read_label(row: Row) -> str:
    """What a step is called, in the language of now; an old one is called what it was then."""
    return recall_sentence(row["sentence"], row["label"])
