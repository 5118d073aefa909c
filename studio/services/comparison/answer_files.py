"""A comparison as a table for other programs: a row a question, a column each contestant."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path

from studio.atomic_file import write_text
from studio.domain.comparison import Comparison, Question, Verdict
from studio.services.comparison.names import name_contestant
from studio.services.comparison.rewriting import read_answer
from studio.services.comparison.voting import find_rival, find_vote, turn_vote

OUTCOMES = {
    Verdict.FIRST: "won",
    Verdict.SECOND: "lost",
    Verdict.TIE: "both good",
    Verdict.NEITHER: "both bad",
}
"""What stands in the file of a vote; other programs rely on it, so it is not translated."""


def write_answers(comparison: Comparison, path: Path) -> int:
    """Write the questions with all answers and the curator's votes; how many questions.

    CSV where the file's name ends so (with the mark by which spreadsheets know UTF-8), else JSON
    lines. Votes and reasons are in it once they are closed. ``DiskError`` where it can't be
    written.
    """
    rows = [_describe(comparison, question) for question in comparison.questions]
    if path.suffix.casefold() == ".csv":
        write_text(path, "\ufeff" + _format_csv(rows))
    else:
        lines = (json.dumps(row, ensure_ascii=False) for row in rows)
        write_text(path, "".join(f"{line}\n" for line in lines))
    return len(rows)


def _describe(comparison: Comparison, question: Question) -> dict[str, object]:
    names, rival = _name_contestants(comparison), find_rival(comparison).key
    row: dict[str, object] = {
        "question": question.text,
        "kind": question.kind.value,
        "author": question.author or "",
        "tags": list(question.tags),
        "must": list(question.must),
        "reference": question.reference,
    }
    row |= {name: read_answer(question, key) for key, name in names.items()}
    if comparison.is_open:
        return row
    for key, name in names.items():
        if key != rival:
            vote = find_vote(question, key, rival)
            row[f"{name}: vote"] = OUTCOMES[turn_vote(vote, key)] if vote else ""
            row[f"{name}: reasons"] = list(vote.reasons) if vote else []
    return row


def _name_contestants(comparison: Comparison) -> dict[str, str]:
    """What each is called, by its key; two of one name are told by their keys."""
    names = {contestant.key: name_contestant(contestant) for contestant in comparison.contestants}
    counts = Counter(names.values())
    return {key: name if counts[name] == 1 else key for key, name in names.items()}


def _format_csv(rows: list[dict[str, object]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(rows[0] if rows else ())
    for row in rows:
        cells = ("; ".join(cell) if isinstance(cell, list) else cell for cell in row.values())
        writer.writerow(cells)
    return file.getvalue()
