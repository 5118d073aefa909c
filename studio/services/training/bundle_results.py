"""Reads back what was trained elsewhere with a bundle: its curve and its adapter, as a run."""

from __future__ import annotations

import json
import math
import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from studio.domain.errors import CuratorError
from studio.domain.run import Checkpoint, Event, Hyperparameters, Method, Metric, RunStatus
from studio.domain.work import Change, Changes, Done
from studio.i18n import _
from studio.os_errors import explain_os_error
from studio.services.session import Session
from studio.services.training.bundle import FORMAT, MANIFEST, hash_file

ADAPTER = "adapter_model.safetensors"
UNSAFE = (".bin", ".pt", ".pth", ".pkl")
"""What can run code when it is loaded; only safetensors are taken."""
ENDPOINT = "local"
"""What was trained elsewhere answers on this computer."""


def read_results(session: Session, folder: Path) -> Done[int]:
    """Add the training that was done with a bundle to the runs; its number is the result.

    ``CuratorError`` where the bundle is not of a version of this library, its rows are not what
    they were, or there is no adapter below ``outputs``. Nothing is loaded and nothing is run.
    """
    manifest = _read_manifest(folder)
    version = _check_version(session, manifest)
    _refuse_changed_rows(folder, manifest)
    adapter = _find_adapter(folder)
    metrics = list(_read_metrics(adapter))
    plan = manifest["training"]
    library = session.library
    with library.transaction():
        number = library.runs.insert(
            version=version,
            endpoint=ENDPOINT,
            model=str(plan["model"]),
            hyperparameters=Hyperparameters(
                epochs=int(plan["epochs"]), method=Method(plan["method"]), beta=plan.get("beta")
            ),
            seed=plan.get("seed"),
            suffix="",
            nonce=secrets.token_hex(16),
            estimate_usd=Decimal(0),
        )
        library.runs.insert_events(number, _tell(metrics))
        library.runs.update(
            number,
            status=RunStatus.SUCCEEDED,
            fine_tuned_model=str(adapter.resolve()),
            checkpoints=_list_checkpoints(adapter, metrics),
            cost_usd=Decimal(0),
            started=_read_time(adapter / "adapter_config.json"),
            ended=_read_time(adapter / ADAPTER),
        )
    return Done(Changes(Change.RUNS), number)


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] > FORMAT:
            raise CuratorError(
                _("This bundle was made by a newer Passage Studio. Update the program to read it.")
            )
        plan = manifest["training"]
        # Whatever is asked of it later is there, or it is no manifest.
        Method(plan["method"]), int(plan["epochs"]), str(plan["model"])
        str(manifest["version"]["hash"]), list(manifest["files"])
    except FileNotFoundError as error:
        line = _("{folder} holds no {file}. Choose the folder that the bundle was written into.")
        raise CuratorError(line.format(folder=folder, file=MANIFEST)) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        line = _("{folder} is not a bundle, or its {file} can't be read: {why}.")
        why = explain_os_error(error) if isinstance(error, OSError) else _("it is damaged")
        raise CuratorError(line.format(folder=folder, file=MANIFEST, why=why)) from error
    assert isinstance(manifest, dict)
    return manifest


def _check_version(session: Session, manifest: Mapping[str, Any]) -> int:
    version_hash = manifest["version"]["hash"]
    for version in session.library.versions.list():
        if version.hash == version_hash:
            return version.number
    raise CuratorError(_("No version of this library is the one that this bundle was made of."))


def _refuse_changed_rows(folder: Path, manifest: Mapping[str, Any]) -> None:
    """A curve says nothing of a version if other rows were trained on."""
    hashes = {str(file["path"]): file["sha256"] for file in manifest["files"]}
    for name in ("data/train.jsonl", "data/validation.jsonl"):
        path = folder / name
        if name in hashes and path.is_file() and hash_file(path) != hashes[name]:
            raise CuratorError(
                _(
                    "{file} is no longer what was bundled, so the training was not on this "
                    "version. Import its rows and freeze them as a version of their own."
                ).format(file=path)
            )


def _find_adapter(folder: Path) -> Path:
    """The folder of the adapter that was made last: the one nearest to ``outputs``, if several."""
    outputs = folder / "outputs"
    adapters = outputs.rglob(ADAPTER)
    newest = sorted(adapters, key=lambda path: (len(path.parts), -path.stat().st_mtime))
    if newest:
        return newest[0].parent
    unsafe = [path for path in outputs.rglob("adapter_model.*") if path.suffix in UNSAFE]
    if unsafe:
        raise CuratorError(
            _(
                "{file} can run code when it is loaded and is not taken; save the adapter as "
                "safetensors."
            ).format(file=unsafe[0])
        )
    raise CuratorError(
        _("There is no {file} below {folder}. Copy the outputs of the training there.").format(
            file=ADAPTER, folder=outputs
        )
    )


def _read_metrics(adapter: Path) -> Iterator[Metric]:
    """The curve, in whichever of the ways these programs write one."""
    by_step: dict[int, dict[str, Any]] = {}
    for entry in _read_entries(adapter):
        step = entry.get("step", entry.get("current_steps"))
        if isinstance(step, int) and step > 0:
            by_step.setdefault(step, {}).update(entry)
    for step, entry in sorted(by_step.items()):
        loss = _read_number(entry, "loss", "train_loss")
        held_out = _read_number(entry, "eval_loss")
        if loss is None and held_out is None:
            continue
        total = entry.get("max_steps", entry.get("total_steps"))
        yield Metric(
            step=step,
            train_loss=loss,
            full_valid_loss=held_out,
            train_accuracy=_read_number(entry, "mean_token_accuracy"),
            valid_accuracy=_read_number(entry, "eval_mean_token_accuracy"),
            total_steps=total if isinstance(total, int) else None,
            epoch=_read_number(entry, "epoch"),
        )


def _read_entries(adapter: Path) -> Iterator[dict[str, Any]]:
    """TRL and Axolotl leave a trainer's state, LLaMA-Factory a log, our own script its metrics."""
    for name in ("metrics.jsonl", "trainer_log.jsonl"):
        if (adapter / name).is_file():
            for line in (adapter / name).read_text(encoding="utf-8").splitlines():
                yield from _parse(line)
            return
    states = sorted(
        adapter.rglob("trainer_state.json"), key=lambda path: path.stat().st_mtime, reverse=True
    )
    for state in states[:1]:
        for trainer in _parse(state.read_text(encoding="utf-8")):
            log = trainer.get("log_history")
            for entry in log if isinstance(log, list) else []:
                if isinstance(entry, dict):
                    yield {**entry, "max_steps": trainer.get("max_steps")}


def _parse(text: str) -> Iterator[dict[str, Any]]:
    try:
        value = json.loads(text)
    except ValueError:
        return  # a line cut in the middle by a training that was stopped
    if isinstance(value, dict):
        yield value


def _list_checkpoints(adapter: Path, metrics: list[Metric]) -> list[Checkpoint]:
    losses = {metric.step: metric.full_valid_loss for metric in metrics}
    points = []
    for path in adapter.glob("checkpoint-*"):
        step = path.name.removeprefix("checkpoint-")
        if step.isdigit() and (path / ADAPTER).is_file():
            points.append(Checkpoint(int(step), str(path.resolve()), losses.get(int(step))))
    return sorted(points, key=lambda point: point.step)


def _tell(metrics: list[Metric]) -> Iterator[Event]:
    now = datetime.now(UTC)
    for metric in metrics:
        line = _("Step {n}").format(n=metric.step)
        yield Event(f"step-{metric.step}", now, "info", line, metric)


def _read_number(entry: Mapping[str, Any], *names: str) -> float | None:
    for name in names:
        value = entry.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            return float(value)
    return None


def _read_time(path: Path) -> datetime | None:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.is_file() else None
