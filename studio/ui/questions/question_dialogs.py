"""Asks which file of questions is meant."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from studio.i18n import _
from studio.services.comparison.question_files import SUFFIXES


def ask_questions(parent: QWidget | None) -> Path | None:
    """A file of questions, of any kind that is read; None where the curator chose none."""
    kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
    path, _kind = QFileDialog.getOpenFileName(
        parent, _("Questions"), "", _("Questions ({kinds});;All (*)").format(kinds=kinds)
    )
    return Path(path) if path else None
