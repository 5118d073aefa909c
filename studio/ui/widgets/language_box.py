"""A box to choose a book's language from: those the studio knows, and whichever the book has."""

from __future__ import annotations

from PySide6.QtCore import Signal

from studio.i18n import N_, _, add_in_brackets
from studio.text.languages import LANGUAGES
from studio.ui.widgets.combo import ComboBox

NAMES = {
    "": N_("not set"),
    "en": N_("English"),
    "ja": N_("Japanese"),
    "zh": N_("Chinese"),
    "fr": N_("French"),
    "de": N_("German"),
    "es": N_("Spanish"),
    "ko": N_("Korean"),
    "it": N_("Italian"),
    "pt": N_("Portuguese"),
    "nl": N_("Dutch"),
    "ru": N_("Russian"),
    "la": N_("Latin"),
}
"""Languages by their codes. To add one: a row here; what the studio knows of it is in
``text/languages``."""


class LanguageBox(ComboBox):
    """Holds a language's code as a field holds its words; emits ``editingFinished`` when another
    was chosen."""

    editingFinished = Signal()

    def __init__(self, name: str, label: str) -> None:
        super().__init__(name, label)
        codes = dict.fromkeys(["", *(row.code for row in LANGUAGES), *NAMES])
        for code in codes:
            self.addItem(name_language(code), code)
        self.activated.connect(lambda _row: self.editingFinished.emit())

    def text(self) -> str:
        """The code of the language chosen, "" for none."""
        return str(self.currentData() or "")

    def setText(self, code: str) -> None:
        """Choose a language by its code; one that no table knows joins the list."""
        row = self.findData(code)
        if row < 0:
            self.addItem(name_language(code), code)
            row = self.count() - 1
        self.setCurrentIndex(row)

    def setCursorPosition(self, _at: int) -> None:
        """As a field has it; a box has no cursor."""

    def isModified(self) -> bool:
        """A choice is kept as soon as it is made."""
        return False


def name_language(code: str) -> str:
    """A language's name with its code, or the code alone."""
    if code not in NAMES:
        return code
    return add_in_brackets(_(NAMES[code]), code) if code else _(NAMES[code])
