"""The pair as the model will see it: the row with special tokens, its length and its cost."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFontDatabase, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from studio.i18n import _, plural
from studio.services.budget import format_dollars
from studio.services.pairs.model_row import Ink, ModelRow, describe_excess
from studio.ui import theme
from studio.ui.review.turn_box import name_role
from studio.ui.widgets.label import ElidedLabel, words
from studio.ui.widgets.layout import lay_out, make_column
from studio.ui.widgets.meter import Meter

MOST_TOKENS = 4_000
"""Tokens that are drawn: nobody reads more, and the window would wait for them."""


class ModelView(QWidget):
    """Every token of the row on a ground of its own; what the model learns to say is in ink, what
    it only reads is muted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.meter = Meter()
        self.length = ElidedLabel("", "muted")
        self.messages = ElidedLabel("", "muted")
        self.excess = words("", "bad", wrap=True)
        self.text = QTextEdit()
        self.text.setReadOnly(True)
        self.text.setObjectName("modelRow")
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(_("The row as the model will see it"))
        self.text.setProperty("tone", "reading")
        self._row: ModelRow | None = None
        column = make_column(
            self.length, self.meter, self.messages, self.excess, (self.text, 1), spacing=5
        )
        lay_out(self, column)

    def show_row(self, row: ModelRow) -> None:
        """Show a row, how long it is and what it costs."""
        if row != self._row:
            self._row = row
            self._write()
        self.meter.setVisible(row.limit is not None)
        self.meter.set_share(row.share)
        self.length.setText(
            " · ".join(filter(None, (_describe_length(row), _describe_cost(row), _source(row))))
        )
        self.messages.setText(" · ".join(_describe_messages(row)))
        self.excess.setText(describe_excess(row.tokens, row.limit))
        self.excess.setVisible(bool(self.excess.text()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._write()

    def _write(self) -> None:
        if self._row is None:
            return
        scrolled = self.text.verticalScrollBar().value()
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(13)
        self.text.setFont(font)
        self.text.clear()
        cursor = QTextCursor(self.text.document())
        cursor.beginEditBlock()
        for text, style in _style_tokens(self._row):
            cursor.insertText(text, style)
        cursor.endEditBlock()
        self.text.verticalScrollBar().setValue(scrolled)


def _style_tokens(row: ModelRow) -> Iterator[tuple[str, QTextCharFormat]]:
    number = 0
    for at, piece in enumerate(row.pieces):
        tokens = piece.tokens
        # The frame's messages stand on lines of their own; that line end is no token.
        if at and piece.ink is Ink.SPECIAL and piece.message != row.pieces[at - 1].message:
            yield "\n", QTextCharFormat()
        for text, _count in tokens:
            number += 1
            if number > MOST_TOKENS:
                yield " …", QTextCharFormat()
                return
            yield text.replace("\n", "↵\n"), _style(piece.ink, number % 2 == 0)


def _style(ink: Ink, even: bool) -> QTextCharFormat:
    style = QTextCharFormat()
    if ink is Ink.SPECIAL:
        style.setForeground(theme.color("accent"))
        return style
    style.setForeground(theme.color("ink" if ink is Ink.LEARNED else "muted"))
    style.setBackground(theme.color("accent_soft" if even else "window"))
    return style


def _describe_length(row: ModelRow) -> str:
    tokens = plural("{n} token", "{n} tokens", row.tokens).format(n=f"{row.tokens:,}")
    if row.limit is None:
        return tokens
    return _("{tokens} of {limit}").format(tokens=tokens, limit=f"{row.limit:,}")


def _describe_cost(row: ModelRow) -> str:
    # A row costs less than a yen: only dollars have digits enough.
    return _("{cost} an epoch").format(cost=format_dollars(row.usd)) if row.usd else ""


def _source(row: ModelRow) -> str:
    if row.exact:
        return _("{frame} frame, tokens of {model}").format(frame=row.frame, model=row.model)
    return _("{frame} frame; borders of tokens are estimated for {model}").format(
        frame=row.frame, model=row.model
    )


def _describe_messages(row: ModelRow) -> Iterator[str]:
    for message in row.messages:
        role = name_role({"role": message.role})
        learned = _(" (learned)") if message.learned else ""
        yield f"{role} {message.tokens:,}{learned}"
