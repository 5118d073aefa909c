"""The balance of two versions side by side: the same bars in the same places."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from studio.domain.preflight import Balance, Share
from studio.i18n import N_, _
from studio.ui.widgets.bar_chart import Bar, BarChart, more
from studio.ui.widgets.card import Card
from studio.ui.widgets.label import words

CHARTS = (
    ("authors", N_("Authors")),
    ("tags", N_("Tags")),
    ("languages", N_("Languages")),
    ("works", N_("Works")),
    ("lengths", N_("Tokens a row")),
)
MOST = 8  # bars of a chart


class BalancePair(QScrollArea):
    """Two columns of charts; ``show_balances`` fills them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plain")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        columns = QHBoxLayout(inside)
        columns.setContentsMargins(0, 0, 8, 0)
        columns.setSpacing(12)
        self.headings = (words("", "strong", wrap=True), words("", "strong", wrap=True))
        self.charts = {name: (BarChart(_(title)), BarChart(_(title))) for name, title in CHARTS}
        for column, heading in enumerate(self.headings):
            card = Card()
            card.body.setSpacing(16)
            card.body.addWidget(heading)
            for both in self.charts.values():
                card.body.addWidget(both[column])
            card.body.addStretch(1)
            columns.addWidget(card, 1)
        self.setWidget(inside)

    def show_balances(self, names: tuple[str, str], balances: tuple[Balance, Balance]) -> None:
        """Show two versions by their names; what one lacks stands there with nothing in it."""
        for heading, name in zip(self.headings, names, strict=True):
            heading.setText(name)
        for kind, (first, second) in self.charts.items():
            left, right = (_counts(balance, kind) for balance in balances)
            keys = _keys(left, right, ordered=kind == "lengths")
            notes = [_note(kind, balance, len(keys)) for balance in balances]
            rows = [max(1, _rows(balance)) for balance in balances]
            for chart, counts, note, total in zip(
                (first, second), (left, right), notes, rows, strict=True
            ):
                chart.show_bars(
                    [
                        Bar(
                            _label(kind, key), counts.get(key, 0) / total, f"{counts.get(key, 0):,}"
                        )
                        for key in keys[:MOST]
                    ],
                    note,
                )


def _counts(balance: Balance, kind: str) -> dict[str, int]:
    if kind == "lengths":
        return {str(start): pairs for start, pairs in balance.lengths}
    shares: Sequence[Share] = getattr(balance, kind)
    return {share.name: share.pairs for share in shares}


def _keys(left: dict[str, int], right: dict[str, int], *, ordered: bool) -> list[str]:
    """What is in either, by its size in both; lengths by their length."""
    counts = {**left, **right}
    if ordered:
        return sorted(counts, key=int)
    return sorted(counts, key=lambda key: (-left.get(key, 0) - right.get(key, 0), key))


def _rows(balance: Balance) -> int:
    return sum(pairs for _start, pairs in balance.lengths)


def _label(kind: str, key: str) -> str:
    if kind == "lengths":
        return _("from {n}").format(n=f"{int(key):,}")
    return key or _("unknown")


def _note(kind: str, balance: Balance, keys: int) -> str:
    parts = []
    if kind == "authors" and balance.effective_authors:
        parts.append(_("as diverse as {n:.1f}").format(n=balance.effective_authors))
    if keys > MOST and kind != "lengths":
        parts.append(more(keys - MOST))
    return " · ".join(parts)
