"""The shelf of question sets: what models are asked again and again, kept away from training."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from studio.domain.comparison import QuestionDraft, QuestionSet, SetQuestion
from studio.domain.errors import LibraryError
from studio.i18n import _
from studio.store.connection import Row, Shelf
from studio.store.question_rows import COLUMNS, list_values, parse_draft

_INSERT = (
    f"INSERT INTO set_question(question_set, {', '.join(COLUMNS)}) VALUES(?{', ?' * len(COLUMNS)})"
)


class QuestionSets(Shelf):
    """Question sets are curated: written inside ``journal.edit``, taken back by undo."""

    def list(self) -> builtins.list[QuestionSet]:
        """All sets with their questions, in the order in which they were made."""
        rows = self._connection.select("SELECT id FROM question_set ORDER BY id")
        return [self.get(row["id"]) for row in rows]

    def get(self, number: int) -> QuestionSet:
        """One set with its questions; LibraryError when it is not there."""
        row = self._connection.select_first("SELECT * FROM question_set WHERE id = ?", [number])
        if row is None:
            raise LibraryError(
                _("There is no question set {number} in this library.").format(number=number)
            )
        (question_set,) = self._parse_rows(_parse_set, [row])
        rows = self._connection.select(
            "SELECT * FROM set_question WHERE question_set = ? ORDER BY id", [number]
        )
        return replace(question_set, questions=tuple(self._parse_rows(_parse_question, rows)))

    def insert(self, name: str) -> int:
        """Make an empty set; its id."""
        return self._connection.execute(
            "INSERT INTO question_set(name, created) VALUES(?, ?)",
            [name, datetime.now(UTC).isoformat(timespec="seconds")],
        )

    def add_question(self, number: int, draft: QuestionDraft) -> int:
        """Put one question into a set, behind those that it has; its id."""
        return self._connection.execute(_INSERT, [number, *list_values(draft)])

    def add_questions(self, number: int, questions: Sequence[QuestionDraft]) -> None:
        """Put questions into a set, behind those that it has."""
        self._connection.execute_many(
            _INSERT,
            ((number, *list_values(draft)) for draft in questions),
        )

    def update_question(self, question: int, draft: QuestionDraft) -> None:
        """Write a question anew."""
        self._connection.execute(
            f"UPDATE set_question SET {', '.join(f'{name} = ?' for name in COLUMNS)} WHERE id = ?",
            [*list_values(draft), question],
        )

    def remove_questions(self, questions: Sequence[int]) -> None:
        """Take questions out of their set."""
        self._connection.execute_many(
            "DELETE FROM set_question WHERE id = ?", ([number] for number in questions)
        )

    def rename(self, number: int, name: str) -> None:
        """Give a set another name."""
        self._connection.execute("UPDATE question_set SET name = ? WHERE id = ?", [name, number])

    def delete(self, number: int) -> None:
        """Take a set out with its questions; comparisons keep what they asked."""
        self._connection.execute("DELETE FROM set_question WHERE question_set = ?", [number])
        self._connection.execute("DELETE FROM question_set WHERE id = ?", [number])


def _parse_set(row: Row) -> QuestionSet:
    return QuestionSet(row["id"], row["name"], datetime.fromisoformat(row["created"]))


def _parse_question(row: Row) -> SetQuestion:
    return SetQuestion(row["id"], parse_draft(row))
