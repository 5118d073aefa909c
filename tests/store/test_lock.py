"""One process holds the right to write, as often as it asks for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from studio.domain.errors import LibraryError
from studio.store import lock

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys
from pathlib import Path
from studio.store import lock
lock.acquire(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_another_process_waits_until_the_last_holder_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "mentor.studio"
    code = "import sys; from pathlib import Path; from studio.store import lock\nlock.acquire(Path(sys.argv[1]))"

    def try_elsewhere() -> int:
        command = [sys.executable, "-c", code, str(path)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode

    lock.acquire(path)
    lock.acquire(path)
    lock.release(path)
    assert try_elsewhere() == 1
    lock.release(path)
    assert try_elsewhere() == 0


def test_the_death_of_a_process_frees_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "mentor.studio"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        with pytest.raises(LibraryError, match=f"process {holder.pid}"):
            lock.acquire(path)
        holder.kill()
    lock.acquire(path)
    lock.release(path)


def test_what_is_not_held_can_be_released(tmp_path: Path) -> None:
    lock.release(tmp_path / "mentor.studio")
