"""The shelf of files that rows were taken from: history, with what could not be taken."""

from __future__ import annotations

import builtins
import json
from collections.abc import Mapping
from dataclasses import astuple
from datetime import UTC, datetime

from studio.domain.row_import import RowFile, RowNote
from studio.store.connection import Row, Shelf, parse_time


class RowFiles(Shelf):
    """Files of rows: their rows themselves are pairs."""

    def list(self) -> builtins.list[RowFile]:
        """Files that rows were taken from, the newest first."""
        rows = self._connection.select("SELECT * FROM row_file ORDER BY id DESC")
        return self._parse_rows(_parse_row_file, rows)

    def insert(self, name: str, shape: str, mapping: Mapping[str, str]) -> int:
        """Note a file whose rows come in now; its id."""
        return self._connection.execute(
            "INSERT INTO row_file(name, shape, mapping, at) VALUES(?,?,?,?)",
            [
                name,
                shape,
                json.dumps(dict(mapping), ensure_ascii=False),
                datetime.now(UTC).isoformat(),
            ],
        )

    def update(self, file: RowFile) -> None:
        """Note how far the file has come in, and what of it did not."""
        listed = {
            "rejected": [astuple(note) for note in file.rejected],
            "faults": [astuple(note) for note in file.faults],
            "rejected_rows": file.rejected_rows,
            "faulty_rows": file.faulty_rows,
            "mended": file.mended,
            "good": file.good,
        }
        self._connection.execute(
            "UPDATE row_file SET rows = ?, imported = ?, duplicates = ?, rejected = ? WHERE id = ?",
            [
                file.rows,
                file.imported,
                file.duplicates,
                json.dumps(listed, ensure_ascii=False),
                file.id,
            ],
        )


def _parse_row_file(row: Row) -> RowFile:
    listed = json.loads(row["rejected"]) or {}
    return RowFile(
        id=row["id"],
        name=row["name"],
        shape=row["shape"],
        rows=row["rows"],
        imported=row["imported"],
        duplicates=row["duplicates"],
        rejected=tuple(RowNote(*note) for note in listed.get("rejected", ())),
        faults=tuple(RowNote(*note) for note in listed.get("faults", ())),
        rejected_rows=listed.get("rejected_rows", 0),
        faulty_rows=listed.get("faulty_rows", 0),
        mapping=json.loads(row["mapping"]),
        at=parse_time(row["at"]),
        mended=listed.get("mended", {}),
        good=listed.get("good", ""),
    )
