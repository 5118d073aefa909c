"""A window over thirty drafts, on its page of review."""

from __future__ import annotations

import pytest

from studio.domain.pair import Origin
from studio.ui.main_window import MainWindow

PAIRS = 30


@pytest.fixture
def window(empty_session, qtbot, settle):
    with empty_session.library.journal.edit("Write"):
        for n in range(PAIRS):
            empty_session.library.pairs.insert(f"Why {n}?", "So.", origin=Origin.CURATOR, tokens=9)
    window = MainWindow(empty_session)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.go("review")
    settle(window)
    yield window
    window.close()
