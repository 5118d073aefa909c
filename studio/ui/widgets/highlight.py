"""What a search has found, marked in the cells of a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from studio.store.search import fold
from studio.ui import theme

BEFORE = 10
"""Letters in front of a match that stands too far on in a text to be seen."""
VISIBLE = 40
"""Letters from the beginning that even a narrow column shows."""
MARGIN = 11
"""Pixels from a cell's edge to its text, as the style sheet and Qt have it."""


def find_matches(text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    """Where ``terms`` (already folded) stand in a text: begin and end, in letters, in order."""
    folded, origins = [], list[int]()
    for at, letter in enumerate(text):
        piece = fold(letter)
        folded.append(piece)
        origins += [at] * len(piece)
    whole_text = "".join(folded)
    matches: list[tuple[int, int]] = []
    for term in filter(None, terms):
        at = whole_text.find(term)
        while at >= 0:
            matches.append((origins[at], origins[at + len(term) - 1] + 1))
            at = whole_text.find(term, at + len(term))
    return _merge(sorted(matches))


def _merge(matches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for begin, end in matches:
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def excerpt(text: str, terms: Sequence[str], length: int = 320) -> str:
    """The beginning of a text, or from a little before its first match where that is far on."""
    if terms:
        matches = find_matches(text[:4000], terms)
        if matches and matches[0][1] > VISIBLE:
            return "…" + text[matches[0][0] - BEFORE :][:length]
    return text[:length]


class Highlighter(QStyledItemDelegate):
    """Draws cells as they are, with a soft ground under what ``terms`` (folded) find."""

    def __init__(self, terms: Callable[[], Sequence[str]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._terms = terms

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        terms = self._terms()
        text = index.data(Qt.ItemDataRole.DisplayRole)
        matches = find_matches(text, terms) if terms and isinstance(text, str) else []
        if matches:
            self._paint_ground(painter, option, text, matches)
        super().paint(painter, option, index)

    def _paint_ground(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        text: str,
        matches: Sequence[tuple[int, int]],
    ) -> None:
        metrics = option.fontMetrics
        area = QRectF(option.rect)
        left, height = area.left() + MARGIN, metrics.height() + 2
        painter.save()
        painter.setClipRect(area.adjusted(0, 0, -MARGIN, 0))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("warn_soft"))
        for begin, end in matches:
            start = left + metrics.horizontalAdvance(text[:begin])
            width = metrics.horizontalAdvance(text[begin:end])
            top = area.center().y() - height / 2
            painter.drawRoundedRect(QRectF(start - 1, top, width + 2, height), 3, 3)
        painter.restore()
