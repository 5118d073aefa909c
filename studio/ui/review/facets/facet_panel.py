"""The panel beside the list: values of each facet with their counts, and histograms."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.domain.pair_filter import FacetCount, Facets, Histogram, PairFilter, Range
from studio.domain.subjects import list_equal_tags
from studio.i18n import _, join_range
from studio.ui.review.facets.facet_row import FacetRow
from studio.ui.review.facets.facet_words import (
    FACETS,
    HISTOGRAMS,
    ORDER,
    describe_range,
    read_end,
    write_end,
)
from studio.ui.review.facets.histogram_view import HistogramView
from studio.ui.widgets.button import QUIET, make_button
from studio.ui.widgets.card import Card
from studio.ui.widgets.label import set_tone, words
from studio.ui.widgets.layout import lay_out, make_row
from studio.ui.widgets.scroll_area import ScrollArea

SHORT, LONG = 6, 60
"""Values of a facet in view at first, and at most."""
LEAST, MOST = 170, 360
"""Pixels of the panel's width."""
NEVER_ALONE = ("status", "flagged", "held_back", "language", "author", "origin")
"""Facets that say nothing when they have but one value."""
YES_OR_NO = ("flagged", "held_back")
"""Facets of which a pair has it or has it not."""


class FacetPanel(Card):
    """Emits ``changed`` with the filter that is asked for."""

    changed = Signal(PairFilter)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(LEAST)
        self.setMaximumWidth(MOST)
        self._wish = PairFilter()
        self._facets = Facets(0, {}, {})
        self._long: set[str] = set()
        self.rows: dict[str, list[FacetRow]] = {}
        self.histograms: dict[str, HistogramView] = {}
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(2)
        scroll = ScrollArea(self._inner, name="")
        self._scroll = scroll
        self.body.addWidget(scroll, 1)

    def show_facets(self, facets: Facets, wish: PairFilter) -> None:
        """Show these counts; what ``wish`` asks for is marked."""
        self._facets, self._wish = facets, wish
        top = self._scroll.verticalScrollBar().value()
        self._clear()
        for name in ORDER:
            if name in HISTOGRAMS:
                self._show_histogram(name, facets.histograms.get(name))
            else:
                self._show_values(name, facets.values.get(name, ()))
        if not self.rows and not self.histograms:
            self._column.addWidget(words(_("Nothing to count here."), "muted", wrap=True))
        self._column.addStretch(1)
        self._inner.adjustSize()
        self._scroll.verticalScrollBar().setValue(top)

    def _clear(self) -> None:
        self.rows.clear()
        self.histograms.clear()
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    # -- values -------------------------------------------------------------------------------

    def _show_values(self, name: str, values: Sequence[FacetCount]) -> None:
        if values and not (name in NEVER_ALONE and len(values) < 2 and not self._is_on(name)):
            self._add_facet(name, values)

    def _add_facet(self, name: str, values: Sequence[FacetCount]) -> None:
        facet = FACETS[name]
        self._add_title(_(facet.title))
        limit = LONG if name in self._long else SHORT
        self.rows[name] = []
        for at, value in enumerate(values):
            if at >= limit and not self._is_chosen(name, value):
                continue
            text = value.text if name == "book" else facet.describe(value.text)
            row = FacetRow(text, value.pairs, value.text.count("/") if name == "tag" else 0)
            row.setObjectName(f"facet-{name}-{value.value}")
            row.setChecked(self._is_chosen(name, value))
            row.clicked.connect(lambda on, name=name, value=value: self._choose(name, value, on))
            self.rows[name].append(row)
            self._column.addWidget(row)
        if len(values) > SHORT:
            self._add_more(name, len(values))

    def _add_title(self, title: str, extra: QWidget | None = None) -> None:
        label = words(title, "strong")
        line = lay_out(QWidget(), make_row(label, None, *([extra] if extra else [])), 8, 8, 4, 0)
        self._column.addWidget(line)

    def _add_more(self, name: str, count: int) -> None:
        is_long = name in self._long
        text = _("Fewer") if is_long else _("All {n:,}").format(n=count)
        button = make_button(f"more-{name}", text, QUIET)
        button.clicked.connect(lambda _on=False: self._lengthen(name, not is_long))
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _lengthen(self, name: str, long: bool) -> None:
        if long:
            self._long.add(name)
        else:
            self._long.discard(name)
        self.show_facets(self._facets, self._wish)

    def _is_on(self, name: str) -> bool:
        blank = PairFilter()
        fields = ("book", "title") if name == "book" else ("tags",) if name == "tag" else (name,)
        return any(getattr(self._wish, field) != getattr(blank, field) for field in fields)

    def _is_chosen(self, name: str, value: FacetCount) -> bool:
        if name == "tag":
            return not set(list_equal_tags(str(value.value))).isdisjoint(self._wish.tags)
        if name in YES_OR_NO:
            return getattr(self._wish, name) is bool(value.value)
        return bool(getattr(self._wish, name) == value.value)

    def _choose(self, name: str, value: FacetCount, on: bool) -> None:
        wish = self._wish
        if name == "tag":
            tags = [t for t in wish.tags if t not in list_equal_tags(str(value.value))]
            wish = wish.change(tags=(*tags, str(value.value)) if on else tuple(tags))
        elif name == "book":
            wish = wish.without("title", "chapter").change(book=int(value.value) if on else None)
        elif name in YES_OR_NO:
            wish = wish.change(**{name: bool(value.value) if on else None})
        else:
            wish = wish.change(**{name: value.value if on else None})
        self.changed.emit(wish)

    # -- histograms ---------------------------------------------------------------------------

    def _show_histogram(self, name: str, bars: Histogram | None) -> None:
        # One bar alone says nothing that its count does not.
        if bars is not None and (len(bars.bins) > 1 or not getattr(self._wish, name).is_open()):
            self._add_histogram(name, bars)

    def _add_histogram(self, name: str, bars: Histogram) -> None:
        facet, limits = HISTOGRAMS[name], getattr(self._wish, name)
        view = HistogramView(_(facet.title))
        view.setObjectName(f"histogram-{name}")
        view.show_bars(bars, *find_bars(name, bars, limits))
        view.ranged.connect(lambda first, last: self._set_range(name, bars, first, last))
        text = describe_range(name, limits) if not limits.is_open() else _describe(name, bars)
        figure = words(text, "muted")
        if not limits.is_open():
            set_tone(figure, "strong")
        self.histograms[name] = view
        self._add_title(_(facet.title), figure)
        self._column.addWidget(lay_out(QWidget(), make_row(view), 8, 0, 4, 0))

    def _set_range(self, name: str, bars: Histogram, first: int, last: int) -> None:
        self.changed.emit(self._wish.change(**{name: make_range(name, bars, first, last)}))


def _describe(name: str, bars: Histogram) -> str:
    describe = HISTOGRAMS[name].describe
    low, high = describe(bars.low), describe(bars.high)
    return low if low == high else join_range(low, high)


def make_range(name: str, bars: Histogram, first: int, last: int) -> Range:
    """The range that some bars stand for; the outermost ones are open towards their end."""
    count = len(bars.bins)
    if first < 0 or (first == 0 and last == count - 1 and count > 1):
        return Range()
    step = (bars.high - bars.low) / count
    low = None if first == 0 else bars.low + first * step
    high = None if last == count - 1 else bars.low + (last + 1) * step
    if name not in ("grounding",):
        # Whole numbers belong to the bar in which they lie.
        low = None if low is None else float(-(-low // 1))
        high = None if high is None else float(-(-high // 1) - 1)
        if low is not None and high is not None:
            high = max(low, high)
    if count == 1:
        low, high = bars.low, bars.high
    return Range(write_end(name, low), write_end(name, high))


def find_bars(name: str, bars: Histogram, limits: Range) -> tuple[int, int]:
    """The first and the last bar that lie in a range; (-1, -1) where there is none."""
    count = len(bars.bins)
    if limits.is_open() or not count:
        return -1, -1
    low, high = (read_end(name, end) for end in limits)
    step = (bars.high - bars.low) / count or 1.0
    first = 0 if low is None else int((low - bars.low) / step + 1e-9)
    last = count - 1 if high is None else int((high - bars.low) / step - 1e-9)
    first = min(max(first, 0), count - 1)
    return first, min(max(last, first), count - 1)
