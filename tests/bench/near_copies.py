"""Near copies among rows that are all alike: what a row costs must not grow with their number.

``python -m tests.bench.near_copies KIND ROWS SEARCH`` looks through so many rows and says in one
JSON line what it took; ``SEARCH`` is ``split`` (as freezing looks) or ``groups`` (as preflight does).
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from studio.text.similarity.copy_search import CopySearch
from studio.text.similarity.near_copies import CopyIndex
from studio.text.similarity.shingles import cut_shingles, measure_jaccard

FEW, MANY = 10_000, 100_000
SEARCHES = ("split", "groups")
HELD_OUT = 0.1
PLANTED = 0.1
"""Share of the rows held out that are near copies of one that is not."""
_CLEARLY_NEAR = 0.75
"""Likeness from which a planted row has to be found: below it, chance decides."""

_chance = random.Random(5)
_WORDS = [
    "".join(_chance.choices("abcdefghijklmnopqrstuvwxyz", k=_chance.randrange(3, 9)))
    for _n in range(20_000)
]
_FEW_WORDS = _WORDS[:20]
_SENTENCES = [" ".join(_WORDS[at : at + 11]) + "." for at in range(100, 210, 11)]
_BOILERPLATE = " ".join(_WORDS[1_000:1_120])


def _template(chance: random.Random) -> str:
    name, town, thing = chance.choices(_WORDS, k=3)
    return (
        f"The customer {name} from {town} asks for a refund of order {chance.randrange(10**6)} "
        f"because the {thing} arrived late and the box was damaged"
    )


ROWS: Mapping[str, Callable[[random.Random], str]] = {
    "prose": lambda chance: " ".join(chance.choices(_WORDS, k=40)),
    "words in any order": lambda chance: " ".join(chance.sample(_FEW_WORDS, 20)),
    "a small vocabulary": lambda chance: " ".join(chance.choices(_FEW_WORDS, k=20)),
    "sentences in any order": lambda chance: " ".join(chance.sample(_SENTENCES, 10)),
    "a template": _template,
    "boilerplate and a few words": lambda chance: (
        f"{_BOILERPLATE} {' '.join(chance.choices(_WORDS, k=5))}"
    ),
    "boilerplate and an answer": lambda chance: (
        f"{_BOILERPLATE} {' '.join(chance.choices(_WORDS, k=45))}"
    ),
    "labels": lambda chance: chance.choice(("positive", "negative", "neutral")),
}
"""Rows as classifiers, templates and shuffled exercises have them. To add one: how a row is made."""


@dataclass(frozen=True)
class Look:
    """What a search took: seconds of processor time, megabytes beside the rows themselves, and the
    share of the planted near copies that it found (1.0 where there can be none)."""

    seconds: float
    megabytes: float
    share: float


def make_rows(kind: str, count: int) -> tuple[list[str], list[int], list[int], dict[int, int]]:
    """Rows of a kind; which are held out and which trained with; and which of the former is a near
    copy of which of the latter."""
    chance = random.Random(5)
    rows = [ROWS[kind](chance) for _n in range(count)]
    order = list(range(count))
    chance.shuffle(order)
    held, trained = order[: int(count * HELD_OUT)], order[int(count * HELD_OUT) :]
    planted = {}
    for copy, original in zip(held[: int(len(held) * PLANTED)], trained, strict=False):
        words = rows[original].split()
        for _word in range(2):
            words[chance.randrange(len(words))] = "altered"
        rows[copy] = " ".join(words)
        shingles = [frozenset(cut_shingles(rows[number])) for number in (copy, original)]
        if measure_jaccard(*shingles) >= _CLEARLY_NEAR:
            planted[copy] = original
    return rows, held, trained, planted


def look(kind: str, count: int, search: str) -> Look:
    """Look for near copies among so many rows of a kind."""
    rows, held, trained, planted = make_rows(kind, count)
    memory, start = _resident(), time.process_time()
    if search == "split":
        copies = CopySearch([(n, rows[n]) for n in held]).find_copies(
            [(n, rows[n]) for n in trained]
        )
        hits = sum(copy in copies for copy in planted)
    else:
        index = CopyIndex()
        index.add(enumerate(rows))
        group_of = {
            member: number
            for number, group in enumerate(index.groups())
            for member in group.members
        }
        hits = sum(
            group_of.get(copy, -1) == group_of.get(original, -2)
            for copy, original in planted.items()
        )
    seconds = time.process_time() - start
    return Look(seconds, _resident() - memory, hits / len(planted) if planted else 1.0)


def _resident() -> float:
    """The most this process ever held, in megabytes."""
    # Not by getrusage: a process begins with the figure of the one that started it.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024


def look_in_process(kind: str, count: int, search: str) -> Look:
    """The same in a process of its own, which holds nothing else."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.near_copies", kind, str(count), search],
        capture_output=True,
        text=True,
        check=True,
    )
    values: dict[str, Any] = json.loads(done.stdout)
    return Look(**values)


def main(arguments: Sequence[str]) -> None:
    kind, count, search = arguments
    print(json.dumps(asdict(look(kind, int(count), search))))


if __name__ == "__main__":
    main(sys.argv[1:])
