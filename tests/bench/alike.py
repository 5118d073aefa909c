"""Imported rows that are ten sentences in any order: what a freeze of them takes.

Few rows are kinder than these: each is nearly each other one, and none is a copy.
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory

from studio.domain.dataset import Version
from studio.domain.work import finish
from studio.services.pairs import review, row_import
from studio.services.session import Session
from studio.services.versions import freezing
from studio.text import tokens
from tests.bench import rows
from tests.bench.near_copies import ROWS

KIND = "sentences in any order"


def write_rows(path: Path, count: int) -> None:
    """A JSONL file of chat rows whose answers are alike."""
    chance = random.Random(3)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            turns = [
                {"role": "user", "content": f"Question {number}: how do I go on?"},
                {"role": "assistant", "content": ROWS[KIND](chance)},
            ]
            file.write(json.dumps({"messages": turns}) + "\n")


def frozen(path: Path) -> tuple[float, float]:
    """Seconds of freezing the accepted pairs of a library, and the peak of this process in MB."""
    tokens.load()
    with Session.open(path) as session:
        start = time.perf_counter()
        version = freezing.freeze(session).value
        assert isinstance(version, Version) and version.leaks == 0
        return time.perf_counter() - start, rows.peak()


def in_process(count: int) -> tuple[float, float]:
    """The same for so many rows, frozen in a process of its own."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_rows(folder / "rows.jsonl", count)
        with Session.open(folder / "rows.studio", create=True) as session:
            finish(row_import.import_rows(session, folder / "rows.jsonl"))
            review.accept(session, session.library.pairs.ids())
        command = [sys.executable, "-m", "tests.bench.alike", str(folder / "rows.studio")]
        seconds, megabytes = run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(seconds), float(megabytes)


if __name__ == "__main__":
    print(*frozen(Path(sys.argv[1])))
