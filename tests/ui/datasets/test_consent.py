"""Before words leave the library one dialog asks, with real clicks; the answer is remembered."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog

from studio.domain.work import finish
from studio.services.pairs import review, row_import
from studio.services.versions import freezing
from studio.ui.datasets.consent_dialog import ConsentDialog
from studio.ui.main_window import MainWindow


@pytest.fixture
def window(empty_session, tmp_path, qtbot):
    """Twelve accepted rows, two of them with somebody's mail address, frozen."""
    path = tmp_path / "rows.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for n in range(12):
            answer = (
                f"Write to number{n}@mail.or.jp and wait." if n < 2 else f"Begin with step {n}."
            )
            turns = [
                {"role": "user", "content": f"How do I reach goal number {n}?"},
                {"role": "assistant", "content": answer},
            ]
            file.write(json.dumps({"messages": turns}) + "\n")
    finish(row_import.import_rows(empty_session, path))
    review.accept(empty_session, list(empty_session.library.pairs.ids()))
    freezing.freeze(empty_session, validation=0)
    window = MainWindow(empty_session)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.go("datasets")
    yield window
    window.close()


@pytest.fixture
def answer(qtbot):
    """Answer the next dialog as soon as it stands; what it said."""
    said = []

    def answer(deed):
        def once():
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, ConsentDialog):
                QTimer.singleShot(20, once)
                return
            said.append(dialog)
            deed(dialog)

        QTimer.singleShot(20, once)
        return said

    return answer


def press(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def export(window, qtbot):
    press(
        qtbot,
        window.pages["datasets"].card.findChild(
            type(window.pages["datasets"].freeze_button), "exportAndTrain"
        ),
    )


def test_cancel_writes_nothing(window, qtbot, answer, empty_session, tmp_path):
    said = answer(
        lambda one: press(qtbot, one.buttons.button(QDialogButtonBox.StandardButton.Cancel))
    )
    export(window, qtbot)
    qtbot.waitUntil(lambda: bool(said) and not window.pages["datasets"].busy())
    assert empty_session.library.exports.list(1) == [] and window.page() is window.pages["datasets"]


def test_the_pairs_in_question_are_shown(window, qtbot, answer):
    said = answer(lambda one: press(qtbot, one.shows[0]))
    export(window, qtbot)
    qtbot.waitUntil(lambda: window.page() is window.pages["review"])
    assert said and list(window.pages["review"].queue.ids) == [1, 2]


def test_agreeing_goes_on_and_is_not_asked_again(window, qtbot, answer, empty_session):
    said = answer(lambda one: press(qtbot, one.agree_button))
    export(window, qtbot)
    qtbot.waitUntil(lambda: window.page() is window.pages["training"])
    assert len(said) == 1 and empty_session.library.exports.list(1)
    window.go("datasets")
    export(window, qtbot)  # no dialog: one would block here for ever
    qtbot.waitUntil(lambda: window.page() is window.pages["training"])


def test_escape_is_no(window, qtbot, answer, empty_session):
    answer(lambda one: qtbot.keyClick(one, Qt.Key.Key_Escape))
    window.pages["datasets"].export()
    qtbot.waitUntil(lambda: not window.pages["datasets"].busy())
    assert empty_session.library.exports.list(1) == []


def test_export_asks_for_a_folder_once_nothing_is_in_question(
    window, qtbot, answer, monkeypatch, tmp_path, empty_session
):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "out"))
    answer(lambda one: press(qtbot, one.agree_button))
    window.pages["datasets"].export()
    qtbot.waitUntil(lambda: bool(empty_session.library.exports.list(1)))
    assert (tmp_path / "out").is_dir()
