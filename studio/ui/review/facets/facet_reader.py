"""Counts facets off the window's thread; of several filters in a row, the last one is counted."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from studio.domain.pair_filter import Facets, PairFilter
from studio.domain.work import Changes, Done
from studio.services.session import Session
from studio.ui.worker import Task


class FacetReader(QObject):
    """Emits ``counted`` with the facets and the filter they are of."""

    counted = Signal(object, object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._task: Task | None = None
        self._next: PairFilter | None = None

    def read(self, wish: PairFilter) -> None:
        """Count the pairs of a filter, once what is being counted is over."""
        self._next = wish
        if self._task is None:
            self._begin()

    def stop(self) -> None:
        """Count nothing more, and wait until the library is free."""
        self._next = None
        if self._task is not None:
            self._task.blockSignals(True)
            self._task.wait()
            self._task = None

    def is_busy(self) -> bool:
        return self._task is not None

    def _begin(self) -> None:
        wish, self._next = self._next, None
        if wish is None:
            return

        def count(session: Session) -> Done[Facets]:
            return Done(Changes(), session.library.pairs.facets(wish))

        self._task = task = Task(count)
        task.done.connect(lambda done: self.counted.emit(done.value, wish))
        task.ended.connect(self._end)
        task.start(self._session)

    def _end(self) -> None:
        self._task = None
        self._begin()
