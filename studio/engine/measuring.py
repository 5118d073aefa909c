"""Measures how fast a model trains here, on a few rows, before the training itself begins."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import torch

from studio.domain.pace import Pace
from studio.engine.hardware import Plan

ROWS = 4
"""Rows that are measured, after one that is not: the first one is slow."""
EVENNESS = 0.9
"""Of the time that threads share evenly: a little of it one works alone."""
SECONDS = 20.0
"""Past which no further row is begun."""


def measure_pace(
    model: Any,
    lengths: Sequence[int],
    plan: Plan,
    *,
    name: str,
    method: str = "supervised",
    began: float,
    busy: bool = False,
) -> Pace:
    """Go forward and back over rows of typical lengths and over the longest; no weight changes.

    ``began`` is when the process began (``time.monotonic``): what loading took is in the pace.
    Where another training keeps the processor ``busy`` its own time counts, not the clock's: the
    other one will be over before this one begins.
    """
    start = time.monotonic() - began
    # The middle one for the pace, the longest for the memory.
    ordered = sorted(lengths)
    typical, longest = ordered[len(ordered) // 2], ordered[-1]
    both = 2 if method == "dpo" else 1  # two answers, and each once more by the reference
    # As in training: some layers do more then.
    was_training = model.training
    model.train()
    _go(model, typical)
    spent, tokens, deadline = 0.0, 0, time.monotonic() + SECONDS
    for length in [typical] * (ROWS - 1) + [longest]:
        begun, used = time.monotonic(), time.process_time()
        _go(model, length)
        took = time.monotonic() - begun
        if busy and plan.device == "cpu":
            took = min(took, (time.process_time() - used) / plan.threads / EVENNESS)
        spent, tokens = spent + took, tokens + length
        if time.monotonic() > deadline:
            break
    model.train(was_training)
    return Pace(
        model=name,
        device=plan.device,
        precision=plan.precision,
        method=method,
        threads=plan.threads,
        start=start,
        token=spent / tokens * both * (1.35 if method == "dpo" else 1),
        step=0.05,
        memory=read_peak_memory(plan.device),
        longest=longest,
        measured=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _go(model: Any, length: int) -> None:
    """One row forward and back. The words are any: only how many there are takes time."""
    device = next(model.parameters()).device
    vocabulary = model.get_input_embeddings().weight.shape[0]
    generator = torch.Generator().manual_seed(0)  # the training's own chance is left alone
    ids = torch.randint(0, vocabulary, (1, length), generator=generator).to(device)
    model(input_ids=ids, labels=ids).loss.backward()
    model.zero_grad(set_to_none=True)
    if device.type == "cuda":
        torch.cuda.synchronize()


def read_peak_memory(device: str) -> int:
    """The most bytes this process has had so far, in the memory of its device; 0: nobody knows."""
    if device == "cuda":
        return int(torch.cuda.max_memory_allocated())
    if sys.platform == "win32":
        import psutil  # comes with the trainer's libraries

        return int(psutil.Process().memory_info().peak_wset)
    import resource  # exists on Unix only

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak if sys.platform == "darwin" else peak * 1024)
