"""Cut, copy, paste and select all, wherever the keyboard is: in a field, a text or a table."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QTextEdit,
    QWidget,
)

Text = QLineEdit | QTextEdit | QPlainTextEdit


def focus_text() -> Text | None:
    """The text that has the keyboard; None where it is no text."""
    widget: QWidget | None = QApplication.focusWidget()
    if isinstance(widget, QComboBox | QSpinBox):
        widget = widget.lineEdit()
    return widget if isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit) else None


def can_write() -> bool:
    """Whether the keyboard is where one can write."""
    text = focus_text()
    return text is not None and not text.isReadOnly()


def can_copy() -> bool:
    """Whether there is something to copy where the keyboard is."""
    text, widget = focus_text(), QApplication.focusWidget()
    if isinstance(text, QLineEdit):
        return text.hasSelectedText() and text.echoMode() is QLineEdit.EchoMode.Normal
    if text is not None:
        return text.textCursor().hasSelection()
    if isinstance(widget, QLabel):
        return widget.hasSelectedText()
    return isinstance(widget, QAbstractItemView) and widget.selectionModel().hasSelection()


def can_cut() -> bool:
    return can_write() and can_copy()


def can_select() -> bool:
    return focus_text() is not None or isinstance(QApplication.focusWidget(), QAbstractItemView)


def cut() -> None:
    """Cut what is selected in a text."""
    text = focus_text()
    if text is not None and can_cut():
        text.cut()


def copy() -> None:
    """Copy what is selected; of a table its rows, as a spreadsheet takes them."""
    text, widget = focus_text(), QApplication.focusWidget()
    if text is not None:
        text.copy()
    elif isinstance(widget, QLabel) and widget.hasSelectedText():
        QApplication.clipboard().setText(widget.selectedText())
    elif isinstance(widget, QAbstractItemView):
        QApplication.clipboard().setText(_read_rows(widget))


def paste() -> None:
    """Paste into a text."""
    text = focus_text()
    if text is not None and can_write():
        text.paste()


def select_all() -> None:
    """Select the whole text, or every row."""
    text, widget = focus_text(), QApplication.focusWidget()
    if text is not None:
        text.selectAll()
    elif isinstance(widget, QAbstractItemView):
        widget.selectAll()


def _read_rows(view: QAbstractItemView) -> str:
    """The selected rows, a line each, their cells apart by tabs."""
    model, selection = view.model(), view.selectionModel().selection()
    ranges = [selection.at(n) for n in range(selection.size())]
    rows = sorted({row for part in ranges for row in range(part.top(), part.bottom() + 1)})
    columns = range(model.columnCount())
    lines = []
    for row in rows:
        cells = (model.index(row, column).data() for column in columns)
        lines.append("\t".join(" ".join(str(cell or "").split()) for cell in cells))
    return "\n".join(lines)
