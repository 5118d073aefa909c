"""The system message that all rows share: one line above the pair, opened to be edited."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from studio.i18n import _
from studio.ui.widgets.button import QUIET, make_button
from studio.ui.widgets.editor import Editor
from studio.ui.widgets.label import ElidedLabel, words
from studio.ui.widgets.layout import lay_out, make_column, make_row

SAVE_AFTER_MS = 900  # every pair's tokens follow, so not with every word


class SystemLine(QWidget):
    """Emits ``saved`` with the new message: while one types, and when it is closed or left."""

    saved = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._own = False
        self.line = ElidedLabel("", "muted")
        self.toggle = make_button("editSystem", _("Edit"), QUIET)
        self.toggle.setAccessibleName(_("Edit the shared system message"))
        self.toggle.clicked.connect(self._turn)
        self._make_editor()
        row = make_row(words(_("System message"), "small"), self.line, self.toggle)
        row.setStretchFactor(self.line, 1)
        lay_out(self, make_column(row, self.editor, spacing=4))

    def _make_editor(self) -> None:
        self.editor = Editor(_("System message"))
        self.editor.setObjectName("system")
        self.editor.setPlaceholderText(
            _("Tells the model in every row what it is, for example: You are a calm mentor.")
        )
        self.editor.setFixedHeight(84)
        self.editor.hide()
        self.editor.left.connect(self.save)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_AFTER_MS)
        self._timer.timeout.connect(self.save)
        self.editor.edited.connect(self._schedule_save)

    def set_own(self, own: bool) -> None:
        """Whether the row in view has a system message of its own, which stands among its turns."""
        self._own = own
        self._show_line()

    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.editor.set_text(text)
        self._show_line()

    def save(self) -> None:
        """Give the words back if they are new."""
        self._timer.stop()
        text = self.editor.text().strip()
        if text != self._text:
            self._text = text
            self.saved.emit(text)
        self._show_line()

    def _schedule_save(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.editor.isVisible():
            self._turn()
        else:
            super().keyPressEvent(event)

    def _turn(self) -> None:
        opening = not self.editor.isVisible()
        self.editor.setVisible(opening)
        self.toggle.setText(_("Done") if opening else _("Edit"))
        if opening:
            # It is in the editor now; the button stays where it was.
            self.line.setText("")
            self.editor.setFocus()
        else:
            self.save()

    def _show_line(self) -> None:
        if self.editor.isHidden():
            own = _("This row has its own, shown on the left.")
            self.line.setText(own if self._own else self._text or _("none"))
