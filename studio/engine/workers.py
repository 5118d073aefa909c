"""How many processes train one job together, and which of them speaks for all.

One on a computer with one graphics card or none; with several cards one each, started by torchrun.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from studio.engine.processes import ROOT, build_starter

WORKER = "studio.engine.worker"
MOST = 64


def count_wanted(wishes: Mapping[str, object]) -> int:
    """How many processes the curator's choices ask for; 1 where they say nothing."""
    wish = str(wishes.get("workers", "1"))
    return min(max(int(wish), 1), MOST) if wish.isdecimal() else 1


def build_worker_command(folder: Path, parent: int, workers: int = 1) -> list[str]:
    """The command that trains the job in ``folder``, ending with the process ``parent``."""
    if workers == 1:
        starter = build_starter(WORKER)
        return [sys.executable, "-P", "-c", starter, str(folder), str(parent)]
    # torchrun itself; the processes it starts end with it.
    starter = build_starter("torch.distributed.run")
    options = ["--standalone", "--nproc-per-node", str(workers), "-m", WORKER]
    return [sys.executable, "-P", "-c", starter, *options, str(folder), "0"]


def add_studio_path(variables: Mapping[str, str]) -> dict[str, str]:
    """The environment in which processes that torchrun starts find the studio."""
    paths = [variables.get("PYTHONPATH", ""), str(ROOT)]
    return {**variables, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


def count_processes() -> int:
    """How many train the job that this process trains."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def is_first() -> bool:
    """Whether this process is the one that writes down what all of them do."""
    return os.environ.get("RANK", "0") == "0"
