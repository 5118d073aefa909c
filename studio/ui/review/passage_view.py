"""The book's passage as it is read in review: what was kept, what was dropped, what is around."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from studio.domain.book import Span
from studio.i18n import _
from studio.text.languages import find_language
from studio.ui import theme

APART = 12  # pixels between the passage and what is around it
MARGIN = 24  # where the signs stand, in pixels
LINE_HEIGHT = 1.65  # of the letters' size, whatever line height a font would like
KEPT, DROPPED = "+", "–"


class PassageView(QTextEdit):
    """Shows one passage with its sentences marked. Text is only ever inserted as text.

    Kept sentences stand on a good ground with a ``+`` at the margin, dropped ones are muted with
    a ``–``; the passages before and after are muted without a sign.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("passage")
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._shown: tuple[str, tuple[Span, ...], tuple[bool, ...], str, str, str] | None = None
        # A page of a book, no field.
        self.setStyleSheet("#passage { border: none; padding: 0; }")
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Passage of the book"))
        # Where a sentence starts in the document.
        self._signs: list[tuple[int, str]] = []
        self._start = 0
        # Where what is around the passage begins or ends.
        self._borders: list[int] = []

    def show_passage(
        self,
        text: str,
        sentences: Sequence[Span] = (),
        keeps: Sequence[bool] = (),
        *,
        before: str = "",
        after: str = "",
        language: str = "",
    ) -> None:
        """Show ``text``; ``sentences`` are its spans and ``kept`` says of each whether it stays."""
        content = (text, tuple(sentences), tuple(keeps), before, after, language)
        if content == self._shown:
            return
        self._shown = content
        self._write()
        self._fit_column()
        self.scroll_to_passage()

    def restyle(self) -> None:
        """Write the same again in the colours of now, and stay where one reads."""
        if self._shown is not None:
            scrolled = self.verticalScrollBar().value()
            self._write()
            self._fit_column()
            # Lays all of it out: without that the bar ends too early.
            self.document().size()
            self.verticalScrollBar().setValue(scrolled)

    def signs(self) -> list[str]:
        """The signs at the margin, in the order of the sentences."""
        return [sign for _position, sign in self._signs]

    def scroll_to_passage(self) -> None:
        """Bring the passage's first line near the top, a little of what comes before above it."""
        # Lays all of it out: without that the bar ends too early.
        self.document().size()
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._start)
        self.setTextCursor(cursor)
        top = self.cursorRect(cursor).top() + self.verticalScrollBar().value()
        above = 3 * self.fontMetrics().height() if self._start else 0
        self.verticalScrollBar().setValue(top - above)

    def _write(self) -> None:
        if self._shown is None:
            return
        text, sentences, stay, before, after, _language = self._shown
        self._signs = []
        # While text comes and goes the bar does, too, and asks where to scroll.
        self._start = 0
        self.setFont(theme.serif())
        self.document().setDefaultFont(theme.serif())
        self.clear()
        cursor = QTextCursor(self.document())
        block = QTextBlockFormat()
        height = round(self.fontInfo().pixelSize() * LINE_HEIGHT)
        block.setLineHeight(height, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor.setBlockFormat(block)
        muted, ink, good = _formats()
        if before:
            cursor.insertText(before.rstrip("\n") + "\n", muted)
        start = cursor.position()
        at = 0
        for span, stays in zip(sentences, stay, strict=True):
            cursor.insertText(text[at : span.start], muted)
            self._signs.append((cursor.position(), KEPT if stays else DROPPED))
            # No ground under white space.
            sentence = text[span.start : span.end].rstrip()
            cursor.insertText(sentence, good if stays else muted)
            at = span.start + len(sentence)
        cursor.insertText(text[at:], muted if sentences else ink)
        end = cursor.position()
        if after:
            cursor.insertText("\n" + after.lstrip("\n"), muted)
        self._start = start
        self._borders = [*([start] if before else []), *([end + 1] if after else [])]
        for position in self._borders:
            self._set_apart(position)

    def _set_apart(self, position: int) -> None:
        """Leave a gap above the paragraph at this place."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(position)
        gap = QTextBlockFormat()
        gap.setTopMargin(APART)
        cursor.mergeBlockFormat(gap)

    def _fit_column(self) -> None:
        language = self._shown[5] if self._shown else ""
        row = find_language(language)
        sample = "n" if row.spaced else "国"
        metrics = self.fontMetrics()
        widest = metrics.horizontalAdvance(sample) * row.line_length
        frame = self.document().rootFrame().frameFormat()
        free = self.viewport().width() - MARGIN - widest
        frame.setLeftMargin(MARGIN)
        frame.setRightMargin(max(4, free))
        frame.setTopMargin(2)
        frame.setBottomMargin(8)
        if frame != self.document().rootFrame().frameFormat():
            self.document().rootFrame().setFrameFormat(frame)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_column()
        self.scroll_to_passage()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        font = QFont(self.font())
        font.setBold(True)
        painter.setFont(font)
        self._draw_borders(painter)
        signs: dict[int, str] = {}
        # One sign a line; what is kept goes before.
        for position, sign in self._signs:
            cursor = QTextCursor(self.document())
            cursor.setPosition(position)
            line = self.cursorRect(cursor)
            base = line.top() + painter.fontMetrics().ascent()
            if signs.get(base) != KEPT:
                signs[base] = sign
        for base, sign in signs.items():
            painter.setPen(theme.color("good" if sign == KEPT else "muted"))
            painter.drawText(QPointF(6, base), sign)

    def _draw_borders(self, painter: QPainter) -> None:
        """A line where the passage begins and ends: what it drops is as grey as what is around."""
        painter.setPen(theme.color("line"))
        for position in self._borders:
            cursor = QTextCursor(self.document())
            cursor.setPosition(position)
            height = self.cursorRect(cursor).top() - APART // 2
            painter.drawLine(MARGIN, height, self.viewport().width() - 4, height)


def _formats() -> tuple[QTextCharFormat, QTextCharFormat, QTextCharFormat]:
    muted, ink, good = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
    muted.setForeground(theme.color("muted"))
    ink.setForeground(theme.color("ink"))
    good.setForeground(theme.color("ink"))
    good.setBackground(theme.color("good_soft"))
    return muted, ink, good
