"""The shelf of judgements: what the checks find of each pair, kept until its words change.

Nobody writes them, they are worked out; so they are no step to undo. A trigger drops a pair's
judgement with every change of its words or of its passage's.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import NamedTuple

from studio.store.connection import Shelf


class Judgement(NamedTuple):
    """Of one pair: the share of its answer that its passage bears out (0 to 1; None without a
    passage), how much the findings weigh together, and their codes."""

    pair: int
    grounding: float | None
    faults: int
    codes: tuple[str, ...]


class Judgements(Shelf):
    """What was found of pairs, and which pairs have yet to be looked at."""

    def list_due(self, limit: int = -1) -> array[int]:
        """Pairs nobody has judged as they now are, in their order."""
        return self._connection.select_numbers(
            "SELECT id FROM pair WHERE id NOT IN (SELECT id FROM pair_check) ORDER BY id LIMIT ?",
            [limit],
        )

    def insert(self, judgements: Iterable[Judgement]) -> None:
        """Keep judgements, in place of earlier ones; inside ``transaction`` or an edit.

        A pair that is gone meanwhile is left out.
        """
        for pair, grounding, faults, codes in judgements:
            self._connection.execute("DELETE FROM pair_finding WHERE pair = ?", [pair])
            self._connection.execute(
                "INSERT OR REPLACE INTO pair_check SELECT id, ?, ? FROM pair WHERE id = ?",
                [grounding, faults, pair],
            )
            self._connection.execute_many(
                "INSERT OR IGNORE INTO pair_finding SELECT id, ? FROM pair WHERE id = ?",
                ((code, pair) for code in codes),
            )

    def set_copies(self, pairs: Iterable[int], code: str, weight: int) -> int:
        """Keep which judged pairs are near copies of another, as a finding of this ``code`` that
        weighs so much; inside ``transaction``. How many pairs it came to or left."""
        rows = self._connection.select("SELECT pair FROM pair_finding WHERE code = ?", [code])
        before, now = {row[0] for row in rows}, set(pairs)
        gone, fresh = before - now, now - before
        self._connection.change_ids(
            "DELETE FROM pair_finding WHERE code = ?1 AND pair IN {ids}", gone, [code]
        )
        self._connection.change_ids(
            "INSERT OR IGNORE INTO pair_finding(pair, code) SELECT id, ?1 FROM pair_check "
            "WHERE id IN {ids}",
            fresh,
            [code],
        )
        for ids, step in ((gone, -weight), (fresh, weight)):
            self._connection.change_ids(
                "UPDATE pair_check SET faults = faults + ?1 WHERE id IN {ids}", ids, [step]
            )
        return len(gone) + len(fresh)

    def has_code(self, pair: int, code: str) -> bool:
        """Whether this was found of a pair."""
        sql = "SELECT 1 FROM pair_finding WHERE pair = ? AND code = ?"
        return self._connection.select_first(sql, [pair, code]) is not None

    def list_codes(self) -> list[str]:
        """The codes of everything that was found of any pair."""
        sql = "SELECT DISTINCT code FROM pair_finding ORDER BY code"
        return [row[0] for row in self._connection.select(sql)]
