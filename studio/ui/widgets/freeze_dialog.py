"""The dialog before a version is frozen: its name, and what is held out to validate with."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from studio.i18n import _
from studio.ui.widgets.words import words

GROUPS = (
    ("book", _("whole books (chapters where books are too few)")),
    ("chapter", _("whole chapters")),
)


@dataclass(frozen=True)
class FreezeChoice:
    """What the curator chose; ``validation`` is a share from 0 to 0.5."""

    name: str
    validation: float
    group: str
    seed: int


class FreezeDialog(QDialog):
    """Asks once; ``choice()`` is what was chosen."""

    def __init__(self, accepted: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Freeze version"))
        self.name = QLineEdit()
        self.name.setObjectName("freezeName")
        self.name.setMaxLength(80)
        self.name.setPlaceholderText(_("what is new in it, for you to remember"))
        self.share = QSpinBox()
        self.share.lineEdit().setTextMargins(8, 0, 0, 0)
        self.share.setObjectName("freezeShare")
        self.share.setRange(0, 50)
        self.share.setValue(10)
        self.share.setSuffix(" %")
        self.group = QComboBox()
        for value, text in GROUPS:
            self.group.addItem(text, value)
        self.seed = QSpinBox()
        self.seed.lineEdit().setTextMargins(8, 0, 0, 0)
        self.seed.setRange(0, 2_147_483_647)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        freeze = self.buttons.addButton(_("Freeze version"), QDialogButtonBox.ButtonRole.AcceptRole)
        freeze.setObjectName("freeze")
        freeze.setProperty("kind", "primary")
        freeze.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out(accepted)

    def _lay_out(self, accepted: int) -> None:
        form = QFormLayout()
        form.addRow(_("Name"), self.name)
        form.addRow(_("Held out to validate"), self.share)
        form.addRow(_("Hold out by"), self.group)
        form.addRow(_("Seed"), self.seed)
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 20, 20, 20)
        body.setSpacing(12)
        text = _("The {n} accepted pairs are copied, hashed and numbered; nothing changes them.")
        body.addWidget(words(text.format(n=accepted)))
        body.addLayout(form)
        body.addWidget(self.buttons)

    def choice(self) -> FreezeChoice:
        return FreezeChoice(
            self.name.text().strip(),
            self.share.value() / 100,
            str(self.group.currentData()),
            self.seed.value(),
        )
