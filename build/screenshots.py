"""Grabs the window's pages as PNG files, light and dark; called by ``build/screenshots``."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.services.session import Session
from studio.ui import theme
from studio.ui.main_window import MainWindow
from studio.ui.singletons import keep_singletons

SHOTS = (
    ("light", 1280, 800, ("books", "passages", "review", "datasets", "training", "comparison")),
    ("dark", 1280, 800, ("review", "training")),
)
SETTLE_MS = 600


def main() -> None:
    library, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    keep_singletons()
    application = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as work:
        copy = Path(work) / library.name
        shutil.copy(library, copy)
        for scheme, width, height, pages in SHOTS:
            theme.apply(application, scheme)
            session = Session.open(copy)
            window = MainWindow(session)
            window.resize(width, height)
            window.show()
            window.start()
            for name in pages:
                window.go(name)
                QTest.qWait(SETTLE_MS)
                suffix = "" if scheme == "light" else f"-{scheme}"
                window.grab().save(str(folder / f"{name}{suffix}.png"))
            window.close()
            QTest.qWait(50)
            session.close()


if __name__ == "__main__":
    main()
