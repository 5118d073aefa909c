"""A dialog that asks something: shown until it is answered, and then gone."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog


def show_modal(dialog: QDialog) -> bool:
    """Show a dialog until it is answered; whether it was accepted.

    Whoever calls can still read what stands in it. Then it goes: its parent would keep it as long
    as the window is open, with hundreds of widgets that each change of the look draws anew.
    """
    try:
        return dialog.exec() == QDialog.DialogCode.Accepted
    finally:
        dialog.deleteLater()
