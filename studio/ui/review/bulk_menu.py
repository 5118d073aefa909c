"""The menus of what can be done to the pairs selected in the list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from studio.i18n import _
from studio.services.pairs.reasons import REASONS
from studio.ui.review.bulk_actions import BULK_ACTIONS, REASON, BulkAction

Do = Callable[[str, str], object]
"""Given the name of an action, and the reason or the tag it asked for."""
MOST_TAGS = 24
"""Tags in a menu: more are typed."""


def fill_menu(menu: QMenu, tags: Iterable[str], do: Do) -> None:
    """Put every action into a menu, those that ask with a menu of their own."""
    for action in BULK_ACTIONS:
        if action.begins_group:
            menu.addSeparator()
        if action.asks:
            fill_choices(menu.addMenu(_(action.text)), action, tags, do)
        else:
            menu.addAction(_(action.text), partial(do, action.name, ""))


def fill_choices(menu: QMenu, action: BulkAction, tags: Iterable[str], do: Do) -> None:
    """Put what an action can be given into its menu: reasons or tags, and one of one's own."""
    is_reason = action.asks == REASON
    choices = REASONS if is_reason else {tag: tag for tag in list(tags)[:MOST_TAGS]}
    for value, text in choices.items():
        # An ampersand would underline a letter of a tag.
        label = (_(text) if is_reason else text).replace("&", "&&")
        menu.addAction(label, partial(do, action.name, value))
    if choices:
        menu.addSeparator()
    other = _("Another reason…") if is_reason else _("Another tag…")
    menu.addAction(other, lambda: _ask(menu.parentWidget() or menu, action, do))


def _ask(parent: QWidget, action: BulkAction, do: Do) -> None:
    label = _("Why are these pairs rejected?") if action.asks == REASON else _("Name of the tag:")
    value, is_given = QInputDialog.getText(parent.window(), _(action.text), label)
    if is_given and value.strip():
        do(action.name, value.strip())
