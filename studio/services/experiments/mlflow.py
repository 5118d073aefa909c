"""Experiments as MLflow's own files, for those who use it: ``mlflow ui --backend-store-uri DIR``.

The layout is that of MLflow's file store: a folder an experiment, in it a folder a run with
``meta.yaml`` and one small file for each parameter, metric and tag.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path

from studio.atomic_file import write_text
from studio.domain.work import Changes, Done
from studio.services.experiments.experiments import Experiment, list_experiments
from studio.services.experiments.trackers import read_settings
from studio.services.session import Session

EXPERIMENT = "1"
FINISHED = 3
"""MLflow's number for a run that ended well."""


def write_mlflow(session: Session, folder: Path) -> Done[int]:
    """Write every experiment into ``folder``; how many. ``DiskError`` where it can't be."""
    experiments = list_experiments(session)
    name = session.library.name
    _write(
        folder / EXPERIMENT / "meta.yaml",
        f"artifact_location: {_quote((folder / EXPERIMENT).resolve().as_uri())}\n"
        f"experiment_id: '{EXPERIMENT}'\nlifecycle_stage: active\nname: {_quote(name)}\n",
    )
    for experiment in experiments:
        _write_run(session, folder / EXPERIMENT, experiment)
    return Done(Changes(), len(experiments))


def _write_run(session: Session, folder: Path, experiment: Experiment) -> None:
    run = experiment.run
    identity = f"{session.library.path.resolve()}-{run.nonce}"
    number = hashlib.blake2b(identity.encode(), digest_size=16).hexdigest()
    path = folder / number
    _write(
        path / "meta.yaml",
        f"artifact_uri: {_quote((path / 'artifacts').resolve().as_uri())}\n"
        f"end_time: {_read_time(run.ended or run.created)}\nentry_point_name: ''\n"
        f"experiment_id: '{EXPERIMENT}'\nlifecycle_stage: active\nrun_id: {number}\n"
        f"run_name: {_quote(f'run {run.id}')}\nrun_uuid: {number}\nsource_name: ''\n"
        "source_type: 4\nsource_version: ''\n"
        f"start_time: {_read_time(run.started or run.created)}\nstatus: {FINISHED}\n"
        "tags: []\nuser_id: ''\n",
    )
    for name, value in read_settings(experiment).items():
        _write(path / "params" / name, str(value))
    for name, lines in _list_metrics(experiment).items():
        _write(path / "metrics" / name, "".join(lines))
    _write(path / "tags" / "mlflow.runName", f"run {run.id}")


def _list_metrics(experiment: Experiment) -> dict[str, list[str]]:
    """Lines of time, value and step, by the metric's name."""
    run = experiment.run
    at = _read_time(run.ended or run.created)
    lines: dict[str, list[str]] = {}
    for metric in run.metrics:
        for name in ("train_loss", "valid_loss", "full_valid_loss"):
            value = getattr(metric, name)
            if value is not None:
                lines.setdefault(name, []).append(f"{at} {value} {metric.step}\n")
    if run.cost_usd is not None:
        lines["cost_usd"] = [f"{at} {run.cost_usd} 0\n"]
    if experiment.standing is not None:
        lines["win_rate"] = [f"{at} {experiment.standing.votes.rate} 0\n"]
    return lines


def _read_time(moment: datetime) -> int:
    """Milliseconds since 1970, as MLflow has it."""
    return round(moment.timestamp() * 1000)


def _quote(text: str) -> str:
    # A JSON string is a YAML string.
    return json.dumps(text, ensure_ascii=False)


def _write(path: Path, text: str) -> None:
    write_text(path, text, with_folder=True)
