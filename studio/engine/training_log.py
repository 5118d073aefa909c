"""What a training process tells while it trains: steps, validation, checkpoints."""

from __future__ import annotations

import csv
import io
import math
import time
from pathlib import Path
from typing import Any

from transformers import TrainerCallback

from studio.engine.errors import JobFault
from studio.engine.home import Record, append, new_id, read_lines, replace_lines
from studio.engine.jobs import build_event

COLUMNS = ("step", "train_loss", "train_accuracy", "valid_loss", "valid_mean_token_accuracy")


MOST_LOST = 5
"""Steps in a row without a loss that is a number: one or two, a training may get over."""


class Reporter(TrainerCallback):  # type: ignore[misc]
    """Writes one event a step, with the validation beside the step it was taken after."""

    def __init__(self, folder: Path, spec: Record) -> None:
        self._events = folder / "events.jsonl"
        self._checkpoints = folder / "checkpoints.jsonl"
        self._name = spec["name"]
        self._job = spec["job"]
        self._waiting: Record | None = None
        self._last: Record = {}
        self._lost = 0

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
        if not logs or "loss" not in logs:
            return
        self._flush()
        self._refuse_lost(state.global_step, logs["loss"])
        self._waiting = {
            "step": state.global_step,
            "total_steps": state.max_steps,
            "epoch": round(float(state.epoch), 4),
            "train_loss": _number(logs["loss"]),
            "train_mean_token_accuracy": _number(logs.get("mean_token_accuracy")),
        }

    def _refuse_lost(self, step: int, loss: Any) -> None:
        """Stop where the loss stays no number: what is trained from there on is nothing."""
        self._lost = 0 if math.isfinite(float(loss)) else self._lost + 1
        if self._lost >= MOST_LOST:
            raise JobFault(
                "loss_is_no_number",
                f"The loss is not a number from step {step - MOST_LOST + 1} on; nothing is "
                "learned. The learning rate is too high, or the model's weights are damaged.",
                "hyperparameters",
            )

    def on_evaluate(self, args: Any, state: Any, control: Any, metrics: Any, **_: Any) -> None:
        loss = _number(metrics.get("eval_loss"))
        accuracy = _number(metrics.get("eval_mean_token_accuracy"))
        if self._waiting is None:
            return
        # The whole validation file is used each time, so both names hold the same number.
        for name in ("valid", "full_valid"):
            self._waiting[f"{name}_loss"] = loss
            self._waiting[f"{name}_mean_token_accuracy"] = accuracy

    def on_step_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._flush()

    def on_train_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._flush()

    def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._flush()
        step = state.global_step
        snapshot = f"{self._name}:ckpt-step-{step}"
        names = {"epoch", "total_steps"}
        made = build_event(f"Checkpoint created at step {step} with Snapshot ID: {snapshot}")
        append(
            self._checkpoints,
            {
                "id": new_id("ftckpt"),
                "object": "fine_tuning.job.checkpoint",
                "created_at": made["created_at"],
                "fine_tuned_model_checkpoint": snapshot,
                "fine_tuning_job_id": self._job,
                "metrics": {key: self._last[key] for key in self._last if key not in names},
                "step_number": step,
            },
        )
        append(self._events, made)

    def _flush(self) -> None:
        if self._waiting is None:
            return
        data = {name: value for name, value in self._waiting.items() if value is not None}
        self._waiting, self._last = None, data
        message = f"Step {data['step']}/{data['total_steps']}"
        parts = [
            f"{label}={data[name]:.2f}"
            for name, label in (
                ("train_loss", "training loss"),
                ("valid_loss", "validation loss"),
                ("full_valid_loss", "full validation loss"),
            )
            if name in data
        ]
        losses = ", ".join(parts) or "the loss is not a number"
        append(self._events, build_event(f"{message}: {losses}", data=data))

    def csv(self) -> str:
        """The table of all steps, in the columns OpenAI's result file has."""
        sheet = io.StringIO()
        table = csv.writer(sheet, lineterminator="\n")
        table.writerow(COLUMNS)
        for record in read_lines(self._events):
            data = record["data"]
            if "step" in data:
                names = ("train_loss", "train_mean_token_accuracy", *COLUMNS[3:])
                table.writerow([data["step"], *(data.get(name, "") for name in names)])
        return sheet.getvalue()


class Stopwatch(TrainerCallback):  # type: ignore[misc]
    """Measures the steps alone, without validation and the keeping of checkpoints."""

    def __init__(self) -> None:
        self.steps = 0
        self.seconds = 0.0
        self._begun: float | None = None

    def on_step_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._begun = time.monotonic()

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        if self._begun is not None:
            self.seconds += time.monotonic() - self._begun
            self.steps += 1


def forget_after(folder: Path, step: int) -> None:
    """Drop what was told of steps after the one training goes on from."""
    events = read_lines(folder / "events.jsonl")
    remaining = [each for each in events if each["data"].get("step", 0) <= step]
    if len(remaining) < len(events):
        replace_lines(folder / "events.jsonl", remaining)
    checkpoints = read_lines(folder / "checkpoints.jsonl")
    replace_lines(
        folder / "checkpoints.jsonl", [each for each in checkpoints if each["step_number"] <= step]
    )


def _number(value: Any) -> float | None:
    """A finite number, or None: JSON knows no infinity."""
    if value is None or not math.isfinite(float(value)):
        return None
    return round(float(value), 6)
