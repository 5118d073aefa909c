"""Counts facets off the window's thread; of several filters in a row, the last one is counted."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from studio.domain.pair_filter import Facets, PairFilter
from studio.domain.work import Changes, Done
from studio.services.session import Session
from studio.ui.widgets.latest_work import LatestWork


class FacetReader(QObject):
    """Emits ``counted`` with the facets and the filter they are of."""

    counted = Signal(object, object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = LatestWork(session, self)
        self._work.ready.connect(lambda pair: self.counted.emit(*pair))
        self.stop, self.is_busy = self._work.stop, self._work.is_busy

    def read(self, wish: PairFilter) -> None:
        """Count the pairs of a filter, once what is being counted is over."""

        def count(session: Session) -> Done[tuple[Facets, PairFilter]]:
            return Done(Changes(), (session.library.pairs.facets(wish), wish))

        self._work.ask(count)
