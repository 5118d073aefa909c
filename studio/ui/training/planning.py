"""What a new run would be: what its card offers, what it would take, and what speaks against it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from studio.domain.dataset import Version
from studio.domain.errors import StudioError
from studio.domain.preflight import Report
from studio.domain.run import Hyperparameters
from studio.domain.work import Change, Changes
from studio.i18n import _
from studio.services import budget
from studio.services.preflight import inspection
from studio.services.settings.endpoint_limits import describe_place
from studio.services.training import estimate, timing
from studio.services.training.order import Order
from studio.ui.page import Page
from studio.ui.settings.prices_dialog import PricesDialog
from studio.ui.training.estimate_words import describe_estimate, describe_left, describe_no_price
from studio.ui.training.new_run import NewRun
from studio.ui.training.run_options import Options, RunOptions
from studio.ui.training.run_questions import RunQuestions
from studio.ui.widgets.modal import show_modal


class Planning(QObject):
    """Fills the card of a new run from the library and the settings, and reads its order.

    ``changed`` is emitted when ``warning``, what speaks against the run, may be another.
    """

    changed = Signal()

    def __init__(self, page: Page, card: NewRun) -> None:
        super().__init__(page)
        self.card, self.options, self.warning = card, Options(), ""
        self._page, self._session = page, page.session
        self._starting = False
        self._filled = False
        self._unchecked = True
        self.questions = RunQuestions(page, card)
        card.chosen.connect(self.describe_run)
        card.endpoint_chosen.connect(self._endpoint_chosen)
        card.price_wanted.connect(self.enter_price)
        card.options_wanted.connect(self.choose_options)
        card.measure_button.clicked.connect(self.measure)

    def refresh(self, changes: Changes) -> None:
        """Offer what the library and the settings know by now."""
        self.questions.refresh(changes)
        if not self._filled or changes.touches(Change.SETTINGS):
            self._fill()
        if changes.touches(Change.VERSIONS, Change.SETTINGS):
            self.card.set_versions(self._versions())
            self.describe_run()
        if changes.touches(Change.PAIRS, Change.VERSIONS) or self._unchecked:
            self._check()

    def choose_version(self, number: int) -> None:
        """Make this version the one that would be trained."""
        self.card.set_versions(self._versions(), number)
        self.describe_run()

    def mark_starting(self, starting: bool) -> None:
        """While a run is being started, no other can be."""
        self._starting = starting
        self.describe_run()

    def _versions(self) -> list[Version]:
        versions = self._session.library.versions.list()
        return sorted(versions, key=lambda version: version.number, reverse=True)

    def _fill(self) -> None:
        """Offer what the settings know, and leave what was chosen where it still is."""
        self._filled = True
        card = self.card
        everywhere = self._session.settings.endpoints()
        endpoints = [endpoint for endpoint in everywhere if endpoint.trains]
        before, model = card.endpoint.currentData() or "", card.model.currentText().strip()
        abouts = {endpoint.name: describe_place(endpoint) for endpoint in endpoints}
        card.set_endpoints(endpoints, str(before), abouts)
        endpoint = str(card.endpoint.currentData() or "")
        models = estimate.list_models(self._session, endpoint) if endpoint else []
        card.set_models(models, model if endpoint == before else "")

    def _endpoint_chosen(self, endpoint: str) -> None:
        if endpoint:
            self.card.set_models(estimate.list_models(self._session, endpoint))
        self.describe_run()

    def _check(self) -> None:
        """Ask preflight, beside everything else: its verdict stands next to the button."""
        self._unchecked = False
        endpoint = str(self.card.endpoint.currentData() or "")
        self.card.show_preflight(_("checking …"))

        def show(report: Report) -> None:
            self.card.show_preflight(report.verdict, ready=report.ready)

        self._page.run(lambda session: inspection.check(session, endpoint=endpoint), show)

    def describe_run(self) -> None:
        """Say what a run with these choices would be; nothing is sent."""
        card = self.card
        version, model = card.version.currentData(), card.model.currentText().strip()
        endpoint = card.endpoint.currentData()
        if version is None or not model or not endpoint:
            self._show_estimate(None)
            if version is None:
                card.block(_("A training needs a version of the accepted pairs."), freeze=True)
            else:
                card.block(_("Choose an endpoint and a model."))
            return
        try:
            guess = estimate.estimate_run(
                self._session, version, endpoint, model, self._hyperparameters()
            )
        except StudioError as error:
            self._show_estimate(None)
            card.block(str(error))
            return
        self._show_estimate(guess)
        if not card.epochs.value():
            why = budget.explain_epochs(self._session, model, guess.quote.examples, endpoint)
            card.show_automatic_epochs(guess.epochs, why)
        self.questions.describe(int(version), str(endpoint), model)
        starting = _("Starting a run …") if self._starting else ""
        card.block(starting, unpriced=guess.quote.usd is None)

    def _show_estimate(self, guess: estimate.Estimate | None) -> None:
        self.warning = guess.warning if guess else ""
        # The price can be given here and now.
        if guess and guess.quote.usd is None:
            self.warning = describe_no_price(self._session, guess.quote.endpoint, guess.quote.model)
        self.card.show_estimate(*self._estimate_words(guess))
        self.card.show_budget(*(describe_left(self._session, guess) if guess else ("–", True)))
        measurable = bool(guess and guess.measurable and guess.engine_ready)
        self.card.measure_button.setVisible(measurable)
        self.changed.emit()

    def _estimate_words(self, guess: estimate.Estimate | None) -> tuple[str, str, str, str]:
        if guess is None:
            return "–", "–", "–", ""
        return describe_estimate(self._session, str(self.card.endpoint.currentData()), guess)

    def _hyperparameters(self) -> Hyperparameters:
        return replace(self.options.wishes, epochs=self.card.epochs.value() or None)

    def order(self) -> Order:
        """What the card would order now."""
        card, options = self.card, self.options
        return Order(
            int(card.version.currentData()),
            str(card.endpoint.currentData()),
            card.model.currentText().strip(),
            self._hyperparameters(),
            seed=options.seed,
            suffix=options.suffix,
        )

    def choose_options(self) -> None:
        """Set the next run finer than the card does."""
        endpoint = str(self.card.endpoint.currentData())
        preferences = [version for version in self._versions() if version.recipe.profile == "dpo"]
        abilities = self._session.capabilities(endpoint)
        dialog = RunOptions(self.options, abilities, preferences, self._page)
        if show_modal(dialog):
            self.options = dialog.options()
            self.card.show_options(self.options.describe())
            self.describe_run()

    def enter_price(self) -> None:
        """Say what the chosen model costs; the quote follows at once, here and everywhere."""
        card = self.card
        try:
            dialog = PricesDialog(self._session, self._page)
        except StudioError as error:
            self._page.error.emit(str(error))
            return
        dialog.ask_for(card.model.currentText().strip(), str(card.endpoint.currentData()))
        if show_modal(dialog):
            self._page.changed.emit(Changes(Change.SETTINGS))

    def measure(self) -> None:
        """Measure how fast the chosen model is trained here; the time is known then."""
        card = self.card
        version, endpoint = int(card.version.currentData()), str(card.endpoint.currentData())
        model = card.model.currentText().strip()
        card.measure_button.setEnabled(False)
        self._page.run(
            lambda session: timing.measure_pace(session, version, endpoint, model),
            lambda _none: self.describe_run(),
            on_end=lambda: card.measure_button.setEnabled(True),
            title=_("Measuring {model}").format(model=model),
        )
