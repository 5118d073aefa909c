"""Keeps how fast each model was trained here, so that the next estimate is there at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from studio.domain.pace import Pace
from studio.engine.hardware import Plan
from studio.engine.home import Record, read_json, write_json

TRUST = 0.5
"""How much of a kept pace gives way to a new one: the computer was busier, or less, this time."""


def name_root(chain: Sequence[Record]) -> str:
    """What a chain's weights are called in a pace: a tuned model is as fast as its base."""
    if chain[0]["kind"] == "rehearsal":
        return "rehearsal-tiny"
    return str(chain[0].get("name") or chain[0]["place"])


def find_pace(folder: Path, model: str, plan: Plan, method: str) -> Pace | None:
    """The pace that was kept for a model on this device in this precision."""
    record = read_json(_file_of(folder, model, plan.device, plan.precision, method))
    return Pace.read(record) if record else None


def keep_pace(folder: Path, pace: Pace) -> Pace:
    """Keep a measured pace, drawing an older one towards it; what is in force now."""
    file = _file_of(folder, pace.model, pace.device, pace.precision, pace.method)
    record = read_json(file)
    older = Pace.read(record) if record else None
    # With other threads the old pace says nothing.
    if older and older.threads == pace.threads:
        pace = replace(
            pace,
            start=_mix(older.start, pace.start),
            token=_mix(older.token, pace.token),
            step=_mix(older.step, pace.step),
            memory=pace.memory if pace.longest >= older.longest else older.memory,
            longest=max(pace.longest, older.longest),
        )
    folder.mkdir(parents=True, exist_ok=True)
    write_json(file, pace.record())
    return pace


def _mix(older: float, newer: float) -> float:
    return older * (1 - TRUST) + newer * TRUST


def _file_of(folder: Path, *names: str) -> Path:
    text = "-".join(names)
    mark = hashlib.sha256(text.encode()).hexdigest()[:12]
    return folder / f"{re.sub(r'[^A-Za-z0-9.-]+', '-', text)[-80:]}-{mark}.json"
