"""The order in which Tab goes through a window: as one reads it, whatever was built first."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QGridLayout,
    QLayout,
    QMainWindow,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QWidget,
)

WHOLE = (QAbstractSpinBox, QComboBox)
"""What is made of parts, and takes the keyboard as one."""


def move_focus(root: QWidget, forward: bool) -> bool:
    """Give the keyboard to what is read next in ``root``; False where that can't be told.

    Qt itself goes in the order in which widgets were made: a tag that was added or a finding that
    came later would be reached after everything else.
    """
    behavior = QGuiApplication.styleHints().tabFocusBehavior()
    # Some systems let Tab reach only where one writes; there Qt knows better.
    now = root.focusWidget()
    if now is None or behavior != Qt.TabFocusBehavior.TabFocusAllControls:
        return False
    stop = find_next_stop(root, now, forward)
    if stop is None:
        return False
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    stop.setFocus(reason)
    _bring_into_view(stop)
    return True


def find_next_stop(root: QWidget, now: QWidget, forward: bool) -> QWidget | None:
    """The widget that Tab reaches after ``now``, or Shift+Tab before it; None where ``now`` does
    not stand in ``root``, or nothing else takes the keyboard."""
    order = list(_walk(root))
    if now not in order:
        return None
    at = order.index(now)
    others = [*order[at + 1 :], *order[:at]]
    return next(filter(_takes_tab, others if forward else reversed(others)), None)


def _takes_tab(widget: QWidget) -> bool:
    by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    if not by_tab or not widget.isEnabled() or widget.focusProxy() is not None:
        return False
    return not isinstance(widget, QScrollArea) or _has_to_be_scrolled(widget)


def _has_to_be_scrolled(area: QScrollArea) -> bool:
    """Whether nothing in a frame takes the keyboard that would bring the rest into view."""
    inside = area.widget()
    if inside is None or not area.verticalScrollBar().maximum():
        return False
    return not any(map(_takes_tab, _walk(inside)))


def _walk(widget: QWidget) -> Iterator[QWidget]:
    """A widget and all in it that is in view, as one reads them."""
    yield widget
    if not isinstance(widget, WHOLE):
        for child in _list_children(widget):
            if child.isVisible() and not child.isWindow():
                yield from _walk(child)


def _list_children(widget: QWidget) -> list[QWidget]:
    if isinstance(widget, QSplitter):
        panes = [(widget.handle(at), widget.widget(at)) for at in range(widget.count())]
        return [part for pane in panes for part in pane if part is not None]
    inside: QWidget | None = None
    if isinstance(widget, QMainWindow):
        inside = widget.centralWidget()
    elif isinstance(widget, QStackedWidget):
        inside = widget.currentWidget()
    elif isinstance(widget, QScrollArea):
        inside = widget.widget()
    if inside is not None:
        return [inside]
    laid_out = list(_list_items(widget.layout()))
    # What stands in no layout was put somewhere by hand: a view's cells, a mark in a corner.
    loose = [child for child in widget.children() if isinstance(child, QWidget)]
    loose = [child for child in loose if child not in laid_out]
    return [*laid_out, *sorted(loose, key=lambda child: (child.y(), child.x()))]


def _list_items(layout: QLayout | None) -> Iterator[QWidget]:
    """The widgets of a layout and of those inside it, in their order."""
    if layout is None:
        return
    places = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        places.sort(key=lambda at: tuple(layout.getItemPosition(at))[:2])  # type: ignore[arg-type, call-overload, unused-ignore]
    for at in places:
        item = layout.itemAt(at)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            yield widget
        else:
            yield from _list_items(item.layout())


def _bring_into_view(widget: QWidget) -> None:
    """Scroll whatever the widget stands in until it is seen."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()
