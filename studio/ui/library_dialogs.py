"""Dialogs that ask for the files a window works on: libraries, and rows that failed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from studio.i18n import N_, _
from studio.services.books.dropped_files import ROW_SUFFIXES

SUFFIX = ".studio"
LIBRARIES = N_("Libraries (*.studio)")


def documents_folder() -> Path:
    """Where a person keeps files of their own, so that a library is found again without us."""
    documents = QStandardPaths.StandardLocation.DocumentsLocation
    folder = Path(QStandardPaths.writableLocation(documents))
    return folder if folder.is_dir() else Path.home()


def ask_new_library(parent: QWidget, title: str, name: str = "") -> Path | None:
    """Where an empty library is to be made; None where nothing was chosen."""
    name = name or _("My library")
    chosen, _kind = QFileDialog.getSaveFileName(
        parent, title, str(documents_folder() / (name + SUFFIX)), _(LIBRARIES)
    )
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)


def ask_library(parent: QWidget, now: Path) -> Path | None:
    """Another library than the one open now."""
    chosen, _kind = QFileDialog.getOpenFileName(
        parent, _("Open library"), str(now.parent), _(LIBRARIES)
    )
    # The one that is open now would be closed and opened again for nothing.
    return Path(chosen) if chosen and Path(chosen).resolve() != now.resolve() else None


def ask_rows(parent: QWidget) -> Path | None:
    """A file of rows, in whatever format."""
    kinds = " ".join(f"*{suffix}" for suffix in sorted(ROW_SUFFIXES))
    chosen, _kind = QFileDialog.getOpenFileName(
        parent,
        _("Open the dataset that failed"),
        "",
        _("Rows ({kinds});;All (*)").format(kinds=kinds),
    )
    return Path(chosen) if chosen else None
