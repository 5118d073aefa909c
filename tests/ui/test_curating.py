"""From a book to accepted pairs with nothing but keys, in English and Japanese; then all undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from studio.domain.pair import Pair, Status
from studio.domain.pair_filter import PairFilter
from studio.services.demo import sample_books
from studio.services.session import Session
from studio.ui.books.intake_dialog import IntakeDialog
from studio.ui.main_window import MainWindow
from studio.ui.review.review_page import ReviewPage

NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
BOTH = CONTROL | Qt.KeyboardModifier.ShiftModifier
PASSAGES = 30
FEWEST = 8
"""Of these, at least so many of each language."""
MOST_STEPS = 400


class Hands:
    """Presses keys where the keyboard is, in whatever window, and counts them."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot, self.keys = window, qtbot, 0

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self.keys += 1
        QTest.keyClick(self.place(), key, modifiers)

    def type(self, text: str) -> None:
        """Letters as keys; what no key has as an input method sends it."""
        for letter in text:
            self.keys += 1
            if letter.isascii():
                QTest.keyClick(self.place(), letter)
            else:
                self.compose(letter)

    def compose(self, words: str) -> None:
        """The reading grows, is converted, and is decided on."""
        for stage in ("k", "か", words):
            QApplication.sendEvent(self.place(), QInputMethodEvent(stage, []))
        decided = QInputMethodEvent("", [])
        decided.setCommitString(words)
        QApplication.sendEvent(self.place(), decided)

    def confirm(self) -> None:
        """Return in a dialog, which is gone before the key comes up again."""
        self.keys += 1
        down = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, NONE, "\r")
        QApplication.postEvent(self.place(), down)

    def place(self) -> QWidget:
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            return dialog.focusWidget() or dialog
        return self.window.focusWidget() or self.window

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.window.busy(), timeout=120_000)

    def add_books(self, paths: list[Path], patch: pytest.MonkeyPatch) -> None:
        """Ctrl+O, and Return in the window's own dialog; the list of files is the system's, which
        no test can press a key in."""
        names = [str(path) for path in paths]
        patch.setattr(QFileDialog, "getOpenFileNames", lambda *_arguments: (names, ""))
        timer = QTimer()
        timer.timeout.connect(lambda: self._take_files() and timer.stop())
        timer.start(100)
        self.press(Qt.Key.Key_O, CONTROL)
        self.settle()
        # A desktop gives the keyboard back to the window when a dialog closes.
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)

    def _take_files(self) -> bool:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, IntakeDialog) or dialog.busy():
            return False
        dialog.add.setFocus()
        self.confirm()
        return True


@pytest.fixture
def hands(tmp_path: Path, qtbot: QtBot) -> Iterator[Hands]:
    with Session.open(tmp_path / "curated.studio", create=True) as session:
        window = MainWindow(session)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        window.start()
        yield Hands(window, qtbot)
        window.close()


def better(hands: Hands, number: int, language: str) -> str:
    """Better the pair in view, each in another way; its new question."""
    question = (
        f"How do I keep at it, day {number}?" if language == "en" else f"続けるには{number}？"
    )
    hands.press(Qt.Key.Key_A, CONTROL)
    hands.type(question)
    if number % 3 == 0:  # a dropped sentence is taken in
        hands.press(Qt.Key.Key_P, BOTH)
        hands.press(Qt.Key.Key_Space)
        hands.press(Qt.Key.Key_P, BOTH)
    elif number % 4 == 0:
        hands.press(Qt.Key.Key_Tab)
        hands.press(Qt.Key.Key_End, CONTROL)
        hands.type(" Begin now." if language == "en" else "今日から。")
    return question


@pytest.mark.slow
def test_thirty_passages_become_pairs_by_keys_alone_and_all_of_it_is_undone(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = hands.window
    library = window.session.library
    hands.add_books([path.resolve() for path in sample_books()], monkeypatch)
    assert {book.language for book in library.books.list()} == {"en", "ja"}
    hands.press(Qt.Key.Key_D, BOTH)
    hands.settle()
    wish = PairFilter(status=Status.DRAFT)
    japanese = min(PASSAGES // 2, library.pairs.count(replace(wish, language="ja")))
    goal = {"en": PASSAGES - japanese, "ja": japanese}
    assert min(goal.values()) >= FEWEST
    assert library.pairs.count(replace(wish, language="en")) >= goal["en"]
    hands.press(Qt.Key.Key_3, CONTROL)
    hands.settle()
    page = window.page()
    assert isinstance(page, ReviewPage)
    expected = curate(hands, page, goal)
    assert library.counts()["accepted"] == PASSAGES
    accepted = list_accepted(library.pairs.list, library.pairs.ids)
    assert {pair.id: pair.prompt for pair in accepted} == expected
    assert {pair.author for pair in accepted} >= {"James Allen", "内村鑑三"}
    undone = undo_everything(hands)
    assert library.counts()["pairs"] == library.counts()["books"] == 0
    for _step in range(undone):
        hands.press(Qt.Key.Key_Z, BOTH)
        hands.settle()
    again = list_accepted(library.pairs.list, library.pairs.ids)
    assert again == accepted, "and every step of it comes again"


def curate(hands: Hands, page: ReviewPage, goal: dict[str, int]) -> dict[int, str]:
    """Accept as many pairs of each language; the questions by their pairs."""
    expected: dict[int, str] = {}
    accepted = dict.fromkeys(goal, 0)
    while accepted != goal:
        pair = page.current()
        assert pair is not None and pair.passage is not None
        language = page.session.library.passages.get(pair.passage).language
        if accepted[language] == goal[language]:
            hands.press(Qt.Key.Key_BracketRight, CONTROL)
            continue
        question = better(hands, sum(accepted.values()), language)
        assert page.editor.prompt.text() == question
        hands.press(Qt.Key.Key_Return, CONTROL)
        expected[pair.id] = question
        accepted[language] += 1
        if sum(accepted.values()) % 10 == 0:
            hands.qtbot.wait(500)  # what is typed is kept by itself in between
    hands.settle()
    return expected


def list_accepted(read: Callable[..., list[Pair]], find: Callable[..., object]) -> list[Pair]:
    pairs = read(find(PairFilter(status=Status.ACCEPTED)))
    # How far an answer is grounded is measured anew behind the window, at its own time.
    return [replace(pair, grounding=None) for pair in pairs]


def undo_everything(hands: Hands) -> int:
    """Take back step after step until nothing is left; how many there were."""
    journal = hands.window.session.library.journal
    steps = 0
    while journal.undo_label is not None:
        hands.press(Qt.Key.Key_Z, CONTROL)
        hands.settle()
        steps += 1
        assert steps < MOST_STEPS
    return steps
