"""What tests of the window stand on: a library with a book, and one look."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from studio.domain.pair import Origin
from studio.domain.work import finish
from studio.services.books import ingest
from studio.services.pairs import draft
from studio.services.session import Session
from studio.ui import theme
from studio.ui.main_window import MainWindow
from studio.ui.page import Page

BOOK = """On Beginning

by A. Writer


CHAPTER I

Whoever wants to reach a goal must first choose one. A hundred wishes pull in a hundred ways, and
nobody moves. Therefore write down the one thing that matters most this year, and let the rest wait.

Some people say that they have no time. They have as much as everyone else. We need a decision
about the first hour of the day, because that hour must belong to the one thing.

CHAPTER II

Small steps seem too small to count. Yet the wall is built of single stones, and no one ever laid
more than one at once. Lay one stone today, because the habit is worth more than the stone.

A friend once asked me how to go on after a failure. Failure is the best teacher of whoever begins
again. Begin at the same place, at the same hour, with a smaller stone.
"""


SCREENLESS = ("propagateSizeHints", "raise", "grabbing the keyboard")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The screenless platform says this of every window; a real one does not."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(*SCREENLESS, extend=True))


@pytest.fixture(autouse=True)
def one_look(qapp: QApplication) -> Iterator[None]:
    """Colours, fonts and measures as in the window; afterwards no widget is left.

    Every widget alive is styled anew when the theme changes, so windows left behind would make
    each later test slower than the one before.
    """
    if not qapp.styleSheet():
        theme.apply(qapp, "light")
    yield
    for widget in qapp.topLevelWidgets():
        widget.close()
        widget.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def catch_dialogs(patch: pytest.MonkeyPatch, kind: type[QDialog]) -> list[QDialog]:
    """Dialogs of this class that the program asks with from now on: not shown yet, nor gone when
    they were, so that a test can look at them."""
    dialogs: list[QDialog] = []
    patch.setattr(kind, "exec", lambda dialog: dialogs.append(dialog) or 0)
    patch.setattr(kind, "deleteLater", lambda _dialog: None)
    return dialogs


@pytest.fixture
def settle(qtbot: QtBot) -> Callable[[Page | MainWindow], None]:
    """Wait until what a page (or all of a window) does off the window's thread is done and told."""
    return lambda page: qtbot.waitUntil(lambda: not page.busy())


@pytest.fixture
def book_file(tmp_path: Path) -> Path:
    path = tmp_path / "beginning.txt"
    path.write_text(BOOK, encoding="utf-8")
    return path


@pytest.fixture
def empty_session(tmp_path: Path) -> Iterator[Session]:
    with Session.open(tmp_path / "empty.studio", create=True) as session:
        yield session


@pytest.fixture(scope="session")
def desk_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with one book, cut small, and a draft for each passage; made once, to be copied."""
    folder = tmp_path_factory.mktemp("desk")
    book = folder / "beginning.txt"
    book.write_text(BOOK, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STUDIO_CONFIG_DIR", str(folder / "config"))
        patch.setenv("STUDIO_DATA_DIR", str(folder / "data"))
        with Session.open(folder / "desk.studio", create=True) as session:
            cut_small(session)
            finish(ingest.add_books(session, [book], title="On Beginning", author="A. Writer"))
            finish(draft.draft_pairs(session))
    return folder / "desk.studio"


@pytest.fixture
def desk_session(tmp_path: Path, desk_library: Path) -> Iterator[Session]:
    """A copy of the desk's library."""
    shutil.copy(desk_library, tmp_path)
    with Session.open(tmp_path / "desk.studio") as session:
        cut_small(session)
        yield session


@pytest.fixture
def window(desk_session: Session, qtbot: QtBot) -> Iterator[MainWindow]:
    """The whole window on the desk's library, as it is when the program has started."""
    window = MainWindow(desk_session)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    window.start()
    yield window
    window.close()


PAIRS = 30
"""Drafts of ``reviewing_window``: more than an action may change without a line above the page."""


@pytest.fixture
def reviewing_window(
    empty_session: Session, qtbot: QtBot, settle: Callable[[Page | MainWindow], None]
) -> Iterator[MainWindow]:
    """A window over thirty drafts, on its page of review."""
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


def cut_small(session: Session) -> None:
    """Passages of the test's book are paragraphs."""
    session.settings.set("target_tokens", 60)
    session.settings.set("max_tokens", 120)
