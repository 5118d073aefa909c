"""Finds the pairs behind the rows that a provider complains of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from studio.domain.dataset import Split
from studio.domain.run import Run
from studio.services.session import Session
from studio.services.training.files import choose_rows

_NUMBERS = r"#?(\d+(?:\s*(?:,|and)\s*\d+)*)"
_PLACE = re.compile(r"\b(?:lines?|rows?|examples?)\s*:?\s*" + _NUMBERS, re.IGNORECASE)
"""How providers name rows: “Line 1”, “Example 100, message 2”, “Flagged lines: 4, 13, 14”."""
MOST_PAIRS = 200


def find_faulty_pairs(session: Session, run: Run) -> list[int]:
    """The pairs that stand in the lines of the training file that a run's error names.

    Providers count from 1, as far as is known. What names a line of the validation file is looked
    for there. A pair that is gone by now is left out.
    """
    lines = read_lines(run.error)
    if not lines:
        return []
    split = Split.VALIDATION if "validation file" in run.error.lower() else Split.TRAIN
    rows: Iterator[int] = (row.pair for row in session.library.versions.rows(run.version, split))
    if split is Split.TRAIN:
        rows = choose_rows(rows, run.hyperparameters.share, run.seed)
    pairs = dict(enumerate(islice(rows, max(lines)), 1))
    ids = [pairs[line] for line in lines if line in pairs]
    there = set(session.library.pairs.ids())
    return [pair for pair in dict.fromkeys(ids) if pair in there][:MOST_PAIRS]


def read_lines(message: str) -> list[int]:
    """The numbers of lines that a message names, in its order."""
    groups = (match.group(1) for match in _PLACE.finditer(message))
    numbers = (int(number) for group in groups for number in re.findall(r"\d+", group))
    return [number for number in dict.fromkeys(numbers) if 0 < number < 10**7]
