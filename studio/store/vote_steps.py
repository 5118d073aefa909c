"""The shelf of what votes changed, so that they can be taken back, and brought again, in turn."""

from __future__ import annotations

import json

from studio.domain.comparison import Verdict, Vote, VoteStep
from studio.store.connection import Row, Shelf


class VoteSteps(Shelf):
    """A row for each vote that was cast, changed or taken back in an open comparison."""

    def find_undo(self, comparison: int) -> VoteStep | None:
        """The step that was taken last, to be taken back; None where there is none."""
        return self._find(comparison, "NOT undone ORDER BY id DESC")

    def find_redo(self, comparison: int) -> VoteStep | None:
        """The step that was taken back last, to come again."""
        return self._find(comparison, "undone ORDER BY id")

    def insert(
        self,
        comparison: int,
        question: int,
        keys: tuple[str, str],
        before: Vote | None,
        after: Vote | None,
    ) -> None:
        """Keep a step on a question and two contestants; what was taken back comes no more."""
        self._connection.execute(
            "DELETE FROM vote_step WHERE comparison = ? AND undone", [comparison]
        )
        self._connection.execute(
            "INSERT INTO vote_step(comparison, question, first, second, before, after) "
            "VALUES(?,?,?,?,?,?)",
            [comparison, question, *keys, _write_vote(before), _write_vote(after)],
        )

    def set_after(self, number: int, after: Vote | None) -> None:
        """Let a step lead to another vote: what belongs to it was said a moment later."""
        self._connection.execute(
            "UPDATE vote_step SET after = ? WHERE id = ?", [_write_vote(after), number]
        )

    def set_undone(self, number: int, undone: bool) -> None:
        """Say that a step is taken back, or stands again."""
        self._connection.execute("UPDATE vote_step SET undone = ? WHERE id = ?", [undone, number])

    def clear(self, comparison: int) -> None:
        """Nothing of a comparison can be taken back any more."""
        self._connection.execute("DELETE FROM vote_step WHERE comparison = ?", [comparison])

    def _find(self, comparison: int, which: str) -> VoteStep | None:
        row = self._connection.select_first(
            f"SELECT * FROM vote_step WHERE comparison = ? AND {which} LIMIT 1", [comparison]
        )
        return None if row is None else self._parse_rows(_parse_step, [row])[0]


def _parse_step(row: Row) -> VoteStep:
    keys = row["question"], row["first"], row["second"]
    return VoteStep(
        row["id"],
        row["comparison"],
        *keys,
        before=_read_vote(row["before"], keys),
        after=_read_vote(row["after"], keys),
    )


def _write_vote(vote: Vote | None) -> str:
    said = vote and {"verdict": vote.verdict, "reasons": vote.reasons}
    return json.dumps(said, ensure_ascii=False)


def _read_vote(text: str, keys: tuple[int, str, str]) -> Vote | None:
    said = json.loads(text)
    return said and Vote(*keys, Verdict(said["verdict"]), reasons=tuple(said["reasons"]))
