"""Training: start a run with one click, see how it goes, and pick up what is still under way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QDialog, QWidget

from studio.domain.dataset import Version
from studio.domain.errors import StudioError
from studio.domain.preflight import Report
from studio.domain.run import Hyperparameters, Method, Run
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import N_, _
from studio.services import budget
from studio.services.preflight import inspection
from studio.services.session import Session
from studio.services.settings.endpoint_limits import describe_place
from studio.services.settings.shutdowns import describe_shutdown
from studio.services.training import again, estimate, follow, queue, start, timing
from studio.services.training.faulty_rows import find_faulty_pairs
from studio.services.training.judgement import judge_curve
from studio.services.training.order import Order
from studio.ui.commands import ACTIONS, Command
from studio.ui.datasets.consent import ask_first
from studio.ui.destination import Destination
from studio.ui.page import Page
from studio.ui.settings.prices_dialog import PricesDialog
from studio.ui.training import bundles
from studio.ui.training.estimate_words import describe_estimate, describe_left, describe_no_price
from studio.ui.training.new_run import NewRun
from studio.ui.training.no_runs import make_no_runs
from studio.ui.training.notification import notify
from studio.ui.training.run_card import STATUS_WORDS, RunCard, Ways
from studio.ui.training.run_list import RunLine, RunList
from studio.ui.training.run_options import Options, RunOptions, mark_wishes
from studio.ui.training.setup_question import ask_setup
from studio.ui.training.sweep_dialog import SweepDialog
from studio.ui.widgets.label import page_title
from studio.ui.widgets.layout import lay_out, make_column, make_row

LEFT = (340, 420)
"""Pixels, at least and at most, of the column that starts runs: the curve gets the rest."""


class TrainingPage(Page):
    """On the left a new run, whole in view, and the list of all; on the right the chosen one."""

    name = "training"
    title = N_("Training")
    counted = "runs"
    is_awaited = staticmethod(queue.has_unfinished)
    commands = (Command("train", N_("Train"), "Ctrl+Shift+T", ACTIONS, "train"), *bundles.COMMANDS)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._shown: int | None = None
        self._following: set[int] = set()
        self._starting = False
        self._filled = False
        self._warning = ""  # what speaks against the new run
        self._options = Options()
        self._unchecked = True
        self._build()
        self.new_run.chosen.connect(self._estimate)
        self.new_run.endpoint_chosen.connect(self._endpoint_chosen)
        self.new_run.train.connect(self.train)
        self.new_run.price_wanted.connect(self.enter_price)
        self.new_run.options_wanted.connect(self.choose_options)
        self.new_run.sweep_wanted.connect(self.plan_sweep)
        self.card.cancelled.connect(self.cancel)
        self.card.compare.connect(lambda: self._lead_to("comparison"))
        self.new_run.measure_button.clicked.connect(self.measure)
        self.card.talk.connect(lambda: self._lead_to("chat"))
        self.card.again.connect(self.start_again)
        self.card.paused.connect(lambda: self._change_run(follow.pause_run))
        self.card.resumed.connect(lambda: self._change_run(follow.resume_run))
        self.card.fault.connect(self.show_fault)
        self.runs.chosen.connect(self.show_run)

    def _build(self) -> None:
        self.card = RunCard()
        self.new_run = NewRun()
        self.runs = RunList()
        self.nothing = make_no_runs()
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
        if changes.touches(Change.PAIRS, Change.VERSIONS) or self._unchecked:
            self._check()

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
        self.advance_queue()

    def advance_queue(self) -> None:
        """Start what waits and may start now; called again whenever a run has ended."""
        if self.session.library.writable and queue.list_waiting(self.session):
            self.run(queue.start_next, self._follow_next, on_progress=self._on_start)

    def _follow_next(self, number: int | None) -> None:
        if number is not None:
            self.follow(number)
            self.advance_queue()

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
        everywhere = self.session.settings.endpoints()
        endpoints = [endpoint for endpoint in everywhere if endpoint.trains]
        before, model = card.endpoint.currentData() or "", card.model.currentText().strip()
        abouts = {endpoint.name: describe_place(endpoint) for endpoint in endpoints}
        card.set_endpoints(endpoints, str(before), abouts)
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
        # A tuned model ends with its base: whoever means to use it should know when.
        ends = describe_shutdown(self.session, run.endpoint, run.fine_tuned_model or "")
        note = estimate.note_on(run.model) or (ends if run.fine_tuned_model else "")
        left = follow.estimate_time_left(run)
        self.card.show_run(run, events, left, note, self._find_ways(run))
        self._show_warning()

    def _line(self, run: Run) -> RunLine:
        usd = run.estimate_usd if run.cost_usd is None else run.cost_usd
        cost = budget.format_short(self.session, usd)
        wishes = run.hyperparameters
        about = Options(wishes, run.seed, run.suffix).describe()
        if wishes.method is Method.PREFERENCE:
            about = " · ".join(filter(None, (_("preferences"), about)))
        return RunLine(
            run.id,
            run.version,
            run.model,
            wishes.epochs,
            run.status,
            cost,
            about,
            mark_wishes(wishes),
        )

    def _find_ways(self, run: Run) -> Ways:
        """What can be done with a run, by what its provider can."""
        capabilities = self.session.capabilities(run.endpoint)
        return Ways(
            cancels=capabilities.cancels or run.job is None,
            pauses=capabilities.pauses,
            starts_again=again.can_start_again(run) and run.id not in self._following,
            faults=len(find_faulty_pairs(self.session, run)) if run.error else 0,
            judgement=judge_curve(run),
        )

    def _check(self) -> None:
        """Ask preflight, beside everything else: its verdict stands next to the button."""
        self._unchecked = False
        endpoint = str(self.new_run.endpoint.currentData() or "")
        self.new_run.show_preflight(_("checking …"))

        def show(report: Report) -> None:
            self.new_run.show_preflight(report.verdict, ready=report.ready)

        self.run(lambda session: inspection.check(session, endpoint=endpoint), show)

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
        self.new_run.show_budget(*describe_left(self.session, guess))
        if not card.epochs.value():
            why = budget.explain_epochs(self.session, model, guess.quote.examples, endpoint)
            card.show_automatic_epochs(guess.epochs, why)
        starting = _("Starting a run …") if self._starting else ""
        card.block(starting, unpriced=guess.quote.usd is None)

    def _show_estimate(self, guess: estimate.Estimate | None) -> None:
        self._warning = guess.warning if guess else ""
        # The price can be given here and now.
        if guess and guess.quote.usd is None:
            self._warning = describe_no_price(guess.quote.model)
        self.new_run.show_estimate(*self._estimate_words(guess))
        measurable = bool(guess and guess.measurable and guess.engine_ready)
        self.new_run.measure_button.setVisible(measurable)
        self._show_warning()

    def _estimate_words(self, guess: estimate.Estimate | None) -> tuple[str, str, str, str]:
        if guess is None:
            return "–", "–", "–", ""
        return describe_estimate(self.session, str(self.new_run.endpoint.currentData()), guess)

    def _show_warning(self) -> None:
        """What speaks against the new run, unless the run beside it says the same."""
        banner = "" if self.card.isHidden() else self.card.banner.text()
        self.new_run.show_warning("" if self._warning == banner else self._warning)

    def _hyperparameters(self) -> Hyperparameters:
        return replace(self._options.wishes, epochs=self.new_run.epochs.value() or None)

    def _order(self) -> Order:
        """What the card would order now."""
        card, options = self.new_run, self._options
        return Order(
            int(card.version.currentData()),
            str(card.endpoint.currentData()),
            card.model.currentText().strip(),
            self._hyperparameters(),
            seed=options.seed,
            suffix=options.suffix,
        )

    # -- actions ------------------------------------------------------------------------------

    def train(self) -> None:
        """Start a run with the choices of the card; asks once when the engine must be set up."""
        card = self.new_run
        if not card.button.isEnabled():
            return
        order, then = self._order(), self._options.then
        guess = estimate.estimate_run(
            self.session, order.version, order.endpoint, order.model, order.wishes
        )
        if not guess.engine_ready and not self.confirm_setup(guess.setup_size):
            return
        if then is not None:
            second = Order(then, order.endpoint, order.model, after=-1, suffix=order.suffix)
            self._ask_and(order, lambda: self.queue_up([order, second]))
        else:
            self._ask_and(order, lambda: self._start(order))

    def _ask_and(self, order: Order, go_on: Callable[[], None]) -> None:
        """Ask what has to be agreed to before words leave, then go on."""
        if self.session.capabilities(order.endpoint).private:
            go_on()
        else:
            ask_first(self, order.version, go_on)

    def _start(self, order: Order) -> None:
        if self._starting:
            return
        self._starting = True
        self.new_run.block(_("Starting a run …"))

        self.run(
            lambda session: start.start_order(session, order),
            self.follow,
            on_progress=self._on_start,
            on_end=self._end_start,
        )

    def queue_up(self, orders: Sequence[Order]) -> None:
        """Put trainings into the queue, and start the first."""
        self.run(
            lambda session: queue.enqueue(session, orders), lambda _numbers: self.advance_queue()
        )

    def choose_options(self) -> None:
        """Set the next run finer than the card does."""
        endpoint = str(self.new_run.endpoint.currentData())
        preferences = [version for version in self._versions() if version.recipe.profile == "dpo"]
        abilities = self.session.capabilities(endpoint)
        dialog = RunOptions(self._options, abilities, preferences, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._options = dialog.options()
            self.new_run.show_options(self._options.describe())
            self._estimate()

    def plan_sweep(self) -> None:
        """Ask which settings are to be tried, and queue a training for each."""
        base = self._order()
        dialog = SweepDialog(self.session, base, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._ask_and(base, lambda: self.queue_up(dialog.orders))

    def start_again(self) -> None:
        """Order once more what the run that is shown ordered; its job is looked for first."""
        number = self._shown
        if number is None or self._starting:
            return
        self._starting = True
        self.card.again_button.setEnabled(False)

        def end() -> None:
            self.card.again_button.setEnabled(True)
            self._end_start()

        self.run(
            lambda session: again.start_again(session, number),
            self.follow,
            on_progress=self._on_start,
            on_end=end,
        )

    def show_fault(self) -> None:
        """Go to the pairs that the provider complains of."""
        if self._shown is None:
            return
        run = self.session.library.runs.get(self._shown)
        pairs = tuple(find_faulty_pairs(self.session, run))
        self.go.emit(Destination("review", pairs=pairs, reason=run.error))

    def _change_run(self, change: Callable[[Session, int], Done[None]]) -> None:
        number = self._shown
        if number is not None:
            self.run(lambda session: change(session, number))

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
        return ask_setup(size, self)

    def write_bundle(self) -> None:
        """Write the chosen version with recipes to train on it elsewhere."""
        card = self.new_run
        bundles.write(self, card.version.currentData(), card.model.currentText().strip())

    def read_bundle(self) -> None:
        """Add what was trained elsewhere with a bundle to the runs."""
        bundles.read(self)

    def measure(self) -> None:
        """Measure how fast the chosen model is trained here; the time is known then."""
        card = self.new_run
        version, endpoint = int(card.version.currentData()), str(card.endpoint.currentData())
        model = card.model.currentText().strip()
        card.measure_button.setEnabled(False)
        self.run(
            lambda session: timing.measure_pace(session, version, endpoint, model),
            lambda _none: self._estimate(),
            on_end=lambda: card.measure_button.setEnabled(True),
            title=_("Measuring {model}").format(model=model),
        )

    def follow(self, number: int) -> None:
        """Follow a run until it ends; a run is followed once at a time."""
        if number in self._following:
            return
        self._following.add(number)
        self.show_run(number)

        def end() -> None:
            self._following.discard(number)
            self._show_runs()
            self._tell_end(number)
            self.advance_queue()

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

    def _tell_end(self, number: int) -> None:
        """Say on the desktop how a run ended, for who is not looking."""
        run = self.session.library.runs.get(number)
        if run.status.ended:
            title, _line, error = self._describe_end(number).partition("\n")
            notify(self, title, error or run.model)

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

    def _lead_to(self, page: str) -> None:
        """Go to another page with the run that is shown."""
        if self._shown is not None:
            self.go.emit(Destination(page, number=self._shown))

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
