"""A window over thirty drafts, on its page of review."""

from __future__ import annotations

import pytest

from studio.ui.main_window import MainWindow


@pytest.fixture
def window(reviewing_window: MainWindow) -> MainWindow:
    return reviewing_window
