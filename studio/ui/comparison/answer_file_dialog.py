"""Asks where the table of a comparison's answers is to be written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from studio.i18n import N_, _
from studio.ui.library_dialogs import documents_folder

KINDS = {".csv": N_("Table (*.csv)"), ".jsonl": N_("JSON lines (*.jsonl)")}


def ask_answer_file(parent: QWidget, library: str, comparison: int) -> Path | None:
    """A file, with the ending of the kind that was chosen; None where the curator chose none."""
    titles = {_(title): suffix for suffix, title in KINDS.items()}
    name = f"{library}-{comparison}.csv"
    path, title = QFileDialog.getSaveFileName(
        parent, _("Save the answers"), str(documents_folder() / name), ";;".join(titles)
    )
    if not path:
        return None
    # Whoever only turns the kind leaves the ending of the other one behind.
    wanted, chosen = titles.get(title, ".csv"), Path(path)
    return chosen.with_suffix(wanted) if chosen.suffix in ("", *KINDS) else chosen
