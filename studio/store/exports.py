"""The shelf of exports: which files were written of a version."""

from __future__ import annotations

import builtins
from datetime import UTC, datetime
from pathlib import Path

from studio.domain.dataset import ExportedFile, Split
from studio.store.connection import Row, Shelf


class Exports(Shelf):
    """Files that left the library."""

    def list(self, version: int) -> builtins.list[ExportedFile]:
        """Files written of a version, the newest first."""
        rows = self._connection.select(
            "SELECT * FROM export WHERE version = ? ORDER BY id DESC", [version]
        )
        return self._parse_rows(_parse_export, rows)

    def insert(self, version: int, file: ExportedFile) -> None:
        """Note that a file of a version was written now."""
        self._connection.execute(
            "INSERT INTO export(version, path, split, rows, tokens, sha256, at) "
            "VALUES(?,?,?,?,?,?,?)",
            [
                version,
                str(file.path),
                file.split,
                file.rows,
                file.tokens,
                file.sha256,
                datetime.now(UTC).isoformat(),
            ],
        )


def _parse_export(row: Row) -> ExportedFile:
    return ExportedFile(
        Path(row["path"]), Split(row["split"]), row["rows"], row["tokens"], row["sha256"]
    )
