"""The table of passages: book, chapter, first words, tokens and status of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from studio.domain.book import Passage, PassageStatus
from studio.i18n import N_, _
from studio.store.library import Library
from studio.ui.widgets.row_table import Column, RowModel, RowTable, one_line

STATUS_WORDS = {
    PassageStatus.NEW: N_("new"),
    PassageStatus.DRAFTED: N_("drafted"),
    PassageStatus.SKIPPED: N_("skipped"),
}


def chapter_and_page(passage: Passage) -> str:
    page = _("p. {page}").format(page=passage.page) if passage.page else ""
    return " · ".join(text for text in (passage.chapter_title, page) if text)


COLUMNS: tuple[Column[Passage], ...] = (
    Column(N_("Book"), lambda passage: passage.book_title, 150, tip=True),
    Column(N_("Chapter"), chapter_and_page, 150, tip=True),
    Column(N_("First words"), lambda passage: one_line(passage.text)),
    Column(N_("Tokens"), lambda passage: f"{passage.tokens:,}", 70, right=True),
    Column(N_("Status"), lambda passage: _(STATUS_WORDS[passage.status]), 104),
)
"""To add one: a row here."""


class PassageTable(RowTable):
    """Reads passages from the library as they come into view."""

    def __init__(self, library: Library, parent: QWidget | None = None) -> None:
        def fetch(ids: Sequence[int]) -> Mapping[int, Passage]:
            return {passage.id: passage for passage in library.passages.list(ids)}

        self.rows: RowModel[Passage] = RowModel(COLUMNS, fetch)
        super().__init__(self.rows, "passages", _("Passages"), parent)
