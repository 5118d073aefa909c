"""The pages of one window: what each is called is known from the start, built it is when wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from studio.services.session import Session
from studio.ui.page import Page


class WindowPages(Mapping[str, Page]):
    """Pages by their names, in the order of the work; the first look at one builds it.

    Nine pages take a third of a second and tens of megabytes, and a session of work sees three.
    What must be known of all of them (title, commands, counts) their classes say: ``kinds``.
    """

    def __init__(
        self, session: Session, kinds: Sequence[type[Page]], take: Callable[[Page], object]
    ) -> None:
        self.kinds: Mapping[str, type[Page]] = {kind.name: kind for kind in kinds}
        self._session = session
        self._take = take
        """Given each page as soon as it is built, before anybody else has it."""
        self._pages: dict[str, Page] = {}

    def __getitem__(self, name: str) -> Page:
        if name not in self._pages:
            page = self._pages[name] = self.kinds[name](self._session)
            self._take(page)
        return self._pages[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.kinds)

    def __len__(self) -> int:
        return len(self.kinds)

    def __contains__(self, name: object) -> bool:
        # As a mapping does it by itself, the question would build the page.
        return name in self.kinds

    def first(self) -> Page:
        """The page where all begins."""
        return self[next(iter(self.kinds))]

    def built(self) -> list[Page]:
        """Those that are built, in the order of the work: nobody else has anything to lose."""
        return [self._pages[name] for name in self.kinds if name in self._pages]

    def is_visible(self, name: str) -> bool:
        return name in self._pages and self._pages[name].isVisible()

    def count(self, counts: Mapping[str, int]) -> dict[str, int]:
        """What stands beside each page in the sidebar, 0 for nothing."""
        return {
            name: self._pages[name].count(counts)
            if name in self._pages
            else counts.get(kind.counted, 0)
            for name, kind in self.kinds.items()
        }
