"""Starts the local engine on demand and finds it again."""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from studio.atomic_file import write_text
from studio.domain.errors import DiskError, EngineError
from studio.i18n import _
from studio.providers.engine_process import build_command, python_of
from studio.providers.engine_setup import is_installed

SECRET_NAME = re.compile(r"KEY|SECRET|PASSW|CREDENTIAL|TOKEN", re.IGNORECASE)
SECRET_VALUE = re.compile(r"sk-\w")
OF_THE_HUB = frozenset({"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"})
"""Secrets that the engine needs itself, to fetch the models one asks it to train."""


def drop_secrets(variables: Mapping[str, str]) -> dict[str, str]:
    """The environment without the keys of providers, which are no business of the engine."""
    return {
        name: value
        for name, value in variables.items()
        if name in OF_THE_HUB or not (SECRET_NAME.search(name) or SECRET_VALUE.match(value))
    }


@dataclass(frozen=True)
class EngineAddress:
    """Where the running engine listens, and the key it wants. The key is never shown."""

    base_url: str
    key: str = field(repr=False)


class LocalEngine:
    """The engine of one folder. It outlives the window and ends by itself when idle."""

    def __init__(self, home: Path, env: Path) -> None:
        self._home = home.absolute()  # the engine runs in its folder, not in the caller's
        self._env = env

    def ensure_running(self, timeout: float = 30, *, port: int = 0) -> EngineAddress:
        """The address of the engine: the running one's, else of one started now.

        ``timeout`` is in seconds, ``port`` 0 takes any that is free; raises EngineError.
        """
        address = self.running()
        if address:
            if port and urlsplit(address.base_url).port != port:
                raise EngineError(
                    _(
                        "The engine is already running at {url}. Stop it first: studio "
                        "engine --stop"
                    ).format(url=address.base_url)
                )
            return address
        if not is_installed(self._env):
            raise EngineError(_("The local engine is not set up yet: set it up first."))
        process = self._spawn(port)
        # Collects the engine's exit whenever that is, so that it never stays as a zombie.
        threading.Thread(target=process.wait, name="engine-exit", daemon=True).start()
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            address = self.running()
            if address:
                self._call_off(process)
                return address
            if process.poll() not in (None, 0):
                raise EngineError(
                    _(
                        "The local engine stopped right after starting. Its last output: {words}"
                    ).format(words=self._last_words())
                )
            time.sleep(0.05)
        process.kill()
        raise EngineError(
            _("The local engine did not answer within {n} seconds; see {file}").format(
                n=int(timeout), file=self._log
            )
        )

    def choose(self, wishes: Mapping[str, str]) -> None:
        """Keep what the curator chose of device, precision and threads; the next training has it.

        An engine folder that can't be written is said when the engine is started.
        """
        file = self._home / "wishes.json"
        text = json.dumps(dict(wishes))
        try:
            if file.exists() and file.read_text(encoding="utf-8") == text:
                return
            self._home.mkdir(parents=True, exist_ok=True)
            write_text(file, text)
        except (OSError, DiskError):
            return

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
    def address_file(self) -> Path:
        """Where the running engine writes its address and its key, for its owner alone."""
        return self._home / "engine.json"

    @property
    def _log(self) -> Path:
        return self._home / "engine.log"

    def _record(self) -> dict[str, Any] | None:
        try:
            record = json.loads(self.address_file.read_bytes())
        except (OSError, ValueError):
            return None
        complete = isinstance(record, dict) and {"base_url", "key", "pid"} <= record.keys()
        return record if complete else None

    def _spawn(self, port: int) -> subprocess.Popen[bytes]:
        variables = {
            **drop_secrets(os.environ),
            "PYTHONUTF8": "1",
            "STUDIO_ENGINE_KEY": secrets.token_urlsafe(32),
        }
        command = build_command(
            python_of(self._env), "studio.engine", "--home", str(self._home), "--port", str(port)
        )
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
    import urllib.request

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
