"""A text to be read, with what differs from another one marked."""

from __future__ import annotations

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from studio.text.similarity.word_diff import diff_words
from studio.ui import theme

LONGEST = 4_000
"""Characters of a text that are compared word for word."""


def make_text_view(name: str, text: str, first: str = "", *, height: int = 0) -> QPlainTextEdit:
    """A text that can be read and copied; what stands in it and not in ``first`` is marked.

    ``name`` is what a screen reader calls it; ``height`` is in pixels, 0 for as much as there is.
    """
    view = QPlainTextEdit()
    view.setReadOnly(True)
    view.setAccessibleName(name)
    view.setTabChangesFocus(True)
    if height:
        view.setFixedHeight(height)
    if not first or text == first or max(len(text), len(first)) > LONGEST:
        view.setPlainText(text)
        return view
    highlight = QTextCharFormat()
    highlight.setBackground(theme.color("warn_soft"))
    cursor = QTextCursor(view.document())
    for piece in diff_words(first, text):
        if piece.kind != "delete":
            cursor.insertText(
                piece.text, highlight if piece.kind == "insert" else QTextCharFormat()
            )
    view.moveCursor(QTextCursor.MoveOperation.Start)
    return view
