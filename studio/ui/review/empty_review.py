"""What the review page says where there is no pair to review, and where it leads then."""

from __future__ import annotations

from collections.abc import Mapping

from studio.domain.pair import Status
from studio.domain.pair_filter import PairFilter
from studio.i18n import _, plural
from studio.ui.destination import Destination
from studio.ui.review.queues import FIELDS
from studio.ui.widgets.empty_page import EmptyPage


def show_why_empty(page: EmptyPage, counts: Mapping[str, int], wish: PairFilter, text: str) -> None:
    """Say why nothing is shown: ``wish`` is the filter, ``text`` what was typed of it."""
    if not counts["pairs"]:
        page.show_words(
            _("No pairs yet"),
            _(
                "A pair is a question and an answer, shown beside the passage it came from. "
                "Draft some on the Passages page, then review them here one by one."
            ),
            _("Go to Passages"),
            destination=Destination("passages"),
        )
    elif text:
        page.show_words(
            _("No matches"),
            _("No pair in this filter contains these words."),
            _("Clear the search"),
        )
    elif not wish.without(*FIELDS).is_open():
        page.show_words(
            _("No matches"),
            _("No pair meets all of these conditions. Remove one to see more."),
            _("Remove all conditions"),
        )
    elif wish.status is Status.DRAFT:
        accepted = counts["accepted"]
        line = plural("{n} pair is accepted.", "{n} pairs are accepted.", accepted)
        page.show_words(
            _("All drafts reviewed"),
            line.format(n=f"{accepted:,}"),
            _("Freeze a version…") if accepted else "",
            destination=Destination("freeze"),
        )
    elif wish.flagged:
        page.show_words(
            _("Nothing is flagged"), _("Flag a pair to find it here when you come back to it.")
        )
    elif wish.held_back:
        page.show_words(
            _("Nothing is held back"),
            _("A pair that is held back keeps its status, and no version takes it in."),
        )
    elif wish.suggested:
        page.show_words(
            _("No suggestions"), _("What a model suggests for a pair waits here to be looked at.")
        )
    else:
        page.show_words(_("No pairs here"), _("No pair has this status."))
