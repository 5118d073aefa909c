"""The models on this computer: how much room each takes, and taking them away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHeaderView, QTableWidgetItem, QWidget

from studio.domain.local_model import LocalModel
from studio.i18n import N_, _
from studio.ui.widgets.button import DANGER, make_button
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import make_column, make_row
from studio.ui.widgets.plain_table import PlainTable

KINDS = {
    "rehearsal": N_("rehearsal"),
    "base": N_("base"),
    "hub": N_("base, from the hub"),
    "tuned": N_("tuned"),
    "checkpoint": N_("checkpoint"),
}
"""What a model is. To add one: the engine's word for it, and what a curator calls it."""
COLUMNS = (N_("Model"), N_("Kind"), N_("Size"), N_("Licence"), N_("Trained from"))
SIZE = 2
WIDTH, HEIGHT = 860, 420
"""Pixels."""
MEGABYTE, GIGABYTE = 1_000_000, 1_000_000_000


class ModelsDialog(QDialog):
    """Emits ``removed`` with a model's name when the curator wants it gone."""

    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Models on this computer"))
        self._models: list[LocalModel] = []
        self.table = PlainTable("models", _("Models on this computer"), [_(c) for c in COLUMNS])
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.itemSelectionChanged.connect(self._show_choice)
        self.total = words("", "muted")
        self.remove = make_button("removeModel", _("Remove"), DANGER)
        self.remove.setAutoDefault(False)
        self.remove.clicked.connect(self._remove)
        self.problem = words("", "bad", wrap=True)
        self.problem.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.reject)
        body = make_column(
            (self.table, 1),
            self.problem,
            make_row(self.total, None, self.remove, self.buttons),
            spacing=12,
        )
        body.setContentsMargins(20, 18, 20, 16)
        self.setLayout(body)
        self.resize(WIDTH, HEIGHT)
        self._show_choice()

    def show_models(self, models: Sequence[LocalModel]) -> None:
        """Show these, and how much room they take together."""
        self._models = list(models)
        self.table.setRowCount(len(models))
        for row, model in enumerate(models):
            kind = _(KINDS[model.kind]) if model.kind in KINDS else model.kind
            cells = (model.id, kind, describe_size(model.bytes), model.licence, model.base)
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if column == SIZE:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                self.table.setItem(row, column, item)
        together = describe_size(sum(model.bytes for model in models))
        self.total.setText(_("{size} together").format(size=together))
        self.show_problem("")
        self._show_choice()

    def show_problem(self, line: str) -> None:
        """Why a model is still there."""
        self.problem.setText(line)
        self.problem.setVisible(bool(line))

    def choose(self, model: str) -> None:
        """Select the row of a model."""
        names = [each.id for each in self._models]
        if model in names:
            self.table.selectRow(names.index(model))

    def _selection(self) -> LocalModel | None:
        # Each cell of a row counts as selected.
        rows = {index.row() for index in self.table.selectedIndexes()}
        return self._models[rows.pop()] if len(rows) == 1 else None

    def _show_choice(self) -> None:
        chosen = self._selection()
        self.remove.setEnabled(bool(chosen and chosen.removable))

    def _remove(self) -> None:
        chosen = self._selection()
        if chosen:
            self.removed.emit(chosen.id)


def describe_size(size: int) -> str:
    """Bytes as a person reads them: ``269 MB``, ``1.5 GB``."""
    if size >= GIGABYTE:
        return f"{size / GIGABYTE:.1f} GB"
    return f"{size / MEGABYTE:.0f} MB" if size >= MEGABYTE else f"{size / MEGABYTE:.1f} MB"
