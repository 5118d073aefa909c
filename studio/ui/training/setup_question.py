"""The question before hundreds of megabytes are downloaded for a training on this computer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from studio.i18n import _
from studio.ui.widgets.modal import show_modal


def ask_setup(size: str, parent: QWidget) -> bool:
    """Whether what is missing may be fetched; ``size`` says what it is and how large."""
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle(_("Set up the local engine"))
    box.setText(_("This training needs something that is not on this computer yet."))
    box.setInformativeText(
        _("{size} will be downloaded once. After that it works offline.").format(size=size)
    )
    go = box.addButton(_("Set up and train"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(go)
    show_modal(box)
    return box.clickedButton() is go
