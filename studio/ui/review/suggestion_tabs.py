"""Suggestions as tabs over the field they are for: looked at by a key, taken by the same key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from studio.domain.suggestion import Suggestion, SuggestionState
from studio.i18n import N_, _
from studio.ui.review.diff_view import DiffView
from studio.ui.widgets.button import QUIET, make_button, make_chip
from studio.ui.widgets.editor import Editor
from studio.ui.widgets.flow_layout import FlowLayout
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column, make_row

STATES = {
    SuggestionState.OPEN: "",
    SuggestionState.CHOSEN: N_(" (used)"),
    SuggestionState.REFUSED: N_(" (refused)"),
}
DRAFT = 0
"""The number of the pair's own first words, which are no suggestion of the library's."""
LONGEST = 28  # characters of a tab
MOST = 30
NUMBERED = 9
"""Tabs that have a key of their own, named on them; one goes to the others by the next key."""
LEAST_HEIGHT = 34


@dataclass(frozen=True)
class Offer:
    """What a tab offers: a suggestion's number (or ``DRAFT``), its name, its words, what it says of
    itself."""

    number: int
    title: str
    text: str
    note: str = ""
    doubtful: bool = False
    state: SuggestionState = SuggestionState.OPEN


class SuggestionTabs(QWidget):
    """An editor under the tabs of what is offered for it.

    ``accepted`` and ``refused`` are emitted with an offer's number; without offers there is only
    the editor.
    """

    accepted = Signal(int)
    refused = Signal(int)

    def __init__(self, editor: Editor, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        self.view = DiffView(name)
        self.view.setObjectName("suggestion")
        # On a low screen all of the desk has room; what is longer scrolls.
        for field in (self.editor, self.view):
            field.setMinimumHeight(LEAST_HEIGHT)
        self.note = words("", "muted", wrap=True)
        self.take = make_button("takeSuggestion", _("Use this"))
        self.refuse = make_button("refuseSuggestion", _("Refuse"), QUIET)
        self.back = make_button("leaveSuggestion", _("Back"), QUIET)
        self._offers: tuple[Offer, ...] = ()
        self._chips: list[QPushButton] = []
        self._at: int | None = None
        self._bar = QWidget()
        self._flow = FlowLayout(self._bar)
        self._stack = QStackedWidget()
        self._lay_out()
        for signal, act in (
            (self.view.accepted, self._take),
            (self.view.refused, self._refuse),
            (self.view.left, self.close_offer),
        ):
            signal.connect(act)
        self.take.clicked.connect(lambda _on=False: self._take())
        self.refuse.clicked.connect(lambda _on=False: self._refuse())
        self.back.clicked.connect(lambda _on=False: self.close_offer())

    def _lay_out(self) -> None:
        inner = QWidget()
        foot = make_row(self.take, self.refuse, self.back, None)
        lay_out(inner, make_column((self.view, 1), self.note, foot, spacing=4))
        self._stack.addWidget(self.editor)
        self._stack.addWidget(inner)
        self._bar.hide()
        lay_out(self, make_column(self._bar, (self._stack, 1), spacing=4))

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Show what is offered; an offer that is looked at stays in view while it is there."""
        if tuple(offers) == self._offers:
            return
        looked_at = self._offers[self._at].number if self._at is not None else None
        self._offers = tuple(offers)
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [self._make_chip(at, offer) for at, offer in enumerate(self._offers)]
        self._bar.setVisible(bool(self._chips))
        numbers = [offer.number for offer in self._offers]
        # A refresh in between must not take away what one is reading.
        if looked_at in numbers:
            self.open_offer(numbers.index(looked_at))
        elif self._at is not None:
            self.close_offer()

    def open_offer(self, at: int) -> None:
        """Look at an offer; the same once more takes it."""
        if not 0 <= at < len(self._offers):
            return
        if at == self._at and self.view.hasFocus():
            self._take()
            return
        offer = self._at_offer(at)
        self.view.show_difference(self.editor.text(), offer.text)
        self.note.setText(offer.note)
        self.note.setVisible(bool(offer.note))
        self.refuse.setVisible(offer.number != DRAFT)
        self._stack.setCurrentIndex(1)
        self.view.setFocus()
        self._mark()

    def turn(self, step: int) -> None:
        """Look at the next offer, or the one before; round the ends."""
        if self._offers:
            at = (-1 if step > 0 else 0) if self._at is None else self._at
            # To look at one anew is no way to take it.
            self._at = None
            self.open_offer((at + step) % len(self._offers))

    def close_offer(self) -> None:
        """Go back to the text."""
        had_focus = self.view.hasFocus() or any(
            button.hasFocus() for button in (self.take, self.refuse, self.back)
        )
        self._at = None
        self._stack.setCurrentIndex(0)
        self._mark()
        if had_focus:
            self.editor.setFocus()

    def is_here(self) -> bool:
        """Whether the keyboard is in the field or at what is offered for it."""
        return self.isAncestorOf(self.focusWidget()) if self.focusWidget() else False

    def _at_offer(self, at: int) -> Offer:
        self._at = at
        return self._offers[at]

    def _make_chip(self, at: int, offer: Offer) -> QPushButton:
        title = offer.title if len(offer.title) <= LONGEST else f"{offer.title[: LONGEST - 1]}…"
        state = _(STATES[offer.state]) if STATES[offer.state] else ""
        number = f"{at + 1}  " if at < NUMBERED else ""
        chip = make_chip(f"offer-{at + 1}", f"{number}{title}{state}")
        if offer.doubtful:
            chip.setProperty("tone", "warn")
        chip.clicked.connect(lambda _on=False: self._click(at))
        self._flow.addWidget(chip)
        chip.show()
        return chip

    def _click(self, at: int) -> None:
        if at == self._at:
            self.close_offer()
        else:
            self.open_offer(at)

    def _mark(self) -> None:
        for at, chip in enumerate(self._chips):
            chip.setChecked(at == self._at)

    def _take(self) -> None:
        if self._at is not None:
            number = self._offers[self._at].number
            self.close_offer()
            self.editor.setFocus()
            self.accepted.emit(number)

    def _refuse(self) -> None:
        if self._at is not None and self._offers[self._at].number != DRAFT:
            number = self._offers[self._at].number
            self.close_offer()
            self.refused.emit(number)


def describe(suggestion: Suggestion, text: str) -> Offer:
    """A suggestion as what is offered, by its model's name and its first words."""
    missing = [each.sentence for each in suggestion.evidence if not each.is_found]
    sentences = [each.sentence for each in suggestion.evidence if each.is_found]
    note = ""
    if missing:
        note = _("Not in the passage: {sentences}").format(sentences=" … ".join(missing))
    elif sentences:
        note = _("Rests on: {sentences}").format(sentences=" … ".join(sentences))
    if suggestion.reason:
        note = _("Refused: {reason}").format(reason=suggestion.reason)
    return Offer(
        suggestion.id,
        suggestion.model.rpartition("/")[2] or _("Draft"),
        text,
        note,
        not suggestion.is_grounded,
        suggestion.state,
    )
