"""The shelf of dataset versions and what was exported of them: history, only added to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from studio.domain.dataset import ExportedFile, Split, Version
from studio.domain.dataset import Row as DatasetRow
from studio.domain.errors import LibraryError
from studio.i18n import _
from studio.store.shelf import Row, Shelf


class Versions(Shelf):
    """Frozen versions with the text of their rows."""

    def versions(self) -> list[Version]:
        """All versions, the newest first."""
        return [_version(row) for row in self.ask("SELECT * FROM version ORDER BY number DESC")]

    def version(self, number: int) -> Version:
        """One version; LibraryError when it is not there."""
        row = self.ask_one("SELECT * FROM version WHERE number = ?", [number])
        if row is None:
            raise LibraryError(
                _("There is no version {number}; freeze one first.").format(number=number)
            )
        return _version(row)

    def rows(self, number: int, split: Split | None = None) -> Iterator[DatasetRow]:
        """Rows of a version in their order, streamed."""
        where = "version = ?" if split is None else "version = ? AND split = ?"
        values = [number] if split is None else [number, split]
        for row in self.db.conn.execute(
            f"SELECT * FROM version_row WHERE {where} ORDER BY position", values
        ):
            yield DatasetRow(
                row["json"],
                Split(row["split"]),
                row["tokens"],
                row["pair"],
                row["group_name"],
            )

    def version_changes(self, number: int, earlier: int) -> tuple[int, int, int]:
        """Rows of a version that an earlier one has not, that it has lost, and that are other."""
        sql = (
            "SELECT count(*), count(other.pair), "
            "coalesce(sum(one.json <> other.json OR one.split <> other.split), 0) "
            "FROM version_row AS one LEFT JOIN version_row AS other "
            "ON other.version = ? AND other.pair = one.pair WHERE one.version = ?"
        )
        here = self.ask_one(sql, [earlier, number])
        there = self.ask_one(sql, [number, earlier])
        assert here is not None and there is not None  # a count always has a row
        return here[0] - here[1], there[0] - there[1], here[2]

    def provenance(self, number: int, split: Split) -> Iterator[str]:
        """Where each row of a split came from, as JSON text, in the rows' order."""
        for row in self.db.conn.execute(
            "SELECT provenance FROM version_row WHERE version = ? AND split = ? ORDER BY position",
            [number, split],
        ):
            yield row["provenance"]

    def insert_version(
        self, version: Version, settings: str, rows: Iterable[tuple[DatasetRow, str]]
    ) -> None:
        """Add a version with its rows and the provenance (JSON text) of each."""
        self.tell(
            "INSERT INTO version VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
            [
                version.number, version.name, version.hash, version.created.isoformat(),
                version.train, version.validation, version.train_tokens,
                version.validation_tokens, version.group_by, version.seed, version.leaks, settings,
            ],
        )  # fmt: skip
        self.db.conn.executemany(
            f"INSERT INTO version_row VALUES({int(version.number)},?,?,?,?,?,?,?)",
            (
                (at, row.split, row.json, row.tokens, row.pair, row.group, provenance)
                for at, (row, provenance) in enumerate(rows)
            ),
        )

    def exports(self, number: int) -> list[ExportedFile]:
        """Files written of a version, the newest first."""
        rows = self.ask("SELECT * FROM export WHERE version = ? ORDER BY id DESC", [number])
        return [
            ExportedFile(Path(r["path"]), Split(r["split"]), r["rows"], r["tokens"], r["sha256"])
            for r in rows
        ]

    def insert_export(self, number: int, file: ExportedFile) -> None:
        self.tell(
            "INSERT INTO export(version, path, split, rows, tokens, sha256, at) "
            "VALUES(?,?,?,?,?,?,?)",
            [
                number, str(file.path), file.split, file.rows, file.tokens, file.sha256,
                datetime.now(UTC).isoformat(),
            ],
        )  # fmt: skip


def _version(row: Row) -> Version:
    return Version(
        number=row["number"], name=row["name"], hash=row["hash"],
        created=datetime.fromisoformat(row["created"]), train=row["train"],
        validation=row["validation"], train_tokens=row["train_tokens"],
        validation_tokens=row["validation_tokens"], group_by=row["group_by"], seed=row["seed"],
        leaks=row["leaks"],
    )  # fmt: skip
