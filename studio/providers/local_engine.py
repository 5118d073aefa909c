"""The local engine from outside: set up its environment, start it, find it running.

The engine is a program of its own (``studio/engine``), with heavy libraries in an environment of
its own; here it is only installed and started. It is spoken to as any other endpoint.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.domain.errors import EngineError
from studio.i18n import _
from studio.resources import RESOURCES

ENGINE_SIZE = _("about 1.5 GB on disk, some minutes to download")
TORCH = "torch==2.13.0"
"""Pinned apart from the hashed list: which build fits depends on the machine.

``STUDIO_TORCH_INDEX`` names another package index for it, to choose a GPU or a CPU build.
"""
REQUIREMENTS = RESOURCES / "engine-requirements.txt"
_STAMP = "studio-engine.stamp"
_TAIL = 300


@dataclass(frozen=True)
class EngineAddress:
    """Where a running engine listens, and the key it asks for."""

    base_url: str
    key: str


def engine_environment(data: Path) -> Path:
    """The engine's own virtual environment: ``STUDIO_ENGINE_ENV``, else in the data folder."""
    chosen = os.environ.get("STUDIO_ENGINE_ENV")
    return Path(chosen) if chosen else data / "engine-env"


def is_installed(environment: Path) -> bool:
    """Whether the environment holds just what this version of the studio needs."""
    try:
        return (environment / _STAMP).read_text(encoding="utf-8") == _wanted()
    except OSError:
        return False


def install(environment: Path) -> Iterator[str]:
    """Make the environment, saying each step; EngineError with one line where that fails.

    The stamp is written last, so that a broken-off installation is begun again.
    """
    yield _("Setting up the local engine: {size}").format(size=ENGINE_SIZE)
    if not _python(environment).exists() or (environment / _STAMP).exists():
        shutil.rmtree(environment, ignore_errors=True)
    environment.parent.mkdir(parents=True, exist_ok=True)
    yield from _step(
        [sys.executable, "-m", "venv", str(environment)], _("Making the engine's environment")
    )
    pip = [str(_python(environment)), "-m", "pip", "install", "--disable-pip-version-check",
           "--quiet", "--no-input"]  # fmt: skip
    index = os.environ.get("STUDIO_TORCH_INDEX")
    torch = [*pip, TORCH, *(["--index-url", index] if index else [])]
    yield from _step(torch, _("Installing the training library (the largest part)"))
    locked = [*pip, "--require-hashes", "--no-deps", "-r", str(REQUIREMENTS)]
    yield from _step(locked, _("Installing what stands around it"))
    (environment / _STAMP).write_text(_wanted(), encoding="utf-8")
    yield _("The local engine is set up.")


class LocalEngine:
    """The studio's own training server, started on demand and shared by all windows."""

    def __init__(self, home: Path, environment: Path) -> None:
        self.home = home
        self.environment = environment

    def running(self) -> EngineAddress | None:
        """The engine that listens now, or None."""
        try:
            said: dict[str, Any] = json.loads((self.home / "engine.json").read_text("utf-8"))
            address = EngineAddress(str(said["base_url"]), str(said["key"]))
        except (OSError, ValueError, KeyError):
            return None
        return address if _answers(address) else None

    def ensure_running(self, timeout: float = 30.0) -> EngineAddress:
        """The engine's address; it is started where it does not run. EngineError if it can't."""
        found = self.running()
        if found:
            return found
        if not is_installed(self.environment):
            raise EngineError(
                _("The local engine is not set up yet ({size}). Set it up on the training page, "
                  "or run `studio engine`.").format(size=ENGINE_SIZE)
            )  # fmt: skip
        self.home.mkdir(parents=True, exist_ok=True)
        process = self._spawn()
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            found = self.running()
            if found:
                return found
            if process.poll() not in (None, 0):
                break
            time.sleep(0.05)
        raise EngineError(
            _("The local engine did not start: {why}. Its log is {log}.").format(
                why=self._last_words(), log=self.home / "engine.log"
            )
        )

    def stop(self) -> None:
        """End a running engine; its jobs resume at the next start."""
        try:
            pid = int(json.loads((self.home / "engine.json").read_text("utf-8"))["pid"])
        except (OSError, ValueError, KeyError):
            return
        if self.running():
            with contextlib.suppress(OSError):
                os.kill(pid, 15)

    def _spawn(self) -> subprocess.Popen[bytes]:
        """Start it apart from this program: closing the window must not end a training."""
        package = str(Path(__file__).resolve().parents[2])
        environment = {
            name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")
        }
        environment |= {"PYTHONPATH": package, "PYTHONUTF8": "1"}
        apart: dict[str, Any] = (
            {"creationflags": 0x00000208} if os.name == "nt" else {"start_new_session": True}
        )
        with (self.home / "engine.log").open("ab") as log:
            return subprocess.Popen(
                [str(_python(self.environment)), "-m", "studio.engine", "--home", str(self.home)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment,
                cwd=self.home, **apart,
            )  # fmt: skip

    def _last_words(self) -> str:
        try:
            lines = (self.home / "engine.log").read_text("utf-8", "replace").strip().splitlines()
        except OSError:
            return _("it left no log")
        return lines[-1][-_TAIL:] if lines else _("it said nothing")


def _answers(address: EngineAddress) -> bool:
    request = urllib.request.Request(
        f"{address.base_url.rstrip('/')}/models", headers={"Authorization": f"Bearer {address.key}"}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=2) as reply:
            return bool(reply.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False


def _step(command: list[str], line: str) -> Iterator[str]:
    yield line
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    except OSError as error:
        raise EngineError(_("{line} failed: {why}.").format(line=line, why=error)) from error
    if done.returncode:
        said = [text for text in done.stderr.strip().splitlines() if "ERROR" in text]
        last = said or done.stderr.strip().splitlines() or [_("no reason given")]
        raise EngineError(
            _("{line} failed: {why}. Check the connection and the disk, then try again.").format(
                line=line, why=last[-1][-_TAIL:]
            )
        )


def _python(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _wanted() -> str:
    return hashlib.sha256(REQUIREMENTS.read_bytes() + TORCH.encode()).hexdigest()
