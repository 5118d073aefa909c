"""The shelf of files that rows were taken from: history, with what could not be taken."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from datetime import UTC, datetime

from studio.domain.pair import Origin
from studio.domain.row_import import ImportedRow, RowFile, RowNote
from studio.store.pairs import Pairs
from studio.store.shelf import Row, moment

_INSERT = (
    "INSERT INTO pair(prompt, answer, row_json, extra, file, line, tokens, digest, origin) "
    "VALUES(?,?,?,?,?,?,?,?,?)"
)


class RowFiles(Pairs):
    """Files of rows, and their rows on the way in as pairs."""

    def row_files(self) -> list[RowFile]:
        """Files that rows were taken from, the newest first."""
        return [_row_file(row) for row in self.ask("SELECT * FROM row_file ORDER BY id DESC")]

    def begin_row_file(self, name: str, shape: str, mapping: Mapping[str, str]) -> int:
        """Note a file whose rows come in now; its id."""
        return self.tell(
            "INSERT INTO row_file(name, shape, mapping, at) VALUES(?,?,?,?)",
            [
                name,
                shape,
                json.dumps(dict(mapping), ensure_ascii=False),
                datetime.now(UTC).isoformat(),
            ],
        )

    def note_row_file(self, file: RowFile) -> None:
        """Note how far the file has come in, and what of it did not."""
        listed = {
            "rejected": [astuple(note) for note in file.rejected],
            "faults": [astuple(note) for note in file.faults],
            "rejected_rows": file.rejected_rows,
            "faulty_rows": file.faulty_rows,
        }
        self.tell(
            "UPDATE row_file SET rows = ?, imported = ?, duplicates = ?, rejected = ? WHERE id = ?",
            [
                file.rows,
                file.imported,
                file.duplicates,
                json.dumps(listed, ensure_ascii=False),
                file.id,
            ],
        )

    def known_digests(self, digests: Sequence[int]) -> set[int]:
        """Those of these digests whose row was imported already."""
        sql = "SELECT digest FROM pair WHERE digest IN ({ids})"
        return {row[0] for row in self.by_ids(sql, digests)}

    def insert_rows(self, file: int, rows: Sequence[ImportedRow]) -> None:
        """Add rows of a file as drafts, all of them at once."""
        self.note_counting()
        self.tell("UPDATE journal_state SET bulk = 1")
        self.db.conn.executemany(
            _INSERT,
            (
                (
                    row.prompt,
                    row.answer,
                    row.row,
                    row.extra,
                    file,
                    row.line,
                    row.tokens,
                    row.digest,
                    Origin.IMPORTED,
                )
                for row in rows
            ),
        )
        self.tell("UPDATE journal_state SET bulk = 0")
        self.tell(
            "UPDATE tally SET pairs = pairs + ?, tokens = tokens + ? WHERE status = 'draft'",
            [len(rows), sum(row.tokens for row in rows)],
        )


def _row_file(row: Row) -> RowFile:
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
        at=moment(row["at"]),
    )
