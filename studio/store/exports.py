"""The shelf of what leaves a library: a version's lines in bulk, and the verdict on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from studio.domain.dataset import Split
from studio.store.shelf import Shelf

BLOCK = 500
"""Lines handed out at once."""


@dataclass(frozen=True)
class Verdict:
    """Rows that a provider takes: by which rules, and the tokens of the longest in an encoding."""

    rules: str
    encoding: str
    longest: int


class Exports(Shelf):
    """Lines of frozen versions as bytes, and what was found of them."""

    def row_lines(self, number: int, split: Split) -> Iterator[bytes]:
        """A split's rows as JSON lines in their order, many lines in each piece."""
        return self._lines("json", number, split)

    def provenance_lines(self, number: int, split: Split) -> Iterator[bytes]:
        """Where each of these rows came from, likewise."""
        return self._lines("provenance", number, split)

    def _lines(self, column: str, number: int, split: Split) -> Iterator[bytes]:
        cursor = self.db.conn.cursor()
        cursor.row_factory = None
        # As bytes: making text of them, and bytes again, would cost more than all the rest.
        cursor.execute(
            f"SELECT CAST({column} AS BLOB) FROM version_row "
            "WHERE version = ? AND split = ? ORDER BY position",
            [number, split],
        )
        while found := cursor.fetchmany(BLOCK):
            yield b"\n".join([*(line for (line,) in found), b""])

    def verdict(self, number: int) -> Verdict | None:
        """What was found when the version's rows were last judged sound; None if never."""
        row = self.ask_one("SELECT * FROM version_verdict WHERE version = ?", [number])
        return Verdict(row["rules"], row["encoding"], row["longest"]) if row else None

    def note_verdict(self, number: int, verdict: Verdict) -> None:
        self.tell(
            "INSERT OR REPLACE INTO version_verdict VALUES(?,?,?,?)",
            [number, verdict.rules, verdict.encoding, verdict.longest],
        )
