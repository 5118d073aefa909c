"""The sandbox: what comes back from it, and what does not bring the program down."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from studio.domain.errors import BookError
from studio.text import sandbox
from studio.text.row_files.arrow import write_parquet
from tests.text.readers.pdf.drawing import draw_nested_forms
from tests.text.sandbox_tasks import (
    count,
    count_and_fail,
    crash,
    double,
    fill_memory,
    read_limits,
    refuse,
    sleep,
)

ROOT = Path(__file__).resolve().parents[2]
SOON = 20.0
LITTLE_MEMORY = 3_500_000
"""Kilobytes, as ``ulimit -v`` takes them: less than the sandbox allows itself."""


def test_a_result_comes_back():
    assert sandbox.call(double, 21, seconds=SOON) == 42


def test_results_come_in_their_order_over_many_blocks():
    assert list(sandbox.stream(count, 1_000, seconds=SOON)) == list(range(1_000))


def test_what_came_before_an_error_is_kept():
    results = []
    with pytest.raises(BookError, match="interrupted"):
        for result in sandbox.stream(count_and_fail, 70, seconds=SOON):
            results.append(result)
    assert results == list(range(70))


def test_errors_are_raised_as_if_it_were_read_here():
    with pytest.raises(OSError, match="No such file") as raised:
        sandbox.call(refuse, seconds=SOON)
    assert raised.value.errno == 2


@pytest.mark.parametrize("function", [crash, fill_memory])
def test_a_process_that_ends_in_the_middle_died(function):
    with pytest.raises(sandbox.Died):
        sandbox.call(function, seconds=SOON)


def test_what_takes_too_long_is_ended():
    began = time.monotonic()
    with pytest.raises(sandbox.TimedOut):
        sandbox.call(sleep, seconds=0.2)
    assert time.monotonic() - began < 30


def test_a_reader_that_stops_early_leaves_no_process(monkeypatch):
    started = []
    start = sandbox._start
    monkeypatch.setattr(sandbox, "_start", lambda: started.append(start()) or started[0])
    results = sandbox.stream(count, 10_000_000, seconds=SOON)
    assert next(results) == 0
    results.close()
    assert started[0].poll() is not None


@pytest.mark.skipif(sys.platform == "win32", reason="memory can't be bounded there")
def test_memory_is_bounded():
    assert sandbox.call(read_limits, seconds=SOON)[0] == sandbox.MOST_MEMORY


# -- under a limit that the system or the person sets ----------------------------------------------

READ = """
import sys
from pathlib import Path
from studio.text import readers
from studio.text.row_files import read_records
path = Path(sys.argv[1])
if path.suffix == ".pdf":
    print(readers.read(path).text)
else:
    print([record.value for record in read_records(path)])
"""


def read_under_limit(path: Path, flag: str) -> str:
    """What is read of a file in a program that may not take more memory than ``ulimit`` says."""
    command = f'ulimit {flag} {LITTLE_MEMORY} && exec "$0" -c "$1" "$2"'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable, READ, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def sound_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A sound file of each kind that is read in the sandbox, all saying the same."""
    folder = tmp_path_factory.mktemp("sound")
    files = {kind: folder / f"a.{kind}" for kind in ("pdf", "parquet", "xlsx")}
    files["pdf"].write_bytes(draw_nested_forms(2))
    write_parquet(files["parquet"], [{"prompt": "Words that are read", "answer": "b"}])
    book = openpyxl.Workbook()
    for row in (["prompt", "answer"], ["Words that are read", "b"]):
        book.active.append(row)
    book.save(files["xlsx"])
    return files


@pytest.mark.skipif(sys.platform != "linux", reason="ulimit -v is Linux's")
@pytest.mark.parametrize(
    ("kind", "flag"),
    [
        ("pdf", "-v"),
        ("parquet", "-v"),
        ("xlsx", "-v"),
        pytest.param("pdf", "-Sv", marks=pytest.mark.slow),
    ],
)
def test_a_sound_file_is_read_where_memory_is_limited(sound_files, kind, flag):
    assert "Words that are read" in read_under_limit(sound_files[kind], flag)
