"""Keeps what is typed in one editor: while one types, and when it is left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from studio.ui.widgets.editor import Editor

SAVE_AFTER_MS = 400


class TextSaver(QObject):
    """Gives the words of an editor to ``save`` soon after they changed; ``flush`` does so now."""

    def __init__(self, editor: Editor, save: Callable[[str], object]) -> None:
        super().__init__(editor)
        self._editor = editor
        self._save = save
        self._due = False  # a timer that has just run out is no longer active
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_AFTER_MS)
        self._timer.timeout.connect(self.flush)
        editor.edited.connect(self._note)
        editor.left.connect(self.flush)

    def is_due(self) -> bool:
        """Whether something was typed that is not kept yet."""
        return self._due

    def flush(self) -> None:
        """Keep what was typed, now."""
        if self._due:
            self._due = False
            self._timer.stop()
            self._save(self._editor.text())

    def _note(self) -> None:
        # A limit, not a pause: long typing is saved on the way.
        if not self._due:
            self._due = True
            self._timer.start()
