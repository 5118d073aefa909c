"""One side of a talk: whose it is, and what was said, as text."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from studio.i18n import _
from studio.ui import theme
from studio.ui.widgets.button import LINK, make_button
from studio.ui.widgets.card import Card
from studio.ui.widgets.label import ElidedLabel, set_tone, words
from studio.ui.widgets.layout import lay_out, make_row
from studio.ui.widgets.scroll_area import ScrollArea

PERSON, MODEL = "user", "assistant"


class Turn(QFrame):
    """What one of the two said. It grows while it is said; its text can be selected.

    An answer that is over can be copied, and emits ``kept`` when it is to be kept.
    """

    kept = Signal()

    def __init__(self, role: str, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.role = role
        self.setProperty("turn", role)
        self.text = words(text, wrap=True)
        self.text.setFont(theme.serif())
        flags = Qt.TextInteractionFlag
        self.text.setTextInteractionFlags(
            flags.TextSelectableByMouse | flags.TextSelectableByKeyboard
        )
        # Until a word is said there is no line for it.
        self.text.setVisible(bool(text))
        self.text.setAccessibleName(_("You") if role == PERSON else _("Answer"))
        self.foot = words("", "muted", wrap=True)
        self.foot.hide()
        self._make_actions()
        body = QVBoxLayout(self)
        body.setContentsMargins(12, 8, 12, 8)
        body.setSpacing(4)
        body.addWidget(self.text)
        body.addWidget(self.foot)
        body.addWidget(self.deeds)

    def add(self, piece: str) -> None:
        """Say more."""
        self.text.setText(self.text.text() + piece)
        self.text.setVisible(bool(self.text.text()))

    def note(self, line: str, tone: str = "muted") -> None:
        """How it ended, below it; "" for nothing to say."""
        set_tone(self.foot, tone)
        self.foot.setText(line)
        self.foot.setVisible(bool(line))

    def end(self, line: str = "", tone: str = "muted") -> None:
        """No more is said: what was said can be copied and kept now."""
        self.note(line, tone)
        self.deeds.setVisible(bool(self.text.text().strip()))

    def copy(self) -> None:
        """Put the answer into the clipboard."""
        QGuiApplication.clipboard().setText(self.text.text())

    def _make_actions(self) -> None:
        self.copy_button = make_button("copyAnswer", _("Copy"), LINK)
        self.copy_button.clicked.connect(self.copy)
        self.keep_button = make_button(
            "keepAnswer", _("Keep…"), LINK, tip=_("As a pair, or its question for a question set")
        )
        self.keep_button.clicked.connect(lambda _on=False: self.kept.emit())
        self.deeds = lay_out(
            QWidget(), make_row(self.copy_button, self.keep_button, None, spacing=16)
        )
        self.deeds.hide()


class Talk(Card):
    """All turns of one model, the newest in view. Emits ``kept`` with the place of an answer
    among its turns, from 0."""

    kept = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = ElidedLabel("", "strong")
        self.about = ElidedLabel("", "muted")
        self.spent = words("", "muted")
        self.turns: list[Turn] = []
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(10)
        self._column.addStretch(1)
        self.area = ScrollArea(self._list, name=name, is_read=True)
        bar = self.area.verticalScrollBar()
        # What is being said is what one reads.
        bar.rangeChanged.connect(lambda _low, high: bar.setValue(high))
        self.body.setSpacing(8)
        self.body.addWidget(self.heading)
        self.body.addLayout(make_row((self.about, 1), self.spent))
        self.body.addWidget(self.area, 1)

    def name(self, title: str, about: str = "", *, is_plain: bool = False) -> None:
        """Say whose talk it is, and what it is told before the first question; ``is_plain`` where
        a box above says the name already."""
        self.heading.setText(title)
        self.heading.setHidden(is_plain)
        self.area.setAccessibleName(title)
        self.about.setText(about)
        self.about.setVisible(bool(about))

    def say(self, role: str, text: str = "") -> Turn:
        """Begin a turn."""
        turn, number = Turn(role, text), len(self.turns)
        turn.kept.connect(lambda: self.kept.emit(number))
        self.turns.append(turn)
        self._column.insertWidget(self._column.count() - 1, turn)
        return turn

    def clear(self) -> None:
        """Begin anew."""
        for turn in self.turns:
            self._column.removeWidget(turn)
            turn.deleteLater()
        self.turns = []
        self.spent.setText("")

    def list_exchanges(self, before: int | None = None) -> list[tuple[str, str]]:
        """Questions and answers so far, or those before a turn; what got no answer was not said."""
        spoken = self.turns[:before]
        exchanges = zip(spoken[::2], spoken[1::2], strict=False)
        return [
            (question.text.text(), answer.text.text())
            for question, answer in exchanges
            if answer.text.text()
        ]
