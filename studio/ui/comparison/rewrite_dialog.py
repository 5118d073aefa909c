"""A bad answer beside the better one that the curator writes: together a row of preference."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLayout,
    QWidget,
)

from studio.i18n import _, plural
from studio.services.comparison.rewriting import Rewriting
from studio.ui.widgets.button import PRIMARY, make_button
from studio.ui.widgets.combo import combo
from studio.ui.widgets.label import ElidedLabel, words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.text_box import make_text_box

SIZE = (900, 560)
"""Pixels."""
QUESTION_HEIGHT = 56
"""Pixels of the question's field: two lines."""


@dataclass(frozen=True)
class Material:
    """What is rewritten: ``beginnings`` are names and texts one can begin from, ``flagged`` the
    pairs that wait to be fixed for it, ``is_of_set`` whether the question stands in a set."""

    question: str
    worse: str
    name: str
    beginnings: tuple[tuple[str, str], ...] = ()
    flagged: tuple[int, ...] = ()
    is_of_set: bool = False


class RewriteDialog(QDialog):
    """Accepted, ``read_rewriting`` is what was written; ``begun`` is what stood there when it was
    left."""

    def __init__(
        self, material: Material, parent: QWidget | None = None, *, begun: Rewriting | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Rewrite the answer"))
        self.resize(*SIZE)
        self._material = material
        self.question = make_text_box("rewrittenQuestion", _("Question"), material.question)
        self.question.setFixedHeight(QUESTION_HEIGHT)
        self.worse = make_text_box("worseAnswer", _("Bad answer"), material.worse)
        self.worse.setReadOnly(True)
        self.worse.setPlaceholderText(_("It gave no answer: only the better answer is learned."))
        self.better = make_text_box("betterAnswer", _("Better answer"))
        self.better.setPlaceholderText(_("What it should have said"))
        self._make_choices()
        self._make_buttons()
        self._lay_out()
        self.better.setFocus()
        if begun is not None:
            self.question.setPlainText(begun.prompt)
            self.better.setPlainText(begun.answer)
            self.better.moveCursor(QTextCursor.MoveOperation.End)
        self._show_ready()

    def read_rewriting(self) -> Rewriting:
        """What was written, and what is done along with it."""
        return Rewriting(
            self.question.toPlainText(),
            self.better.toPlainText(),
            fixed=self._material.flagged if self.tick_off.isChecked() else (),
            leaves_set=self.leave_set.isChecked(),
        )

    def _make_choices(self) -> None:
        choices = [("", _("an empty page"))]
        choices += [(text, name) for name, text in self._material.beginnings]
        self.start = combo("beginWith", _("Begin with"), choices, letters=20)
        self.start.setEnabled(len(choices) > 1)
        self.start.activated.connect(lambda _row: self._begin())
        count = len(self._material.flagged)
        self.tick_off = QCheckBox(
            plural(
                "Tick off the {n} row that was to be fixed for it",
                "Tick off the {n} rows that were to be fixed for it",
                count,
            ).format(n=count)
        )
        self.tick_off.setObjectName("tickOff")
        self.leave_set = QCheckBox(
            _("Take the question out of its set: once learned, it no longer tests anything")
        )
        self.leave_set.setObjectName("leaveSet")
        for box, is_of_use in (
            (self.tick_off, count > 0),
            (self.leave_set, self._material.is_of_set),
        ):
            box.setChecked(is_of_use)
            box.setVisible(is_of_use)

    def _make_buttons(self) -> None:
        self.write = make_button(
            "writeAnew", _("Write the pair"), PRIMARY, tip=_("Ctrl+Return, while you write")
        )
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.addButton(self.write, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        send = QShortcut(QKeySequence("Ctrl+Return"), self)
        send.activated.connect(self.write.click)
        for field in (self.question, self.better):
            field.textChanged.connect(self._show_ready)

    def _lay_out(self) -> None:
        about = _(
            "The pair is accepted with the better answer. A preference "
            "version also has the bad one, as the rejected answer; other "
            "versions learn the better one alone."
        )
        self.problem = words("", "warn", wrap=True)
        self.problem.hide()
        name = _("What {name} answered").format(name=self._material.name)
        begin = make_row(words(_("Begin with"), "muted"), self.start)
        bad_head = ElidedLabel(name, "strong")
        # As high as the box on the other side, so that both answers begin on one line.
        bad_head.setMinimumHeight(self.start.sizeHint().height())
        answers = make_row(
            (_make_side(make_row(bad_head), self.worse), 1),
            (_make_side(make_row((ElidedLabel(_("Better"), "strong"), 1), begin), self.better), 1),
            spacing=12,
        )
        column = make_column(
            words(about, "muted", wrap=True),
            self.question,
            (answers, 1),
            self.tick_off,
            self.leave_set,
            make_row((self.problem, 1), self.buttons),
            spacing=12,
        )
        lay_out(self, column, 20, 18, 20, 16)

    def _begin(self) -> None:
        """Take a text to begin from; what was written can be had again with Ctrl+Z."""
        cursor = self.better.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(str(self.start.currentData()))
        self.better.setFocus()

    def _show_ready(self) -> None:
        better = self.better.toPlainText().strip()
        is_same = bool(better) and better == self._material.worse.strip()
        self.problem.setText(_("It is the same as the bad one.") if is_same else "")
        self.problem.setVisible(is_same)
        has_question = bool(self.question.toPlainText().strip())
        self.write.setEnabled(has_question and bool(better) and not is_same)


def _make_side(head: QLayout, field: QWidget) -> QWidget:
    return lay_out(QWidget(), make_column(head, (field, 1), spacing=6))
