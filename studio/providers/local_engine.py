"""Sets up the local engine in an environment of its own, starts it on demand and finds it again."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studio.domain.errors import EngineError
from studio.i18n import _
from studio.resources import RESOURCES

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = RESOURCES / "engine-requirements.txt"
CHOSEN = RESOURCES / "engine-requirements.in"
STAMP = "studio-engine.stamp"
ENVIRONMENT_VARIABLE = "STUDIO_ENGINE_ENV"
TORCH_INDEX_VARIABLE = "STUDIO_TORCH_INDEX"
# ``python -m studio.engine``, but with the libraries of the engine's environment before those
# that the studio itself may be installed among.
STARTER = (
    f"import runpy, sys; sys.path.append({str(ROOT)!r}); "
    "runpy.run_module('studio.engine', run_name='__main__', alter_sys=True)"
)
SHOWN = re.compile(r"(Collecting|Downloading|Installing|Successfully|ERROR)\b")


@dataclass(frozen=True)
class EngineAddress:
    """Where the running engine listens, and the key it wants. The key is never shown."""

    base_url: str
    key: str = field(repr=False)


def engine_megabytes() -> int:
    """How much room the engine's libraries take, in megabytes."""
    found = re.search(r"^# size: (\d+)$", CHOSEN.read_text(encoding="utf-8"), re.MULTILINE)
    return int(found[1]) if found else 0


def engine_size() -> str:
    """The size of the engine in words, to be said before it is fetched."""
    gigabytes = f"{engine_megabytes() / 1000:.1f}"
    return _("about {n} GB (PyTorch and the libraries that train)").format(n=gigabytes)


ENGINE_SIZE = engine_size()


def engine_environment(data: Path | None = None, variables: Mapping[str, str] = os.environ) -> Path:
    """Where the engine's own environment is: ``STUDIO_ENGINE_ENV``, else below ``data``."""
    asked = variables.get(ENVIRONMENT_VARIABLE)
    if asked:
        return Path(asked).expanduser()
    return (data or ROOT) / ("engine-env" if data else ".venv-engine")


def is_installed(env: Path) -> bool:
    """Whether this environment is whole and made from the requirements of this version."""
    try:
        return (env / STAMP).read_text(encoding="utf-8") == _fingerprint()
    except OSError:
        return False


def install(env: Path) -> Iterator[str]:
    """Set up the environment, telling each step in a line; raises EngineError.

    The stamp that makes it count is written last, so that an interrupted set-up is begun anew.
    Abandoning the iterator ends the installer.
    """
    if is_installed(env):
        return
    yield _("Setting up the local engine: {size}").format(size=ENGINE_SIZE)
    try:
        env.parent.mkdir(parents=True, exist_ok=True)
        (env / STAMP).unlink(missing_ok=True)
        shutil.rmtree(env, ignore_errors=True)
    except OSError as error:
        raise EngineError(
            _("The folder {folder} can't be written: {why}").format(folder=env, why=error.strerror)
        ) from error
    yield from _run([sys.executable, "-m", "venv", str(env)])
    pip = [str(python_of(env)), "-m", "pip", "install", "--disable-pip-version-check"]
    pip += ["--progress-bar", "off"]
    yield from _run([*pip, "--no-deps", "--require-hashes", "-r", str(REQUIREMENTS)])
    yield from _run([*pip, *_torch_index(), _torch()])
    (env / STAMP).write_text(_fingerprint(), encoding="utf-8")
    yield _("The local engine is set up.")


def _torch() -> str:
    """The pinned torch, as pip reads it."""
    lines = CHOSEN.read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith("torch=="))


def _torch_index() -> list[str]:
    """Another place to take torch from, e.g. one with builds for this graphics card."""
    place = os.environ.get(TORCH_INDEX_VARIABLE)
    return ["--index-url", place] if place else []


def _fingerprint() -> str:
    digest = hashlib.sha256(REQUIREMENTS.read_bytes() + CHOSEN.read_bytes()).hexdigest()
    return f"{digest} python {sys.version_info.major}.{sys.version_info.minor}\n"


def python_of(env: Path) -> Path:
    """The interpreter of an environment."""
    return env / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _run(command: list[str]) -> Iterator[str]:
    """Run a step of the set-up, passing on the lines a person can follow."""
    try:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        )
    except OSError as error:
        raise EngineError(_("The engine can't be set up: {why}").format(why=error)) from error
    last = ""
    with process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                last = line.strip() or last
                if SHOWN.match(last):
                    yield last[:160]
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise EngineError(_("The engine can't be set up: {why}").format(why=last[:300]))


class LocalEngine:
    """The engine of one folder. It outlives the window and ends by itself when idle."""

    def __init__(self, home: Path, env: Path) -> None:
        self._home = home
        self._env = env

    def ensure_running(self, timeout: float = 30) -> EngineAddress:
        """The address of the engine: the running one's, else of one started now.

        ``timeout`` is in seconds; raises EngineError.
        """
        found = self.running()
        if found:
            return found
        if not is_installed(self._env):
            raise EngineError(_("The local engine is not set up yet: set it up first."))
        process = self._spawn()
        # Collects the engine's exit whenever that is, so that it never stays as a zombie.
        threading.Thread(target=process.wait, name="engine-exit", daemon=True).start()
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            found = self.running()
            if found:
                self._call_off(process)
                return found
            if process.poll() not in (None, 0):
                raise EngineError(
                    _("The local engine ended at once. Its last words: {words}").format(
                        words=self._last_words()
                    )
                )
            time.sleep(0.05)
        process.kill()
        raise EngineError(
            _("The local engine did not answer within {n} seconds; see {file}").format(
                n=int(timeout), file=self._log
            )
        )

    def running(self) -> EngineAddress | None:
        """The address of the engine if one is alive and answers, else None."""
        record = self._record()
        if record is None or not _alive(int(record["pid"])):
            return None
        address = EngineAddress(str(record["base_url"]), str(record["key"]))
        return address if _answers(address) else None

    def stop(self) -> None:
        """End the engine; what it was training goes on at the next start. Never fails."""
        record = self._record()
        if record is None or self.running() is None:
            return  # a process id in an old file may be somebody else's by now
        try:
            os.kill(int(record["pid"]), signal.SIGTERM)
        except OSError:
            return
        deadline = time.monotonic() + 10
        while _alive(int(record["pid"])) and time.monotonic() < deadline:
            time.sleep(0.05)

    @property
    def _log(self) -> Path:
        return self._home / "engine.log"

    def _record(self) -> dict[str, Any] | None:
        try:
            record = json.loads((self._home / "engine.json").read_bytes())
        except (OSError, ValueError):
            return None
        whole = isinstance(record, dict) and {"base_url", "key", "pid"} <= record.keys()
        return record if whole else None

    def _spawn(self) -> subprocess.Popen[bytes]:
        variables = {
            **os.environ,
            "PYTHONUTF8": "1",
            "STUDIO_ENGINE_KEY": secrets.token_urlsafe(32),
        }
        command = [str(python_of(self._env)), "-P", "-c", STARTER, "--home", str(self._home)]
        try:
            self._home.mkdir(parents=True, exist_ok=True)
            with self._log.open("ab") as log:
                # A session of its own: closing the window or its terminal does not end training.
                return subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    env=variables,
                    cwd=self._home,
                    start_new_session=True,
                )
        except OSError as error:
            raise EngineError(
                _("The local engine can't be started: {why}").format(why=error)
            ) from error

    def _call_off(self, process: subprocess.Popen[bytes]) -> None:
        """End the process started here when somebody else's was faster; it serves nobody."""
        record = self._record()
        # On Windows the process started here is only a launcher with a number of its own.
        if os.name != "nt" and record and int(record["pid"]) != process.pid:
            process.kill()

    def _last_words(self) -> str:
        try:
            lines = self._log.read_text(encoding="utf-8", errors="replace").split("\n")
        except OSError:
            return ""
        return next((line.strip() for line in reversed(lines) if line.strip()), "")[:300]


def _alive(pid: int) -> bool:
    """Whether a process with this number exists; on Windows asking would end it, so: maybe."""
    if os.name == "nt":
        return True
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _answers(address: EngineAddress) -> bool:
    """Whether an engine with this key listens there."""
    request = urllib.request.Request(
        f"{address.base_url}/models", headers={"Authorization": f"Bearer {address.key}"}
    )
    # No proxy: the engine is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=5) as reply:
            return bool(reply.status == 200)
    except (OSError, ValueError):
        return False
