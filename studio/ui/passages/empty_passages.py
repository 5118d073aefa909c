"""What stands on the page of passages where there is none to show."""

from __future__ import annotations

from studio.i18n import _
from studio.ui.destination import Destination
from studio.ui.widgets.empty_page import EmptyPage


def make_empty_page() -> EmptyPage:
    """The page of a library without passages: what they are, and how they come about."""
    empty = EmptyPage()
    empty.show_words(
        _("No passages yet"),
        _(
            "A book is divided into passages by chapter, paragraph and length, and a "
            "pair is drafted from each. Add a book first."
        ),
        _("Add books…"),
        destination=Destination("add-books"),
    )
    return empty


def show_no_match(empty: EmptyPage, *, is_search: bool) -> None:
    """Say why nothing is listed though there are passages."""
    if is_search:
        empty.show_words(_("No matches"), _("No passage here contains these words."))
    else:
        line = _("No passage in this selection has this status.")
        empty.show_words(_("No passages here"), line)
