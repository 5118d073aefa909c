"""The shelf of comparisons: the same questions to several models, and the verdicts."""

from __future__ import annotations

import builtins
import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from studio.domain.errors import LibraryError
from studio.domain.run import Answer, Comparison, Question, Verdict
from studio.i18n import _
from studio.store.connection import Row, Shelf


class Comparisons(Shelf):
    """Comparisons, their questions and answers."""

    def list(self) -> builtins.list[Comparison]:
        """All comparisons, the newest first, without their questions."""
        rows = self._connection.select("SELECT * FROM comparison ORDER BY id DESC")
        return [_parse_comparison(row) for row in rows]

    def get(self, number: int) -> Comparison:
        """One comparison with questions, answers and verdicts."""
        row = self._connection.select_first("SELECT * FROM comparison WHERE id = ?", [number])
        if row is None:
            raise LibraryError(
                _("There is no comparison {number} in this library.").format(number=number)
            )
        answers = self._select_answers(number)
        rows = self._connection.select(
            "SELECT * FROM question WHERE comparison = ? ORDER BY id", [number]
        )
        questions = (_parse_question(question, answers[question["id"]]) for question in rows)
        return _parse_comparison(row, tuple(questions))

    def insert(
        self,
        *,
        run: int | None,
        models: Sequence[str],
        endpoint: str,
        questions: Sequence[tuple[str, str]],
    ) -> int:
        """Add a comparison with its (question, reference answer) pairs; its id."""
        number = self._connection.execute(
            "INSERT INTO comparison(run, models, endpoint, created) VALUES(?,?,?,?)",
            [run, json.dumps(list(models)), endpoint, datetime.now(UTC).isoformat()],
        )
        self._connection.execute_many(
            f"INSERT INTO question(comparison, text, reference) VALUES({number}, ?, ?)",
            questions,
        )
        return number

    def insert_answer(self, answer: Answer) -> None:
        """Keep an answer; one that is asked again takes the place of the first."""
        self._connection.execute(
            "INSERT OR REPLACE INTO answer VALUES(?,?,?,?,?,?)",
            [
                answer.question,
                answer.model,
                answer.text,
                answer.tokens,
                answer.seconds,
                answer.error,
            ],
        )

    def set_verdict(self, question: int, verdict: Verdict | None) -> None:
        """Keep what the curator says of a question's answers; None takes it back."""
        self._connection.execute(
            "UPDATE question SET verdict = ? WHERE id = ?", [verdict, question]
        )

    def _select_answers(self, number: int) -> defaultdict[int, builtins.list[Answer]]:
        """The answers to each question of a comparison."""
        answers = defaultdict[int, list[Answer]](list)
        for row in self._connection.select(
            "SELECT answer.* FROM answer JOIN question ON question.id = answer.question "
            "WHERE comparison = ?",
            [number],
        ):
            answers[row["question"]].append(Answer(**dict(row)))
        return answers


def _parse_question(row: Row, answers: Sequence[Answer]) -> Question:
    verdict = Verdict(row["verdict"]) if row["verdict"] else None
    return Question(row["id"], row["text"], row["reference"], verdict, tuple(answers))


def _parse_comparison(row: Row, questions: tuple[Question, ...] = ()) -> Comparison:
    return Comparison(
        id=row["id"],
        run=row["run"],
        models=tuple(json.loads(row["models"])),
        created=datetime.fromisoformat(row["created"]),
        endpoint=row["endpoint"],
        questions=questions,
    )
