"""How fast the local engine trains each model on this computer, as it measured and kept it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from studio.domain.pace import Pace
from studio.i18n import N_
from studio.providers.engine_process import build_command, follow, python_of
from studio.providers.engine_setup import find_environment
from studio.providers.local_setup import home_of

MEMORY = Path("/proc/meminfo")


def find_pace(data: Path, model: str, method: str = "supervised") -> Pace | None:
    """The pace measured last for a model, or for the base it was tuned from; None: never yet.

    Where the curator has chosen a precision, only a pace in that one counts.
    """
    chosen = _read_precision(home_of(data) / "wishes.json")
    paces = [
        pace
        for pace in _read_all(home_of(data) / "paces")
        if pace.method == method
        and _name(pace.model) == _name(model)
        and chosen in ("auto", pace.precision)
    ]
    return max(paces, key=lambda pace: pace.measured, default=None)


def measure(data: Path, model: str, rows: Path, counted: int, method: str) -> Iterator[str]:
    """Measure a model on a file of rows of ``counted`` tokens; ``find_pace`` knows it then.

    Takes half a minute; EngineError says why it could not be trained here.
    """
    arguments = str(home_of(data)), model, str(rows), str(counted), method
    command = build_command(
        python_of(find_environment(data)), "studio.engine.estimating", *arguments
    )
    yield from follow(command, N_("It can't be trained here: {why}"))


def read_free_memory(meminfo: Path = MEMORY) -> int | None:
    """Bytes that programs can have without swapping; None where nobody can tell (no Linux)."""
    try:
        lines = meminfo.read_text(encoding="ascii").splitlines()
        free = next(line for line in lines if line.startswith("MemAvailable:"))
        return int(free.split()[1]) * 1024
    except (OSError, ValueError, IndexError, StopIteration):
        return None


def _read_precision(wishes: Path) -> str:
    try:
        return str(json.loads(wishes.read_bytes())["precision"])
    except (OSError, ValueError, KeyError, TypeError):
        return "auto"


def _read_all(folder: Path) -> Iterator[Pace]:
    for file in folder.glob("*.json"):
        try:
            pace = Pace.read(json.loads(file.read_bytes()))
        except (OSError, ValueError):
            continue
        if pace:
            yield pace


def _name(model: str) -> str:
    """A model's name without its place, and a tuned one's as that of its base."""
    base = model.split(":")[1] if model.startswith("ft:") else Path(model).name
    return re.sub(r"[^\w.-]+", "-", base)
