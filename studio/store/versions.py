"""The shelf of dataset versions, what goes into them and what was exported of them.

History: versions are added and never changed; one that nobody trained on may go as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from studio.domain.dataset import Candidate, ExportedFile, Recipe, Split, SplitReport, Version
from studio.domain.dataset import Row as DatasetRow
from studio.domain.errors import LibraryError
from studio.i18n import _
from studio.store.shelf import Row, Shelf

_CANDIDATE = """
SELECT pair.id, prompt, answer, row_json, extra, origin, pair.book, passage,
  coalesce(passage.chapter, -1), coalesce(passage.start, 0), file, line, pair.tokens
FROM pair LEFT JOIN passage ON passage.id = pair.passage WHERE pair.status = 'accepted'
"""
_TAGGED = "pair.id {word} (SELECT pair FROM pair_tag WHERE tag = ?)"


class Versions(Shelf):
    """Frozen versions with the text of their rows."""

    def candidates(self, *, tag: str = "", without: str = "") -> Iterator[Candidate]:
        """Accepted pairs with ``tag`` and without the tag ``without``, in the order they were
        made, streamed."""
        sql, values = _CANDIDATE, list[str]()
        for name, word in ((tag, "IN"), (without, "NOT IN")):
            if name:
                sql += f" AND {_TAGGED.format(word=word)}"
                values.append(name)
        cursor = self.db.conn.cursor()
        cursor.row_factory = None
        return map(Candidate._make, cursor.execute(f"{sql} ORDER BY pair.id", values))

    def accepted_tags(self) -> dict[int, tuple[str, ...]]:
        """The tags of each accepted pair that has any, in the order they were given."""
        found: dict[int, tuple[str, ...]] = {}
        cursor = self.db.conn.cursor()
        cursor.row_factory = None
        for pair, tag in cursor.execute(
            "SELECT pair, tag FROM pair_tag WHERE pair IN "
            "(SELECT id FROM pair WHERE status = 'accepted') ORDER BY pair_tag.rowid"
        ):
            found[pair] = (*found[pair], tag) if pair in found else (tag,)
        return found

    def book_chapters(self) -> dict[int, tuple[str, str, list[str]]]:
        """Title, author and the chapters' titles of each book."""
        return {
            row["id"]: (
                row["title"],
                row["author"],
                [one[0] for one in json.loads(row["chapters"])],
            )
            for row in self.ask("SELECT id, title, author, chapters FROM book")
        }

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

    def next_version(self) -> int:
        """The number of the next version; that of one that is gone never comes again."""
        row = self.ask_one(
            "SELECT max(coalesce((SELECT max(number) FROM version), 0), "
            "coalesce((SELECT max(number) FROM version_gone), 0)) + 1"
        )
        return int(row[0]) if row else 1

    def runs_of_version(self, number: int) -> list[int]:
        """The runs that trained on a version, or tried to; comparisons refer to it by them."""
        return list(self.ids("SELECT id FROM run WHERE version = ? ORDER BY id", [number]))

    def delete_version(self, number: int) -> None:
        """Let a version go with its rows; SQLite itself refuses one that a run refers to."""
        # The rows refer to the version and must outlive it for a moment: see the triggers.
        self.tell("PRAGMA defer_foreign_keys = ON")
        self.tell("DELETE FROM version WHERE number = ?", [number])
        self.tell("DELETE FROM version_row WHERE version = ?", [number])
        self.tell("DELETE FROM version_verdict WHERE version = ?", [number])

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

    def row_texts(self, number: int) -> Iterator[tuple[int, str, str]]:
        """Pair, side and JSON text of each row of a version in their order, streamed."""
        cursor = self.db.conn.cursor()
        cursor.row_factory = None
        return cursor.execute(
            "SELECT pair, split, json FROM version_row WHERE version = ? ORDER BY position",
            [number],
        )

    def row_facts(self, number: int) -> Iterator[tuple[str, int, str, str]]:
        """Side, tokens, provenance and JSON text of each row of a version, streamed."""
        cursor = self.db.conn.cursor()
        cursor.row_factory = None
        return cursor.execute(
            "SELECT split, tokens, provenance, json FROM version_row WHERE version = ?", [number]
        )

    def provenance(self, number: int, split: Split) -> Iterator[str]:
        """Where each row of a split came from, as JSON text, in the rows' order."""
        for row in self.db.conn.execute(
            "SELECT provenance FROM version_row WHERE version = ? AND split = ? ORDER BY position",
            [number, split],
        ):
            yield row["provenance"]

    def insert_version(
        self, version: Version, rows: Iterable[tuple[int, str, str, int, int, str, str]]
    ) -> None:
        """Add a version with its rows: each its position, split, JSON text, tokens, pair, group
        and provenance (JSON text)."""
        settings = {**version.recipe.settings(), "system": version.system}
        self.tell(
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
        self.db.conn.executemany(
            f"INSERT INTO version_row VALUES({int(version.number)},?,?,?,?,?,?,?)", rows
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
                number,
                str(file.path),
                file.split,
                file.rows,
                file.tokens,
                file.sha256,
                datetime.now(UTC).isoformat(),
            ],
        )


def _version(row: Row) -> Version:
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
