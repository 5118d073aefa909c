"""Sets up the local engine's libraries in an environment of its own."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from studio.domain.errors import EngineError
from studio.i18n import _
from studio.resources import RESOURCES

ROOT = Path(__file__).resolve().parents[2]
LOCKED = RESOURCES / "engine-requirements.txt"
"""Every library with its hash, as resolved from ``CHOSEN``."""
CHOSEN = RESOURCES / "engine-requirements.in"
STAMP = "studio-engine.stamp"
ENVIRONMENT_VARIABLE = "STUDIO_ENGINE_ENV"
TORCH_INDEX_VARIABLE = "STUDIO_TORCH_INDEX"
TELLING = re.compile(r"(Collecting|Downloading|Installing|Successfully|ERROR)\b")
"""Lines of the installer that a person can follow."""


def read_megabytes() -> int:
    """How much room the engine's libraries take, in megabytes."""
    size = re.search(r"^# size: (\d+)$", CHOSEN.read_text(encoding="utf-8"), re.MULTILINE)
    return int(size[1]) if size else 0


def describe_size() -> str:
    """The size of the engine in words, to be said before it is fetched."""
    gigabytes = f"{read_megabytes() / 1000:.1f}"
    return _("about {n} GB (PyTorch and the libraries that train)").format(n=gigabytes)


def find_environment(data: Path | None = None, variables: Mapping[str, str] = os.environ) -> Path:
    """Where the engine's own environment is: ``STUDIO_ENGINE_ENV``, else below ``data``."""
    chosen = variables.get(ENVIRONMENT_VARIABLE)
    if chosen:
        return Path(chosen).expanduser()
    return (data or ROOT) / ("engine-env" if data else ".venv-engine")


def is_installed(env: Path) -> bool:
    """Whether this environment is whole and made from the requirements of this version."""
    try:
        return (env / STAMP).read_text(encoding="utf-8") == _compute_fingerprint()
    except OSError:
        return False


def install(env: Path) -> Iterator[str]:
    """Set up the environment, telling each step in a line; raises EngineError.

    The stamp that makes it count is written last, so that an interrupted set-up is begun anew.
    Abandoning the iterator ends the installer.
    """
    if is_installed(env):
        return
    yield _("Setting up the local engine: {size}").format(size=describe_size())
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
    yield from _run([*pip, "--no-deps", "--require-hashes", "-r", str(LOCKED)])
    yield from _run([*pip, *_choose_index(), _read_torch()])
    (env / STAMP).write_text(_compute_fingerprint(), encoding="utf-8")
    yield _("The local engine is set up.")


def _read_torch() -> str:
    """The pinned torch, as pip reads it."""
    lines = CHOSEN.read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith("torch=="))


def _choose_index() -> list[str]:
    """Another place to take torch from, e.g. one with builds for this graphics card."""
    index = os.environ.get(TORCH_INDEX_VARIABLE)
    return ["--index-url", index] if index else []


def _compute_fingerprint() -> str:
    digest = hashlib.sha256(LOCKED.read_bytes() + CHOSEN.read_bytes()).hexdigest()
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
                if TELLING.match(last):
                    yield last[:160]
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise EngineError(_("The engine can't be set up: {why}").format(why=last[:300]))
