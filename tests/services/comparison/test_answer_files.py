"""A comparison as a table: what was asked, what each answered, and how it was judged."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

from studio.domain.comparison import Answer, Comparison, Question, Verdict, Vote
from studio.services.comparison.answer_files import write_answers
from tests.services.comparison.conftest import BASE, TUNED

QUESTION = Question(
    1,
    "なぜ、今日？",
    "今日から。",
    must=("今日", "一歩"),
    author="新渡戸",
    answers=(Answer(1, BASE.key, 'Say "now",\nor never.'), Answer(1, TUNED.key, "今日です。")),
    votes=(
        Vote(1, BASE.key, TUNED.key, Verdict.SECOND, reasons=("invented", "rambles")),
        Vote(1, BASE.key, TUNED.key, Verdict.FIRST, judge="gpt"),
    ),
)


def make(*, is_open: bool) -> Comparison:
    questions = (QUESTION, Question(2, "And then?"))
    return Comparison(1, 1, (BASE, TUNED), datetime.now(UTC), is_open=is_open, questions=questions)


def test_a_spreadsheet_reads_it_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    assert write_answers(make(is_open=False), path) == 2
    assert path.read_bytes().startswith("\ufeff".encode())
    with path.open(encoding="utf-8-sig", newline="") as file:
        first, second = csv.DictReader(file)
    assert (first["question"], first["must"]) == ("なぜ、今日？", "今日; 一歩")
    assert first["the base"] == 'Say "now",\nor never.' and first["run 1"] == "今日です。"
    assert (first["run 1: vote"], first["run 1: reasons"]) == ("won", "invented; rambles")
    assert second["run 1"] == second["run 1: vote"] == ""


def test_another_program_reads_it_line_by_line_and_no_vote_before_they_are_closed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "answers.jsonl"
    write_answers(make(is_open=True), path)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert rows[0]["must"] == ["今日", "一歩"] and rows[0]["run 1"] == "今日です。"
    assert not any("vote" in name for name in rows[0])
    write_answers(make(is_open=False), path)
    assert json.loads(path.read_text(encoding="utf-8").splitlines()[0])["run 1: vote"] == "won"


def test_a_comparison_without_questions_is_an_empty_table(tmp_path: Path) -> None:
    empty = Comparison(1, None, (BASE,), datetime.now(UTC))
    assert write_answers(empty, tmp_path / "answers.csv") == 0
