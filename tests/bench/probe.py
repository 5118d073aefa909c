"""A window in a process of its own, watched from outside: when it is usable, what it weighs.

``python -m tests.bench.probe empty`` opens an empty window, ``… studio LIBRARY`` the studio's and
``… scrolled LIBRARY`` goes through its pairs; each says in one JSON line what was seen.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
SETTLED = 2.0
"""Seconds after which what is loaded behind the open window is there."""
STEPS = 200


@dataclass(frozen=True)
class Seen:
    """Seconds from the start of the process to the usable window; memory; the slowest frame."""

    ready: float
    megabytes: float = 0.0
    rows: int = 0
    frames: int = 0
    frame: float = 0.0


@cache
def _compiled() -> Path:
    """Where the modules of all windows of this run are compiled; gone when it ends."""
    folder = TemporaryDirectory(prefix="compiled-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def probe(window: str, *arguments: object) -> Seen:
    """Open that window in a process of its own and see."""
    with TemporaryDirectory() as folder:
        surroundings = {
            **os.environ,
            "STUDIO_CONFIG_DIR": f"{folder}/config",
            "STUDIO_DATA_DIR": f"{folder}/data",
            "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            # As it is installed: what is imported was compiled then.
            "PYTHONPYCACHEPREFIX": str(_compiled()),
        }
        surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [sys.executable, "-m", "tests.bench.probe", window, *map(str, arguments)]
        start = time.monotonic()
        done = subprocess.run(
            command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False
        )
    if done.returncode or not done.stdout.strip():
        raise RuntimeError(f"the {window} window did not open:\n{done.stderr}")
    seen = json.loads(done.stdout.splitlines()[-1])
    return Seen(**{**seen, "ready": seen["ready"] - start})


def main(window: str, *arguments: str) -> int:
    from PySide6.QtWidgets import QApplication, QMainWindow  # the time it takes is measured

    def watch(*_ignored: object) -> int:
        ready = _usable()
        _settle()
        megabytes = _megabytes()
        scrolled = (0, 0, 0.0) if window != "scrolled" else _scrolled()
        print(json.dumps(asdict(Seen(ready, megabytes, *scrolled))), flush=True)
        os._exit(0)  # nothing is measured on the way out

    if window == "empty":
        app = QApplication([])
        plain = QMainWindow()
        plain.resize(1280, 800)
        plain.show()
        return watch(app)
    QApplication.exec = staticmethod(watch)  # type: ignore[assignment, method-assign]
    from studio import app as studio_app

    return studio_app.main(list(arguments))


def _usable() -> float:
    """The moment at which the window has drawn its first page and answers to events."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    while any(is_without_page(widget) for widget in QApplication.topLevelWidgets()):
        QApplication.processEvents()
    answered: list[float] = []
    for _round in range(2):
        QApplication.processEvents()
    QTimer.singleShot(0, lambda: answered.append(time.monotonic()))
    while not answered:
        QApplication.processEvents()
    return answered[0]


def is_without_page(widget: object) -> bool:
    """Whether this is the studio's window before its first page is in view."""
    page = getattr(widget, "page", None)
    return callable(page) and page() is None


def _settle() -> None:
    """Let what loads behind the open window be loaded."""
    from PySide6.QtWidgets import QApplication

    until = time.monotonic() + SETTLED
    while time.monotonic() < until:
        QApplication.processEvents()
        time.sleep(0.01)


def _scrolled() -> tuple[int, int, float]:
    """Rows of the list of pairs, steps scrolled through it, milliseconds of the slowest step."""
    from PySide6.QtWidgets import QAbstractItemView, QApplication

    from studio.ui.main_window import MainWindow

    window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))
    window.go("review")
    page = window.page()
    page.show_list(True)
    QApplication.processEvents()
    view = max(page.findChildren(QAbstractItemView), key=_rows)
    bar, slowest = view.verticalScrollBar(), 0.0
    for step in range(STEPS):
        start = time.perf_counter()
        bar.setValue(bar.maximum() * step // STEPS)
        view.viewport().repaint()
        QApplication.processEvents()
        slowest = max(slowest, time.perf_counter() - start)
    return _rows(view), STEPS, slowest * 1000


def _rows(view: object) -> int:
    model = view.model()  # type: ignore[attr-defined]
    return int(model.rowCount()) if model is not None else 0


def _megabytes() -> float:
    """Resident memory of this process; 0 where the system does not say."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
