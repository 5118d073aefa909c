"""The book's page as it is read in review: the passage with what became of its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from studio.domain.book import Span
from studio.i18n import N_, _
from studio.text.languages import find_language
from studio.text.similarity.sentence_marks import Fate, Mark
from studio.ui import theme

LINES_ABOVE = 2
"""Lines of the passage above the first sentence that is to be seen."""
APART = 20  # pixels between the passage and what is around it
MARGIN = 24  # where the signs stand, in pixels
LINE_HEIGHT = 1.65  # of the letters' size, whatever line height a font would like
NEAR_THE_END = 240  # pixels from an end of the text at which more of the book is asked for
STILL = 4  # pixels the mouse may move between press and release of a click
SIGNS = {Fate.KEPT: "+", Fate.REWRITTEN: "~", Fate.DROPPED: "–"}
"""What stands at the margin, for those who see no colours; the first wins on a line."""
SIGN_TONES = {Fate.KEPT: "good", Fate.REWRITTEN: "accent", Fate.DROPPED: "muted"}
TIPS = {
    Fate.KEPT: N_("In the answer. Click to take it out."),
    Fate.REWRITTEN: N_("Reworded in the answer. Click for the book's own words."),
    Fate.DROPPED: N_("Not in the answer. Click to take it in."),
}


@dataclass(frozen=True)
class _Page:
    """What is shown: the passage, its sentences, and how it is written."""

    text: str
    sentences: tuple[Span, ...]
    language: str
    around: tuple[str, str]  # what stood before and after it at first


class PassageView(QTextEdit):
    """Shows one passage in its book, its sentences marked. Text is only ever inserted as text.

    Kept sentences stand on a good ground, rewritten ones over a dotted line, dropped ones are
    muted; each has a sign at the margin. What comes before and after lies on another ground.
    ``chosen`` is emitted with the number of a sentence that was clicked, ``needs_more`` with -1 or
    1 where one scrolls towards an end and more of the book is to be shown.
    """

    chosen = Signal(int)
    needs_more = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("passage")
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._page: _Page | None = None
        self._before = self._after = ""
        # A page of a book, no field.
        self.setStyleSheet("#passage { border: none; padding: 0; background: transparent; }")
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A bar that comes and goes has all lines laid out twice.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName(_("Passage of the book"))
        self._start = self._end = 0  # of the passage in the document
        self._places: tuple[Span, ...] = ()  # of its sentences in the document
        self._marks: tuple[Mark, ...] = ()
        self._pointed: int | None = None  # the sentence under the mouse, or chosen elsewhere
        self._pressed: QPoint | None = None
        self._first = 0  # the sentence that is to be in view at first
        # While it is written and scrolled by the program: only a person asks for more.
        self._settling = False
        self.verticalScrollBar().valueChanged.connect(self._ask_for_more)

    # -- what it shows ------------------------------------------------------------------------

    def show_passage(
        self,
        text: str,
        sentences: Sequence[Span] = (),
        *,
        before: str = "",
        after: str = "",
        language: str = "",
    ) -> bool:
        """Show ``text`` between what stands around it; ``sentences`` are its spans.

        Whether that is something else than what is in view: if not, one reads on undisturbed.
        """
        page = _Page(text, tuple(sentences), language, (before, after))
        if page == self._page:
            return False
        self._page, self._before, self._after = page, before, after
        self._marks, self._pointed, self._first = (), None, 0
        self._settling = True
        self._write()
        self._fit_column()
        self.scroll_to_passage()
        self._settling = False
        return True

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Say what became of the sentences: a mark each, in their order."""
        if tuple(marks) != self._marks:
            self._marks = tuple(marks)
            self._draw_marks()

    def point_at(self, sentence: int | None) -> None:
        """Show which sentence is meant; None for none."""
        if sentence != self._pointed:
            self._pointed = sentence
            self._draw_marks()

    def show_more(self, before: str, after: str) -> None:
        """Show more of the book around the passage, and stay where one reads."""
        if self._page is None or not (before or after):
            return
        bar = self.verticalScrollBar()
        from_end = bar.maximum() - bar.value()
        scrolled = bar.value()
        bar.blockSignals(True)
        self._before = "\n".join(filter(None, (before, self._before)))
        self._after = "\n".join(filter(None, (self._after, after)))
        self._write()
        self._fit_column()
        self.document().size()  # lays all of it out: without that the bar ends too early
        bar.setValue(bar.maximum() - from_end if before else scrolled)
        bar.blockSignals(False)

    def restyle(self) -> None:
        """Write the same again in the colours of now, and stay where one reads."""
        if self._page is not None:
            scrolled = self.verticalScrollBar().value()
            self._write()
            self._fit_column()
            self.document().size()
            self.verticalScrollBar().setValue(scrolled)

    def signs(self) -> list[str]:
        """The signs at the margin, in the order of the sentences."""
        return [SIGNS[mark.fate] for mark in self._marks]

    def scroll_to_passage(self) -> None:
        """Bring the passage's first line near the top, a little of what comes before above it."""
        # Lays all of it out: without that the bar ends too early.
        self.document().size()
        cursor = self._cursor(self._start)
        self.setTextCursor(cursor)
        top = self.cursorRect(cursor).top() + self.verticalScrollBar().value()
        above = 3 * self.fontMetrics().height() if self._start else 0
        self.verticalScrollBar().setValue(top - above)

    def show_sentence(self, number: int) -> None:
        """Bring a sentence into view that stands below it; the passage's beginning goes then."""
        self._first = number
        self._settling = True
        self._scroll_to_first()
        self._settling = False

    def _scroll_to_first(self) -> None:
        if not self._first < len(self._places):
            return
        span, bar = self._places[self._first], self.verticalScrollBar()
        line = self.cursorRect(self._cursor(span.start))
        below = self.cursorRect(self._cursor(span.end)).bottom() - self.viewport().height()
        # Of a sentence that is higher than the view its beginning is shown.
        above = line.top() - LINES_ABOVE * line.height()
        bar.setValue(bar.value() + max(0, min(below + line.height() // 2, above)))

    def _write(self) -> None:
        if self._page is None:
            return
        page = self._page
        self._places = ()
        # While text comes and goes the bar does, too, and asks where to scroll.
        self._start = self._end = 0
        self.setFont(theme.serif())
        self.document().setDefaultFont(theme.serif())
        self.setExtraSelections([])
        self.clear()
        cursor = QTextCursor(self.document())
        block = QTextBlockFormat()
        height = round(self.fontInfo().pixelSize() * LINE_HEIGHT)
        block.setLineHeight(height, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor.setBlockFormat(block)
        muted, ink = _colour("muted"), _colour("ink")
        if self._before:
            cursor.insertText(self._before.strip("\n") + "\n", muted)
        start = cursor.position()
        cursor.insertText(page.text, muted if page.sentences else ink)
        end = cursor.position()
        if self._after:
            cursor.insertText("\n" + self._after.strip("\n"), muted)
        self._start, self._end = start, end
        self._places = tuple(_place(start, page.text, span) for span in page.sentences)
        for position in ([start] if self._before else []) + ([end + 1] if self._after else []):
            self._set_apart(position)
        self._draw_marks()

    def _draw_marks(self) -> None:
        """Lay the marks over the text: nothing is written anew, so nothing moves."""
        formats = _mark_formats()
        selections = []
        for number, span in enumerate(self._places):
            mark = self._marks[number] if number < len(self._marks) else None
            pointed = number == self._pointed
            if mark is None or (mark.fate is Fate.DROPPED and not pointed):
                continue
            selection = QTextEdit.ExtraSelection()
            selection.cursor = self._cursor(span.start, span.end)
            selection.format = QTextCharFormat(formats[mark.fate])
            if pointed:
                selection.format.setBackground(theme.color("accent_soft"))
                selection.format.setForeground(theme.color("ink"))
            selections.append(selection)
        self.setExtraSelections(selections)
        self.viewport().update()

    def _cursor(self, start: int, end: int | None = None) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        if end is not None:
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _set_apart(self, position: int) -> None:
        """Leave a gap above the paragraph at this place."""
        gap = QTextBlockFormat()
        gap.setTopMargin(APART)
        self._cursor(position).mergeBlockFormat(gap)

    def _fit_column(self) -> None:
        row = find_language(self._page.language if self._page else "")
        sample = "n" if row.spaced else "国"
        metrics = self.fontMetrics()
        widest = metrics.horizontalAdvance(sample) * row.line_length
        frame = self.document().rootFrame().frameFormat()
        free = self.viewport().width() - MARGIN - widest
        frame.setLeftMargin(MARGIN)
        frame.setRightMargin(max(8, free))
        frame.setTopMargin(2)
        frame.setBottomMargin(8)
        if frame != self.document().rootFrame().frameFormat():
            self.document().rootFrame().setFrameFormat(frame)

    def _ask_for_more(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if self._settling or self._page is None or not self._page.sentences or not bar.maximum():
            return
        if value < NEAR_THE_END and self._before:
            self.needs_more.emit(-1)
        elif bar.maximum() - value < NEAR_THE_END and self._after:
            self.needs_more.emit(1)

    # -- what one does ------------------------------------------------------------------------

    def sentence_at(self, point: QPoint) -> int | None:
        """The number of the sentence at a point of the viewport."""
        cursor = self.cursorForPosition(point)
        line = self.cursorRect(cursor)
        # The nearest letter may be lines away: below the text, or far right of a short line.
        if not line.top() - 8 <= point.y() <= line.bottom() + 8 or abs(point.x() - line.x()) > 24:
            return None
        at = cursor.position()
        return next((n for n, p in enumerate(self._places) if p.start <= at < p.end), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        point, pressed = event.position().toPoint(), self._pressed
        self._pressed = None
        still = pressed is not None and (point - pressed).manhattanLength() <= STILL
        if not still or self.textCursor().hasSelection():
            return  # one selects, to copy
        sentence = self.sentence_at(point)
        if sentence is not None and sentence < len(self._marks):
            self.chosen.emit(sentence)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        number = self.sentence_at(event.position().toPoint())
        if number is not None and number >= len(self._marks):
            number = None
        hand = Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor if number is None else hand)
        self.setToolTip("" if number is None else _(TIPS[self._marks[number].fate]))
        self.point_at(number)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.point_at(None)

    # -- how it looks -------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._settling = True
            self._fit_column()
            self.scroll_to_passage()
            self._scroll_to_first()
            self._settling = False

    def paintEvent(self, event: QPaintEvent) -> None:
        ground = QPainter(self.viewport())
        self._draw_surroundings(ground)
        ground.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        font = QFont(self.font())
        font.setBold(True)
        painter.setFont(font)
        order = list(Fate)
        fates: dict[int, Fate] = {}
        # One sign a line; what is kept goes before.
        for span, mark in zip(self._places, self._marks, strict=False):
            line = self.cursorRect(self._cursor(span.start))
            base = line.top() + painter.fontMetrics().ascent()
            fates[base] = min(fates.get(base, mark.fate), mark.fate, key=order.index)
        for base, fate in fates.items():
            painter.setPen(theme.color(SIGN_TONES[fate]))
            painter.drawText(QPointF(6, base), SIGNS[fate])

    def _draw_surroundings(self, painter: QPainter) -> None:
        """Another ground and a line where the passage begins and ends: what it drops is as grey as
        what is around."""
        width, height = self.viewport().width(), self.viewport().height()
        painter.setPen(theme.color("accent"))
        if self._before:
            top = self.cursorRect(self._cursor(self._start)).top() - APART // 2
            if top > 0:
                painter.fillRect(0, 0, width, top, theme.color("window"))
                painter.drawLine(0, top, width, top)
        if self._after:
            bottom = self.cursorRect(self._cursor(self._end + 1)).top() - APART // 2
            if bottom < height:
                painter.fillRect(0, bottom, width, height - bottom, theme.color("window"))
                painter.drawLine(0, bottom, width, bottom)


def _place(start: int, text: str, span: Span) -> Span:
    """Where a sentence stands in the document: no ground under white space at its end."""
    length = len(text[span.start : span.end].rstrip())
    return Span(start + span.start, start + span.start + length)


def _colour(token: str) -> QTextCharFormat:
    style = QTextCharFormat()
    style.setForeground(theme.color(token))
    return style


def _mark_formats() -> dict[Fate, QTextCharFormat]:
    taken_in, reworded, left_out = _colour("ink"), _colour("ink"), _colour("muted")
    taken_in.setBackground(theme.color("good_soft"))
    reworded.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
    reworded.setUnderlineColor(theme.color("accent"))
    return {Fate.KEPT: taken_in, Fate.REWRITTEN: reworded, Fate.DROPPED: left_out}
