"""Text with what changed in it: gone and new are told apart by colour and by line."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from studio.text.similarity.word_diff import DiffPiece
from studio.ui import theme

Section = tuple[str, Iterable[DiffPiece]]
"""A heading, and the pieces of text under it."""


class DiffText(QTextEdit):
    """Sections to be read; ``name`` is the widget's, ``label`` what a screen reader says of it."""

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.setStyleSheet("QTextEdit { border: none; padding: 0; }")

    def show_sections(self, sections: Iterable[Section]) -> None:
        """Show headings with their pieces under them: text as text, no markup is ever built."""
        self.clear()
        cursor = QTextCursor(self.document())
        heading = QTextCharFormat()
        heading.setFont(theme.sans(12))
        heading.setForeground(theme.color("muted"))
        above, below = QTextBlockFormat(), QTextBlockFormat()
        above.setTopMargin(10)
        below.setBottomMargin(6)
        below.setLineHeight(150, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        for number, (name, pieces) in enumerate(sections):
            if number:
                cursor.insertBlock()
                cursor.setBlockFormat(above)
            cursor.insertText(name, heading)
            cursor.insertBlock(below)
            for piece in pieces:
                cursor.insertText(piece.text, _look(piece.kind))
        self.moveCursor(QTextCursor.MoveOperation.Start)


def _look(kind: str) -> QTextCharFormat:
    """Gone on a red ground and struck out, new on a green one and underlined: colours are not
    seen by all."""
    look = QTextCharFormat()
    look.setFont(theme.serif(15))
    look.setForeground(theme.color("ink"))
    if kind == "delete":
        look.setBackground(theme.color("bad_soft"))
        look.setFontStrikeOut(True)
    elif kind == "insert":
        look.setBackground(theme.color("good_soft"))
        look.setFontUnderline(True)
    return look
