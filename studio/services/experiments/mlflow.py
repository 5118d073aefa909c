"""Experiments as MLflow's own files, for those who use it.

The layout is that of MLflow's file store, which MLflow's own command takes into a database::

    mlflow migrate-filestore --source DIR --target sqlite:///mlflow.db
    mlflow ui --backend-store-uri sqlite:///mlflow.db

Versions before 3 open the folder as it is, later ones where MLFLOW_ALLOW_FILE_STORE=true
(https://mlflow.org/docs/latest/self-hosting/migrate-from-file-store). An experiment is a folder, a
run a folder in it with ``meta.yaml`` and one small file for each parameter, metric and tag.
"""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from studio.atomic_file import write_text
from studio.domain.run import Metric
from studio.domain.work import Changes, Done
from studio.i18n import _
from studio.services.experiments.experiments import (
    Experiment,
    describe_experiment,
    list_experiments,
)
from studio.services.experiments.trackers import read_results, read_settings
from studio.services.session import Session

FINISHED = 3
"""MLflow's number for a run that ended well."""
DIGITS = 18
"""Of the number that MLflow gives an experiment."""
CURVES = ("train_loss", "valid_loss", "full_valid_loss", "train_accuracy")
COMMANDS = (
    "mlflow migrate-filestore --source {folder} --target sqlite:///mlflow.db",
    "mlflow ui --backend-store-uri sqlite:///mlflow.db",
)
"""What opens the folder in MLflow 3, checked with 3.17."""
SUMMARY = "summary.json"
"""The artifact with what came out of a run."""


def write_mlflow(session: Session, folder: Path) -> Done[int]:
    """Write every experiment into ``folder``; how many. ``DiskError`` where it can't be."""
    experiments = list_experiments(session)
    number = _number_experiment(session)
    moments = [experiment.run.created for experiment in experiments] or [datetime.now(UTC)]
    _write_fields(
        folder / number / "meta.yaml",
        artifact_location=(folder / number).resolve().as_uri(),
        creation_time=_read_time(min(moments)),
        experiment_id=number,
        last_update_time=_read_time(max(moments)),
        lifecycle_stage="active",
        name=session.library.name,
    )
    for experiment in experiments:
        _write_run(session, folder / number, experiment)
    return Done(Changes(), len(experiments))


def describe_opening(folder: Path) -> str:
    """How what was written is opened: a line, and MLflow's commands, a line each."""
    commands = [command.format(folder=shlex.quote(str(folder))) for command in COMMANDS]
    return "\n".join([_("MLflow opens it with:"), *commands])


def _number_experiment(session: Session) -> str:
    """A number for a library, the same each time: the folder may be one that others write into."""
    digest = hashlib.blake2b(str(session.library.path.resolve()).encode(), digest_size=8).digest()
    lowest = 10 ** (DIGITS - 1)
    return str(lowest + int.from_bytes(digest) % (9 * lowest))


def _write_run(session: Session, folder: Path, experiment: Experiment) -> None:
    run = experiment.run
    identity = f"{session.library.path.resolve()}-{run.nonce}"
    number = hashlib.blake2b(identity.encode(), digest_size=16).hexdigest()
    path, results = folder / number, read_results(experiment)
    _write_fields(
        path / "meta.yaml",
        artifact_uri=(path / "artifacts").resolve().as_uri(),
        end_time=_read_time(run.ended or run.created),
        entry_point_name="",
        experiment_id=folder.name,
        lifecycle_stage="active",
        run_id=number,
        run_name=f"run {run.id}",
        run_uuid=number,
        source_name="",
        source_type=4,
        source_version="",
        start_time=_read_time(run.started or run.created),
        status=FINISHED,
        tags=[],
        user_id="",
    )
    _write_entries(path / "params", read_settings(experiment))
    _write_entries(path / "metrics", _list_metrics(experiment, results))
    _write_entries(path / "tags", _list_tags(experiment, results))
    # MLflow takes a folder without artifacts for no run.
    _write(path / "artifacts" / SUMMARY, json.dumps(results, ensure_ascii=False, indent=2) + "\n")


def _list_tags(experiment: Experiment, results: dict[str, object]) -> dict[str, str]:
    """What is said of a run in words; its note is what MLflow shows as the description."""
    said = {
        "mlflow.runName": f"run {experiment.run.id}",
        "mlflow.note.content": describe_experiment(experiment),
    }
    return said | {name: value for name, value in results.items() if isinstance(value, str)}


def _list_metrics(experiment: Experiment, results: dict[str, object]) -> dict[str, str]:
    """Lines of time, value and step, by the metric's name: curves, and what came out."""
    run = experiment.run
    at = _read_time(run.ended or run.created)
    curves = {name: "".join(_list_points(run.metrics, name, at)) for name in CURVES}
    # Whether it is worse is a figure, too: 0 or 1, to be sorted by.
    figures = {
        name: f"{at} {+value} 0\n"
        for name, value in results.items()
        if isinstance(value, int | float)
    }
    return {name: lines for name, lines in curves.items() if lines} | figures


def _list_points(metrics: tuple[Metric, ...], name: str, at: int) -> Iterator[str]:
    for metric in metrics:
        value = getattr(metric, name)
        if value is not None:
            yield f"{at} {value} {metric.step}\n"


def _read_time(moment: datetime) -> int:
    """Milliseconds since 1970, as MLflow has it."""
    return round(moment.timestamp() * 1000)


def _write_entries(folder: Path, entries: dict[str, object] | dict[str, str]) -> None:
    """A file an entry, named as it is."""
    for name, value in entries.items():
        _write(folder / name, str(value))


def _write_fields(path: Path, **fields: object) -> None:
    # JSON is YAML.
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items())
    _write(path, "".join(lines))


def _write(path: Path, text: str) -> None:
    write_text(path, text, with_folder=True)
