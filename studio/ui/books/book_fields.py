"""What a curator says of a book: the same fields before it comes in and afterwards."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from studio.i18n import N_, _
from studio.ui.widgets.book_labels import FIELD_TIPS, RIGHTS
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
"""Title and author across, what is short side by side below. To add one: a row here, and its field
in ``Book`` and ``BookFile``."""


class BookFields(QWidget):
    """Emits ``edited`` with the name of a field that was changed; ``prefix`` begins their names."""

    edited = Signal(str)

    def __init__(self, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, Field | LanguageBox] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        for name, label, row, column, span in FIELDS:
            field = _make_field(f"{prefix}-{name}", name, _(label))
            field.editingFinished.connect(lambda name=name: self.edited.emit(name))
            field.setToolTip(_(FIELD_TIPS[name]) if name in FIELD_TIPS else "")
            self.put(_(label), field, row, column, span)
            self.fields[name] = field
        rights = [(right, _(label)) for right, label in RIGHTS.items()]
        self.rights = combo(f"{prefix}-rights", _("Rights"), rights)
        self.rights.activated.connect(lambda _row: self.edited.emit("rights"))
        self.put(_("Rights"), self.rights, 3, 2)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)

    def put(self, label: str, field: QWidget, row: int, column: int = 0, span: int = 1) -> None:
        """Put a field with its name into the grid."""
        self._grid.addWidget(words(label, "muted"), row, column)
        self._grid.addWidget(field, row, column + 1, 1, span)

    def set_text(self, name: str, text: str) -> None:
        """Show the beginning of a value."""
        self.fields[name].setText(text)
        self.fields[name].setCursorPosition(0)

    def texts(self) -> dict[str, str]:
        """What stands in the lines, by their names."""
        return {name: field.text().strip() for name, field in self.fields.items()}


def _make_field(name: str, kind: str, label: str) -> Field | LanguageBox:
    """A line to write in, or the list of languages."""
    if kind == "language":
        return LanguageBox(name, label)
    field = Field()
    field.setObjectName(name)
    field.setAccessibleName(label)
    if kind == "viewpoint":
        field.setPlaceholderText(_("the author, a pupil"))
    return field
