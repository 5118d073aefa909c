"""A run that has its model, without a training: for what comes after one."""

from __future__ import annotations

from typing import Any

from studio.domain.run import Hyperparameters, RunStatus
from studio.store.library import Library

BASE, TUNED = "rehearsal-tiny", "ft:tiny"


def insert_trained_run(
    library: Library, version: int = 1, *, epochs: int | None = None, **outcome: Any
) -> int:
    """The number of a new run of the local engine that succeeded, ``outcome`` what else came of
    it; within a transaction."""
    number = library.runs.insert(
        version=version,
        endpoint="local",
        model=BASE,
        hyperparameters=Hyperparameters(epochs=epochs),
        seed=None,
        suffix="",
        nonce="n",
        estimate_usd=0,
    )
    library.runs.update(number, status=RunStatus.SUCCEEDED, fine_tuned_model=TUNED, **outcome)
    return number
