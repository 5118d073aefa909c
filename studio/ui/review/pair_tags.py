"""Tags of the pair in view: put on, taken off, given a key and a colour, led to their pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from studio.domain.pair import Pair
from studio.domain.pair_filter import PairFilter
from studio.domain.work import Done
from studio.services.pairs import review
from studio.services.pairs.tag_styles import TagStyle, read_styles, set_style
from studio.services.session import Session
from studio.ui.review.pair_editor import PairEditor
from studio.ui.review.pair_typing import Run


class PairTags(QObject):
    """Writes what is wished for tags; ``opened`` asks for the pairs (their ids) that have one."""

    opened = Signal(object, str)

    def __init__(self, session: Session, editor: PairEditor, run: Run, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._row, self._write = session, editor.tags, run
        self._pair: Pair | None = None
        editor.tag_added.connect(lambda tag: self._change(review.tag, tag))
        editor.tag_removed.connect(lambda tag: self._change(review.untag, tag))
        self._row.opened.connect(self._show)
        self._row.styled.connect(self._style)
        self._row.began.connect(self._tell_known)

    def follow(self, pair: Pair | None) -> None:
        """The pair whose tags they are from now on."""
        self._pair = pair

    def refresh(self) -> None:
        """Read the keys and colours of tags anew."""
        self._row.set_styles(read_styles(self._session))

    def _change(
        self, action: Callable[[Session, Sequence[int], str], Done[None]], tag: str
    ) -> None:
        if self._pair is not None:
            # Another pair may be in view when it is written.
            number = self._pair.id
            self._write(lambda session: action(session, [number], tag))

    def _show(self, tag: str) -> None:
        """Show the pairs with a tag, and with those below it."""
        self.opened.emit(self._session.library.pairs.ids(PairFilter(tags=(tag,))), tag)

    def _style(self, tag: str, style: TagStyle) -> None:
        self._write(lambda session: set_style(session, tag, style))

    def _tell_known(self) -> None:
        self._row.set_known([tag for tag, _pairs in self._session.library.pairs.tags()])
