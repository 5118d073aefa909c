"""The dialog of the models on this computer, filled by the engine and kept up to date."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from studio.domain.work import Changes, Done
from studio.services.models import here
from studio.ui.chat.models_dialog import ModelsDialog
from studio.ui.page import Page


class ModelsShelf(QObject):
    """Opens the dialog for a page, which does the work."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page

    def open(self, endpoints: Sequence[str]) -> None:
        """Show the models of the first endpoint that keeps files here: of these, else of any."""
        endpoint = self._find_endpoint(endpoints)
        dialog = ModelsDialog(self._page)

        def remove(model: str) -> None:
            self._page.run(
                lambda session: here.remove_model(session, endpoint, model),
                lambda _freed: fill(),
                on_error=dialog.show_problem,
            )

        def fill() -> None:
            self._page.run(
                lambda session: Done(Changes(), here.list_models(session, endpoint)),
                dialog.show_models,
                on_error=dialog.show_problem,
            )

        dialog.removed.connect(remove)
        dialog.open()
        fill()

    def _find_endpoint(self, endpoints: Sequence[str]) -> str:
        session = self._page.session
        every = [*endpoints, *(each.name for each in session.settings.endpoints())]
        return next(name for name in every if here.keeps_models(session, name))
