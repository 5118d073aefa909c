"""A data set that failed is explained: rows in, and what preflight says of them; no book needed."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from studio import app
from studio.domain.pair import Origin
from studio.domain.preflight import Lesson
from studio.services.session import Session
from studio.ui import library_dialogs
from studio.ui.books.rows_dialog import RowsDialog

PROSE = (
    "and so it went on in {n}, as was said before. A man of sense keeps to the work he has begun, "
    "whatever others say of it; and what he does he does with all his heart. For without that, the"
)
"""What was cut out of a book by length."""


@pytest.fixture
def failed(tmp_path, monkeypatch):
    """A file of rows that failed; every dialog for files chooses it, or a library beside it."""
    path = tmp_path / "failed.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for n in range(30):
            turns = [("user", f"Question {n}?"), ("assistant", PROSE.format(n=n))]
            row = {"messages": [{"role": role, "content": words} for role, words in turns]}
            file.write(json.dumps(row) + "\n")
    ask = library_dialogs.QFileDialog
    monkeypatch.setattr(ask, "getOpenFileName", lambda *_args: (str(path), ""))
    beside = str(path.with_suffix(""))  # a person leaves the ending out
    monkeypatch.setattr(ask, "getSaveFileName", lambda *_args: (beside, ""))
    return path


@pytest.fixture
def studio(qapp):
    studio = app.Studio(qapp)
    yield studio
    studio.window.close()
    studio.close()


def taking_rows():
    """When the dialog of rows stands there, take them."""
    dialog = QApplication.activeModalWidget()
    if isinstance(dialog, RowsDialog) and not dialog.busy():
        dialog.take.click()
    else:
        QTimer.singleShot(10, taking_rows)


def explained(studio, qtbot):
    def done():
        window = studio.window
        return (
            window.page() is window.pages["preflight"] and len(window.pages["preflight"].cards) > 2
        )

    qtbot.waitUntil(done)
    return studio.window


def started(studio, path, qtbot):
    studio.open(path, new=True)
    qtbot.waitUntil(lambda: studio.window.page() is not None)
    return studio.window


def test_an_empty_library_takes_the_rows_and_says_what_is_wrong(studio, failed, tmp_path, qtbot):
    window = started(studio, tmp_path / "empty.studio", qtbot)
    QTimer.singleShot(10, taking_rows)
    qtbot.mouseClick(window.pages["books"].empty.other, Qt.MouseButton.LeftButton)
    window = explained(studio, qtbot)
    assert window.session.library.path.name == "empty.studio"
    assert window.session.library.counts()["draft"] == 30
    assert "Not ready" in window.pages["preflight"].verdict.text()


def test_a_library_with_pairs_is_not_disturbed(studio, failed, tmp_path, qtbot):
    path = tmp_path / "mine.studio"
    with Session.open(path, create=True) as session, session.library.journal.edit("Mine"):
        session.library.pairs.insert("Mine?", "Mine.", origin=Origin.CURATOR, tokens=9)
    studio.open(path)
    qtbot.waitUntil(lambda: studio.window.page() is not None)
    with qtbot.waitActive(studio.window):
        studio.window.activateWindow()
    QTimer.singleShot(10, taking_rows)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(studio.window, Qt.Key.Key_Y, keys)
    window = explained(studio, qtbot)
    assert window.session.library.path == tmp_path / "failed.studio"
    assert set(Lesson) == set(window.pages["preflight"]._report.lights)
    with Session.open(path, read_only=True) as session:
        assert session.library.counts()["pairs"] == 1


def test_who_chooses_nothing_stays_where_they_are(studio, failed, tmp_path, qtbot, monkeypatch):
    window = started(studio, tmp_path / "empty.studio", qtbot)
    monkeypatch.setattr(library_dialogs.QFileDialog, "getOpenFileName", lambda *_args: ("", ""))
    window.commands.trigger("explain")
    assert studio.window is window and window.page() is window.pages["books"]
    assert not window.session.library.counts()["pairs"]
