"""The pairs that are looked through one by one: which they are, and at which one stands."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from studio.domain.pair import Status
from studio.domain.pair_filter import PairFilter
from studio.services.session import Session
from studio.ui.review.pending import Pending


class PairQueue:
    """The ids of a filter with a place among them; behind the last one it begins again.

    ``status`` (None: any), ``search`` and ``only`` (pairs that another page asked to see) are the
    filter; ``load`` reads the ids anew.
    """

    def __init__(self, session: Session, pending: Pending) -> None:
        self._session = session
        self._pending = pending
        self.status: Status | None = Status.DRAFT
        self.search = ""
        self.only: frozenset[int] | None = None
        self.ids: array[int] = array("q")
        self._at = 0

    def __contains__(self, number: int) -> bool:
        return number in self.ids

    def number(self) -> int | None:
        """The id of the pair one stands at; None where the filter holds none."""
        return self.ids[self._at] if self.ids else None

    def choose(self, status: Status | None, only: Iterable[int] | None = None) -> None:
        """Look through the pairs of another filter, from its beginning."""
        self.status, self._at = status, 0
        self.only = None if only is None else frozenset(only)

    def look_for(self, search: str) -> None:
        self.search, self._at = search, 0

    def load(self, number: int | None) -> None:
        """Read the ids of the filter; stay at the pair, or at its place when it is gone."""
        ids = self._session.library.pairs.ids(PairFilter(status=self.status, search=self.search))
        if self.only is not None:
            ids = array("q", (each for each in ids if each in self.only))
        self.ids = self._pending.filter_ids(ids, self.status)
        if number is not None and number in self.ids:
            self._at = self.ids.index(number)
        self._wrap()

    def step(self, count: int) -> None:
        """Go on or back by ``count`` pairs, round the ends."""
        self._at = (self._at + count) % len(self.ids)

    def go_on(self, status: Status) -> None:
        """Go on after a decision: where the filter shows its pair no more, the next moves up."""
        if self.status in (None, status):
            self._at += 1
        else:
            self.ids = self.ids[: self._at] + self.ids[self._at + 1 :]
        self._wrap()

    def _wrap(self) -> None:
        # What was put off for later comes again.
        if self._at >= len(self.ids):
            self._at = 0
