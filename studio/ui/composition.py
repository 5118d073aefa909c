"""While an input method holds words that are not decided on, keys belong to it alone.

Return takes a conversion, Ctrl+Z may take back a part of it: none of them may act on the library.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

_KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)


class Composition(QObject):
    """Watches the widget that has the keyboard; the application has one.

    Qt asks the focus widget before a key is taken for a command (``ShortcutOverride``): while
    something is being composed it says that the key is its own, and then nothing is done with it.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._widget: QWidget | None = None
        self.is_open = False
        application.focusChanged.connect(lambda _old, new: self._watch(new))
        self._watch(application.focusWidget())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            self.is_open = bool(event.preeditString())
        elif kind == QEvent.Type.ShortcutOverride and self.is_open:
            event.accept()
            return True
        elif kind in _KEYS and self.is_open:
            # One that reached us was none of the input method's: it would act in the middle.
            return True
        return super().eventFilter(watched, event)

    def _watch(self, widget: QWidget | None) -> None:
        # Where the focus leaves, Qt has the composition taken or dropped.
        self.is_open = False
        if self._widget is not None and isValid(self._widget):
            self._widget.removeEventFilter(self)
        self._widget = widget
        if widget is not None:
            widget.installEventFilter(self)


def guard_composition(application: QApplication) -> Composition:
    """Let no key act while something is being composed, in any window of the application."""
    watching = application.findChild(Composition)
    return watching if watching is not None else Composition(application)
