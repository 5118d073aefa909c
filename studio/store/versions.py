"""The shelf of dataset versions and the text of their rows.

History: versions are added and never changed; one that nobody trained on may go as a whole.
"""

from __future__ import annotations

import builtins
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice

from studio.domain.dataset import Recipe, Split, SplitReport, Version
from studio.domain.dataset import Row as DatasetRow
from studio.domain.errors import LibraryError
from studio.i18n import _
from studio.store.connection import Row, Shelf

LINES = 500
"""Lines handed out at once."""


@dataclass(frozen=True)
class RowCheck:
    """Rows that a provider takes: by which rules, and the tokens of the longest in an encoding."""

    rules: str
    encoding: str
    longest: int


class Versions(Shelf):
    """Frozen versions with the text of their rows."""

    def list(self) -> builtins.list[Version]:
        """All versions, the newest first."""
        rows = self._connection.select("SELECT * FROM version ORDER BY number DESC")
        return self._parse_rows(_parse_version, rows)

    def get(self, number: int) -> Version:
        """One version; LibraryError when it is not there."""
        row = self._connection.select_first("SELECT * FROM version WHERE number = ?", [number])
        if row is None:
            raise LibraryError(
                _("There is no version {number}; freeze one first.").format(number=number)
            )
        return self._parse_rows(_parse_version, [row])[0]

    def next_number(self) -> int:
        """The number of the next version; that of one that is gone never comes again."""
        row = self._connection.select_first(
            "SELECT max(coalesce((SELECT max(number) FROM version), 0), "
            "coalesce((SELECT max(number) FROM version_gone), 0)) + 1"
        )
        return int(row[0]) if row else 1

    def delete(self, number: int) -> None:
        """Let a version go with its rows; SQLite itself refuses one that a run refers to."""
        # The rows refer to the version and must outlive it for a moment: see the triggers.
        self._connection.execute("PRAGMA defer_foreign_keys = ON")
        self._connection.execute("DELETE FROM version WHERE number = ?", [number])
        self._connection.execute("DELETE FROM version_row WHERE version = ?", [number])
        self._connection.execute("DELETE FROM version_verdict WHERE version = ?", [number])

    def rows(self, number: int, split: Split | None = None) -> Iterator[DatasetRow]:
        """Rows of a version in their order, streamed."""
        where = "version = ?" if split is None else "version = ? AND split = ?"
        values = [number] if split is None else [number, split]
        for text, side, tokens, pair, group in self._connection.stream(
            "SELECT json, split, tokens, pair, group_name FROM version_row "
            f"WHERE {where} ORDER BY position",
            values,
        ):
            yield DatasetRow(text, Split(side), tokens, pair, group)

    def row_texts(self, number: int) -> Iterator[tuple[int, str, str]]:
        """Pair, side and JSON text of each row of a version in their order, streamed."""
        return self._connection.stream(
            "SELECT pair, split, json FROM version_row WHERE version = ? ORDER BY position",
            [number],
        )

    def rows_with_provenance(self, number: int) -> Iterator[tuple[str, int, str, str]]:
        """Side, tokens, provenance and JSON text of each row of a version, streamed."""
        return self._connection.stream(
            "SELECT split, tokens, provenance, json FROM version_row WHERE version = ?", [number]
        )

    def provenance(self, number: int, split: Split) -> Iterator[str]:
        """Where each row of a split came from, as JSON text, in the rows' order."""
        for (provenance,) in self._connection.stream(
            "SELECT provenance FROM version_row WHERE version = ? AND split = ? ORDER BY position",
            [number, split],
        ):
            yield provenance

    def row_lines(self, number: int, split: Split) -> Iterator[bytes]:
        """A split's rows as JSON lines in their order, many lines in each piece."""
        return self._lines("json", number, split)

    def provenance_lines(self, number: int, split: Split) -> Iterator[bytes]:
        """Where each of these rows came from, likewise."""
        return self._lines("provenance", number, split)

    def frozen_rows(self, number: int) -> Iterator[builtins.list[tuple[bytes, bytes, bytes]]]:
        """Side, JSON text and provenance of each row of a version in their order, as bytes; many
        in each piece."""
        rows = self._connection.stream(
            "SELECT CAST(split AS BLOB), CAST(json AS BLOB), CAST(provenance AS BLOB) "
            "FROM version_row WHERE version = ? ORDER BY position",
            [number],
        )
        while block := list[tuple[bytes, bytes, bytes]](islice(rows, LINES)):
            yield block

    def row_check(self, number: int) -> RowCheck | None:
        """What was found when the version's rows were last checked and sound; None if never."""
        row = self._connection.select_first(
            "SELECT * FROM version_verdict WHERE version = ?", [number]
        )
        return RowCheck(row["rules"], row["encoding"], row["longest"]) if row else None

    def set_row_check(self, number: int, check: RowCheck) -> None:
        """Note that the version's rows were checked and are sound."""
        self._connection.execute(
            "INSERT OR REPLACE INTO version_verdict VALUES(?,?,?,?)",
            [number, check.rules, check.encoding, check.longest],
        )

    def insert(
        self, version: Version, rows: Iterable[tuple[int, str, str, int, int, str, str]]
    ) -> None:
        """Add a version with its rows: each its position, split, JSON text, tokens, pair, group
        and provenance (JSON text)."""
        settings = {**version.recipe.settings(), "system": version.system}
        self._connection.execute(
            "INSERT INTO version VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)",
            [
                version.number,
                version.name,
                version.hash,
                version.created.isoformat(),
                version.train,
                version.validation,
                version.train_tokens,
                version.validation_tokens,
                version.group_by,
                version.seed,
                version.leaks,
                json.dumps(settings, ensure_ascii=False),
                json.dumps(asdict(version.report), ensure_ascii=False),
            ],
        )
        self._connection.execute_many(
            f"INSERT INTO version_row VALUES({int(version.number)},?,?,?,?,?,?,?)", rows
        )

    def _lines(self, column: str, number: int, split: Split) -> Iterator[bytes]:
        # As bytes: making text of them, and bytes again, would cost more than all the rest.
        rows = self._connection.stream(
            f"SELECT CAST({column} AS BLOB) FROM version_row "
            "WHERE version = ? AND split = ? ORDER BY position",
            [number, split],
        )
        while block := list[tuple[bytes]](islice(rows, LINES)):
            yield b"\n".join([*(line for (line,) in block), b""])


def _parse_version(row: Row) -> Version:
    settings = json.loads(row["settings"])
    return Version(
        number=row["number"],
        name=row["name"],
        hash=row["hash"],
        created=datetime.fromisoformat(row["created"]),
        train=row["train"],
        validation=row["validation"],
        train_tokens=row["train_tokens"],
        validation_tokens=row["validation_tokens"],
        group_by=row["group_by"],
        seed=row["seed"],
        leaks=row["leaks"],
        recipe=Recipe.of(settings),
        report=SplitReport(**json.loads(row["report"])),
        system=settings.get("system", ""),
    )
