"""Whom one talks to: a model, and another one beside it or nobody."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.domain.comparison import Contestant
from studio.i18n import _
from studio.services.models.chat import describe_partner
from studio.ui.widgets.button import make_chip
from studio.ui.widgets.combo import ComboBox, combo
from studio.ui.widgets.layout import lay_out, make_row

NOBODY, ANOTHER = -1, -2
"""In place of a partner's number in a box."""
LEFT, RIGHT = 0, 1


class PartnerRow(QWidget):
    """Emits ``changed`` when others are to be talked to, and ``another_wanted`` with the side
    (0 left, 1 right) for which a model is wanted that is not on the list."""

    changed = Signal()
    another_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._partners: list[Contestant] = []
        self._chosen: list[Contestant | None] = [None, None]
        self.boxes = (
            combo("partner", _("Model"), letters=22),
            combo("rivalPartner", _("Model beside it"), letters=22),
        )
        for side, box in enumerate(self.boxes):
            box.activated.connect(lambda _row, side=side: self._choose(side))
        self.blind = make_chip("blindTalk", _("blind"))
        """The page puts it where it has room; the boxes stand over the talks."""
        self.blind.setToolTip(_("The sides are shuffled, and no answer says whose it is"))
        self.blind.toggled.connect(lambda _on: self.changed.emit())
        left, right = self.boxes
        lay_out(self, make_row((left, 1), (right, 1), spacing=12))

    def partners(self) -> list[Contestant]:
        """Who is talked to: the left one, and the right one where there is one."""
        return [each for each in self._chosen if each is not None]

    def is_blind(self) -> bool:
        return self.blind.isChecked() and len(self.partners()) > 1

    def show_partners(self, partners: Sequence[Contestant]) -> None:
        """Offer these; who is talked to stays, and the first one is where there was nobody."""
        self._partners = list(dict.fromkeys([*partners, *self.partners()]))
        if self._chosen[LEFT] is None and self._partners:
            self._chosen[LEFT] = self._partners[0]
        self._fill()

    def choose(self, left: Contestant, right: Contestant | None) -> None:
        """Talk to these from now on."""
        self._partners = list(dict.fromkeys([*self._partners, left, *([right] if right else [])]))
        self._chosen = [left, right if right != left else None]
        self._fill()
        self.changed.emit()

    def put(self, side: int, partner: Contestant) -> None:
        """Talk to this one on a side."""
        if side == LEFT:
            self.choose(partner, self._chosen[RIGHT])
        else:
            self.choose(self._chosen[LEFT] or partner, partner)

    def _choose(self, side: int) -> None:
        number = int(self.boxes[side].currentData())
        if number == ANOTHER:
            self._fill()  # until somebody is chosen, it stays as it was
            self.another_wanted.emit(side)
            return
        partner = None if number == NOBODY else self._partners[number]
        if partner != self._chosen[side]:
            self._chosen[side] = partner
            self._forget_twin(side)
            self._fill()
            self.changed.emit()

    def _forget_twin(self, side: int) -> None:
        """Nobody is talked to on both sides."""
        if side == LEFT and self._chosen[RIGHT] == self._chosen[LEFT]:
            self._chosen[RIGHT] = None

    def _fill(self) -> None:
        for side, box in enumerate(self.boxes):
            box.blockSignals(True)
            box.clear()
            if side == RIGHT:
                box.addItem(_("none beside it"), NOBODY)
            self._add_partners(box, side)
            box.addItem(_("Another model…"), ANOTHER)
            chosen = self._chosen[side]
            number = NOBODY if chosen is None else self._partners.index(chosen)
            box.setCurrentIndex(max(0, box.findData(number)))
            box.blockSignals(False)
        self.blind.setEnabled(len(self.partners()) > 1)

    def _add_partners(self, box: ComboBox, side: int) -> None:
        for number, partner in enumerate(self._partners):
            if side == LEFT or partner != self._chosen[LEFT]:
                box.addItem(describe_partner(partner), number)
