"""The question before votes are closed that are not all cast: it can't be undone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from studio.i18n import _
from studio.ui.widgets.modal import show_modal


def ask_closing(voted: int, total: int, parent: QWidget) -> bool:
    """Whether the votes are closed although only ``voted`` of ``total`` pairs of answers are
    judged."""
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle(_("Close the votes"))
    box.setText(_("{voted} of {total} are judged.").format(voted=voted, total=total))
    box.setInformativeText(
        _("Once the names are shown, no more votes are taken: they would not be blind.")
    )
    close = box.addButton(_("Close the votes"), QMessageBox.ButtonRole.AcceptRole)
    go_on = box.addButton(_("Keep voting"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(go_on)
    box.setEscapeButton(go_on)
    show_modal(box)
    return box.clickedButton() is close
