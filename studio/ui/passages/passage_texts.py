"""A passage as it stands in the book and as the rules leave it; where one cuts, draws, refuses.

The left side shows the words around the passage, too, so that it can be drawn larger; what a
rule takes off stands on the ground of a warning there. A click on it, or Return with the cursor
in it, keeps it as it is in the book; once more lets the rule have it again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFont, QHelpEvent, QKeyEvent, QMouseEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QToolTip, QWidget

from studio.domain.book import Passage, Replacement
from studio.i18n import _, plural
from studio.ui import theme
from studio.ui.widgets.card import Card
from studio.ui.widgets.label import ElidedLabel, plain_tip, words


class PassageTexts(QWidget):
    """Emits ``toggled`` with the change that was clicked; knows where the cursor stands."""

    toggled = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._passage: Passage | None = None
        self._changes: Sequence[Replacement] = ()
        self._before = self._after = self._rule = ""
        self.rules: Mapping[str, str] = {}
        """Titles of the cleaning rules by their names."""
        self.source, self.cleaned = _reading(_("In the book")), _reading(_("Cleaned"))
        self.cleaned.setPlaceholderText(_("The cleaning rules leave nothing of it."))
        self.source.viewport().installEventFilter(self)
        self.source.installEventFilter(self)
        self.hint = ElidedLabel("", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for heading, view, more in (
            (_("In the book"), self.source, self.hint),
            (_("Cleaned"), self.cleaned, None),
        ):
            card = Card()
            top = QHBoxLayout()
            top.addWidget(words(heading, "strong"))
            if more is None:
                top.addStretch(1)
            else:
                more.setAlignment(Qt.AlignmentFlag.AlignRight)
                top.addWidget(more, 1)
            card.body.addLayout(top)
            card.body.addWidget(view, 1)
            row.addWidget(card, 1)

    def show_passage(
        self,
        passage: Passage | None,
        changes: Sequence[Replacement] = (),
        *,
        before: str = "",
        after: str = "",
        rule: str = "",
    ) -> None:
        """Show a passage with the words around it; ``changes`` are all that the rules propose,
        those of ``rule`` stand out."""
        self._passage, self._changes, self._rule = passage, changes, rule
        self._before, self._after = before, after
        if passage is None:
            self.source.clear()
            self.cleaned.clear()
            self.hint.setText("")
            return
        self.source.setPlainText(before + passage.source + after)
        self.cleaned.setPlainText(passage.text)
        self._colour()
        marked = [change for change in changes if change.rule == rule]
        hint = _("click a change to undo it") if changes else ""
        if marked:
            counted = plural("{rule}: {n} change", "{rule}: {n} changes", len(marked))
            hint = counted.format(rule=self.rules.get(rule, rule), n=len(marked)) + " · " + hint
        self.hint.setText(hint)
        self._show_start(marked[0].start if marked else 0)

    def restyle(self) -> None:
        """The same in the colours of now."""
        if self._passage is not None:
            self._colour()

    def cursor_in_passage(self) -> int | None:
        """Characters of the passage before the cursor, or None when it stands outside."""
        offset = self._place(self.source.textCursor().position())
        inside = self._passage is not None and 0 < offset < len(self._passage.source)
        return offset if inside else None

    def selection(self) -> tuple[int, int] | None:
        """The selected stretch in characters from the passage's start, or None."""
        cursor = self.source.textCursor()
        if not cursor.hasSelection():
            return None
        return self._place(cursor.selectionStart()), self._place(cursor.selectionEnd())

    def selected_words(self) -> str:
        """What is selected of the passage, cleaned or as it stands in the book; "" for nothing."""
        for text in (self.cleaned, self.source):
            if text.textCursor().hasSelection():
                # Qt's own sign for a line's end.
                return text.textCursor().selectedText().replace("\u2029", "\n").strip()
        return ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            if not self.source.textCursor().hasSelection():
                at = self.source.cursorForPosition(event.position().toPoint()).position()
                self._toggle(self._place(at))
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_rule(event)
            return True
        elif (
            isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and _enters(event)
        ):
            return self._toggle(self._place(self.source.textCursor().position()))
        return super().eventFilter(watched, event)

    def _change_at(self, offset: int) -> Replacement | None:
        return next((c for c in self._changes if c.start <= offset <= c.end), None)

    def _toggle(self, offset: int) -> bool:
        change = self._change_at(offset)
        if change is not None:
            self.toggled.emit(change)
        return change is not None

    def _show_rule(self, event: QHelpEvent) -> None:
        """Name the rule that makes the change under the mouse."""
        at = self.source.cursorForPosition(event.pos()).position()
        change = self._change_at(self._place(at))
        title = self.rules.get(change.rule, "") if change is not None else ""
        QToolTip.showText(event.globalPos(), plain_tip(title), self.source)

    def _place(self, position: int) -> int:
        """Qt's position as characters from the passage's start."""
        text = self._before + (self._passage.source if self._passage else "") + self._after
        return _characters(text, position) - len(self._before)

    def _colour(self) -> None:
        assert self._passage is not None
        muted, removed, restored = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        muted.setForeground(theme.color("muted"))
        removed.setBackground(theme.color("warn_soft"))
        removed.setForeground(theme.color("warn"))
        restored.setBackground(theme.color("good_soft"))
        restored.setForeground(theme.color("good"))
        start, end = len(self._before), len(self._before) + len(self._passage.source)
        marks = [(0, start, muted), (end, end + len(self._after), muted)]
        marked = QTextCharFormat(removed)
        marked.setFontWeight(QFont.Weight.Bold)
        marked.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        for change in self._changes:
            look = restored if change in self._passage.refused else removed
            if look is removed and change.rule == self._rule:
                look = marked
            marks.append((start + change.start, start + change.end, look))
        cursor = QTextCursor(self.source.document())
        cursor.select(QTextCursor.SelectionType.Document)
        plain = QTextCharFormat()
        plain.setForeground(theme.color("ink"))
        cursor.setCharFormat(plain)
        units = _units(self.source.toPlainText())
        for begin, stop, look in marks:
            cursor.setPosition(units(begin))
            cursor.setPosition(units(stop), QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(look)

    def _show_start(self, offset: int) -> None:
        """Bring a line of the passage to the top, a line of what comes before above it."""
        cursor = QTextCursor(self.source.document())
        cursor.setPosition(_units(self.source.toPlainText())(len(self._before) + offset))
        self.source.setTextCursor(cursor)
        bar = self.source.verticalScrollBar()
        block = cursor.block()
        line = block.layout().lineForTextPosition(cursor.positionInBlock()).lineNumber()
        bar.setValue(max(0, block.firstLineNumber() + max(0, line) - (1 if self._before else 0)))


def _enters(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()


def _reading(name: str) -> QPlainTextEdit:
    view = QPlainTextEdit()
    view.setReadOnly(True)
    view.setAccessibleName(name)
    view.setFont(theme.serif(15))
    view.setTabChangesFocus(True)
    view.setProperty("tone", "reading")
    view.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return view


def _units(text: str) -> Callable[[int], int]:
    """Qt counts in UTF-16; a character outside the basic plane is two of its units."""
    wide = [at for at, letter in enumerate(text) if ord(letter) > 0xFFFF]
    return lambda at: at + bisect_left(wide, at)


def _characters(text: str, position: int) -> int:
    """A position in UTF-16 units as characters."""
    wide = [at for at, letter in enumerate(text) if ord(letter) > 0xFFFF]
    places = [at + number for number, at in enumerate(wide)]
    return position - bisect_left(places, position)
