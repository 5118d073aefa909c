"""How many processes train one job together, and which of them speaks for all.

One on a computer with one graphics card or none; with several cards one each, started by torchrun.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from itertools import takewhile
from pathlib import Path
from typing import Any

from studio.engine.processes import ROOT, build_starter

WORKER = "studio.engine.worker"
MOST = 64
PATIENCE = 60
"""Seconds that a program may take to say which cards there are."""
COUNTING = "import torch; print(torch.cuda.device_count() if torch.cuda.is_available() else 0)"


def choose_workers(spec: Mapping[str, Any], variables: Mapping[str, str] = os.environ) -> int:
    """How many processes train a job: one for each graphics card, and no more than share out the
    rows of a step evenly, so that a step stays what was ordered.

    The rehearsal model trains on the processor, and alone. The curator may want fewer cards, or
    (for a proof without any) so many processes.
    """
    wishes = spec.get("wishes") or {}
    if spec.get("mode") == "rehearsal":
        return 1
    wish = str(wishes.get("workers", ""))
    if wish.isdecimal() and int(wish):
        most = min(int(wish), MOST)
    elif wishes.get("device") == "cpu":
        return 1
    else:
        most = count_usable_cards(variables)
        limit = str(wishes.get("graphics_cards", ""))
        most = min(most, int(limit)) if limit.isdecimal() and int(limit) else most
    batch = int(spec.get("batch_size", 1))
    return next(count for count in range(max(1, min(most, batch)), 0, -1) if batch % count == 0)


def count_usable_cards(variables: Mapping[str, str] = os.environ) -> int:
    """The graphics cards that PyTorch computes on here; it is asked only where there are several,
    because loading it takes seconds."""
    cards = count_cards(variables)
    if cards < 2:
        return cards
    answer = _ask([sys.executable, "-c", COUNTING], variables)
    return int(answer) if answer.isdecimal() else 1


def count_cards(variables: Mapping[str, str] = os.environ) -> int:
    """NVIDIA's cards that programs started from here are to see."""
    visible = variables.get("CUDA_VISIBLE_DEVICES")
    if visible is not None:
        # As CUDA reads it: what follows an index below 0 is hidden, too.
        names = [name.strip() for name in visible.split(",")]
        return len(list(takewhile(lambda name: name and not name.startswith("-"), names)))
    program = shutil.which("nvidia-smi", path=variables.get("PATH"))
    listing = _ask([program, "--list-gpus"], variables) if program else ""
    return sum(line.startswith("GPU ") for line in listing.splitlines())


def claim_card() -> None:
    """Let this process compute on the card that is its own, where several train together."""
    import torch  # heavy

    if count_processes() > 1 and torch.cuda.is_available():
        torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))


def _ask(command: list[str], variables: Mapping[str, str]) -> str:
    """What a program answers; "" where it does not."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, env=dict(variables), timeout=PATIENCE
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


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
