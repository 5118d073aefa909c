"""Training: start a run with one click, see how it goes, and pick up what is still under way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget

from studio.domain.dataset import Version
from studio.domain.errors import StudioError
from studio.domain.run import Hyperparameters, Run
from studio.domain.work import Change, Changes, Job, Progress
from studio.i18n import N_, _
from studio.services import budget
from studio.services.session import Session
from studio.services.training import estimate, follow, start
from studio.ui.commands import ACTIONS, Command
from studio.ui.datasets.consent import ask_first
from studio.ui.destination import Destination
from studio.ui.page import Page
from studio.ui.settings.prices_dialog import PricesDialog
from studio.ui.training.new_run import NewRun
from studio.ui.training.run_card import STATUS_WORDS, RunCard, clock
from studio.ui.training.run_list import RunLine, RunList
from studio.ui.widgets.card import Card
from studio.ui.widgets.empty_page import EmptyPage
from studio.ui.widgets.label import page_title
from studio.ui.widgets.layout import lay_out, make_column, make_row

NO_PRICE = N_(
    "There is no price for training {model}, so the budget can't be checked. "
    "Enter a price (0 if it is free)."
)
LEFT = (340, 420)
"""Pixels, at least and at most, of the column that starts runs: the curve gets the rest."""


class TrainingPage(Page):
    """On the left a new run, whole in view, and the list of all; on the right the chosen one."""

    name = "training"
    title = N_("Training")
    counted = "runs"
    commands = (Command("train", N_("Train"), "Ctrl+Shift+T", ACTIONS, "train"),)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._shown: int | None = None
        self._following: set[int] = set()
        self._starting = False
        self._filled = False
        # What speaks against the new run.
        self._warning = ""
        self._build()
        self.new_run.chosen.connect(self._estimate)
        self.new_run.endpoint_chosen.connect(self._endpoint_chosen)
        self.new_run.train.connect(self.train)
        self.new_run.price_wanted.connect(self.enter_price)
        self.card.cancelled.connect(self.cancel)
        self.card.compare.connect(self._compare)
        self.runs.chosen.connect(self.show_run)

    def _build(self) -> None:
        self.card = RunCard()
        self.new_run = NewRun()
        self.runs = RunList()
        self.nothing = _nothing()
        self.new_run.go.connect(self.go)
        left = lay_out(QWidget(), make_column(self.new_run, (self.runs, 1), spacing=12))
        left.setMinimumWidth(LEFT[0])
        left.setMaximumWidth(LEFT[1])
        across = make_row((left, 2), (self.card, 3), (self.nothing, 3), spacing=12)
        self.lay_out(page_title(_(self.title)), across)

    # -- what it shows ------------------------------------------------------------------------

    def refresh(self, changes: Changes) -> None:
        if not self._filled or changes.touches(Change.SETTINGS):
            self._fill()
        if changes.touches(Change.VERSIONS, Change.SETTINGS):
            self.new_run.set_versions(self._versions())
            self._estimate()
        if changes.touches(Change.RUNS, Change.COMPARISONS, Change.VERSIONS):
            self._show_runs()

    def choose_version(self, number: int) -> None:
        """Make this version the one a new run would train."""
        self.new_run.set_versions(self._versions(), number)
        self._estimate()
        self.new_run.button.setFocus()

    def arrive(self, destination: Destination) -> None:
        """Make a version the one that a new run would train."""
        if destination.number is not None:
            self.choose_version(destination.number)

    def focus_widget(self) -> QWidget:
        return self.new_run.version

    def start(self) -> None:
        """Follow every run that was under way when the window was closed."""
        for run in follow.list_unfinished(self.session):
            self.follow(run.id)

    def show_run(self, number: int) -> None:
        """Show a run in the card above."""
        self._shown = number
        self._show_runs()

    def current_run(self) -> int | None:
        """The number of the run in the card above."""
        return self._shown

    def _versions(self) -> list[Version]:
        versions = self.session.library.versions.list()
        return sorted(versions, key=lambda version: version.number, reverse=True)

    def _fill(self) -> None:
        """Offer what the settings know, and leave what was chosen where it still is."""
        self._filled = True
        card = self.new_run
        endpoints = [one for one in self.session.settings.endpoints() if one.trains]
        before, model = card.endpoint.currentData() or "", card.model.currentText().strip()
        card.set_endpoints(endpoints, str(before))
        endpoint = str(card.endpoint.currentData() or "")
        models = estimate.list_models(self.session, endpoint) if endpoint else []
        card.set_models(models, model if endpoint == before else "")

    def _endpoint_chosen(self, endpoint: str) -> None:
        if endpoint:
            self.new_run.set_models(estimate.list_models(self.session, endpoint))
        self._estimate()

    def _show_runs(self) -> None:
        runs = self.session.library.runs.list()
        if self._shown is None and runs:
            self._shown = runs[0].id
        self.runs.set_runs([self._line(run) for run in runs], self._shown)
        none = self._shown is None
        self.card.setVisible(not none)
        self.nothing.setVisible(none)
        self.runs.setVisible(not none)
        if self._shown is None:
            return
        run = self.session.library.runs.get(self._shown)
        events = self.session.library.runs.events(run.id)
        note = estimate.note_on(run.model)
        self.card.show_run(run, events, follow.estimate_time_left(run), note)
        self._show_warning()

    def _line(self, run: Run) -> RunLine:
        usd = run.estimate_usd if run.cost_usd is None else run.cost_usd
        cost = budget.format_short(self.session, usd)
        return RunLine(run.id, run.version, run.model, run.hyperparameters.epochs, run.status, cost)

    def _estimate(self) -> None:
        """Say what a run with these choices would be; nothing is sent."""
        card = self.new_run
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
                self.session, version, endpoint, model, self._hyperparameters()
            )
        except StudioError as error:
            self._show_estimate(None)
            card.block(str(error))
            return
        self._show_estimate(guess)
        if not card.epochs.value():
            card.show_automatic_epochs(guess.epochs)
        starting = _("Starting a run …") if self._starting else ""
        card.block(starting, unpriced=guess.quote.usd is None)

    def _show_estimate(self, guess: estimate.Estimate | None) -> None:
        self._warning = guess.warning if guess else ""
        # The price can be given here and now.
        if guess and guess.quote.usd is None:
            self._warning = _(NO_PRICE).format(model=guess.quote.model)
        self.new_run.show_estimate(*(self._estimate_words(guess) if guess else ("–", "–", "–", "")))
        self._show_warning()

    def _estimate_words(self, guess: estimate.Estimate) -> tuple[str, str, str, str]:
        """Tokens, cost and time of a run, and what must be done before it."""
        quote = guess.quote
        tokens = _("{tokens:,} × {epochs} = {billed:,}").format(
            tokens=quote.tokens, epochs=guess.epochs, billed=quote.billed_tokens
        )
        cost = budget.format_money(self.session, quote.usd)
        if self.session.capabilities(str(self.new_run.endpoint.currentData())).private:
            cost += " · " + _("local")
        time = (
            _("about {time}").format(time=clock(guess.seconds)) if guess.seconds else _("unknown")
        )
        first = _("The local engine is set up first ({size}).").format(size=guess.setup_size)
        return tokens, cost, time, "" if guess.engine_ready else first

    def _show_warning(self) -> None:
        """What speaks against the new run, unless the run beside it says the same."""
        banner = "" if self.card.isHidden() else self.card.banner.text()
        self.new_run.show_warning("" if self._warning == banner else self._warning)

    def _hyperparameters(self) -> Hyperparameters:
        return Hyperparameters(epochs=self.new_run.epochs.value() or None)

    # -- actions ------------------------------------------------------------------------------

    def train(self) -> None:
        """Start a run with the choices of the card; asks once when the engine must be set up."""
        card = self.new_run
        if not card.button.isEnabled():
            return
        version, endpoint = int(card.version.currentData()), str(card.endpoint.currentData())
        model, hyperparameters = card.model.currentText().strip(), self._hyperparameters()
        guess = estimate.estimate_run(self.session, version, endpoint, model, hyperparameters)
        if not guess.engine_ready and not self.confirm_setup(guess.setup_size):
            return
        if self.session.capabilities(endpoint).private:
            self._start(version, endpoint, model, hyperparameters)
        else:
            ask_first(self, version, lambda: self._start(version, endpoint, model, hyperparameters))

    def _start(
        self, version: int, endpoint: str, model: str, hyperparameters: Hyperparameters
    ) -> None:
        card = self.new_run
        if self._starting:
            return
        self._starting = True
        card.block(_("Starting a run …"))

        self.run(
            lambda session: start.start_run(session, version, endpoint, model, hyperparameters),
            self.follow,
            on_progress=self._on_start,
            on_end=self._end_start,
        )

    def enter_price(self) -> None:
        """Say what the chosen model costs; the quote follows at once, here and everywhere."""
        card = self.new_run
        try:
            dialog = PricesDialog(self.session, self)
        except StudioError as error:
            self.error.emit(str(error))
            return
        dialog.ask_for(card.model.currentText().strip(), str(card.endpoint.currentData()))
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.changed.emit(Changes(Change.SETTINGS))

    def confirm_setup(self, size: str) -> bool:
        """Ask before hundreds of megabytes are downloaded."""
        box = QMessageBox(self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle(_("Set up the local engine"))
        box.setText(_("Training here needs the local engine, which is not set up yet."))
        box.setInformativeText(
            _("{size} will be downloaded once. After that it works offline.").format(size=size)
        )
        go = box.addButton(_("Set up and train"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(go)
        box.exec()
        return box.clickedButton() is go

    def follow(self, number: int) -> None:
        """Follow a run until it ends; a run is followed once at a time."""
        if number in self._following:
            return
        self._following.add(number)
        self.show_run(number)

        def end() -> None:
            self._following.discard(number)
            self._show_runs()

        self.run(
            lambda session: follow.follow_run(session, number),
            on_progress=lambda progress: self._on_progress(number, progress),
            on_end=end,
            title=_("Training run {n}").format(n=number),
            result=lambda _nothing: self._describe_end(number),
            leads_to=Destination("training"),
        )

    def _describe_end(self, number: int) -> str:
        """How a run ended, in a line; what its provider said of a failure after it."""
        run = self.session.library.runs.get(number)
        line = _("Run {n}: {status}").format(n=number, status=_(STATUS_WORDS[run.status][0]))
        return "\n".join(filter(None, (line, run.error)))

    def cancel(self) -> None:
        """Ask the provider to stop the run that is shown."""
        number = self._shown
        if number is None:
            return
        self.card.cancel.setEnabled(False)

        def cancel(session: Session) -> Job[None]:
            # A job, as it waits for the provider: what is typed meanwhile is kept beside it.
            yield Progress(line=_("Cancelling run {n}").format(n=number))
            return follow.cancel_run(session, number)

        self.run(cancel, on_error=lambda _line: self.card.cancel.setEnabled(True))

    def _compare(self) -> None:
        if self._shown is not None:
            self.go.emit(Destination("comparison", number=self._shown))

    def _on_start(self, progress: Progress) -> None:
        if isinstance(progress, start.RunStep):
            self.show_run(progress.run)
        self.going_on.emit(progress.line)
        run = self._shown and self.session.library.runs.get(self._shown)
        # What is said of an old run is not of the new one.
        if run and not run.status.ended:
            self.card.show_line(progress.line)

    def _on_progress(self, number: int, progress: Progress) -> None:
        if number == self._shown and progress.line and not progress.total:
            self.card.show_line(progress.line)

    def _end_start(self) -> None:
        self._starting = False
        # Following has begun by now: the page does not fall still, which would take the line away.
        self.going_on.emit("")
        self._estimate()
        # A run that may exist, though starting it failed, is looked for: it must not be forgotten.
        self.start()


def _nothing() -> Card:
    """What stands in the place of a run while there is none."""
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
