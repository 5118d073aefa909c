"""One file before it comes in: what it was read as, and the fields to say it better."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from studio.domain.book import Matter, ReadBook, Rights
from studio.i18n import N_, _, join_list
from studio.services.books.ingest import ALIKE, BookFile, FilePreview
from studio.text.languages import find_language
from studio.ui import theme
from studio.ui.widgets.book_labels import FIELD_TIPS, FORMATS, RIGHTS, name_dropped
from studio.ui.widgets.combo import combo
from studio.ui.widgets.field import Field
from studio.ui.widgets.label import words
from studio.ui.widgets.language_box import LanguageBox

FIELDS = (  # name, label, row, column, columns it spans
    ("title", N_("Title"), 0, 0, 3),
    ("author", N_("Author"), 1, 0, 3),
    ("language", N_("Language"), 2, 0, 1),
    ("year", N_("Year"), 2, 2, 1),
    ("viewpoint", N_("Point of view"), 3, 0, 1),
)
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
        self._form = self._fields()
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        body.addWidget(self.notice)
        body.addLayout(self._form)
        body.addLayout(self._ticks())
        body.addWidget(self.said)
        body.addWidget(self.sample, 1)

    def _fields(self) -> QGridLayout:
        self.fields: dict[str, Field | LanguageBox] = {}
        form = QGridLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        for name, label, row, column, span in FIELDS:
            field = _make_field(name, _(label))
            field.editingFinished.connect(self._say)
            field.setToolTip(_(FIELD_TIPS[name]) if name in FIELD_TIPS else "")
            form.addWidget(words(_(label), "muted"), row, column)
            form.addWidget(field, row, column + 1, 1, span)
            self.fields[name] = field
        self._add_choices(form)
        form.setColumnStretch(1, 1)
        form.setColumnStretch(3, 1)
        return form

    def _add_choices(self, form: QGridLayout) -> None:
        rights = [(right, _(label)) for right, label in RIGHTS.items()]
        encodings = [(value, _(label)) for value, label in ENCODINGS]
        self.rights = combo("intake-rights", _("Rights"), rights)
        self.encoding = combo("intake-encoding", _("Encoding"), encodings)
        for box in (self.rights, self.encoding):
            box.activated.connect(lambda _row: self._say())
        form.addWidget(words(_("Rights"), "muted"), 3, 2)
        form.addWidget(self.rights, 3, 3)
        form.addWidget(words(_("Encoding"), "muted"), 4, 0)
        form.addWidget(self.encoding, 4, 1, 1, 3)

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
        for name, field in self.fields.items():
            value = getattr(file, name)
            field.setText(value or str(getattr(book, name, "") or ""))
            field.setCursorPosition(0)
            field.setEnabled(book is not None)
        rights = file.rights or (book.rights if book else Rights.UNKNOWN)
        self.rights.setCurrentIndex(self.rights.findData(rights))
        self.rights.setEnabled(book is not None)
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
        values = {name: field.text().strip() for name, field in self.fields.items()}
        file = BookFile(
            self._wanted.path,
            **values,
            rights=Rights(self.rights.currentData()),
            encoding=str(self.encoding.currentData()) or None,
            ruby=self.ruby.isChecked(),
            skip_matter=self.skip.isChecked() or not self.skip.isEnabled(),
        )
        if file != self._wanted:
            self._wanted = file
            self.changed.emit(file)


def _make_field(name: str, label: str) -> Field | LanguageBox:
    """A line to write in, or the list of languages."""
    if name == "language":
        return LanguageBox("intake-language", label)
    field = Field()
    field.setObjectName(f"intake-{name}")
    field.setAccessibleName(label)
    if name == "viewpoint":
        field.setPlaceholderText(_("for example: the author, a pupil"))
    return field


def _summary(book: ReadBook) -> str:
    """Format, length, chapters, and what was taken off."""
    facts = _("{format} · {characters} characters · {chapters} chapters").format(
        format=_(FORMATS.get(book.format, book.format)),
        characters=f"{len(book.text):,}",
        chapters=len(book.chapters),
    )
    off = join_list(
        f"{name_dropped(dropped.what)} ({dropped.characters:,})"
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
            "About {share} % of these sentences are also in “{title}” ({format}). Is it "
            "the same work?"
        )
        form = _(FORMATS.get(twin.book.format, twin.book.format))
        share = round(100 * twin.likeness)
        return template.format(title=twin.book.title, format=form, share=share)
    return _(
        "There is already a book called “{title}” with different wording. Is this another edition?"
    ).format(title=twin.book.title)
