"""Runs a step of the engine's in its own environment, telling the lines a person can follow."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from studio.domain.errors import EngineError
from studio.i18n import N_, _

ROOT = Path(__file__).resolve().parents[2]
TELLING = re.compile(r"(Collecting|Downloading|Installing|Successfully|ERROR)\b")
"""Lines of the installer that a person can follow."""
TOLD = 160
"""Letters of such a line."""


def python_of(env: Path) -> Path:
    """The interpreter of an environment."""
    return env / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def build_command(env: Path, module: str, *arguments: str) -> list[str]:
    """``python -m module`` with the libraries of the engine's environment before those that the
    studio itself may be installed among."""
    starter = (
        f"import runpy, sys; sys.path.append({str(ROOT)!r}); "
        f"runpy.run_module({module!r}, run_name='__main__', alter_sys=True)"
    )
    return [str(python_of(env)), "-P", "-c", starter, *arguments]


FAILED = N_("The engine can't be set up: {why}")


def follow(command: list[str], failed: str = FAILED) -> Iterator[str]:
    """Run a step, passing on the lines a person can follow; EngineError when it fails, which
    ``failed`` says in a line with ``{why}``.

    Abandoning the iterator ends the step.
    """
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
                last = line.strip() or last
                if TELLING.match(last):
                    yield last[:TOLD]
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise EngineError(_(failed).format(why=last[:300]))
