"""The table of passages: book, chapter, first words, tokens and status of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtWidgets import QWidget

from studio.domain.book import Passage, PassageStatus
from studio.i18n import N_, _
from studio.services.books.coverage import describe_skip
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


def describe_status(passage: Passage) -> str:
    """A passage's status, with the reason where it was skipped."""
    status = _(STATUS_WORDS[passage.status])
    if passage.status is PassageStatus.SKIPPED and passage.skip_reason:
        return _("{standing}: {reason}").format(
            standing=status, reason=describe_skip(passage.skip_reason)
        )
    return status


COLUMNS: tuple[Column[Passage], ...] = (
    Column(N_("Book"), lambda passage: passage.book_title, 130, tip=True),
    Column(N_("Chapter"), chapter_and_page, 130, tip=True),
    Column(N_("First words"), lambda passage: one_line(passage.text)),
    Column(N_("Tokens"), lambda passage: f"{passage.tokens:,}", 70, right=True),
    Column(N_("Status"), describe_status, 190, tip=True),
)
"""To add one: a row here."""
SORTED_BY = {0: "book", 1: "chapter", 2: "text", 3: "tokens", 4: "status"}
"""What a click on a heading sorts by, by the column's place."""


class PassageTable(RowTable):
    """Reads passages from the library as they come into view."""

    def __init__(self, library: Library, parent: QWidget | None = None) -> None:
        def fetch(ids: Sequence[int]) -> Mapping[int, Passage]:
            return {passage.id: passage for passage in library.passages.list(ids)}

        self.rows: RowModel[Passage] = RowModel(COLUMNS, fetch)
        super().__init__(self.rows, "passages", _("Passages"), parent)

    def leave_out(self, names: Collection[str]) -> None:
        """Leave out the columns of these names: they would say the same of each passage."""
        self.hide_columns({at for at, name in SORTED_BY.items() if name in names})
