"""The shelf of suggestions: what models propose for pairs, and what the curator said of it."""

from __future__ import annotations

import builtins
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from studio.domain.errors import LibraryError
from studio.domain.suggestion import Evidence, Suggestion, SuggestionKind, SuggestionState
from studio.i18n import _
from studio.store.connection import Row, Shelf, build_where


class Suggestions(Shelf):
    """Suggestions by pair and by passage. They are curated: written inside ``journal.edit``.

    They stay when their pair is taken out, so that it comes back with them.
    """

    def of_pair(self, pair: int) -> builtins.list[Suggestion]:
        """What is suggested for a pair, in the order in which it came."""
        return self._select("pair = ?", [pair])

    def of_passage(self, passage: int) -> builtins.list[Suggestion]:
        """What was suggested from a passage, in the order in which it came."""
        return self._select("passage = ?", [passage])

    def get(self, number: int) -> Suggestion:
        """One suggestion; LibraryError when it is not there."""
        rows = self._select("id = ?", [number])
        if not rows:
            raise LibraryError(
                _("There is no suggestion {number} in this library.").format(number=number)
            )
        return rows[0]

    def list(self, ids: Sequence[int]) -> builtins.list[Suggestion]:
        """Suggestions in the order of ``ids``; ids that are gone are left out."""
        rows = self._connection.select_ids("SELECT * FROM suggestion WHERE id IN ({ids})", ids)
        by_id = {item.id: item for item in self._parse_rows(_parse, rows)}
        return [by_id[number] for number in ids if number in by_id]

    def ids(
        self, *, state: SuggestionState | None = None, kind: SuggestionKind | None = None
    ) -> builtins.list[int]:
        """Ids of suggestions in the order in which they came."""
        where, values = build_where(("state = ?", state), ("kind = ?", kind))
        sql = f"SELECT id FROM suggestion WHERE {where} ORDER BY id"
        return [row[0] for row in self._connection.select(sql, values)]

    def count_by_pair(self, state: SuggestionState) -> dict[int, int]:
        """How many suggestions of a state each pair has that has any."""
        rows = self._connection.select(
            "SELECT pair, count(*) FROM suggestion WHERE pair IS NOT NULL AND state = ? "
            "GROUP BY pair",
            [state],
        )
        return {row[0]: row[1] for row in rows}

    def read_refusals(self) -> dict[int, str]:
        """The answer that was refused last for each pair, where it is not the pair's own."""
        rows = self._connection.select(
            "SELECT pair, suggestion.answer FROM suggestion JOIN pair ON pair.id = pair "
            "WHERE state = ? AND kind = ? AND suggestion.answer NOT IN ('', pair.answer) "
            "ORDER BY suggestion.id",
            [SuggestionState.REFUSED, SuggestionKind.ANSWER],
        )
        return {row[0]: row[1] for row in rows}

    def insert(
        self,
        prompt: str,
        answer: str,
        *,
        kind: SuggestionKind = SuggestionKind.ANSWER,
        passage: int | None = None,
        pair: int | None = None,
        evidence: Iterable[Evidence] = (),
        model: str = "",
        state: SuggestionState = SuggestionState.OPEN,
    ) -> int:
        """Add a suggestion; its id."""
        grounds = json.dumps([[item.sentence, item.is_found] for item in evidence])
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return self._connection.execute(
            "INSERT INTO suggestion(passage, pair, prompt, answer, evidence, kind, model, state, "
            "at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [passage, pair, prompt, answer, grounds, kind, model, state, now],
        )

    def set_state(self, ids: Iterable[int], state: SuggestionState, reason: str = "") -> int:
        """Say what became of suggestions; of how many that is new."""
        return self._connection.execute_many(
            "UPDATE suggestion SET state = ?1, reason = ?2 "
            "WHERE id = ?3 AND (state, reason) IS NOT (?1, ?2)",
            ((state, reason, number) for number in ids),
        )

    def move(self, passage: int, to: int) -> None:
        """Hang a passage's suggestions on another passage."""
        self._connection.execute(
            "UPDATE suggestion SET passage = ? WHERE passage = ?", [to, passage]
        )

    def _select(self, where: str, values: Sequence[object]) -> builtins.list[Suggestion]:
        sql = f"SELECT * FROM suggestion WHERE {where} ORDER BY id"
        return self._parse_rows(_parse, self._connection.select(sql, values))


def _parse(row: Row) -> Suggestion:
    return Suggestion(
        id=row["id"],
        prompt=row["prompt"],
        answer=row["answer"],
        kind=SuggestionKind(row["kind"]),
        passage=row["passage"],
        pair=row["pair"],
        evidence=tuple(Evidence(*item) for item in json.loads(row["evidence"])),
        model=row["model"],
        state=SuggestionState(row["state"]),
        reason=row["reason"],
        at=datetime.fromisoformat(row["at"]),
    )
