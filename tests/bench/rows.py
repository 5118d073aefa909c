"""Rows in: what an import costs beside what can't be saved, and whether it stays so for a million."""

from __future__ import annotations

import json
import random
import resource
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from studio.domain.work import finish
from studio.resources import RESOURCES
from studio.services.pairs import row_import
from studio.services.session import Session
from studio.text import readers, tokens

SYSTEM = "あなたは目標達成を助けるメンターです。本から学んだ結論だけを、短く答えてください。"
QUESTION, ANSWER = 60, 110  # characters: a row of about 680 bytes, 68 MB for 100,000


def japanese() -> str:
    """The sample books in Japanese, one after the other."""
    samples = sorted((RESOURCES / "samples").iterdir())
    books = (readers.read(path) for path in samples if path.suffix in (".txt", ".epub"))
    return "".join(book.text for book in books if book.language == "ja")


def write_rows(path: Path, count: int) -> None:
    """A JSONL file of chat rows, no two the same, cut out of real Japanese text."""
    text = japanese().replace("\n", "")
    chance = random.Random(7)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            at = chance.randrange(len(text) - QUESTION - ANSWER)
            turns = [
                {"role": "system", "content": SYSTEM},
                {"role": "user", "content": f"{number} {text[at : at + QUESTION]}"},
                {"role": "assistant", "content": text[at + QUESTION :][:ANSWER]},
            ]
            file.write(json.dumps({"messages": turns}, ensure_ascii=False) + "\n")


def bare(path: Path, folder: Path) -> tuple[float, float]:
    """Seconds of ``executemany`` with these rows, and of ``tiktoken`` over their texts."""
    lines = path.read_text(encoding="utf-8").splitlines()
    texts = [turn["content"] for line in lines for turn in json.loads(line)["messages"]]
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("CREATE TABLE row(id INTEGER PRIMARY KEY, json TEXT NOT NULL)")
    start = time.perf_counter()
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO row(json) VALUES(?)", ((line,) for line in lines))
    connection.execute("COMMIT")
    stored = time.perf_counter() - start
    connection.close()
    encoding = tokens.load()
    start = time.perf_counter()
    for text in texts:
        len(encoding.encode_ordinary(text))
    return stored, time.perf_counter() - start


def imported(path: Path, folder: Path) -> float:
    """Seconds to take the file into an empty library, everything done."""
    with Session.open(folder / "rows.studio", create=True) as session:
        start = time.perf_counter()
        file = finish(row_import.import_rows(session, path)).value
        seconds = time.perf_counter() - start
        assert getattr(file, "imported", 0) == getattr(file, "rows", 1), file
    return seconds


def in_process(count: int) -> tuple[float, float]:
    """Seconds and peak memory in MB of an import of so many rows in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.rows", str(count)],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, megabytes = done.stdout.split()
    return float(seconds), float(megabytes)


def peak() -> float:
    """The most memory this process has had resident, in MB.

    Linux says it of the process before ``exec`` as well, unless it is asked for in this way.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_rows(folder / "rows.jsonl", int(sys.argv[1]))
        tokens.load()
        seconds = imported(folder / "rows.jsonl", folder)
        print(f"{seconds:.2f} {peak():.0f}")


if __name__ == "__main__":
    main()
