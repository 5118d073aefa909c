"""The balance of a data set: authors, works, lengths, kinds of questions, tags, books; every bar
leads to its pairs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.domain.preflight import Coverage, Report, Share
from studio.i18n import N_, _, join_title
from studio.text.quality.question_kinds import QUESTION_KINDS
from studio.ui.widgets.bar_chart import Bar, BarChart
from studio.ui.widgets.card import Card

BARS = 6
"""Bars of a chart; the report file has the rest."""
CHARTS = (
    ("author", N_("Authors")),
    ("work", N_("Works")),
    ("length", N_("Tokens of a row")),
    ("kind", N_("Kinds of questions")),
    ("opening", N_("How questions begin")),
    ("tag", N_("Tags")),
    ("book", N_("Passages used")),
)
"""What each chart is called. To add one: a row here, a line in ``show_report``, and which bar
counts a pair in ``services.preflight.balance.GROUPINGS``."""


class BalanceCard(Card):
    """Emits ``chosen`` with what a bar is part of, its key and what it is called."""

    chosen = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.charts: dict[str, BarChart] = {}
        for name, title in CHARTS:
            chart = self.charts[name] = BarChart(_(title))
            chart.chosen.connect(lambda key, name=name: self._emit_bar(name, key))
            self.body.addWidget(chart)
        self.body.addStretch(1)

    def show_report(self, report: Report) -> None:
        balance, charts = report.balance, self.charts
        diverse = _("as diverse as {n:.1f}").format(n=balance.effective_authors)
        charts["author"].show_bars(
            _bars(balance.authors), diverse if balance.effective_authors else ""
        )
        charts["work"].show_bars(_bars(balance.works))
        charts["kind"].show_bars(_kind_bars(balance.kinds))
        charts["tag"].show_bars(_bars(balance.tags))
        # What only one question begins with is no habit.
        charts["opening"].show_bars(_bars([share for share in balance.openings if share.pairs > 1]))
        charts["length"].show_bars(_length_bars(balance.lengths))
        charts["book"].show_bars([_book_bar(book) for book in report.coverage[:BARS]])

    def _emit_bar(self, name: str, key: str) -> None:
        bar = next(button.bar for button in self.charts[name].bars if button.bar.key == key)
        self.chosen.emit(name, key.removeprefix(_MARK), join_title(self._title(name), bar.label))

    @staticmethod
    def _title(name: str) -> str:
        return _(dict(CHARTS)[name])


_MARK = "="


def _key(name: str) -> str:
    """Never empty: whose author nobody knows can be looked at, too."""
    return f"{_MARK}{name}"


def _bars(shares: Sequence[Share]) -> list[Bar]:
    return [
        Bar(share.name or _("unknown"), share.share, f"{share.pairs:,}", _key(share.name))
        for share in shares[:BARS]
    ]


def _kind_bars(shares: Sequence[Share]) -> list[Bar]:
    return [
        Bar(_(QUESTION_KINDS[share.name]), share.share, f"{share.pairs:,}", _key(share.name))
        for share in shares
    ]


def _length_bars(lengths: Sequence[tuple[int, int]]) -> list[Bar]:
    most = max((count for _start, count in lengths), default=1)
    return [
        Bar(_("from {n}").format(n=f"{start:,}"), count / most, f"{count:,}", _key(str(start)))
        for start, count in lengths
    ]


def _book_bar(book: Coverage) -> Bar:
    """How far a book was used; what was skipped on purpose counts for nothing."""
    usable = book.passages - book.skipped
    return Bar(
        book.title, book.used / max(1, usable), f"{book.used:,} / {usable:,}", _key(str(book.book))
    )
