"""The pairs that are looked through one by one: which they are, and at which one stands."""

from __future__ import annotations

from array import array

from studio.domain.filter_words import list_terms, parse_filter
from studio.domain.pair import Status
from studio.domain.pair_filter import PairFilter
from studio.services.session import Session
from studio.ui.review.pending import Pending


class PairQueue:
    """The ids of a filter with a place among them; behind the last one it begins again.

    ``base`` is what was chosen with the mouse, ``text`` what was typed into the search field on
    top of it; ``load`` reads the ids anew.
    """

    def __init__(self, session: Session, pending: Pending) -> None:
        self._session = session
        self._pending = pending
        self.base = PairFilter(status=Status.DRAFT)
        self.text = ""
        self.ids: array[int] = array("q")
        self._at = 0
        self.begins = False
        """Whether the next load goes to the first pair, wherever one is."""

    def __contains__(self, number: int) -> bool:
        return number in self.ids

    @property
    def wish(self) -> PairFilter:
        """The filter, of both together."""
        return parse_filter(self.text, self.base)[0]

    @property
    def status(self) -> Status | None:
        return self.wish.status

    @property
    def search(self) -> str:
        """What was typed, words such as ``tag:money`` included."""
        return self.text

    def terms(self) -> list[str]:
        """The words of the search that stand in the pairs themselves."""
        return list_terms(self.wish.search)

    def number(self) -> int | None:
        """The id of the pair one stands at; None where the filter holds none."""
        return self.ids[self._at] if self.ids else None

    def choose(self, base: PairFilter) -> None:
        """Look through the pairs of another filter, from its beginning."""
        self.base, self._at = base, 0

    def begin(self, base: PairFilter) -> None:
        """Look through pairs in another order, from the first."""
        self.choose(base)
        self.begins = True

    def look_for(self, text: str) -> None:
        self.text, self._at = text, 0

    def ask_for(self, wish: PairFilter) -> None:
        """Look through exactly these: what was typed is only kept where it agrees."""
        typed = parse_filter(self.text)[0]
        blank, now = PairFilter(), self.wish
        names = [name for name in vars(wish) if getattr(wish, name) != getattr(now, name)]
        if any(getattr(typed, name) != getattr(blank, name) for name in names):
            self.text, self.base = wish.search, wish.without("search")
        else:
            self.base = self.base.change(**{name: getattr(wish, name) for name in names})
        self._at = 0

    def load(self, number: int | None) -> None:
        """Read the ids of the filter; stay at the pair, or at its place when it is gone."""
        wish = self.wish
        ids = self._session.library.pairs.ids(wish)
        self.ids, self.begins = self._pending.filter_ids(ids, wish.status), False
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
