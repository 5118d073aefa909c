"""What the review page says where there is no pair to review, and where it leads then."""

from __future__ import annotations

from studio.domain.pair import Status
from studio.domain.pair_filter import PairFilter
from studio.i18n import N_, _, plural
from studio.store.library import Library
from studio.ui.destination import Destination
from studio.ui.review.queues import FIELDS
from studio.ui.widgets.empty_page import EmptyPage


def count_elsewhere(library: Library, wish: PairFilter) -> int:
    """How many pairs meet the conditions of a filter in other queues."""
    elsewhere = wish.without(*FIELDS)
    return library.pairs.count(elsewhere) if elsewhere != wish else 0


def show_why_empty(page: EmptyPage, library: Library, wish: PairFilter, text: str) -> None:
    """Say why nothing is shown: ``wish`` is the filter, ``text`` what was typed of it."""
    counts = library.counts()
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
    elif text or not wish.without(*FIELDS).is_open():
        _say_no_match(page, count_elsewhere(library, wish), bool(text))
    elif wish.status is Status.DRAFT:
        _say_all_reviewed(page, counts["accepted"])
    else:
        heading, why = next(
            (words for field, words in _EMPTY_QUEUES.items() if getattr(wish, field)),
            (N_("No pairs here"), N_("No pair has this status.")),
        )
        page.show_words(_(heading), _(why))


_EMPTY_QUEUES = {
    "flagged": (
        N_("Nothing is flagged"),
        N_("Flag a pair to find it here when you come back to it."),
    ),
    "held_back": (
        N_("Nothing is held back"),
        N_("A pair that is held back keeps its status, and no version takes it in."),
    ),
    "suggested": (
        N_("No suggestions"),
        N_("What a model suggests for a pair waits here to be looked at."),
    ),
}
"""What is said of a queue that is empty, by its field of the filter. To add one: a row here."""


def _say_no_match(page: EmptyPage, elsewhere: int, is_typed: bool) -> None:
    clear = _("Clear the search") if is_typed else _("Remove all conditions")
    if elsewhere:
        line = plural("{n} pair in other queues fits.", "{n} pairs in other queues fit.", elsewhere)
        show = plural("Show it", "Show them", elsewhere)
        page.show_words(_("No matches here"), line.format(n=f"{elsewhere:,}"), show, clear)
    elif is_typed:
        why = _("No pair in this filter contains these words.")
        page.show_words(_("No matches"), why, clear)
    else:
        why = _("No pair meets all of these conditions. Remove one to see more.")
        page.show_words(_("No matches"), why, clear)


def _say_all_reviewed(page: EmptyPage, accepted: int) -> None:
    line = plural("{n} pair is accepted.", "{n} pairs are accepted.", accepted)
    page.show_words(
        _("All drafts reviewed"),
        line.format(n=f"{accepted:,}"),
        _("Freeze a version…") if accepted else "",
        destination=Destination("freeze"),
    )
