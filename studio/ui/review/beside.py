"""What stands beside the pair in view: suggestions, turns, guidelines, the model's row."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from studio.domain.conversation import ChatRow
from studio.domain.pair import Pair
from studio.domain.turns import edit_rejected
from studio.i18n import _
from studio.services.drafting import suggestions
from studio.services.drafting.prompts import read_guidelines, write_guidelines
from studio.services.pairs import review
from studio.services.pairs.model_row import build_model_row
from studio.services.pairs.progress import read_progress
from studio.services.pairs.similar import find_similar
from studio.services.session import Session
from studio.ui.review.desk import Desk
from studio.ui.review.offers import list_offers
from studio.ui.review.pair_typing import PairTyping, Run
from studio.ui.review.suggestion_tabs import DRAFT

LOOK_AFTER_MS = 120
"""From when on one stays at a pair, or has stopped typing: only then is more read for it."""


class Beside(QObject):
    """Fills what is around the editors and writes what is changed there.

    None of it is waited for: who goes on to the next pair at once never sees it.
    """

    def __init__(
        self, session: Session, desk: Desk, typing: PairTyping, run: Run, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._desk, self._typing, self._write = session, desk, typing, run
        self._pair: Pair | None = None
        self._first_draft = ""
        self._model_timer = self._make_timer(self._show_model_row)
        self._timer = self._make_timer(self._show_offers)
        self._connect()

    def _connect(self) -> None:
        desk, editor = self._desk, self._desk.editor
        desk.side.turned.connect(lambda _view: self._show_model_row())
        desk.conversation.changed.connect(self._change_row)
        desk.guidelines.edited.connect(self._save_guidelines)
        editor.rejected_edited.connect(self._save_rejected)
        for tabs in (editor.questions, editor.candidates):
            tabs.accepted.connect(self._take)
            tabs.refused.connect(self._refuse)

    def follow(self, pair: Pair | None) -> None:
        """Another pair is in view, or the same as it now is; None for none."""
        if pair is None or self._pair is None or pair.id != self._pair.id:
            self._desk.editor.show_offers((), ())
        self._pair = pair
        self._show_model_row()
        self._timer.start()

    def follow_typing(self) -> None:
        """Something was typed: the row is written anew, but not with every letter."""
        self._model_timer.start()

    def refresh(self) -> None:
        """Read anew what belongs to the library and not to a pair."""
        self._desk.guidelines.show_text(read_guidelines(self._session))

    def show_progress(self) -> None:
        """Read anew what was done today, and how far the library is."""
        self._desk.source.show_library_progress(read_progress(self._session))

    def flush(self) -> None:
        """Keep what was typed, now."""
        self._desk.conversation.flush()
        self._desk.guidelines.saver.flush()
        self._desk.editor.rejected_saver.flush()

    def _show_model_row(self) -> None:
        # Thousands of tokens are drawn only for eyes that are on them.
        if self._pair is not None and self._desk.side.view() == "model":
            texts = self._desk.editor.texts()
            self._desk.model.show_row(build_model_row(self._session, self._pair, *texts))

    def _show_offers(self) -> None:
        if self._pair is None:
            return
        questions, answers = list_offers(self._session.library, self._pair)
        self._first_draft = next((each.text for each in answers if each.number == DRAFT), "")
        self._desk.editor.show_offers(questions, answers)
        # Beside a passage there is enough to read.
        if self._pair.passage is None:
            self._desk.source.row.show_similar(find_similar(self._session, self._pair))

    # -- what is changed there ----------------------------------------------------------------

    def _change_row(
        self, number: int, change: Callable[[ChatRow], ChatRow], label: str, run: int = 0
    ) -> None:
        self._typing.flush()
        self._write(lambda session: review.change_row(session, number, change, label, run=run))

    def _save_rejected(self, number: int, text: str) -> None:
        label = _("Edit the rejected answer")
        self._change_row(number, lambda row: edit_rejected(row, text), label, run=1)

    def _save_guidelines(self, text: str) -> None:
        self._write(lambda session: write_guidelines(session, text))

    def _take(self, number: int) -> None:
        """Take what a tab offers: its words become the pair's, as one step."""
        if number == DRAFT:
            self._typing.reword(self._first_draft, _("Back to the first draft"))
            return
        self._typing.flush()
        self._write(lambda session: suggestions.choose(session, number))

    def _refuse(self, number: int) -> None:
        self._typing.flush()
        self._write(lambda session: suggestions.refuse(session, [number]))

    def _make_timer(self, call: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(LOOK_AFTER_MS)
        timer.timeout.connect(call)
        return timer
