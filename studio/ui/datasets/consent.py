"""Ask before words leave the library, and remember the answer."""

from __future__ import annotations

from collections.abc import Callable

from studio.domain.preflight import Concern
from studio.services.versions import consent
from studio.ui.datasets.consent_dialog import ConsentDialog
from studio.ui.destination import Destination
from studio.ui.page import Page
from studio.ui.widgets.modal import show_modal


def ask_first(page: Page, version: int, then: Callable[[], object]) -> None:
    """Do ``then`` once nothing about this version is left to be asked.

    The version is looked through behind the window; only where there is something to ask does
    a dialog open. Cancelling leaves everything as it was; the pairs in question can be shown.
    """

    def ask(concerns: tuple[Concern, ...]) -> None:
        if not concerns:
            then()
            return
        dialog = ConsentDialog(concerns, page)
        if show_modal(dialog):
            keys = consent.keys_of(concerns)
            page.run(lambda session: consent.agree(session, keys), lambda _number: then())
        elif dialog.wanted is not None:
            concern = dialog.wanted
            page.go.emit(Destination("review", pairs=concern.pairs, reason=concern.message))

    page.run(lambda session: consent.find_concerns(session, version), ask)
