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
from studio.os_errors import explain_os_error
from studio.providers.engine_process import ROOT, follow, python_of
from studio.resources import RESOURCES

LOCKED = RESOURCES / "engine-requirements.txt"
"""Every library with its hash, as resolved from ``CHOSEN``."""
CHOSEN = RESOURCES / "engine-requirements.in"
STAMP = "studio-engine.stamp"
ENVIRONMENT_VARIABLE = "STUDIO_ENGINE_ENV"
TORCH_INDEX_VARIABLE = "STUDIO_TORCH_INDEX"


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
    try:
        env.parent.mkdir(parents=True, exist_ok=True)
        (env / STAMP).unlink(missing_ok=True)
        is_older = _is_usable(env)
        if not is_older:
            shutil.rmtree(env, ignore_errors=True)
    except OSError as error:
        raise EngineError(
            _("The folder {folder} can't be written: {why}").format(
                folder=env, why=explain_os_error(error)
            )
        ) from error
    if is_older:
        # Most of it is there already: an update fetches what has changed, not gigabytes anew.
        yield _("Bringing the local engine up to date")
    else:
        yield _("Setting up the local engine: {size}").format(size=describe_size())
        yield from follow([sys.executable, "-m", "venv", str(env)])
    pip = [str(python_of(env)), "-m", "pip", "install", "--disable-pip-version-check"]
    pip += ["--progress-bar", "off"]
    yield from follow([*pip, "--no-deps", "--require-hashes", "-r", str(LOCKED)])
    yield from follow([*pip, *_choose_index(), _read_torch()])
    (env / STAMP).write_text(_compute_fingerprint(), encoding="utf-8")
    yield _("The local engine is set up.")


def _is_usable(env: Path) -> bool:
    """Whether there is an environment of this Python that an installer works in."""
    wish = f"import pip, sys; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    try:
        return subprocess.run([python_of(env), "-c", wish], capture_output=True).returncode == 0
    except OSError:
        return False


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
