"""Child processes that never outlive their parent, and the environment they run in."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PR_SET_PDEATHSIG = 1

# A busy machine makes OpenMP threads that spin for work up to forty times slower.
QUIET: dict[str, str] = {
    "OMP_WAIT_POLICY": "passive",
    "GOMP_SPINCOUNT": "0",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "PYTHONUNBUFFERED": "1",
    "PYTHONUTF8": "1",
}

# Training asks for the same large blocks at every step: keep them instead of giving them back to
# the system each time (glibc; halves the time of a rehearsal).
HOARDING: dict[str, str] = {
    "MALLOC_MMAP_THRESHOLD_": str(2**30),
    "MALLOC_TRIM_THRESHOLD_": str(2**31),
    "MALLOC_TOP_PAD_": str(2**26),
}


def build_starter(module: str) -> str:
    """Code that runs a module of the studio with the libraries of this environment first."""
    # The studio may be installed among libraries of its own, which must not win over these.
    return (
        f"import runpy, sys; sys.path.append({str(ROOT)!r}); "
        f"runpy.run_module({module!r}, run_name='__main__', alter_sys=True)"
    )


def build_environment(base: Mapping[str, str], *, offline: bool) -> dict[str, str]:
    """The environment of a training process; ``offline`` keeps it from asking the hub."""
    made = {**base, **QUIET, **HOARDING}
    made.pop("STUDIO_ENGINE_KEY", None)
    if offline:
        made["HF_HUB_OFFLINE"] = "1"
    return made


def die_with_parent(parent: int) -> None:
    """End this process as soon as ``parent`` is gone, even when it was killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    # Linux sends the signal; elsewhere, and should that fail, this thread looks.
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
