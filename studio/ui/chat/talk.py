"""One side of a talk: whose it is, and what was said, as text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from studio.i18n import _
from studio.ui import theme
from studio.ui.widgets.card import Card
from studio.ui.widgets.label import ElidedLabel, set_tone, words

PERSON, MODEL = "user", "assistant"


class Turn(QFrame):
    """What one of the two said. It grows while it is said; its text can be selected."""

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
        body = QVBoxLayout(self)
        body.setContentsMargins(12, 8, 12, 8)
        body.setSpacing(4)
        body.addWidget(self.text)
        body.addWidget(self.foot)

    def add(self, piece: str) -> None:
        """Say more."""
        self.text.setText(self.text.text() + piece)
        self.text.show()

    def note(self, line: str, tone: str = "muted") -> None:
        """How it ended, below it; "" for nothing to say."""
        set_tone(self.foot, tone)
        self.foot.setText(line)
        self.foot.setVisible(bool(line))


class Talk(Card):
    """All turns of one model, the newest in view."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = ElidedLabel("", "strong")
        self.turns: list[Turn] = []
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(10)
        self._column.addStretch(1)
        self.area = QScrollArea()
        self.area.setObjectName(name)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self._list)
        bar = self.area.verticalScrollBar()
        # What is being said is what one reads.
        bar.rangeChanged.connect(lambda _low, high: bar.setValue(high))
        self.body.setSpacing(8)
        self.body.addWidget(self.heading)
        self.body.addWidget(self.area, 1)

    def name(self, title: str) -> None:
        """Say whose talk it is."""
        self.heading.setText(title)
        self.area.setAccessibleName(title)

    def say(self, role: str, text: str = "") -> Turn:
        """Begin a turn."""
        turn = Turn(role, text)
        self.turns.append(turn)
        self._column.insertWidget(self._column.count() - 1, turn)
        return turn

    def clear(self) -> None:
        """Begin anew."""
        for turn in self.turns:
            self._column.removeWidget(turn)
            turn.deleteLater()
        self.turns = []

    def messages(self) -> list[dict[str, object]]:
        """What was said so far, for the model to go on from; what failed was not said."""
        spoken = [turn for turn in self.turns if turn.text.text()]
        return [{"role": turn.role, "content": turn.text.text()} for turn in spoken]
