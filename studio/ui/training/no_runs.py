"""What stands in the place of a run while there is none."""

from __future__ import annotations

from studio.i18n import _
from studio.ui.widgets.card import Card
from studio.ui.widgets.empty_page import EmptyPage


def make_no_runs() -> Card:
    """A card that says what a training is and how one begins."""
    page = EmptyPage()
    page.show_words(
        _("No trainings yet"),
        _(
            "Choose a version and a model, then press Train. The loss curve, the "
            "provider's messages and the cost appear here. Every run is kept, so that "
            "you can compare it with its base model."
        ),
    )
    card = Card()
    card.body.addWidget(page)
    return card
