"""The fuzzer: spoils files and holds the readers to their promises, each input told by its seed."""

from __future__ import annotations

import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.fuzz.mutations import spoil
from tests.fuzz.seeds import Seed, seeds
from tests.fuzz.targets import Cut, lightly, read_book, read_row_file

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
LONGEST = 30
"""Seconds past which an input of this size is one that hangs."""


@dataclass(frozen=True)
class Find:
    """An input that broke a promise: how, and where it was saved."""

    seed: str
    name: str
    why: str
    saved: Path

    def __str__(self) -> str:
        return f"{self.seed} ({self.name}): {self.why}\n    saved as {self.saved}"


class Hangs(BaseException):
    """Raised into a reader that does not come to an end."""


@dataclass
class Fuzzer:
    """``number`` is the seed of seeds: input ``n`` of it is always the same."""

    number: int
    folder: Path
    cut: Cut = lightly
    only: str = ""  # a suffix
    outcomes: Counter[str] = field(default_factory=Counter)
    finds: list[Find] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        found = [seed for seed in seeds(SHARED) if self.only in ("", seed.suffix)]
        self._by_suffix: dict[str, list[Seed]] = {}
        for seed in found:
            self._by_suffix.setdefault(seed.suffix, []).append(seed)

    def input(self, n: int) -> tuple[Seed, bytes]:
        """The seed and the spoilt bytes of input ``n``."""
        random = Random(f"{self.number}-{n}")
        kinds = sorted(self._by_suffix)
        seed, other = (random.choice(self._by_suffix[random.choice(kinds)]) for _two in range(2))
        return seed, spoil(random, seed.raw, seed.suffix, other.raw)

    def run(self, inputs: Iterator[int]) -> None:
        for n in inputs:
            seed, raw = self.input(n)
            path = self.folder / f"now{seed.suffix}"
            path.write_bytes(raw)  # there to be found should the whole process end
            begun = time.monotonic()
            try:
                with _at_most(LONGEST):
                    done = self._read(seed, raw, path, ruby=n % 2 == 0)
                self.outcomes[f"{seed.suffix} {done}"] += 1
            except (Exception, Hangs) as error:
                self._keep(n, seed, raw, error)
            path.unlink()
            slow = time.monotonic() - begun
            self.outcomes["slowest, in ms"] = max(self.outcomes["slowest, in ms"], int(1000 * slow))

    def _read(self, seed: Seed, raw: bytes, path: Path, *, ruby: bool) -> str:
        if seed.is_book:
            return read_book(raw, path.name, ruby=ruby, cut=self.cut)
        return read_row_file(path)

    def _keep(self, n: int, seed: Seed, raw: bytes, error: BaseException) -> None:
        saved = self.folder / f"find-{self.number}-{n}{seed.suffix}"
        saved.write_bytes(raw)
        place = traceback.extract_tb(error.__traceback__)[-1]
        why = f"{type(error).__name__}: {error} at {Path(place.filename).name}:{place.lineno}"
        self.finds.append(Find(f"{self.number}-{n}", seed.name, why[:500], saved))


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    """Raise ``Hangs`` into what takes longer, where the system can."""
    if sys.platform == "win32":
        yield
        return

    def stop(*_of: object) -> None:
        raise Hangs(f"longer than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
