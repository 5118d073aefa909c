"""Experiments for Weights & Biases: a folder a run, and the script that sends them there.

What ``wandb`` itself keeps of a run is its own, and made by it alone. So each run is written as
the three things that its users know, in their words: ``config.json`` (settings), ``history.jsonl``
(a line a step) and ``summary.json`` (what came out), beside ``run.json`` with its name and tags;
``send_to_wandb.py`` logs them in a dozen lines, with an account or without (``--offline``).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from studio.atomic_file import write_text
from studio.domain.run import Metric
from studio.domain.work import Changes, Done
from studio.resources import RESOURCES
from studio.services.experiments.experiments import (
    Experiment,
    describe_experiment,
    list_experiments,
)
from studio.services.experiments.trackers import read_results, read_settings
from studio.services.session import Session

SCRIPT = "send_to_wandb.py"
LONGEST_NAME = 128
"""Letters of a project's name (wandb 0.31)."""
CURVES = ("epoch", "train_loss", "valid_loss", "full_valid_loss", "train_accuracy")
"""What a line of the history holds beside the step, where it was measured."""


def write_wandb(session: Session, folder: Path) -> Done[int]:
    """Write every experiment into ``folder``; how many. ``DiskError`` where it can't be."""
    experiments = list_experiments(session)
    for experiment in experiments:
        _write_run(session, folder / f"run-{experiment.run.id}", experiment)
    script = (RESOURCES / "wandb" / SCRIPT).read_text(encoding="utf-8")
    write_text(folder / SCRIPT, script, with_folder=True)
    return Done(Changes(), len(experiments))


def _write_run(session: Session, folder: Path, experiment: Experiment) -> None:
    run = experiment.run
    identity = f"{session.library.path.resolve()}-{run.nonce}"
    about = {
        # The same run keeps its id, so that sending it again makes no second one.
        "id": hashlib.blake2b(identity.encode(), digest_size=8).hexdigest(),
        "name": f"run {run.id}",
        # Letters that a project's name may not have there.
        "project": re.sub(r"[/\\#?%:]", "-", session.library.name)[:LONGEST_NAME],
        "notes": describe_experiment(experiment),
        "tags": [run.model, f"version {run.version}"],
    }
    _write(folder / "run.json", [about])
    _write(folder / "config.json", [read_settings(experiment)])
    _write(folder / "history.jsonl", map(_read_point, run.metrics))
    _write(folder / "summary.json", [read_results(experiment)])


def _read_point(metric: Metric) -> dict[str, object]:
    values = {name: getattr(metric, name) for name in CURVES}
    return {"_step": metric.step} | {n: v for n, v in values.items() if v is not None}


def _write(path: Path, lines: Iterable[Mapping[str, object]]) -> None:
    text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    write_text(path, text, with_folder=True)
