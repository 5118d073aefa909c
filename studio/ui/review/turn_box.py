"""One turn of a conversation: who says it, its words to be edited, its tool calls to be read."""

from __future__ import annotations

import json
from contextlib import suppress

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from studio.domain.conversation import read_text
from studio.domain.pair import Message
from studio.i18n import N_, _
from studio.ui.review.text_saver import TextSaver
from studio.ui.widgets.button import QUIET, make_button, make_chip
from studio.ui.widgets.editor import Editor
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column, make_row

ROLES = {
    "system": N_("system"),
    "developer": N_("developer"),
    "user": N_("user"),
    "assistant": N_("assistant"),
    "tool": N_("tool"),
}
"""Who says a message; to add one: a row here, and how it reads."""
LINES, MOST_LINES = 2, 8


def name_role(turn: Message) -> str:
    """Who says a turn, in the reader's language."""
    role = str(turn.get("role", ""))
    return _(ROLES[role]) if role in ROLES else role


class TurnBox(QFrame):
    """Emits what is wished for the turn; what it shows is only what ``show_turn`` says."""

    edited = Signal(str)
    removed = Signal()
    moved = Signal(int)
    weighed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.role = words("", "strong")
        self.learned = make_chip("learned", _("learned"))
        self.learned.setToolTip(_("Whether the model learns to say this, or only reads it"))
        self.learned.clicked.connect(self.weighed)
        self.up = make_button("turnUp", _("Up"), QUIET)
        self.down = make_button("turnDown", _("Down"), QUIET)
        self.remove = make_button("turnRemove", _("Remove"), QUIET)
        self.up.clicked.connect(lambda _on=False: self.moved.emit(-1))
        self.down.clicked.connect(lambda _on=False: self.moved.emit(1))
        self.remove.clicked.connect(lambda _on=False: self.removed.emit())
        self.editor = Editor(_("Turn"), own_history=False)
        self.editor.edited.connect(self._fit)
        self.saver = TextSaver(self.editor, self.edited.emit)
        self.calls = _make_code(_("Calls of tools"))
        head = make_row(self.role, self.learned, None, self.up, self.down, self.remove, spacing=4)
        lay_out(self, make_column(head, self.editor, self.calls, spacing=4))

    def show_turn(self, turn: Message, *, can_move: bool = True) -> None:
        """Show a turn; words that stand there already keep their cursor."""
        text = read_text(turn)
        self.role.setText(name_role(turn))
        self.editor.setAccessibleName(_("Turn of the {role}").format(role=name_role(turn)))
        self.learned.setVisible(turn.get("role") == "assistant")
        self.learned.setChecked(turn.get("weight") != 0)
        for button in (self.up, self.down):
            button.setVisible(can_move)
        if not self.saver.is_due() and self.editor.text() != text:
            self.editor.set_text(text)
        calls = _write_calls(turn)
        self.calls.setVisible(bool(calls))
        self.calls.setPlainText(calls)
        _fit_lines(self.calls, calls)
        # A turn that only calls tools has no words.
        self.editor.setVisible(bool(text) or not calls)
        self._fit()

    def _fit(self) -> None:
        """As high as its words, within reason: what is longer scrolls."""
        size = self.editor.document().size().height()
        line = self.editor.fontMetrics().height()
        least, most = LINES * line + 14, MOST_LINES * line + 14
        self.editor.setFixedHeight(round(min(max(size + 14, least), most)))


def _make_code(name: str) -> QPlainTextEdit:
    code = QPlainTextEdit()
    code.setReadOnly(True)
    code.setTabChangesFocus(True)
    code.setAccessibleName(name)
    code.setProperty("tone", "log")
    code.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(12)
    code.setFont(font)
    return code


def _fit_lines(code: QPlainTextEdit, text: str) -> None:
    lines = min(text.count("\n") + 1, MOST_LINES)
    code.setFixedHeight(lines * code.fontMetrics().lineSpacing() + 16)


def _write_calls(turn: Message) -> str:
    """The calls of tools in a turn as JSON to be read; arguments are JSON within JSON."""
    calls = turn.get("tool_calls")
    functions = [call.get("function") for call in calls] if isinstance(calls, list) else []
    functions.append(turn.get("function_call"))
    return "\n".join(_write_call(function) for function in functions if isinstance(function, dict))


def _write_call(function: Message) -> str:
    arguments = function.get("arguments")
    if isinstance(arguments, str):
        with suppress(ValueError):  # what is no JSON is shown as it came
            arguments = json.loads(arguments)
    text = json.dumps(arguments, ensure_ascii=False, indent=2)
    return f"{function.get('name', '')} {text}"
