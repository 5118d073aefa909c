"""The guidelines at the desk: what the curator wrote down for whoever writes pairs."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QStackedWidget, QTextEdit, QWidget

from studio.i18n import _
from studio.ui.review.text_saver import TextSaver
from studio.ui.widgets.button import QUIET, make_button
from studio.ui.widgets.editor import Editor
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column, make_row

PLAIN = QTextDocument.MarkdownFeature.MarkdownNoHTML
MARKDOWN = QTextDocument.MarkdownFeature.MarkdownDialectGitHub


class GuidelinesView(QWidget):
    """Shows Markdown as a page and lets it be edited; emits ``edited`` with the new text."""

    edited = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.page = _Page()
        self.page.setAccessibleName(_("Guidelines"))
        self.editor = Editor(_("Guidelines"))
        self.editor.setPlaceholderText(_("How pairs are to be written here, in Markdown."))
        self.saver = TextSaver(self.editor, self.edited.emit)
        self.toggle = make_button("editGuidelines", _("Edit"), QUIET)
        self.toggle.setAccessibleName(_("Edit the guidelines"))
        self.toggle.clicked.connect(lambda _on=False: self.turn())
        self.hint = words(_("They are part of every request to a model."), "muted")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.page)
        self.stack.addWidget(self.editor)
        head = make_row(self.hint, None, self.toggle)
        lay_out(self, make_column(head, (self.stack, 1), spacing=4))

    def show_text(self, text: str) -> None:
        """Show the guidelines; while they are edited, the words in the editor stay."""
        if text == self._text:
            return
        self._text = text
        self._write()
        if not self.saver.is_due() and self.editor.text().strip() != text:
            self.editor.set_text(text)

    def turn(self) -> None:
        """Turn between the page and its text."""
        opens = self.stack.currentIndex() == 0
        self.saver.flush()
        self.stack.setCurrentIndex(int(opens))
        self.toggle.setText(_("Done") if opens else _("Edit"))
        (self.editor if opens else self.toggle).setFocus()

    def _write(self) -> None:
        empty = _("No guidelines yet. Write down what a good pair is here: tone, length, taboos.")
        # Nothing in it is markup of another kind, nothing is loaded for it.
        self.page.document().setMarkdown(self._text or empty, PLAIN | MARKDOWN)
        self.page.moveCursor(QTextCursor.MoveOperation.Start)


class _Page(QTextEdit):
    """A page that is only read, and that fetches neither pictures nor style sheets."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setProperty("tone", "reading")

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        return None
