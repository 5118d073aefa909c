"""All keys on one sheet, to look up, to learn and to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMarginsF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QPageLayout,
    QPageSize,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLength,
    QTextTableFormat,
)
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QWidget

from studio.i18n import _
from studio.ui import theme
from studio.ui.widgets.button import make_button
from studio.ui.widgets.field import Field
from studio.ui.widgets.key_cap import KeyCap
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.modal import show_modal
from studio.ui.widgets.scroll_area import ScrollArea

SIZE = 860, 620
COLUMNS = 2
MARGIN_MM = 15.0
POINTS = 10


@dataclass(frozen=True)
class KeyTable:
    """The keys of one place: what they are and what they do, in words."""

    title: str
    keys: Sequence[tuple[str, str]]


class KeySheet(QDialog):
    """Emits ``change`` when other keys are wanted."""

    change = Signal()

    def __init__(self, tables: Sequence[KeyTable], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Keys"))
        self.resize(*SIZE)
        self.search = Field()
        self.search.setPlaceholderText(_("Search keys and commands"))
        self.search.setAccessibleName(_("Search keys and commands"))
        self.search.textChanged.connect(lambda _text: self._show())
        self.area = ScrollArea(is_read=True)
        self.change_button = make_button("changeKeys", _("Change keys…"))
        self.change_button.clicked.connect(lambda _on=False: self.change.emit())
        self.print_button = make_button("printKeys", _("Print…"))
        self.print_button.clicked.connect(lambda _on=False: self.print_sheet())
        close = make_button("closeKeys", _("Close"))
        close.clicked.connect(self.accept)
        for button in (self.change_button, self.print_button, close):
            button.setAutoDefault(False)
        foot = make_row(self.change_button, self.print_button, None, close)
        lay_out(self, make_column(self.search, (self.area, 1), foot, spacing=12), 20, 16, 20, 16)
        self.show_tables(tables)

    def show_tables(self, tables: Sequence[KeyTable]) -> None:
        """Show these keys."""
        self.tables = tables
        self._show()

    def print_sheet(self) -> None:
        """Ask for a printer (or a PDF) and print all keys."""
        printer = QPrinter()
        printer.setPageLayout(make_page())
        if show_modal(QPrintDialog(printer, self)):
            make_document(_("Passage Studio: keys"), self.tables).print_(printer)

    def _show(self) -> None:
        letters = self.search.text().casefold()
        columns: list[QWidget] = []
        matches = [_filter(table, letters) for table in self.tables]
        for part in _halve([table for table in matches if table.keys]):
            column = make_column(spacing=16)
            for table in part:
                column.addLayout(
                    make_column(words(table.title, "strong"), _grid(table.keys), spacing=6)
                )
            column.addStretch(1)
            columns.append(lay_out(QWidget(), column))
        if not columns:
            columns = [words(_("No key or command contains these letters."), "muted")]
        across = QHBoxLayout()
        across.setSpacing(40)
        for widget in columns:
            across.addWidget(widget, 1, Qt.AlignmentFlag.AlignTop)
        self.area.setWidget(lay_out(QWidget(), across, 0, 0, 12, 0))


def make_page() -> QPageLayout:
    """A4, upright: what is in most printers, in Japan too."""
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    upright = QPageLayout.Orientation.Portrait
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4), upright, margins, QPageLayout.Unit.Millimeter
    )


def make_document(title: str, tables: Sequence[KeyTable]) -> QTextDocument:
    """The sheet as it is printed: black on white, a table for each place."""
    document = QTextDocument()
    font = theme.sans()
    font.setPointSize(POINTS)
    document.setDefaultFont(font)
    cursor = QTextCursor(document)
    cursor.insertText(title, _ink(POINTS + 5, bold=True))
    for table in tables:
        cursor.insertBlock()
        cursor.insertText(table.title, _ink(POINTS + 1, bold=True))
        layout = QTextTableFormat()
        layout.setBorder(0)
        layout.setCellPadding(2)
        percent = QTextLength.Type.PercentageLength
        layout.setColumnWidthConstraints([QTextLength(percent, 24), QTextLength(percent, 76)])
        grid = cursor.insertTable(len(table.keys), 2, layout)
        for row, (key, text) in enumerate(table.keys):
            grid.cellAt(row, 0).firstCursorPosition().insertText(key, _ink(POINTS, bold=True))
            words_at = grid.cellAt(row, 1).firstCursorPosition()
            words_at.insertText(text.rstrip("…"), _ink(POINTS))
        cursor.movePosition(QTextCursor.MoveOperation.End)
    return document


def _ink(points: int, *, bold: bool = False) -> QTextCharFormat:
    ink = QTextCharFormat()
    ink.setFontPointSize(points)
    ink.setFontWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    ink.setForeground(QColor("black"))
    return ink


def _filter(table: KeyTable, letters: str) -> KeyTable:
    keys = [row for row in table.keys if letters in f"{row[0]} {row[1]}".casefold()]
    return KeyTable(table.title, keys)


def _halve(tables: Sequence[KeyTable]) -> list[list[KeyTable]]:
    """The tables in two columns that are about as long."""
    height = sum(len(table.keys) + 2 for table in tables)
    columns: list[list[KeyTable]] = [[]]
    rows = 0
    for table in tables:
        if columns[-1] and len(columns) < COLUMNS and rows + len(table.keys) / 2 > height / 2:
            columns.append([])
        columns[-1].append(table)
        rows += len(table.keys) + 2
    return [column for column in columns if column]


def _grid(keys: Sequence[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    grid.setColumnMinimumWidth(0, 116)
    grid.setColumnStretch(1, 1)
    for row, (key, text) in enumerate(keys):
        grid.addWidget(KeyCap(key), row, 0, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(words(text.rstrip("…"), wrap=True), row, 1)
    return grid
