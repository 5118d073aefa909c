"""Measures how long a training would take here, and how much memory, without training.

``python -m studio.engine.estimating HOME MODEL ROWS COUNTED METHOD`` reads training rows from a
file, of which the studio counted so many tokens, and keeps the pace in the engine's folder.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

from studio.domain.pace import Pace
from studio.engine.catalogue import Catalogue
from studio.engine.errors import JobFault
from studio.engine.home import Home, Record, read_json
from studio.engine.paces import keep_pace
from studio.engine.processes import HOARDING, QUIET
from studio.temporary_folder import TemporaryFolder

DEFAULTS: Record = {
    "n_epochs": 1,
    "batch_size": 4,
    "learning_rate_multiplier": 1.0,
    "beta": 0.1,
    "seed": 42,
    "validation_file": None,
}


def estimate(home: Home, model: str, rows: Path, counted: int, method: str) -> Pace:
    """The pace of a model on these rows; JobFault where it could not be trained here."""
    began = time.monotonic()
    from studio.engine.training import measure, prepare  # heavy: torch, transformers, peft, trl

    catalogue = Catalogue(home)
    base = catalogue.find(model)
    if base is None:
        raise JobFault("model_not_available", f"The model {model} is not here.", "model")
    chain = catalogue.chain(base)
    small = chain[0]["kind"] == "rehearsal" or base.kind == "full"
    spec: Record = {
        **DEFAULTS,
        "mode": "rehearsal" if small else "lora",
        "method": method,
        "chain": chain,
        "wishes": catalogue.read_wishes(),
        "training_file": str(rows),
        "began": began,
    }
    with TemporaryFolder() as folder:
        ready = prepare(folder, spec)
        pace = measure(spec, ready, busy=_is_training(home))
        pace = replace(pace, token_ratio=ready.work.tokens / max(counted, 1))
    return keep_pace(home.paces, pace)


def _is_training(home: Home) -> bool:
    jobs = (read_json(folder / "job.json") for folder in home.jobs.iterdir())
    return any(job and job["status"] == "running" for job in jobs)


def main(arguments: list[str]) -> int:
    folder, model, rows, counted, method = arguments
    os.environ.update(QUIET)
    os.environ.update(HOARDING)
    os.environ["HF_HUB_OFFLINE"] = "1"
    home = Home(Path(folder))
    home.make()
    try:
        estimate(home, model, Path(rows), int(counted), method)
    except (JobFault, OSError) as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
