"""The steps of the library, the newest on top; a click goes there."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QDialog, QWidget

from studio.domain.history import Step
from studio.i18n import N_, _
from studio.services.session import Session
from studio.ui.history.wording import describe_moment, describe_who
from studio.ui.widgets.button import make_button
from studio.ui.widgets.columns import remember_columns
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.row_table import Column, RowModel, RowTable, one_line

SIZE = 900, 560
BEGINNING = Step(0, "", datetime.min)
"""Stands for the library before its first step, below all others."""


def _name(step: Step) -> str:
    if step is BEGINNING:
        return _("The beginning")
    label = one_line(step.label)
    return _("{step} (undone)").format(step=label) if step.undone else label


def _tone(step: Step) -> str:
    return "muted" if step.undone else "ink"


def _of_steps(describe: Callable[[Step], str]) -> Callable[[Step], str]:
    return lambda step: describe(step) if step.id else ""


def _make_columns(describe_pair: Callable[[Step], str]) -> tuple[Column[Step], ...]:
    """To add one: a row here."""
    count = _of_steps(lambda step: f"{step.things:,}")
    return (
        Column(N_("Step"), _name, tone=_tone, tip=True),
        Column(N_("Pair"), describe_pair, 260, tone=_tone, tip=True),
        Column(N_("Changed"), count, 80, right=True, tone=_tone),
        Column(N_("Who"), _of_steps(describe_who), 120, tone=_tone, tip=True),
        Column(N_("When"), _of_steps(lambda step: describe_moment(step.at)), 100, tone=_tone),
    )


class StepsDialog(QDialog):
    """Emits ``step_wanted`` with the id of a step, 0 for the beginning; ``trash_wanted``.

    It stays open beside the window, so that one sees there what a step did.
    """

    step_wanted = Signal(int)
    trash_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("History"))
        self.resize(*SIZE)
        self._session = session
        self._prompts: dict[int, str] = {}  # of the pair that a step changed alone, by the step
        columns = _make_columns(lambda step: one_line(self._prompts.get(step.id, "")))
        self.model: RowModel[Step] = RowModel(columns, self._fetch)
        self.table = RowTable(self.model, "steps", _("Steps, the newest first"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        remember_columns(self.table, "steps", session.settings)
        self.table.clicked.connect(self._want)
        self.table.activated.connect(self._want)
        self.about = words("", "muted", wrap=True)
        self.trash_button = make_button("openTrash", _("Trash…"))
        self.trash_button.clicked.connect(lambda _on=False: self.trash_wanted.emit())
        close = make_button("closeSteps", _("Close"))
        close.clicked.connect(self.close)
        for button in (self.trash_button, close):
            button.setAutoDefault(False)
        foot = make_row(self.trash_button, None, close)
        body = make_column(self.about, (self.table, 1), foot, spacing=12)
        lay_out(self, body, 20, 16, 20, 16)
        self.refresh()

    def refresh(self) -> None:
        """Show the steps there are now; the last one that is done is the selected one."""
        journal = self._session.library.journal
        self._prompts.clear()
        self.model.set_ids(array("q", [*journal.ids(), BEGINNING.id]))
        self.table.choose_row(max(0, self.model.row_of(journal.last_step)))
        self.about.setText(
            _(
                "A click goes back to how it was after a step, or forward "
                "again. What was undone is listed above the marked step until "
                "the next edit."
            )
        )

    def wait(self, waiting: bool) -> None:
        """While the window goes to a step nothing else can be chosen."""
        self.table.setEnabled(not waiting)
        self.setCursor(Qt.CursorShape.BusyCursor if waiting else Qt.CursorShape.ArrowCursor)

    def _want(self, index: QModelIndex) -> None:
        self.step_wanted.emit(self.model.id_at(index.row()))

    def _fetch(self, ids: Sequence[int]) -> Mapping[int, Step]:
        journal = self._session.library.journal
        steps = journal.list(ids)
        self._prompts.update(journal.find_prompts(steps))
        return {BEGINNING.id: BEGINNING, **{step.id: step for step in steps}}
