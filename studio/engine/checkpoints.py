"""The checkpoints of a training on disk: which are whole, and which is gone on from."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import torch

from studio.engine.safetensor_files import is_whole


def find_checkpoint(folder: Path) -> Path | None:
    """The newest checkpoint that is whole; broken ones, left by a kill, are removed."""
    checkpoints = sorted(folder.glob("checkpoint-*"), key=step_of, reverse=True)
    for checkpoint in checkpoints:
        if _is_complete(checkpoint):
            return checkpoint
        shutil.rmtree(checkpoint)
    return None


def step_of(checkpoint: Path) -> int:
    return int(checkpoint.name.split("-")[1])


def _is_complete(checkpoint: Path) -> bool:
    weights = [*checkpoint.glob("*.safetensors")]
    try:
        # The trainer writes its state last, so it vouches for what was written before.
        json.loads((checkpoint / "trainer_state.json").read_text(encoding="utf-8"))
        torch.load(checkpoint / "optimizer.pt", map_location="cpu", weights_only=True)
    except Exception:  # a reader of a torn file stumbles in ways of its own
        return False
    return bool(weights) and all(map(is_whole, weights))
