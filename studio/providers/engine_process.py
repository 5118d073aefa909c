"""Runs a step of the engine's in its own environment, telling the lines a person can follow."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from studio.domain.errors import EngineError
from studio.i18n import N_, _

ROOT = Path(__file__).resolve().parents[2]
TELLING = re.compile(r"(Collecting|Downloading|Installing|Successfully|ERROR)\b")
"""Lines of the installer that a person can follow."""
TOLD = 160
"""Letters of such a line."""
LAST_WORDS = 300
"""Letters of what a step says when it fails."""


def python_of(env: Path) -> Path:
    """The interpreter of an environment."""
    return env / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def build_command(python: Path, module: str, *arguments: str) -> list[str]:
    """``python -m module`` with the libraries of its environment before those that the studio
    itself may be installed among."""
    # This very Python has the studio's libraries anyhow, and perhaps another studio.
    rank = 0 if python == Path(sys.executable) else "len(sys.path)"
    starter = (
        f"import runpy, sys; sys.path.insert({rank}, {str(ROOT)!r}); "
        f"runpy.run_module({module!r}, run_name='__main__', alter_sys=True)"
    )
    return [str(python), "-P", "-c", starter, *arguments]


FAILED = N_("The engine can't be set up: {why}")


def follow(command: list[str], failed: str = FAILED) -> Iterator[str]:
    """Run a step, passing on the lines a person can follow; EngineError when it fails, which
    ``failed`` says in a line with ``{why}``.

    Abandoning the iterator ends the step.
    """
    for line in iterate_lines(command, failed):
        if TELLING.match(line):
            yield line[:TOLD]


def read_json(command: list[str], failed: str) -> dict[str, Any]:
    """Run a step to its end; the JSON object it prints last."""
    *_others, last = ["", *iterate_lines(command, failed)]
    try:
        record = json.loads(last)
    except ValueError as error:
        raise EngineError(_(failed).format(why=last[:LAST_WORDS])) from error
    return dict(record)


def iterate_lines(command: list[str], failed: str) -> Iterator[str]:
    """Run a step, passing on each line that it prints; as ``follow``."""
    try:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        )
    except OSError as error:
        raise EngineError(_(failed).format(why=error)) from error
    last = ""
    with process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if line.strip():
                    last = line.strip()
                    yield last
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise EngineError(_(failed).format(why=last[:LAST_WORDS]))
