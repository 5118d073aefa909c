"""What this computer computes with: device, precision, threads, memory, and how to use it."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from studio.engine.errors import JobFault

FLOAT32, BFLOAT16, FOUR_BITS = "float32", "bfloat16", "4bit"
PRECISIONS = (FLOAT32, BFLOAT16, FOUR_BITS)
BYTES: Mapping[str, float] = {FLOAT32: 4, BFLOAT16: 2, FOUR_BITS: 0.6}
"""Of one weight; four bits with their scales."""
BFLOAT16_FLAGS = frozenset({"avx512_bf16", "amx_bf16", "bf16"})
"""What Linux calls the instructions on Intel and AMD, and on Arm."""
SPARE = 0.9
"""Of the free memory may be asked for; the rest is the curator's."""
POLITE, GENTLE = 5, 15
"""How far a training stands back behind other programs (``nice``), usually and gently."""


@dataclass(frozen=True)
class Hardware:
    """What is there. ``free`` are bytes of the memory that the device computes in."""

    device: str = "cpu"
    bfloat16: bool = False
    free: int = 0
    cores: int = 1
    quantizes: bool = False
    """Whether weights can be held in four bits (a CUDA device and bitsandbytes)."""


@dataclass(frozen=True)
class Wishes:
    """What the curator has chosen of the local engine; "auto" and 0 leave it to the engine."""

    device: str = "auto"
    precision: str = "auto"
    threads: int = 0
    gently: bool = False


@dataclass(frozen=True)
class Plan:
    """How a model is computed with. ``checkpointing`` saves memory and costs a third more time;
    ``packed`` rows are trained in one piece, which saves time where they are short."""

    device: str = "cpu"
    precision: str = FLOAT32
    threads: int = 1
    niceness: int = POLITE
    checkpointing: bool = False
    packed: int = 1


@dataclass(frozen=True)
class Need:
    """Bytes that a training takes: ``fixed``, ``weights`` at one byte a weight (so the number of
    weights), and ``activations`` at one byte a number, which checkpointing brings down to
    ``checkpointed``."""

    fixed: int
    weights: int
    activations: int
    checkpointed: int

    def at(self, precision: str, *, checkpointing: bool) -> int:
        size = BYTES[precision]
        numbers = self.checkpointed if checkpointing else self.activations
        return int(self.fixed + self.weights * size + numbers * max(size, BYTES[BFLOAT16]))


def read_wishes(record: Mapping[str, object]) -> Wishes:
    """The wishes in a settings file; what nobody could mean is left to the engine."""
    device, precision = str(record.get("device", "")), str(record.get("precision", ""))
    threads = str(record.get("threads", ""))
    return Wishes(
        device=device if device in ("cpu", "cuda", "mps") else "auto",
        precision=precision if precision in PRECISIONS else "auto",
        threads=int(threads) if threads.isdecimal() else 0,
        gently=str(record.get("gently", "")).lower() in ("yes", "true", "1", "on"),
    )


def plan_use(hardware: Hardware, wishes: Wishes, need: Need | None = None) -> Plan:
    """How to compute here; JobFault ``not_enough_memory`` when what is wanted can't fit.

    A wish is followed. Else: bfloat16 where the device has instructions for it, float32 where it
    would be emulated (fifteen times slower), four bits where only these fit.
    """
    # Said at once: the library would else fail in the middle of loading gigabytes.
    if wishes.precision == FOUR_BITS and not hardware.quantizes:
        raise JobFault(
            "precision_not_available",
            "Four bits need an NVIDIA graphics card and the library bitsandbytes; choose bfloat16, "
            "float32 or auto.",
            "model",
        )
    common = hardware.device, _choose_threads(hardware, wishes)
    niceness = GENTLE if wishes.gently else POLITE
    tried = _list_precisions(hardware, wishes)
    for precision in tried:
        for checkpointing in (False, True):
            plan = Plan(common[0], precision, common[1], niceness, checkpointing)
            if need is None or fits(need, plan, hardware):
                return plan
    assert need is not None
    raise refuse_memory(need.at(tried[-1], checkpointing=True), hardware.free)


def _list_precisions(hardware: Hardware, wishes: Wishes) -> list[str]:
    if wishes.precision != "auto":
        return [wishes.precision]
    best = BFLOAT16 if hardware.bfloat16 else FLOAT32
    return [best, FOUR_BITS] if hardware.quantizes else [best]


def fits(need: Need, plan: Plan, hardware: Hardware) -> bool:
    """Whether what a training takes is there; true where nobody can tell."""
    if not hardware.free:
        return True  # nobody can tell, so it is tried
    return need.at(plan.precision, checkpointing=plan.checkpointing) <= hardware.free * SPARE


def refuse_memory(needed: int, free: int) -> JobFault:
    """That a training does not fit, in gigabytes."""
    return JobFault(
        "not_enough_memory",
        f"This training needs about {needed / 1e9:.1f} GB of memory, and {free / 1e9:.1f} GB are "
        "free. Close other programs, take a smaller model, or train on shorter rows.",
        "model",
    )


def _choose_threads(hardware: Hardware, wishes: Wishes) -> int:
    if wishes.threads:
        return min(wishes.threads, hardware.cores)
    return max(1, hardware.cores // 2) if wishes.gently else hardware.cores


def look(wishes: Wishes) -> Hardware:
    """What is there, looked at with PyTorch."""
    import torch  # heavy

    cores = count_cores()
    if wishes.device != "cpu" and torch.cuda.is_available():
        free, _total = torch.cuda.mem_get_info()
        return Hardware(
            "cuda", torch.cuda.is_bf16_supported(), int(free), cores, has_bitsandbytes()
        )
    # Apple's graphics share the processor's memory, so its free memory counts.
    if wishes.device == "mps" or (wishes.device == "auto" and torch.backends.mps.is_available()):
        return Hardware("mps", True, read_free_memory(), cores)
    return Hardware("cpu", has_bfloat16(read_processor_flags()), read_free_memory(), cores)


def has_bitsandbytes() -> bool:
    try:
        import bitsandbytes  # heavy, and not on every system  # noqa: F401
    except Exception:  # a build for another card fails in ways of its own
        return False
    return True


def has_bfloat16(flags: Collection[str]) -> bool:
    """Whether a processor with these flags computes in bfloat16 by itself."""
    return not BFLOAT16_FLAGS.isdisjoint(flags)


def read_processor_flags(cpuinfo: Path = Path("/proc/cpuinfo")) -> frozenset[str]:
    """The processor's flags, as Linux writes them; elsewhere none, which is slower but right."""
    try:
        lines = cpuinfo.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return frozenset()
    for line in lines:
        name, _colon, flags = line.partition(":")
        if name.strip() in ("flags", "Features"):
            return frozenset(flags.split())
    return frozenset()


def count_cores() -> int:
    """The cores that this process may use."""
    # In a container fewer may be ours than there are.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def read_free_memory(meminfo: Path = Path("/proc/meminfo")) -> int:
    """Bytes that can be had without swapping; 0 where nobody can tell."""
    try:
        for line in meminfo.read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    try:
        import psutil  # comes with the trainer's libraries
    except ImportError:
        return 0
    return int(psutil.virtual_memory().available)


def stand_back(niceness: int) -> None:
    """Let other programs go first."""
    if sys.platform == "win32":
        import psutil  # comes with the trainer's libraries

        below, idle = psutil.BELOW_NORMAL_PRIORITY_CLASS, psutil.IDLE_PRIORITY_CLASS
        psutil.Process().nice(idle if niceness >= GENTLE else below)
    elif hasattr(os, "nice"):
        os.nice(max(0, niceness - os.nice(0)))
