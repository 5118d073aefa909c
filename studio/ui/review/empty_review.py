"""What the review page says where there is no pair to review, and where it leads then."""

from __future__ import annotations

from collections.abc import Mapping

from studio.domain.pair import Status
from studio.i18n import _, plural
from studio.ui.destination import Destination
from studio.ui.widgets.empty_page import EmptyPage


def show_why_empty(
    page: EmptyPage, counts: Mapping[str, int], status: Status | None, search: str
) -> None:
    """Say why nothing is shown: ``status`` and ``search`` are what is looked for."""
    if search:
        page.show_words(_("No matches"), _("No pair in this filter contains these words."))
    elif not counts["pairs"]:
        page.show_words(
            _("No pairs yet"),
            _(
                "A pair is a question and an answer, shown beside the passage it came from. "
                "Draft some on the Passages page, then review them here one by one."
            ),
            _("Go to Passages"),
            destination=Destination("passages"),
        )
    elif status is Status.DRAFT:
        accepted = counts["accepted"]
        text = plural("{n} pair is accepted.", "{n} pairs are accepted.", accepted)
        page.show_words(
            _("All drafts reviewed"),
            text.format(n=f"{accepted:,}"),
            _("Freeze a version…") if accepted else "",
            destination=Destination("freeze"),
        )
    else:
        page.show_words(_("No pairs here"), _("No pair has this status."))
