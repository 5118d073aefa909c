"""Which pairs the review page shows: queue, search, facets and order, and what shows them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QInputDialog, QMenu

from studio.domain.errors import LibraryError
from studio.domain.pair_filter import Facets, PairFilter, Sort
from studio.domain.work import Changes, Done
from studio.i18n import _
from studio.services.pairs.judging import judge_all
from studio.services.pairs.saved_filters import list_filters, remove_filter, save_filter
from studio.services.pairs.similar import list_similar
from studio.services.session import Session
from studio.text.excerpts import quote
from studio.ui.review.empty_review import count_elsewhere, show_why_empty
from studio.ui.review.facets.facet_panel import FacetPanel
from studio.ui.review.facets.facet_reader import FacetReader
from studio.ui.review.facets.facet_words import list_active
from studio.ui.review.filter_bar import FilterBar
from studio.ui.review.pair_list import PairList
from studio.ui.review.pair_queue import PairQueue
from studio.ui.review.queues import BY_NAME, FIELDS, QUEUES
from studio.ui.review.review_head import ReviewHead
from studio.ui.widgets.remembered import recall_layout, remember_layout
from studio.ui.widgets.split import Split

Run = Callable[..., object]
SHORT = 16
"""Characters of a question in a chip: longer, it would push the search into a line of its own."""
FACETS_OPEN = "review-facets"
JUDGE_AFTER_MS = 3_000
"""Without a change from which pairs are judged in the background."""


class ReviewView(NamedTuple):
    """How the page stands: its filter, the words searched, ``why`` only some pairs are shown, the
    pair in view, and whether the list is."""

    base: PairFilter
    text: str
    why: str
    number: int | None
    is_listed: bool


class Browsing(QObject):
    """Emits ``changing`` before another filter is asked for, ``changed`` after.

    ``run`` is the page's way to write.
    """

    changing = Signal()
    changed = Signal()
    listed = Signal(object, str)  # pairs that were looked for, and why they are shown
    said = Signal(str)

    def __init__(
        self, session: Session, queue: PairQueue, head: ReviewHead, pairs: PairList, run: Run
    ) -> None:
        super().__init__(head)
        self._session, self.queue, self._run = session, queue, run
        self.head, self.list = head, pairs
        self.bar = FilterBar(self._name_book)
        self.panel = FacetPanel()
        settings = session.settings
        self.view = Split(
            "review-list", Qt.Orientation.Horizontal, (self.panel, 2), (pairs, 8), settings=settings
        )
        self.reader = FacetReader(session, self)
        is_open = recall_layout(settings, FACETS_OPEN, 1) != [0]
        self.panel.setVisible(is_open)
        pairs.facets_button.setChecked(is_open)
        self._saved_menu = QMenu(pairs.saved_button)
        pairs.saved_button.setMenu(self._saved_menu)
        self._judging = False
        self._judge_timer = QTimer(self)
        self._judge_timer.setSingleShot(True)
        self._judge_timer.setInterval(JUDGE_AFTER_MS)
        self._judge_timer.timeout.connect(self.judge)
        self._connect()

    def _connect(self) -> None:
        self.head.filtered.connect(self.choose_queue)
        self.head.searched.connect(self.look_for)
        self.head.completion.set_values(self._list_values)
        self.list.sorted.connect(self.sort)
        self.list.facets_button.toggled.connect(self._open_facets)
        self.list.list_tags = self._list_tags
        self.list.empty.clicked.connect(self.widen)
        self.list.empty.other_clicked.connect(self.clear)
        self._saved_menu.aboutToShow.connect(self._fill_saved)
        self.panel.changed.connect(self.ask_for)
        self.bar.changed.connect(self.ask_for)
        self.reader.counted.connect(self._show_facets)

    # -- what is asked for --------------------------------------------------------------------

    def choose_queue(self, name: str) -> None:
        """Show a queue; search and order stay, all other conditions are taken off."""
        base = self.queue.base
        self._choose(PairFilter(sort=base.sort, descending=base.descending, seed=base.seed), name)

    def show_only(self, ids: Iterable[int], why: str) -> None:
        """Show these pairs alone, until another filter is chosen."""
        self.head.show_only(why)
        self.head.set_search("")
        self.queue.look_for("")
        self.queue.choose(PairFilter(only=frozenset(ids)))

    def describe(self) -> ReviewView:
        """How it stands, for a window that is made anew."""
        queue, is_listed = self.queue, self.head.is_listed()
        return ReviewView(queue.base, queue.text, self.head.only.text(), queue.number(), is_listed)

    def restore(self, view: ReviewView) -> None:
        """Ask for what was asked for in another window, without telling."""
        self.queue.look_for(view.text)
        self.queue.choose(view.base)
        self.head.set_search(view.text)
        self.head.choose(self._find_queue(self.queue.wish))
        if view.base.only is not None:
            self.head.show_only(view.why.removesuffix("×").strip())

    def show_all(self) -> None:
        """Forget every filter, without telling: a pair is to be shown that none may hold."""
        self.head.show_only("")
        self.head.choose("pairs")
        self.head.set_search("")
        self.queue.look_for("")
        self.queue.choose(PairFilter())

    def look_for(self, text: str) -> None:
        if text != self.queue.text:
            self.changing.emit()
            self.queue.look_for(text)
            self.changed.emit()

    def ask_for(self, wish: PairFilter) -> None:
        """Show the pairs of another filter, as the panel or a chip asks for it."""
        self.changing.emit()
        self.queue.ask_for(wish)
        self.head.set_search(self.queue.text)
        if wish.only is None:
            self.head.show_only("")
        self.head.choose(self._find_queue(self.queue.wish))
        self.changed.emit()

    def clear(self) -> None:
        """Take search and conditions off; the queue stays."""
        self.head.set_search("")
        self.queue.look_for("")
        self.choose_queue(self._find_queue(self.queue.base))

    def widen(self) -> None:
        """Show what fits in all queues; where nothing does, take search and conditions off."""
        if count_elsewhere(self._session.library, self.queue.wish):
            self.ask_for(self.queue.wish.without(*FIELDS))
        else:
            self.clear()

    def look_for_similar(self, number: int) -> None:
        """Look for pairs that are like one."""
        self.changing.emit()
        self._run(
            lambda session: Done(Changes(), list_similar(session, number)), self._show_similar
        )

    def _show_similar(self, ids: Sequence[int]) -> None:
        if len(ids) < 2:
            self.said.emit(_("No other pair is like this one"))
            return
        question = quote(self._session.library.pairs.get(ids[0]).prompt, SHORT)
        self.listed.emit(ids, _("Like “{question}”").format(question=question))

    def sort(self, sort: Sort, descending: bool) -> None:
        """Bring the pairs into another order; at random is another one each time."""
        self.changing.emit()
        seed = random.randrange(1, 2**31) if sort is Sort.RANDOM else 0
        base = self.queue.base.change(sort=sort, descending=descending, seed=seed)
        self.queue.begin(base)
        self.changed.emit()
        # Who wants the worst first wants to see them.
        if (first := self.queue.number()) is not None:
            self.list.select(first)

    def _choose(self, base: PairFilter, name: str) -> None:
        self.changing.emit()
        self.head.show_only("")
        self.head.choose(name)
        self.queue.choose(base.change(**BY_NAME[name].conditions))
        self.changed.emit()

    # -- what is shown ------------------------------------------------------------------------

    def show(self) -> None:
        """Show the pairs that were read, and what they are."""
        queue, wish = self.queue, self.queue.wish
        self.list.set_terms(queue.terms())
        self.list.set_ids(queue.ids)
        self.list.hide_sameness(wish, self._session.library.counts()["books"])
        self.list.show_order(wish.sort, wish.descending)
        cleared = PairFilter(search=wish.search, sort=wish.sort, descending=wish.descending)
        cleared = cleared.change(**{name: getattr(wish, name) for name in FIELDS})
        self.bar.show_filter(wish, cleared.change(seed=wish.seed))
        is_narrow = queue.text or any(list_active(wish, str))
        self.head.show_matches(len(queue.ids) if is_narrow else None)
        if not len(queue.ids):
            show_why_empty(self.list.empty, self._session.library, wish, queue.text)
        self.read_facets()
        if not self._judging:
            self._judge_timer.start()

    def judge(self) -> None:
        """Judge in the background what came otherwise than by a review: an import, a cleaning."""
        if self._judging:
            return
        if not self.head.isVisible():
            # Whoever undid something and went on to another page finds it judged when back.
            self._judge_timer.start()
            return
        self._judging = True
        self._run(judge_all, self._tell_judged, on_end=self._end_judging)

    def _tell_judged(self, count: int) -> None:
        if count:
            self.read_facets()
            self.list.model.set_ids(self.queue.ids)

    def reread(self) -> bool:
        """Read the rows of the list anew, where they are seen; whether they are."""
        if self.head.is_listed():
            self.list.model.set_ids(self.queue.ids)
        return self.head.is_listed()

    def _end_judging(self) -> None:
        self._judging = False

    def read_facets(self) -> None:
        """Count the facets, where they are seen."""
        if self.head.is_listed() and self.list.facets_button.isChecked():
            self.reader.read(self.queue.wish)

    def _show_facets(self, facets: Facets, wish: PairFilter) -> None:
        if wish == self.queue.wish:
            self.panel.show_facets(facets, wish)

    def _open_facets(self, on: bool) -> None:
        self.panel.setVisible(on)
        remember_layout(self._session.settings, FACETS_OPEN, [int(on)])
        self.read_facets()

    def _find_queue(self, wish: PairFilter) -> str:
        state = {name: getattr(wish, name) for name in FIELDS}
        for queue in QUEUES:
            if state == {**dict.fromkeys(FIELDS), **queue.conditions}:
                return queue.name
        return "pairs"

    # -- what the library holds ---------------------------------------------------------------

    def _name_book(self, number: int) -> str:
        try:
            return self._session.library.books.get(number).title
        except LibraryError:
            return f"{number}"

    def _list_tags(self) -> Sequence[str]:
        return [tag for tag, _pairs in self._session.library.pairs.tags()]

    def _list_values(self, key: str) -> list[str]:
        """What stands behind a key in this library, for completion."""
        library = self._session.library
        if key == "tag":
            return list(self._list_tags())
        if key == "finding":
            return library.judgements.list_codes()
        if key == "reason":
            return [str(value.value) for value in library.pairs.facets().values["reason"]]
        if key in ("author", "book", "title", "language"):
            field = "title" if key == "book" else key
            names = [getattr(book, field) for book in library.books.list()]
            return list(dict.fromkeys(filter(None, names)))
        return []

    # -- saved filters ------------------------------------------------------------------------

    def _fill_saved(self) -> None:
        menu, saved = self._saved_menu, list_filters(self._session)
        menu.clear()
        for name, wish in saved.items():
            menu.addAction(name.replace("&", "&&"), partial(self._apply, wish))
        if saved:
            menu.addSeparator()
        save = menu.addAction(_("Save this filter…"), self.ask_name)
        save.setEnabled(self.queue.wish.only is None)
        if saved:
            removing = menu.addMenu(_("Remove"))
            for name in saved:
                removing.addAction(name.replace("&", "&&"), partial(self._remove, name))

    def ask_name(self) -> None:
        """Ask for a name, and save the filter that is on under it."""
        wish = self.queue.wish
        name, is_given = QInputDialog.getText(
            self.list.window(), _("Save this filter"), _("Name of the filter:")
        )
        if is_given and name.strip():
            self._run(lambda session: save_filter(session, name, wish))

    def _remove(self, name: str) -> None:
        self._run(lambda session: remove_filter(session, name))

    def _apply(self, wish: PairFilter) -> None:
        self.changing.emit()
        self.queue.look_for(wish.search)
        self.queue.choose(wish.without("search"))
        self.head.set_search(wish.search)
        self.head.show_only("")
        self.head.choose(self._find_queue(wish))
        self.changed.emit()
