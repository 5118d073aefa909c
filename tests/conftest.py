"""What every test stands on: settings and data of its own, no keyring, no screen."""

from __future__ import annotations

import gc
import getpass
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from studio.i18n import use_language

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if sys.dont_write_bytecode:
    # Who wants no compiled files in the tree gets them elsewhere: tests start two hundred
    # processes, and each of them would compile all that it imports.
    compiled = Path(tempfile.gettempdir()) / f"passage-studio-compiled-{getpass.getuser()}"
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(compiled)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(compiled)

MEMORY = Path("/dev/shm")
MEMORY_BYTES = 4 * 2**30
"""How much there has to be in memory for what tests write: all of them write a twentieth of it."""

if (
    "TMPDIR" not in os.environ
    and MEMORY.is_dir()
    and os.access(MEMORY, os.W_OK)
    and shutil.disk_usage(MEMORY).free > MEMORY_BYTES
):
    # A thousand libraries and settings are made, each safe on the disk before a test goes on:
    # 20 ms there, and 3 in memory.
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None

# The same examples each time, and as long for one as a busy machine takes: the suite says whether
# the program is as it was. New ones are looked for by tests/fuzz.
# In CI, and with `build/test --all`, it is Hypothesis's own hundred.
settings.register_profile("steady", derandomize=True, database=None, deadline=None)
settings.register_profile("everyday", settings.get_profile("steady"), max_examples=30)
settings.load_profile("steady" if "CI" in os.environ else "everyday")

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_collection_finish() -> None:
    """Modules and tests are there to the end: the collector of garbage need not go through these
    millions of objects again and again."""
    gc.collect()
    gc.freeze()


class PatientBot(QtBot):
    """Waits for what has to happen as long as a machine that is busy with other work may take."""

    PATIENCE_MS = 60_000

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **others: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **others)

    def waitActive(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitActive(widget, timeout=timeout)

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


def leave_home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_CONFIG_DIR", str(folder / "config"))
    monkeypatch.setenv("STUDIO_DATA_DIR", str(folder / "data"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "NEBIUS_API_KEY", "AZURE_OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session", autouse=True)
def shared_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What several tests share is made without the settings of the person who runs them."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        leave_home(tmp_path_factory.mktemp("shared"), monkeypatch)
        yield


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the person who runs the tests is read or written, nor of another test."""
    leave_home(tmp_path, monkeypatch)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tests read English, whatever the computer speaks; those of other languages say so."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "C.UTF-8")
    use_language("en")
    yield
    use_language("en")


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """Real books, data sets and API descriptions; tests that need them skip without."""
    if not SHARED.is_dir():
        pytest.skip(f"the shared inputs are not at {SHARED}")
    return SHARED
