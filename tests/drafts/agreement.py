"""Two readers' marks of the same drafts: how often they agree, and how much of that is no chance."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Row = dict[str, Any]
"""A judged passage: its number, its draft, and the letters of the criteria that it meets."""


def pair_marks(
    judged: Mapping[str, Sequence[Row]], second: Sequence[Row]
) -> dict[str, list[tuple[str, str]]]:
    """The first and the second reader's letters for each draft that both judged, by sample."""
    first = {
        (name, row["n"]): row["judged"]
        for name, rows in judged.items()
        for row in rows
        if "judged" in row
    }
    pairs: dict[str, list[tuple[str, str]]] = {}
    for row in second:
        key = row["sample"], row["n"]
        pairs.setdefault(row["sample"], []).append((first[key], row["judged"]))
    return pairs


def measure_agreement(first: Sequence[bool], second: Sequence[bool]) -> tuple[float, float | None]:
    """The share of equal marks, and Cohen's kappa; None where chance alone would make them equal.

    Cohen (1960): the share above chance, of what chance leaves.
    """
    total = len(first)
    share = sum(a == b for a, b in zip(first, second, strict=True)) / total
    yes, also = sum(first) / total, sum(second) / total
    chance = yes * also + (1 - yes) * (1 - also)
    return share, None if chance == 1 else (share - chance) / (1 - chance)


def write_agreement(
    pairs: Mapping[str, Sequence[tuple[str, str]]], criteria: Sequence[tuple[str, str]]
) -> Iterator[str]:
    """The rows of a table: a criterion, what each reader marked of each sample, how they agree."""
    names = list(pairs)
    every = "".join(letter for letter, _words in criteria)
    rules = [(letter, f"_{words}_") for letter, words in criteria]
    for letters, words in [*rules, (every, "**all five: a good draft**")]:
        cells = [_count(pairs[name], letters) for name in names]
        marks = [pair for name in names for pair in pairs[name]]
        share, kappa = measure_agreement(*_split(marks, letters))
        value = "–" if kappa is None else f"{kappa:.2f}"
        yield f"| {words} | {' | '.join(cells)} | {share:.0%} | {value} |"


def shuffle_blind(judged: Mapping[str, Sequence[Row]], seed: int) -> list[tuple[str, Row]]:
    """All drafts of these samples in an order that tells nothing of where they come from."""
    rows = [(name, row) for name, sample in judged.items() for row in _drafts(sample)]
    random.Random(seed).shuffle(rows)
    return rows


def _drafts(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if "answer" in row]


def _split(marks: Sequence[tuple[str, str]], letters: str) -> tuple[Sequence[bool], Sequence[bool]]:
    wanted = set(letters)
    return [wanted <= set(a) for a, _b in marks], [wanted <= set(b) for _a, b in marks]


def _count(marks: Sequence[tuple[str, str]], letters: str) -> str:
    first, second = _split(marks, letters)
    return f"{sum(first)} | {sum(second)}"
