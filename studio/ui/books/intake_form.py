"""One file before it comes in: what it was read as, and the fields to say it better."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from studio.domain.book import Matter, ReadBook, Rights
from studio.i18n import N_, _, add_in_brackets, join_list
from studio.services.books.ingest import ALIKE, BookFile, FilePreview
from studio.text.languages import find_language
from studio.ui import theme
from studio.ui.books.book_fields import BookFields
from studio.ui.widgets.book_labels import FORMATS, name_dropped
from studio.ui.widgets.combo import combo
from studio.ui.widgets.label import words

ENCODINGS = (
    ("", N_("detected: {name}")),
    ("utf-8", "UTF-8"),
    ("cp932", "Shift_JIS (cp932)"),
    ("euc_jp", "EUC-JP"),
    ("iso2022_jp", "ISO-2022-JP"),
    ("utf-16", "UTF-16"),
    ("cp1252", "Windows-1252"),
    ("iso-8859-1", "ISO-8859-1"),
)
OF_TEXT = frozenset({"plain", "markdown", "gutenberg", "aozora", "html"})
"""Formats whose encoding can be chosen; the others say it themselves."""
SAMPLE = 1_200  # characters of the text shown


class IntakeForm(QWidget):
    """Emits ``changed`` with the file as it is wanted now."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted: BookFile | None = None
        self.said = words("", "muted", wrap=True)
        self.notice = words("", "banner", wrap=True)
        self.notice.hide()
        self.sample = QPlainTextEdit()
        self.sample.setObjectName("intakeSample")
        self.sample.setReadOnly(True)
        self.sample.setTabChangesFocus(True)
        self.sample.setFont(theme.serif(15))
        self.sample.setAccessibleName(_("Beginning of the text"))
        self.about = BookFields("intake")
        self.about.edited.connect(lambda _name: self._say())
        self._add_encoding()
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        body.addWidget(self.notice)
        body.addWidget(self.about)
        body.addLayout(self._ticks())
        body.addWidget(self.said)
        body.addWidget(self.sample, 1)

    def _add_encoding(self) -> None:
        encodings = [(value, _(label)) for value, label in ENCODINGS]
        self.encoding = combo("intake-encoding", _("Encoding"), encodings)
        self.encoding.activated.connect(lambda _row: self._say())
        self.about.put(_("Encoding"), self.encoding, 4, span=3)

    def _ticks(self) -> QHBoxLayout:
        self.ruby = QCheckBox(_("Keep furigana in brackets"))
        self.ruby.setObjectName("intake-ruby")
        self.skip = QCheckBox(_("Skip title page, contents, index"))
        self.skip.setObjectName("intake-skip")
        row = QHBoxLayout()
        row.setSpacing(20)
        for box in (self.ruby, self.skip):
            box.clicked.connect(lambda _on: self._say())
            row.addWidget(box)
        row.addStretch(1)
        return row

    def show_file(self, file: BookFile, look: FilePreview | None) -> None:
        """Show a file; ``look`` is None while it is being read."""
        self._wanted = file
        book = look.book if look is not None else None
        for name, field in self.about.fields.items():
            self.about.set_text(name, getattr(file, name) or str(getattr(book, name, "") or ""))
            field.setEnabled(book is not None)
        rights = file.rights or (book.rights if book else Rights.UNKNOWN)
        self.about.rights.setCurrentIndex(self.about.rights.findData(rights))
        self.about.rights.setEnabled(book is not None)
        self._show_encoding(file, book)
        around = [c for c in book.chapters if c.matter is not Matter.BODY] if book else []
        self.ruby.setChecked(file.ruby)
        # No other language has any.
        self.ruby.setVisible(book is not None and find_language(book.language).has_ruby)
        self.skip.setChecked(file.skip_matter and bool(around))
        self.skip.setEnabled(bool(around))
        self._show_text(look, book)

    def _show_encoding(self, file: BookFile, book: ReadBook | None) -> None:
        detected = book.encoding if book is not None and not file.encoding else "…"
        self.encoding.setItemText(0, _(ENCODINGS[0][1]).format(name=detected))
        row = self.encoding.findData(file.encoding or "")
        self.encoding.setCurrentIndex(max(0, row))
        self.encoding.setEnabled(book is None or book.format in OF_TEXT)

    def _show_text(self, look: FilePreview | None, book: ReadBook | None) -> None:
        self.sample.setPlainText(book.text[:SAMPLE] if book is not None else "")
        self.said.setText(_summary(book) if book is not None else "")
        line = ""
        if look is None:
            self.said.setText(_("Reading …"))
        elif look.error is not None:
            line = str(look.error)
        elif look.same_file is not None:
            line = _("This file is already in the library, as “{title}”.").format(
                title=look.same_file.title
            )
        elif look.twins:
            line = _twins(look)
        self.notice.setText(line)
        self.notice.setVisible(bool(line))

    def _say(self) -> None:
        """Tell what is wanted now; called when the curator has changed something."""
        if self._wanted is None:
            return
        file = BookFile(
            self._wanted.path,
            **self.about.texts(),
            rights=Rights(self.about.rights.currentData()),
            encoding=str(self.encoding.currentData()) or None,
            ruby=self.ruby.isChecked(),
            skip_matter=self.skip.isChecked() or not self.skip.isEnabled(),
        )
        if file != self._wanted:
            self._wanted = file
            self.changed.emit(file)


def _summary(book: ReadBook) -> str:
    """Format, length, chapters, and what was taken off."""
    facts = _("{format} · {characters} characters · {chapters} chapters").format(
        format=_(FORMATS.get(book.format, book.format)),
        characters=f"{len(book.text):,}",
        chapters=len(book.chapters),
    )
    off = join_list(
        add_in_brackets(name_dropped(dropped.what), f"{dropped.characters:,}")
        for dropped in book.dropped
        if dropped.characters
    )
    around = join_list(c.title for c in book.chapters if c.matter is not Matter.BODY and c.title)
    lines = [facts]
    if off:
        lines.append(_("Left out: {what}").format(what=off))
    lines += [name_dropped(dropped.what) for dropped in book.dropped if not dropped.characters]
    if around:
        lines.append(_("Can be skipped: {chapters}").format(chapters=around))
    return "\n".join(lines)


def _twins(look: FilePreview) -> str:
    twin = look.twins[0]
    if twin.likeness >= ALIKE:
        template = _(
            "About {share}% of these sentences are also in “{title}” "
            "({format}). Is it the same work?"
        )
        form = _(FORMATS.get(twin.book.format, twin.book.format))
        share = round(100 * twin.likeness)
        return template.format(title=twin.book.title, format=form, share=share)
    return _(
        "There is already a book called “{title}” with different wording. Is this another edition?"
    ).format(title=twin.book.title)
