"""The balance of a data set: authors, works, lengths, kinds of questions, tags, books; every bar
leads to its pairs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.domain.preflight import Report, Share
from studio.i18n import _
from studio.text.quality.question_kinds import QUESTION_KINDS
from studio.ui.widgets.bar_chart import Bar, BarChart
from studio.ui.widgets.card import Card

BARS = 6
"""Bars of a chart; the report file has the rest."""
CHARTS = (
    ("author", _("Authors")),
    ("work", _("Works")),
    ("length", _("Tokens of a row")),
    ("kind", _("Kinds of questions")),
    ("opening", _("How questions begin")),
    ("tag", _("Tags")),
    ("book", _("Passages used")),
)


class BalanceCard(Card):
    """Emits ``chosen`` with what a bar is part of, its key and what it is called."""

    chosen = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.charts: dict[str, BarChart] = {}
        for name, title in CHARTS:
            chart = self.charts[name] = BarChart(title)
            chart.chosen.connect(lambda key, name=name: self._chosen(name, key))
            self.body.addWidget(chart)
        self.body.addStretch(1)

    def show_report(self, found: Report) -> None:
        balance = found.balance
        diverse = _("as diverse as {n:.1f}").format(n=balance.effective_authors)
        self.charts["author"].show_bars(
            _bars(balance.authors), diverse if balance.effective_authors else ""
        )
        self.charts["work"].show_bars(_bars(balance.works))
        self.charts["kind"].show_bars(
            [
                Bar(QUESTION_KINDS[one.name], one.share, f"{one.pairs:,}", _key(one.name))
                for one in balance.kinds
            ]
        )
        self.charts["tag"].show_bars(_bars(balance.tags))
        self.charts["opening"].show_bars(_bars([one for one in balance.openings if one.pairs > 1]))
        most = max((count for _start, count in balance.lengths), default=1)
        self.charts["length"].show_bars(
            [
                Bar(
                    _("from {n}").format(n=f"{start:,}"),
                    count / most,
                    f"{count:,}",
                    _key(str(start)),
                )
                for start, count in balance.lengths
            ]
        )
        self.charts["book"].show_bars(
            [
                Bar(
                    one.title,
                    one.used / max(1, one.passages - one.skipped),
                    f"{one.used:,} / {one.passages - one.skipped:,}",
                    _key(str(one.book)),
                )
                for one in found.coverage[:BARS]
            ]
        )

    def _chosen(self, name: str, key: str) -> None:
        bar = next(one.bar for one in self.charts[name].bars if one.bar.key == key)
        self.chosen.emit(name, key.removeprefix(_MARK), f"{self._title(name)}: {bar.label}")

    @staticmethod
    def _title(name: str) -> str:
        return dict(CHARTS)[name]


_MARK = "="


def _key(name: str) -> str:
    """Never empty: whose author nobody knows can be looked at, too."""
    return f"{_MARK}{name}"


def _bars(shares: Sequence[Share]) -> list[Bar]:
    return [
        Bar(share.name or _("unknown"), share.share, f"{share.pairs:,}", _key(share.name))
        for share in shares[:BARS]
    ]
