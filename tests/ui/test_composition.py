"""In the middle of a Japanese conversion no key acts, in no field: nothing is done, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from studio.services.session import Session
from studio.ui.composition import Composition, guard_composition
from studio.ui.key_editor import KeyEditor
from studio.ui.main_window import MainWindow
from studio.ui.pages import PAGES
from studio.ui.palette import Palette
from studio.ui.settings.settings_dialog import SettingsDialog
from tests.ui.conftest import catch_dialogs

KINDS = (QLineEdit, QTextEdit, QPlainTextEdit)
PREEDIT, WORD = "にほn", "日本"
PLAIN = ("Return", "Enter", "Esc", "Tab", "Space", "Up", "Down", "Backspace", "Ctrl+Z", "F7")
"""Keys that no command has, and that close, leave or take back."""


@pytest.fixture
def window(desk_session: Session, qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(desk_session)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    with qtbot.waitActive(window):
        window.show()
    window.start()
    yield window
    window.close()


def fields_of(root: QWidget) -> list[QWidget]:
    """The fields one can write in, that are on the screen."""
    fields = [widget for kind in KINDS for widget in root.findChildren(kind)]
    return [
        field
        for field in fields
        if field.isVisible()
        and field.isEnabled()
        and not field.isReadOnly()
        # A key that ends in the digits of a number box is none of an input method's.
        and not isinstance(field.parent(), QSpinBox)
    ]


def text_of(field: QWidget) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()  # type: ignore[attr-defined]


def compose(field: QWidget, preedit: str = "", commit: str = "") -> None:
    """What an input method sends, to whom Qt sends it: a box of choices takes it for its field."""
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(field.focusProxy() or field, event)


def press(field: QWidget, key: str) -> None:
    combination = QKeySequence(key)[0]
    target = field.focusProxy() or field
    QTest.keyClick(target, combination.key(), combination.keyboardModifiers())


def press_all(window: MainWindow, field: QWidget, root: QWidget) -> list[str]:
    """Press every command's key while something is composed; the commands that were run."""
    ran: list[str] = []
    for name, row in window.commands.menus.rows.items():
        window.commands.action(name).triggered.connect(
            lambda _on=False, name=name: ran.append(name)
        )
        for key in window.commands.keys.keys_of(row.command):
            _press_while_composing(field, key)
    for key in PLAIN:
        _press_while_composing(field, key)
    assert root.isVisible()
    return ran


def _press_while_composing(field: QWidget, key: str) -> None:
    field.setFocus()
    compose(field, PREEDIT)
    press(field, key)


@pytest.mark.slow
@pytest.mark.parametrize("page", [page.name for page in PAGES])
def test_no_key_acts_in_any_field_of_a_page(
    window: MainWindow, desk_session: Session, qtbot: QtBot, page: str
) -> None:
    window.go(page)
    qtbot.waitUntil(lambda: not window.busy())
    for field in fields_of(window):
        field.setFocus()
        if not (field.focusProxy() or field).hasFocus():
            continue
        before, counts = text_of(field), desk_session.library.counts()
        assert press_all(window, field, window) == [], field.objectName()
        assert window.page() is window.pages[page]
        assert QApplication.activeModalWidget() is None
        assert text_of(field) == before, "what is composed is no text yet"
        assert desk_session.library.counts() == counts
        compose(field, commit=WORD)
        assert WORD in text_of(field), "what was decided on is there, whole"
        assert text_of(field).replace(WORD, "", 1) == before


def test_there_are_fields_to_try(window: MainWindow) -> None:
    window.go("review")
    assert len(fields_of(window)) >= 3
    window.go("books")
    assert len(fields_of(window)) >= 3


@pytest.mark.parametrize("kind", [SettingsDialog, Palette, KeyEditor])
def test_no_key_closes_or_saves_a_dialog(
    window: MainWindow, kind: type[QDialog], qtbot: QtBot, tmp_path: Path
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        dialogs = catch_dialogs(patch, kind)
        {
            SettingsDialog: window.open_settings,
            Palette: window.open_palette,
            KeyEditor: window.commands.change_keys,
        }[kind]()
    (dialog,) = dialogs
    with qtbot.waitActive(dialog):
        dialog.show()
    for field in fields_of(dialog):
        field.setFocus()
        if field.hasFocus():
            before = text_of(field)
            assert press_all(window, field, dialog) == []
            compose(field, commit=WORD)
            assert text_of(field).replace(WORD, "", 1) == before
    dialog.close()


def test_the_same_key_acts_when_nothing_is_composed(
    window: MainWindow, desk_session: Session, qtbot: QtBot
) -> None:
    window.go("review")
    editor = window.pages["review"].editor.prompt  # type: ignore[attr-defined]
    drafts = desk_session.library.counts()["draft"]
    _press_while_composing(editor, "Ctrl+R")
    qtbot.waitUntil(lambda: not window.busy())
    assert desk_session.library.counts()["draft"] == drafts
    compose(editor, commit=WORD)
    press(editor, "Ctrl+R")
    qtbot.waitUntil(lambda: desk_session.library.counts()["draft"] == drafts - 1)


def test_a_composition_ends_with_the_focus(window: MainWindow, qapp: QApplication) -> None:
    guard = guard_composition(qapp)
    editor = window.pages["review"].editor  # type: ignore[attr-defined]
    editor.prompt.setFocus()
    compose(editor.prompt, PREEDIT)
    assert guard.is_open
    editor.answer.setFocus()
    assert not guard.is_open


def test_the_application_has_one_guard(window: MainWindow, qapp: QApplication) -> None:
    assert qapp.findChildren(Composition) == [guard_composition(qapp)]
