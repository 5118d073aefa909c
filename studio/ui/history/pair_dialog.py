"""What became of one pair: its states, what each changed, and the way back to any of them."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QDialog, QWidget

from studio.domain.history import PairState
from studio.domain.pair import Pair, Status
from studio.i18n import N_, _, join_list
from studio.services.pairs.history import name_changes
from studio.text.excerpts import quote
from studio.text.similarity.word_diff import DiffPiece, diff_words
from studio.ui.history.wording import describe_moment, describe_who
from studio.ui.widgets.button import PRIMARY, make_button, make_chip
from studio.ui.widgets.card import Card
from studio.ui.widgets.diff_text import DiffText, Section
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.row_table import Column, RowModel, RowTable, one_line

SIZE = 1040, 620
STATUS = {
    Status.DRAFT: N_("Draft"),
    Status.ACCEPTED: N_("Accepted"),
    Status.REJECTED: N_("Rejected"),
}


class PairHistoryDialog(QDialog):
    """States of a pair, the latest first; emits ``state_wanted`` with the one to go back to."""

    state_wanted = Signal(PairState)

    def __init__(self, states: Sequence[PairState], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.resize(*SIZE)
        self.states = states
        self.model: RowModel[int] = RowModel(
            (
                Column(N_("Step"), lambda at: one_line(self._name(at)), tip=True),
                Column(N_("Who"), self._describe_who, 124, tip=True),
                Column(N_("When"), self._describe_moment, 96),
            ),
            self._fetch,
        )
        self.table = RowTable(self.model, "pairStates", _("States of the pair, the latest first"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._show())
        self.text = DiffText("stateText", _("The chosen state, word for word"))
        self.step_chip = make_chip("compareStep", _("What the step changed"))
        self.now_chip = make_chip("compareNow", _("Against how it is now"))
        self.back_button = make_button("backToState", _("Back to this state"), PRIMARY)
        self._connect()
        self._lay_out()
        self.show_states(states)

    def _connect(self) -> None:
        self.step_chip.setChecked(True)
        self.step_chip.clicked.connect(lambda _on=False: self._compare(with_now=False))
        self.now_chip.clicked.connect(lambda _on=False: self._compare(with_now=True))
        self.back_button.clicked.connect(lambda _on=False: self._want())
        self.back_button.setAutoDefault(False)

    def _lay_out(self) -> None:
        legend = words(_("Underlined text was added, struck-out text was removed."), "muted")
        card = Card()
        card.body.addLayout(make_row(self.step_chip, self.now_chip, None))
        card.body.addWidget(self.text, 1)
        card.body.addWidget(legend)
        close = make_button("closePairHistory", _("Close"))
        close.clicked.connect(self.close)
        close.setAutoDefault(False)
        self.hint = words(_("Going back is a step of its own, and can be undone."), "muted")
        both = make_row((self.table, 1), (card, 1), spacing=12)
        foot = make_row((self.hint, 1), close, self.back_button)
        lay_out(self, make_column((both, 1), foot, spacing=12), 20, 16, 20, 16)

    def show_states(self, states: Sequence[PairState]) -> None:
        """Show these states; the latest is the chosen one."""
        self.states = states
        pair = next((state.pair for state in states if state.pair), None)
        prompt = quote(pair.prompt) if pair else ""
        self.setWindowTitle(_("History of “{prompt}”").format(prompt=prompt))
        self.model.set_ids(array("q", range(len(states))))
        self.table.choose_row(0)
        self._show()

    def _compare(self, *, with_now: bool) -> None:
        self.now_chip.setChecked(with_now)
        self.step_chip.setChecked(not with_now)
        self._show()

    def _state(self) -> PairState | None:
        at = self.table.currentIndex().row()
        return self.states[at] if 0 <= at < len(self.states) else None

    def _show(self) -> None:
        state = self._state()
        if state is None:
            return
        at = self.states.index(state)
        # Against now: how it would be changed by going back.
        other = at + 1 if self.step_chip.isChecked() else 0
        before = self.states[other].pair if other < len(self.states) else None
        self.text.show_sections(_list_sections(before, state.pair))
        self.back_button.setEnabled(at > 0 and state.pair is not None)

    def _want(self) -> None:
        if (state := self._state()) is not None:
            self.state_wanted.emit(state)

    def _name(self, at: int) -> str:
        state = self.states[at]
        if state.step is None:
            return _("Before the history begins")
        before = self.states[at + 1].pair if at + 1 < len(self.states) else None
        changes = join_list(name_changes(before, state.pair))
        return _("{step}: {changes}").format(step=state.step.label, changes=changes)

    def _describe_who(self, at: int) -> str:
        step = self.states[at].step
        return describe_who(step) if step else ""

    def _describe_moment(self, at: int) -> str:
        step = self.states[at].step
        return describe_moment(step.at) if step else ""

    def _fetch(self, places: Sequence[int]) -> Mapping[int, int]:
        return {at: at for at in places}


def _list_sections(before: Pair | None, after: Pair | None) -> list[Section]:
    """Question, answer and what else there is of a pair, with what changed in each."""
    if after is None:
        return [(_("Removed"), _compare(_describe(before)[1][1], ""))] if before else []
    old = dict(_describe(before))
    return [
        (name, _compare(old.get(name, text), text))
        for name, text in _describe(after)
        if text or old.get(name)
    ]


def _compare(before: str, after: str) -> tuple[DiffPiece, ...]:
    return diff_words(before, after)


def _describe(pair: Pair | None) -> list[tuple[str, str]]:
    if pair is None:
        return []
    return [
        (_("Question"), pair.prompt),
        (_("Answer"), pair.answer),
        (_("Status"), _(STATUS[pair.status])),
        (_("Reason"), pair.reason),
        (_("Tags"), join_list(pair.tags)),
    ]
