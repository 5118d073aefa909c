"""The shelf of comparisons: the same questions to several models, and the verdicts."""

from __future__ import annotations

import builtins
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
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
        return self._parse_rows(_parse_comparison, rows)

    def get(self, number: int) -> Comparison:
        """One comparison with questions, answers and verdicts."""
        row = self._connection.select_first("SELECT * FROM comparison WHERE id = ?", [number])
        if row is None:
            raise LibraryError(
                _("There is no comparison {number} in this library.").format(number=number)
            )
        (comparison,) = self._parse_rows(_parse_comparison, [row])
        return replace(comparison, questions=self._select_questions(number))

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

    def _select_questions(self, number: int) -> tuple[Question, ...]:
        """The questions of a comparison in their order, with the answers to each."""
        rows = self._connection.select(
            "SELECT answer.* FROM answer JOIN question ON question.id = answer.question "
            "WHERE comparison = ?",
            [number],
        )
        answers = defaultdict[int, list[Answer]](list)
        for answer in self._parse_rows(_parse_answer, rows):
            answers[answer.question].append(answer)
        rows = self._connection.select(
            "SELECT * FROM question WHERE comparison = ? ORDER BY id", [number]
        )
        return tuple(
            replace(question, answers=tuple(answers[question.id]))
            for question in self._parse_rows(_parse_question, rows)
        )


def _parse_answer(row: Row) -> Answer:
    return Answer(**dict(row))


def _parse_question(row: Row) -> Question:
    verdict = Verdict(row["verdict"]) if row["verdict"] else None
    return Question(row["id"], row["text"], row["reference"], verdict)


def _parse_comparison(row: Row) -> Comparison:
    return Comparison(
        id=row["id"],
        run=row["run"],
        models=tuple(json.loads(row["models"])),
        created=datetime.fromisoformat(row["created"]),
        endpoint=row["endpoint"],
    )
