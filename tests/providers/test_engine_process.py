"""A step of the engine's: its lines, its end, and why it failed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from studio.domain.errors import EngineError
from studio.providers.engine_process import build_command, follow, read_json

FAILED = "It failed: {why}"


def run(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_only_lines_a_person_can_follow_are_passed_on() -> None:
    assert list(follow(run("print('Collecting a\\nnoise\\nDownloading b')"))) == [
        "Collecting a",
        "Downloading b",
    ]


def test_a_step_that_fails_says_its_last_words() -> None:
    with pytest.raises(EngineError, match="It failed: no room"):
        list(follow(run("print('no room'); raise SystemExit(1)"), FAILED))
    with pytest.raises(EngineError, match="It failed"):
        list(follow(["/no/such/program"], FAILED))


def test_an_answer_is_the_last_line() -> None:
    assert read_json(run("print('hm'); print('{\"a\": 1}')"), FAILED) == {"a": 1}
    with pytest.raises(EngineError, match="It failed: hm"):
        read_json(run("print('hm')"), FAILED)


def test_a_module_of_the_studio_runs_with_another_python() -> None:
    command = build_command(Path(sys.executable), "studio.engine", "--help")
    with pytest.raises(EngineError):  # it prints its help, which is no JSON
        read_json(command, FAILED)
