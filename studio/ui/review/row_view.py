"""What stands beside a pair that came with a file: its other fields, and accepted pairs like it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from studio.domain.pair import Pair
from studio.i18n import _
from studio.text.excerpts import quote
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column
from studio.ui.widgets.scroll_area import ScrollArea

LONGEST = 600  # characters of a field; a whole document stands in some


class RowView(QWidget):
    """Emits ``opened`` with the number of a similar pair that is to be seen."""

    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields = QGridLayout()
        self.fields.setHorizontalSpacing(12)
        self.fields.setVerticalSpacing(6)
        self.fields.setColumnStretch(1, 1)
        self.similar = QVBoxLayout()
        self.similar.setSpacing(10)
        self.note = words("", "muted", wrap=True)
        self.heading = words(_("Accepted pairs like this one"), "strong")
        inner = QWidget()
        column = make_column(self.note, self.fields, self.heading, self.similar, None, spacing=10)
        lay_out(inner, column, 0, 0, 8, 0)
        area = ScrollArea(inner, is_read=True)
        lay_out(self, make_column(area))

    def show_pair(self, pair: Pair, similar: Sequence[Pair]) -> None:
        """Show what the file said of a pair beside its row, and pairs that are like it."""
        fields = read_fields(pair)
        if pair.file:
            note = "" if fields else _("This row contains only the question and the answer.")
        else:
            note = _("This pair was written by hand; it has no passage.")
        self.note.setText(note)
        self.note.setVisible(bool(note))
        _empty(self.fields)
        top = Qt.AlignmentFlag.AlignTop
        for line, (name, value) in enumerate(fields):
            self.fields.addWidget(words(name, "muted"), line, 0, top)
            self.fields.addWidget(words(value, wrap=True), line, 1)
        self.show_similar(similar)

    def show_similar(self, similar: Sequence[Pair]) -> None:
        """Show accepted pairs that are like the one in view."""
        _empty(self.similar)
        self.heading.setVisible(bool(similar))
        for pair in similar:
            self.similar.addWidget(self._make_similar(pair))

    def _make_similar(self, pair: Pair) -> QFrame:
        frame = QFrame()
        button = QPushButton(quote(pair.prompt))
        button.setProperty("kind", "link")
        button.clicked.connect(lambda _on=False, number=pair.id: self.opened.emit(number))
        lay_out(frame, make_column(button, words(pair.answer, "muted", wrap=True), spacing=2))
        return frame


def read_fields(pair: Pair) -> list[tuple[str, str]]:
    """What the imported record said beside its row, a name and a value each."""
    extra = json.loads(pair.extra) if pair.extra else {}
    fields = extra.get("fields", {}) if isinstance(extra, dict) else {}
    return [(str(name), _write(value)) for name, value in fields.items() if value not in ("", None)]


def _write(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _empty(column: QLayout) -> None:
    while (item := column.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
