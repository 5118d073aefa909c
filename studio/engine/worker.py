"""The training process: reads a job's spec, trains, and writes events, checkpoints, a result."""

from __future__ import annotations

import os
import sys
import time
import traceback
from pathlib import Path

from studio.engine.errors import JobFault
from studio.engine.hindrances import classify
from studio.engine.home import read_json, write_json
from studio.engine.processes import die_with_parent
from studio.engine.workers import is_first


def main(folder: Path, parent: int) -> None:
    """Train the job in this folder; how it went stands in its ``result.json``.

    ``parent`` is the process that this one ends with, 0 for the one that started it.
    """
    began = time.monotonic()
    die_with_parent(parent or os.getppid())
    spec = {**(read_json(folder / "spec.json") or {}), "began": began}
    result: dict[str, object] = {"error": None}
    try:
        from studio.engine.training import train  # heavy: torch, transformers, peft, trl

        result.update(train(folder, spec))
    except JobFault as fault:
        result["error"] = fault.error()
    except MemoryError:
        result["error"] = JobFault("out_of_memory", "Not enough memory to train this.").error()
    except Exception as error:
        # The whole of it into the job's log; into the job only a line that a person can read.
        traceback.print_exc()
        if status := classify(error):
            # Nothing is wrong with the job: it goes on from its last checkpoint later.
            sys.exit(status)
        result["error"] = _describe(error).error()
    if is_first() or result["error"]:
        _write_result(folder, result)


def _write_result(folder: Path, result: dict[str, object]) -> None:
    try:
        write_json(folder / "result.json", result)
    except OSError as error:
        sys.exit(classify(error) or 1)


def _describe(error: Exception) -> JobFault:
    text = str(error).strip().splitlines()
    line = text[0][:300] if text else type(error).__name__
    if "out of memory" in line.lower() or "can't allocate memory" in line.lower():
        return JobFault("out_of_memory", "Not enough memory: take a smaller model or shorter rows.")
    return JobFault("training_failed", f"Training stopped: {type(error).__name__}: {line}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
