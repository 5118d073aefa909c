"""What is kept of a talk: a pair to learn from, or a question to be asked again and again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QWidget,
)

from studio.domain.comparison import QuestionSet
from studio.i18n import _
from studio.services.models.chat import KeptAnswer
from studio.ui.widgets.button import PRIMARY, make_button
from studio.ui.widgets.combo import combo
from studio.ui.widgets.label import plain_tip, words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.text_box import make_text_box

SIZE = (640, 460)
QUESTION_HEIGHT = 64
"""Pixels."""
PAIR, NEW_SET = "pair", "set"


@dataclass(frozen=True)
class Wish:
    """What is to be kept, and where: ``place`` is ``PAIR``, ``NEW_SET`` or the number of a set."""

    question: str
    answer: str
    place: str | int
    name: str = ""
    with_turns: bool = False
    is_changed: bool = False
    """Whether the answer is no longer just what the model said."""
    refuses_other: bool = False
    """Whether the answer beside it is refused for it."""


class KeepDialog(QDialog):
    """Accepted, ``read_wish`` is what is to be kept."""

    def __init__(
        self,
        question: str,
        answer: str,
        sets: Sequence[QuestionSet],
        parent: QWidget | None = None,
        *,
        turns: int = 0,
        other: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Keep it"))
        self.resize(*SIZE)
        self._said = answer.strip()
        self._other = other.strip()
        self._make_place(sets, turns)
        self.question = make_text_box("keptQuestion", _("Question"), question)
        self.question.setFixedHeight(QUESTION_HEIGHT)
        self.answer = make_text_box("keptAnswer", _("Answer"), answer)
        self._make_buttons()
        self.answer_label = words("", "muted")
        self.answer_label.setBuddy(self.answer)
        column = make_column(
            make_row((self.place, 1), (self.name, 1)),
            self.about,
            self.question,
            self.answer_label,
            (self.answer, 1),
            self.with_turns,
            self.refuse_other,
            self.buttons,
            spacing=10,
        )
        lay_out(self, column, 20, 18, 20, 16)
        self.place.currentIndexChanged.connect(lambda _row: self._show_place())
        for field in (self.question, self.answer, self.name):
            field.textChanged.connect(self._show_ready)
        self._show_place()

    def read_wish(self) -> Wish:
        """What is to be kept now."""
        answer = self.answer.toPlainText().strip()
        return Wish(
            self.question.toPlainText().strip(),
            answer,
            self.place.currentData(),
            self.name.text().strip(),
            self.with_turns.isChecked(),
            answer != self._said,
            self.refuse_other.isChecked() and answer != self._other,
        )

    def _make_place(self, sets: Sequence[QuestionSet], turns: int) -> None:
        self.place = combo(
            "keepWhere",
            _("Keep it as"),
            [
                (PAIR, _("a new pair, to learn from")),
                *((each.id, _("a question of “{name}”").format(name=each.name)) for each in sets),
                (NEW_SET, _("a question of a new set")),
            ],
            letters=24,
        )
        self.name = QLineEdit()
        self.name.setObjectName("newSetName")
        self.name.setAccessibleName(_("Name of the new set"))
        self.name.setPlaceholderText(_("Name of the new set"))
        self.about = words("", "muted", wrap=True)
        self._turns = turns
        self.with_turns = QCheckBox(_("Together with what was said before, as a conversation"))
        self.with_turns.setObjectName("keepTurns")
        self.refuse_other = QCheckBox(_("Reject the answer beside it: a preference row"))
        self.refuse_other.setObjectName("refuseOther")
        self.refuse_other.setToolTip(plain_tip(self._other))

    def _make_buttons(self) -> None:
        self.keep = make_button("keep", _("Keep"), PRIMARY)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.addButton(self.keep, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.keep.click)

    def _show_place(self) -> None:
        is_pair = self.place.currentData() == PAIR
        self.name.setVisible(self.place.currentData() == NEW_SET)
        self.with_turns.setVisible(is_pair and self._turns > 0)
        is_other = bool(self._other) and self._other != self._said
        self.refuse_other.setVisible(is_pair and is_other)
        self.answer_label.setText(_("Answer") if is_pair else _("Reference answer, if it has one"))
        self.about.setText(
            _("It becomes a draft: Review decides whether it is learned.")
            if is_pair
            else _("It is asked in comparisons, and kept away from training.")
        )
        self._show_ready()

    def _show_ready(self) -> None:
        wish = self.read_wish()
        has_place = wish.place != NEW_SET or bool(wish.name)
        has_answer = wish.place != PAIR or bool(wish.answer)
        self.keep.setEnabled(bool(wish.question) and has_place and has_answer)


def apply_wish(wish: Wish, answer: KeptAnswer) -> KeptAnswer:
    """What is kept of an answer that stands in a talk: as the curator wants it."""
    return replace(
        answer,
        question=wish.question,
        answer=wish.answer,
        before=answer.before if wish.with_turns else (),
        written_by="" if wish.is_changed else answer.written_by,
        refused=answer.refused if wish.refuses_other else "",
    )
