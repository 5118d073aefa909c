"""The words of Qt's own dialogs and menus, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QTranslator

from studio.i18n import N_, _

MISSING = {
    "&Look in:": N_("Look in:"),
    "Folder": N_("Folder"),
    "Files of &type:": N_("Files of type:"),
}
"""What Qt's own catalogues leave in English, and what the program's catalogue calls it. To add
one: Qt's words as they stand in its source, and ours without the mark of a key."""


class QtWords(QTranslator):
    """Qt's catalogue of a language, and for what it leaves out the program's own."""

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        words = super().translate(context, source, disambiguation, n)
        if words:
            return words
        # An empty word is no gap to Qt, it would show nothing: "Ctrl+K" would read "K".
        return _(MISSING[source]) if source in MISSING else source
