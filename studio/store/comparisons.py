"""The shelf of comparisons: the same questions to several models, and the verdicts."""

from __future__ import annotations

import builtins
import json
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
        return [_comparison(row) for row in rows]

    def get(self, number: int) -> Comparison:
        """One comparison with questions, answers and verdicts."""
        row = self._connection.select_first("SELECT * FROM comparison WHERE id = ?", [number])
        if row is None:
            raise LibraryError(
                _("There is no comparison {number} in this library.").format(number=number)
            )
        answers: dict[int, list[Answer]] = {}
        for a in self._connection.select(
            "SELECT answer.* FROM answer JOIN question ON question.id = answer.question "
            "WHERE comparison = ?",
            [number],
        ):
            answers.setdefault(a["question"], []).append(
                Answer(
                    a["question"],
                    a["model"],
                    a["text"],
                    a["tokens"],
                    a["seconds"],
                    a["error"],
                )
            )
        questions = tuple(
            Question(
                q["id"],
                q["text"],
                q["reference"],
                Verdict(q["verdict"]) if q["verdict"] else None,
                tuple(answers.get(q["id"], ())),
            )
            for q in self._connection.select(
                "SELECT * FROM question WHERE comparison = ? ORDER BY id", [number]
            )
        )
        return _comparison(row, questions)

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
        self._connection.execute(
            "UPDATE question SET verdict = ? WHERE id = ?", [verdict, question]
        )


def _comparison(row: Row, questions: tuple[Question, ...] = ()) -> Comparison:
    return Comparison(
        id=row["id"],
        run=row["run"],
        models=tuple(json.loads(row["models"])),
        created=datetime.fromisoformat(row["created"]),
        endpoint=row["endpoint"],
        questions=questions,
    )
