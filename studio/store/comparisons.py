"""The shelf of comparisons: the same questions to several contestants, and the votes."""

from __future__ import annotations

import builtins
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime

from studio.domain.comparison import (
    Answer,
    Comparison,
    Contestant,
    Question,
    QuestionDraft,
    Verdict,
    Vote,
)
from studio.domain.errors import LibraryError
from studio.i18n import _
from studio.store.connection import Row, Shelf
from studio.store.question_rows import COLUMNS, list_values, parse_draft


class Comparisons(Shelf):
    """Comparisons, their questions, answers and votes: history, which undo leaves alone."""

    def list(self) -> builtins.list[Comparison]:
        """All comparisons, the newest first, without their questions."""
        rows = self._connection.select("SELECT * FROM comparison ORDER BY id DESC")
        return self._parse_rows(_parse_comparison, rows)

    def get(self, number: int) -> Comparison:
        """One comparison with questions, answers and votes."""
        row = self._connection.select_first("SELECT * FROM comparison WHERE id = ?", [number])
        if row is None:
            raise LibraryError(
                _("There is no comparison {number} in this library.").format(number=number)
            )
        (comparison,) = self._parse_rows(_parse_comparison, [row])
        return replace(comparison, questions=self._select_questions(number))

    def list_votes(self) -> dict[int, builtins.list[Vote]]:
        """All votes, by the comparison they were given in."""
        votes = defaultdict[int, builtins.list[Vote]](builtins.list)
        rows = self._connection.select(
            "SELECT question.comparison, vote.* FROM vote JOIN question "
            "ON question.id = vote.question ORDER BY vote.question"
        )
        read = self._parse_rows(lambda row: (row["comparison"], _parse_vote(row)), rows)
        for comparison, vote in read:
            votes[comparison].append(vote)
        return votes

    def list_figures(
        self, number: int, names: Sequence[str]
    ) -> dict[int, dict[str, dict[str, float]]]:
        """What these measures say of a comparison's answers: by question, contestant and name.

        The answers themselves are not read, so that it is quick for a thousand questions.
        """
        figures = defaultdict[int, dict[str, dict[str, float]]](dict)
        # Read by SQLite: taking each answer's JSON apart here would take five times as long.
        columns = ", ".join("json_extract(answer.measures, ?)" for _name in names)
        rows = self._connection.select(
            f"SELECT answer.question, answer.model, {columns} FROM question CROSS JOIN answer ON "
            "answer.question = question.id WHERE comparison = ?",
            [*(f"$.{name}" for name in names), number],
        )
        for question, contestant, *values in rows:
            pairs = zip(names, values, strict=True)
            figures[question][contestant] = {n: v for n, v in pairs if v is not None}
        return figures

    def insert(
        self,
        contestants: Sequence[Contestant],
        questions: Sequence[QuestionDraft],
        *,
        run: int | None = None,
        question_set: int | None = None,
        seed: int = 0,
        temperature: float = 0.0,
        answer_tokens: int | None = None,
    ) -> int:
        """Add a comparison with its questions, none of them answered; its id."""
        number = self._connection.execute(
            "INSERT INTO comparison(run, models, endpoint, created, contestants, question_set, "
            "seed, temperature, answer_tokens) VALUES(?,?,?,?,?,?,?,?,?)",
            [
                run,
                json.dumps([contestant.model for contestant in contestants]),
                contestants[0].endpoint if contestants else "",
                datetime.now(UTC).isoformat(),
                json.dumps([asdict(contestant) for contestant in contestants]),
                question_set,
                seed,
                temperature,
                answer_tokens,
            ],
        )
        self.add_questions(number, questions)
        return number

    def add_questions(self, comparison: int, questions: Sequence[QuestionDraft]) -> None:
        """Ask more in a comparison; they come after those that it has."""
        self._connection.execute_many(
            f"INSERT INTO question(comparison, {', '.join(COLUMNS)}) "
            f"VALUES(?{', ?' * len(COLUMNS)})",
            ((comparison, *list_values(draft)) for draft in questions),
        )

    def set_contestants(self, number: int, contestants: Sequence[Contestant]) -> None:
        """Compare these from now on; answers of those who stay are kept."""
        self._connection.execute(
            "UPDATE comparison SET models = ?, contestants = ? WHERE id = ?",
            [
                json.dumps([contestant.model for contestant in contestants]),
                json.dumps([asdict(contestant) for contestant in contestants]),
                number,
            ],
        )

    def set_run(self, number: int, run: int) -> None:
        """Say which run a comparison is about."""
        self._connection.execute("UPDATE comparison SET run = ? WHERE id = ?", [run, number])

    def insert_answer(self, answer: Answer) -> None:
        """Keep an answer; one that is asked again takes the place of the first."""
        self._connection.execute(
            "INSERT OR REPLACE INTO answer(question, model, text, tokens, seconds, error, measures)"
            " VALUES(?,?,?,?,?,?,?)",
            [
                answer.question,
                answer.model,
                answer.text,
                answer.tokens,
                answer.seconds,
                answer.error,
                json.dumps(answer.measures),
            ],
        )

    def set_measures(self, answers: Sequence[Answer]) -> None:
        """Keep the measures of answers that are there."""
        self._connection.execute_many(
            "UPDATE answer SET measures = ? WHERE question = ? AND model = ?",
            ((json.dumps(answer.measures), answer.question, answer.model) for answer in answers),
        )

    def set_vote(self, vote: Vote) -> None:
        """Keep a vote; the judge's earlier one on the same two answers goes."""
        self._connection.execute(
            "INSERT OR REPLACE INTO vote(question, first, second, verdict, judge, turned, reasons, "
            "at) VALUES(?,?,?,?,?,?,?,?)",
            [
                vote.question,
                vote.first,
                vote.second,
                vote.verdict,
                vote.judge,
                vote.turned,
                json.dumps(vote.reasons, ensure_ascii=False),
                datetime.now(UTC).isoformat(),
            ],
        )

    def remove_vote(self, question: int, first: str, second: str, *, judge: str = "") -> None:
        """Take a judge's vote on two answers back."""
        self._connection.execute(
            "DELETE FROM vote WHERE question = ? AND first = ? AND second = ? AND judge = ?",
            [question, first, second, judge],
        )

    def set_open(self, number: int, is_open: bool) -> None:
        """Close the votes, which is a look at them, or open them for more questions."""
        self._connection.execute(
            "UPDATE comparison SET is_open = ?, looks = looks + ? WHERE id = ? AND is_open != ?",
            [is_open, not is_open, number, is_open],
        )

    def _select_questions(self, number: int) -> tuple[Question, ...]:
        """The questions of a comparison in their order, with the answers to each."""
        answers = defaultdict[int, builtins.list[Answer]](builtins.list)
        for answer in self._parse_rows(_parse_answer, self._select_about(number, "answer")):
            answers[answer.question].append(answer)
        votes = defaultdict[int, builtins.list[Vote]](builtins.list)
        for vote in self._parse_rows(_parse_vote, self._select_about(number, "vote")):
            votes[vote.question].append(vote)
        rows = self._connection.select(
            "SELECT * FROM question WHERE comparison = ? ORDER BY id", [number]
        )
        return tuple(
            replace(question, answers=tuple(answers[question.id]), votes=tuple(votes[question.id]))
            for question in self._parse_rows(_parse_question, rows)
        )

    def _select_about(self, number: int, table: str) -> builtins.list[Row]:
        return self._connection.select(
            f"SELECT {table}.* FROM question CROSS JOIN {table} ON {table}.question = question.id "
            "WHERE comparison = ?",
            [number],
        )


def _parse_answer(row: Row) -> Answer:
    return Answer(
        question=row["question"],
        model=row["model"],
        text=row["text"],
        tokens=row["tokens"],
        seconds=row["seconds"],
        error=row["error"],
        measures=json.loads(row["measures"]),
    )


def _parse_vote(row: Row) -> Vote:
    return Vote(
        question=row["question"],
        first=row["first"],
        second=row["second"],
        verdict=Verdict(row["verdict"]),
        judge=row["judge"],
        turned=bool(row["turned"]),
        reasons=tuple(json.loads(row["reasons"])),
    )


def _parse_question(row: Row) -> Question:
    return Question(row["id"], **vars(parse_draft(row)))


def _parse_comparison(row: Row) -> Comparison:
    return Comparison(
        id=row["id"],
        run=row["run"],
        contestants=tuple(Contestant(**values) for values in json.loads(row["contestants"])),
        created=datetime.fromisoformat(row["created"]),
        question_set=row["question_set"],
        seed=row["seed"],
        temperature=row["temperature"],
        answer_tokens=row["answer_tokens"],
        looks=row["looks"],
        is_open=bool(row["is_open"]),
    )
