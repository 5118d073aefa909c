"""Which version's held-out rows become questions, and how many of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QSpinBox, QWidget

from studio.domain.dataset import Version
from studio.i18n import _
from studio.ui.widgets.button import PRIMARY, make_button
from studio.ui.widgets.combo import combo
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column

WIDTH = 460
USUAL = 50


class VersionDialog(QDialog):
    """``version()`` and ``limit()`` are what was chosen; ``versions`` hold rows out, each."""

    def __init__(self, versions: Sequence[Version], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Questions of a version"))
        self.setMinimumWidth(WIDTH)
        self._held = {version.number: version.validation for version in versions}
        choices = [
            (v.number, _("{name} · {n:,} held out").format(name=v.name, n=v.validation))
            for v in versions
        ]
        self.box = combo("heldOutVersion", _("Version"), choices, letters=24)
        self.box.currentIndexChanged.connect(lambda _row: self._show_most())
        self.most = QSpinBox()
        self.most.setObjectName("heldOutLimit")
        self.most.setAccessibleName(_("At most"))
        self.most.lineEdit().setTextMargins(8, 0, 0, 0)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(_("Version"), self.box)
        form.addRow(_("At most"), self.most)
        about = _("The validation rows of this version are spread over all of its books.")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        take = make_button("takeHeldOut", _("Add the questions"), PRIMARY)
        take.setDefault(True)
        buttons.addButton(take, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = make_column(words(about, "muted", wrap=True), form, None, buttons, spacing=12)
        lay_out(self, column, 20, 16, 20, 16)
        self._show_most()

    def version(self) -> int:
        """The number of the version."""
        return int(self.box.currentData())

    def limit(self) -> int:
        """How many questions at most."""
        return self.most.value()

    def _show_most(self) -> None:
        held = self._held.get(int(self.box.currentData() or 0), 1)
        self.most.setRange(1, max(1, held))
        self.most.setValue(min(USUAL, held))
