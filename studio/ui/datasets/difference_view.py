"""What differs between two versions: the rows on the left, the chosen one word for word."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QWidget,
)

from studio.domain.dataset import Split
from studio.i18n import N_, _, join_list
from studio.services.versions.difference import ChangedRow, Difference, DiffRow
from studio.text.similarity.word_diff import DiffPiece, diff_words
from studio.ui.widgets.button import make_chip
from studio.ui.widgets.card import Card
from studio.ui.widgets.diff_text import DiffText, Section
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.row_table import Column, RowModel, RowTable, one_line

KINDS = (
    ("changed", N_("Changed {n:,}")),
    ("added", N_("Added {n:,}")),
    ("removed", N_("Removed {n:,}")),
)
PARTS = {
    "prompt": N_("question"),
    "answer": N_("answer"),
    "split": N_("set"),
    "system": N_("system message"),
    "rest": N_("other parts of the row"),
}
SIDES = {Split.TRAIN: N_("train"), Split.VALIDATION: N_("validation")}
VersionRow = DiffRow | ChangedRow


def as_it_is_now(row: VersionRow) -> DiffRow:
    return row.after if isinstance(row, ChangedRow) else row


def what_differs(row: VersionRow) -> str:
    """The parts of a row that changed, or in which of the two sets a new or removed one stands."""
    if isinstance(row, ChangedRow):
        return join_list(_(PARTS[name]) for name in row.parts)
    return _(SIDES[row.split])


COLUMNS: tuple[Column[VersionRow], ...] = (
    Column(N_("What differs"), what_differs, 120),
    Column(N_("Question"), lambda row: one_line(as_it_is_now(row).prompt)),
    Column(N_("Answer"), lambda row: one_line(as_it_is_now(row).answer)),
)
"""To add one: a row here."""


class DifferenceView(QWidget):
    """Chips choose between changed, added and removed rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._difference = Difference((), (), ())
        self._rows: Sequence[VersionRow] = ()
        self.model: RowModel[VersionRow] = RowModel(COLUMNS, self._fetch)
        self.table = RowTable(self.model, "differenceRows", _("Rows that differ"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.selectionModel().currentRowChanged.connect(
            lambda now, _before: self._show_row(self.model.row(now.row()))
        )
        both = make_row((self.table, 1), (self._make_text(), 1), spacing=12)
        lay_out(self, make_column(self._make_chips(), (both, 1), spacing=12))

    def _make_chips(self) -> QHBoxLayout:
        self.chips: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        for kind, _text in KINDS:
            chip = make_chip(f"difference-{kind}")
            chip.clicked.connect(lambda _on=False, kind=kind: self.show_kind(kind))
            self._group.addButton(chip)
            self.chips[kind] = chip
        return make_row(*self.chips.values(), None)

    def _make_text(self) -> Card:
        """The chosen row, word for word, and what its marks mean."""
        self.text = DiffText("differenceText", _("The chosen row, word for word"))
        self.legend = words(_("Underlined text was added, struck-out text was removed."), "muted")
        card = Card()
        card.body.addWidget(self.text, 1)
        card.body.addWidget(self.legend)
        return card

    def show_difference(self, difference: Difference) -> None:
        """Show what differs; the first kind of which there is any stands open."""
        self._difference = difference
        counts = {kind: len(getattr(difference, kind)) for kind, _text in KINDS}
        for kind, text in KINDS:
            self.chips[kind].setText(_(text).format(n=counts[kind]))
            self.chips[kind].setEnabled(bool(counts[kind]))
        self.show_kind(next((kind for kind, count in counts.items() if count), "changed"))

    def show_kind(self, kind: str) -> None:
        """Show the rows of one kind."""
        self.chips[kind].setChecked(True)
        self._rows = getattr(self._difference, kind)
        self.model.set_ids(array("q", range(len(self._rows))))
        self.legend.setVisible(kind == "changed")
        if self._rows:
            self.table.selectRow(0)
        else:
            self.text.setPlainText(_("The two versions have the same rows."))

    def _fetch(self, numbers: Sequence[int]) -> Mapping[int, VersionRow]:
        return {number: self._rows[number] for number in numbers}

    def _show_row(self, row: VersionRow | None) -> None:
        if row is None:
            self.text.clear()
            return
        sections = _sections_of_change(row) if isinstance(row, ChangedRow) else _sections(row)
        self.text.show_sections(sections)


def _sections(row: DiffRow) -> list[Section]:
    """All of a row that only one of the two versions has."""
    return [
        (_("Question"), [DiffPiece("equal", row.prompt)]),
        (_("Answer"), [DiffPiece("equal", row.answer)]),
        (_("Set"), [DiffPiece("equal", _(SIDES[row.split]))]),
    ]


def _sections_of_change(row: ChangedRow) -> list[Section]:
    """Question and answer with what changed in them, and whatever else changed."""
    sections: list[Section] = [(_("Question"), row.prompt), (_("Answer"), row.answer)]
    if "split" in row.parts:
        before, after = _(SIDES[row.before.split]), _(SIDES[row.after.split])
        pieces = [DiffPiece("delete", before), DiffPiece("equal", " "), DiffPiece("insert", after)]
        sections.append((_("Set"), pieces))
    if "system" in row.parts:
        prompts = diff_words(row.before.system, row.after.system)
        sections.append((_("System message"), prompts))
    if "rest" in row.parts:
        text = _(
            "Question and answer are the same. An earlier turn, a tool or a weight has changed."
        )
        sections.append((_("Other parts of the row"), [DiffPiece("equal", text)]))
    return sections
