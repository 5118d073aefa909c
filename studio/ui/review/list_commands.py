"""What the review page can do with the pairs of a filter."""

from __future__ import annotations

from studio.i18n import N_
from studio.ui.commands import EDIT, FIND, LISTS, VIEW, Command

LIST_COMMANDS = (
    Command(
        "replace", N_("Replace…"), "Ctrl+Shift+H", EDIT, "open_replace", FIND, enabled="has_pair"
    ),
    Command(
        "pair-list",
        N_("List of pairs"),
        "Ctrl+F8",
        VIEW,
        "turn_list",
        LISTS,
        checked="is_listed",
        local=True,
    ),
    Command(
        "sort-entry",
        N_("As they came in"),
        "Ctrl+F9",
        VIEW,
        "sort_pairs",
        LISTS,
        ("entry",),
        checked="has_order",
        under=N_("Order of the pairs"),
        local=True,
    ),
    Command(
        "sort-worst",
        N_("Worst first"),
        "Ctrl+F10",
        VIEW,
        "sort_pairs",
        LISTS,
        ("worst",),
        checked="has_order",
        under=N_("Order of the pairs"),
        local=True,
    ),
    Command(
        "sort-newest",
        N_("Newest first"),
        "Ctrl+F11",
        VIEW,
        "sort_pairs",
        LISTS,
        ("newest",),
        checked="has_order",
        under=N_("Order of the pairs"),
        local=True,
    ),
    Command(
        "sort-random",
        N_("At random"),
        "Ctrl+F12",
        VIEW,
        "sort_pairs",
        LISTS,
        ("random",),
        checked="has_order",
        under=N_("Order of the pairs"),
        local=True,
    ),
)
"""To add one: a row here, and the method of ``ReviewPage`` it names."""
