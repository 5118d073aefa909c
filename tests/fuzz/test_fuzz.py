"""Spoilt files end in a whole book, good rows or one line; ``python -m tests.fuzz`` goes on longer."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from studio.text.readers import READERS
from studio.text.row_files import CONTAINERS
from tests.fuzz.fuzzer import ROOT, SHARED, Fuzzer
from tests.fuzz.seeds import seeds

INPUTS = 24
"""Tried every day; many more in the stage of the slow tests."""


def test_there_is_a_seed_for_every_reader_and_container() -> None:
    found = {seed.suffix for seed in seeds(SHARED)}
    for one in (*READERS, *CONTAINERS):
        assert found & set(one.suffixes) or one.name == "folder", one.name


def test_spoilt_files_are_read_or_refused(tmp_path: Path) -> None:
    fuzzer = Fuzzer(1, tmp_path)
    fuzzer.run(iter(range(INPUTS)))
    assert not fuzzer.finds, "\n".join(map(str, fuzzer.finds))
    assert {"book", "refused", "rows"} <= {outcome.split()[-1] for outcome in fuzzer.outcomes}
    assert list(tmp_path.iterdir()) == []


def test_an_input_is_told_by_its_number_alone(tmp_path: Path) -> None:
    first, again = Fuzzer(3, tmp_path / "a", only=".txt"), Fuzzer(3, tmp_path / "b", only=".txt")
    assert [first.input(n) for n in (5, 1)] == [again.input(n) for n in (5, 1)]
    assert first.input(1) != first.input(2)


def test_what_gets_through_is_kept_with_its_number(tmp_path: Path) -> None:
    def broken(_book: object) -> list[tuple[int, int]]:
        return [(0, 1)]

    fuzzer = Fuzzer(1, tmp_path, cut=broken, only=".md")
    fuzzer.run(iter(range(3)))
    assert "passages that are not the text" in str(fuzzer.finds[0])
    n = int(fuzzer.finds[0].seed.split("-")[1])
    assert fuzzer.finds[0].saved.read_bytes() == fuzzer.input(n)[1]


@pytest.mark.slow
def test_a_minute_of_other_spoilt_files_each_day(tmp_path: Path) -> None:
    today = str(datetime.now(UTC).toordinal())
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.fuzz",
            "--seconds",
            "60",
            "--seed",
            today,
            "--folder",
            str(tmp_path),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\nleft: {list(tmp_path.iterdir())}"
