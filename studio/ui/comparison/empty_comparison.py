"""What the page says while nothing was compared: why one would, and the two ways to begin."""

from __future__ import annotations

from studio.i18n import _
from studio.ui.widgets.empty_page import EmptyPage


def show_empty(page: EmptyPage, *, has_run: bool) -> None:
    """Compare what was trained; before any training, compare a model first or train first."""
    title = _("No comparisons yet")
    if has_run:
        why = _(
            "The same questions go to the base and to the tuned model. You "
            "read two answers without knowing whose they are, and say "
            "which is better."
        )
        page.show_words(title, why, _("New comparison…"))
        return
    why = _(
        "You read two answers to one question without knowing whose "
        "they are, and say which is better. Before a training this "
        "shows whether you need one, or whether a prompt or your "
        "passages are enough; after it, whether it was worth it."
    )
    page.show_words(title, why, _("Compare before training…"), _("Go to Training"))
