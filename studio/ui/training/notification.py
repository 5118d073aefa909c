"""Tells on the desktop how a run ended, for who has turned to something else meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QStyle, QSystemTrayIcon, QWidget

SECONDS = 15


def notify(widget: QWidget, title: str, text: str) -> bool:
    """Show a notification of the system; whether there was one.

    While the window is in front its own line is enough; without a tray its entry asks for
    attention.
    """
    window = widget.window()
    if window.isActiveWindow():
        return False
    QApplication.alert(window)
    if not QSystemTrayIcon.isSystemTrayAvailable():
        return False
    icon = window.windowIcon()
    if icon.isNull():
        icon = window.style().standardIcon(QStyle.StandardPixmap.SP_ComputerIcon)
    tray = QSystemTrayIcon(icon, window)
    tray.setVisible(True)
    tray.messageClicked.connect(window.raise_)
    tray.messageClicked.connect(window.activateWindow)
    tray.showMessage(title, text, icon, SECONDS * 1000)
    QTimer.singleShot(SECONDS * 1000, tray.deleteLater)
    return True
