"""Why an answer is bad: the training rows nearest to it, each a step from the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QTableWidgetItem, QTextBrowser, QWidget

from studio.domain.book import Passage
from studio.i18n import _
from studio.services.comparison.why import NearRow
from studio.text.excerpts import quote
from studio.ui.widgets.button import PRIMARY, make_button
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.plain_table import PlainTable

LONGEST = 300
"""Characters of the answer in question that are shown."""


class WhyDialog(QDialog):
    """Emits the pairs to open at the desk, or to put on the list of what is to be fixed;
    ``passages`` are those that rows were made of, by the rows' pairs."""

    opened = Signal(tuple)
    flagged = Signal(tuple)
    rewrite_wanted = Signal()
    """The answer itself is to be written anew."""

    def __init__(
        self,
        question: str,
        answer: str,
        rows: Sequence[NearRow],
        parent: QWidget | None = None,
        *,
        passages: Mapping[int, Passage] = MappingProxyType({}),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Why this answer?"))
        self.resize(760, 520)
        self._rows = list(rows)
        self._passages = passages
        self.table = _make_table(rows)
        self.text = QTextBrowser()
        self.text.setAccessibleName(_("Question and answer"))
        self.text.setObjectName("nearRow")
        self.text.setMinimumHeight(120)
        self.table.itemSelectionChanged.connect(self._show_row)
        self._make_buttons()
        about = _(
            "These rows of its training resemble the question or the "
            "answer most. Fix or reject those that taught it."
        )
        column = make_column(
            words(question, "strong", wrap=True),
            # In one paragraph: an answer of blank lines would leave no room for the rows.
            words(quote(answer, LONGEST) or _("It gave no answer."), wrap=True),
            words(about, "muted", wrap=True),
            (self.table, 2),
            (self.text, 1),
            make_row(
                self.rewrite_button, self.flag_button, None, self.close_button, self.open_button
            ),
            spacing=12,
        )
        lay_out(self, column, 20, 20, 20, 20)
        if rows:
            self.table.selectRow(0)

    def _make_buttons(self) -> None:
        self.open_button = make_button("openNear", _("Open in Review"), PRIMARY)
        self.open_button.clicked.connect(self._open)
        self.open_button.setEnabled(bool(self._rows))
        self.flag_button = make_button(
            "flagNear", _("To fix before the next run"), tip=_("Flags all of these pairs")
        )
        self.flag_button.clicked.connect(self._flag)
        self.flag_button.setEnabled(bool(self._rows))
        self.rewrite_button = make_button(
            "rewrite",
            _("Rewrite…"),
            tip=_("Write a better answer; this one becomes the rejected one"),
        )
        self.rewrite_button.clicked.connect(self._rewrite)
        self.close_button = make_button("closeWhy", _("Close"))
        self.close_button.clicked.connect(self.reject)

    def _open(self) -> None:
        index = self.table.currentRow()
        if 0 <= index < len(self._rows):
            self.opened.emit((self._rows[index].pair,))
            self.accept()

    def _flag(self) -> None:
        self.flagged.emit(tuple(row.pair for row in self._rows))
        self.accept()

    def _rewrite(self) -> None:
        self.accept()
        self.rewrite_wanted.emit()

    def _show_row(self) -> None:
        index = self.table.currentRow()
        if 0 <= index < len(self._rows):
            row = self._rows[index]
            parts = [row.prompt, row.answer]
            if (passage := self._passages.get(row.pair)) is not None:
                parts += [_describe_passage(passage), passage.text]
            self.text.setPlainText("\n\n".join(parts))


def _describe_passage(passage: Passage) -> str:
    """Where a row was taken from, as the line above the passage's text."""
    chapter = f" · {passage.chapter_title}" if passage.chapter_title else ""
    return "— " + _("From {title}").format(title=passage.book_title) + chapter


def _make_table(rows: Sequence[NearRow]) -> PlainTable:
    heads = [_("Similarity"), _("Question"), _("Answer")]
    table = PlainTable("nearRows", _("Training rows"), heads)
    table.setRowCount(len(rows))
    for index, row in enumerate(rows):
        for column, text in enumerate((_describe(row), row.prompt, row.answer)):
            table.setItem(index, column, QTableWidgetItem(" ".join(text.split())))
    table.setColumnWidth(0, 150)
    table.setColumnWidth(1, 240)
    table.horizontalHeader().setStretchLastSection(True)
    return table


def _describe(row: NearRow) -> str:
    by_question = row.by_question >= row.by_answer
    template = _("question, {share}") if by_question else _("answer, {share}")
    return template.format(share=f"{row.likeness:.0%}")
