"""Training: start a run with one click, see how it goes, and pick up what is still under way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from studio.domain.run import Run, RunStatus
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import N_, _
from studio.services import budget
from studio.services.comparison import before_training
from studio.services.models.here import keeps_models
from studio.services.session import Session
from studio.services.settings.shutdowns import describe_shutdown
from studio.services.training import again, estimate, follow, queue, start
from studio.services.training.faulty_rows import find_faulty_pairs
from studio.services.training.judgement import judge_curve
from studio.services.training.order import Order
from studio.services.training.time_left import estimate_time_left
from studio.ui.commands import ACTIONS, Command
from studio.ui.datasets.consent import ask_first
from studio.ui.destination import Destination
from studio.ui.page import Page
from studio.ui.save_model import save_model
from studio.ui.training import bundles
from studio.ui.training.new_run import NewRun
from studio.ui.training.no_runs import make_no_runs
from studio.ui.training.notification import notify
from studio.ui.training.planning import Planning
from studio.ui.training.run_card import STATUS_WORDS, RunCard, Ways
from studio.ui.training.run_list import RunLine, RunList
from studio.ui.training.run_options import mark_wishes
from studio.ui.training.run_words import describe_choices, describe_order
from studio.ui.training.setup_question import ask_setup
from studio.ui.training.sweep_dialog import SweepDialog
from studio.ui.widgets.label import page_title
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.modal import show_modal

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
    is_awaited = staticmethod(queue.has_unfinished)
    commands = (Command("train", N_("Train"), "Ctrl+Shift+T", ACTIONS, "train"), *bundles.COMMANDS)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._shown: int | None = None
        self._following: set[int] = set()
        self._asking: set[int] = set()
        """Runs whose models are asked what their bases were asked before."""
        self._saving: set[int] = set()
        self._states: list[tuple[int, RunStatus]] = []
        self._starting = False
        self._advancing = self._look_again = False
        self._build()
        self.planning = Planning(self, self.new_run)
        self.planning.changed.connect(self._show_warning)
        self.new_run.train.connect(self.train)
        self.new_run.sweep_wanted.connect(self.plan_sweep)
        self.card.cancelled.connect(self.cancel)
        self.card.compare.connect(lambda: self._lead_to("comparison"))
        self.card.talk.connect(lambda: self._lead_to("chat"))
        self.card.save.connect(self.save_model)
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
        self.planning.refresh(changes)
        if changes.touches(Change.RUNS, Change.COMPARISONS, Change.VERSIONS):
            self._show_runs()

    def choose_version(self, number: int) -> None:
        """Make this version the one a new run would train."""
        self.planning.choose_version(number)
        self.new_run.button.setFocus()

    def arrive(self, destination: Destination) -> None:
        """Make a version the one that a new run would train; start what was queued elsewhere."""
        if destination.number is not None:
            self.choose_version(destination.number)
        self.advance_queue()

    def focus_widget(self) -> QWidget:
        return self.new_run.version

    def start(self) -> None:
        """Follow every run that was under way when the window was closed."""
        for run in follow.list_unfinished(self.session):
            self.follow(run.id)
        for number in before_training.list_awaited(self.session):
            self.ask_questions(number)
        self.advance_queue()

    def advance_queue(self) -> None:
        """Start what waits and may start now; called again whenever a run has ended."""
        if self._advancing:
            self._look_again = True  # a run may have ended since the job at work has looked
        elif self.session.library.writable and queue.list_waiting(self.session):
            self._advancing = True
            self.run(
                queue.start_next_patiently,
                self._follow_next,
                on_progress=self._on_start,
                on_end=self._end_advance,
            )

    def _follow_next(self, number: int | None) -> None:
        if number is not None:
            self.follow(number)
            self._look_again = True

    def _end_advance(self) -> None:
        self._advancing, again, self._look_again = False, self._look_again, False
        self.going_on.emit("")  # following has begun, and says how far it is
        if again:
            self.advance_queue()

    def show_run(self, number: int) -> None:
        """Show a run in the card above."""
        self._shown = number
        self._show_runs()

    def current_run(self) -> int | None:
        """The number of the run in the card above."""
        return self._shown

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
        left = estimate_time_left(run, events)
        ordered = describe_order(self.session, run)
        self.card.show_run(run, events, left, note, self._find_ways(run), ordered)
        self._look_at_ends(runs)
        self._show_warning()

    def _look_at_ends(self, runs: Sequence[Run]) -> None:
        """A run that began or ended has shown how fast it goes, and what is left of the budget."""
        states = [(run.id, run.status) for run in runs]
        if states != self._states:
            self._states = states
            self.planning.describe_run()

    def _line(self, run: Run) -> RunLine:
        usd = run.estimate_usd if run.cost_usd is None else run.cost_usd
        cost = budget.format_short(self.session, usd)
        wishes = run.hyperparameters
        about = describe_choices(run)
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
            saves=keeps_models(self.session, run.endpoint),
            saving=run.id in self._saving,
            starts_again=again.can_start_again(run) and run.id not in self._following,
            faults=len(find_faulty_pairs(self.session, run)) if run.error else 0,
            judgement=judge_curve(run),
        )

    def _show_warning(self) -> None:
        """What speaks against the new run, unless the run beside it says the same."""
        warning = self.planning.warning
        banner = "" if self.card.isHidden() else self.card.banner.text()
        self.new_run.show_warning("" if warning == banner else warning)

    # -- actions ------------------------------------------------------------------------------

    def train(self) -> None:
        """Start a run with the choices of the card; asks once when the engine must be set up."""
        card = self.new_run
        if not card.button.isEnabled():
            return
        order, then = self.planning.order(), self.planning.options.then
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
        self._mark_starting(True)
        self.run(
            lambda session: start.start_order(session, order),
            self.follow,
            on_progress=self._on_start,
            on_end=self._end_start,
            # The base may be asked many questions first, and that can be stopped.
            title=_("Starting a training of version {n}").format(n=order.version),
            result=lambda number: _("Run {n} was started.").format(n=number),
            leads_to=Destination("training"),
        )

    def _mark_starting(self, starting: bool) -> None:
        self._starting = starting
        self.planning.mark_starting(starting)

    def queue_up(self, orders: Sequence[Order]) -> None:
        """Put trainings into the queue, and start the first."""
        self.run(
            lambda session: queue.enqueue(session, orders), lambda _numbers: self.advance_queue()
        )

    def choose_options(self) -> None:
        """Set the next run finer than the card does."""
        self.planning.choose_options()

    def plan_sweep(self) -> None:
        """Ask which settings are to be tried, and queue a training for each."""
        base = self.planning.order()
        dialog = SweepDialog(self.session, base, self)
        if show_modal(dialog):
            self._ask_and(base, lambda: self.queue_up(dialog.orders))

    def start_again(self) -> None:
        """Order once more what the run that is shown ordered; its job is looked for first."""
        number = self._shown
        if number is None or self._starting:
            return
        self._mark_starting(True)
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

    def save_model(self) -> None:
        """Save the model of the run that is shown, to run it elsewhere."""
        run = self.session.library.runs.get(self._shown) if self._shown is not None else None
        if run is None or run.fine_tuned_model is None:
            return
        number = run.id

        def end() -> None:
            self._saving.discard(number)
            self._show_runs()

        if save_model(self, run.endpoint, run.fine_tuned_model, end):
            self._saving.add(number)
            self._show_runs()

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
            # On this computer a next training would be in the way of the questions.
            if number in before_training.list_awaited(self.session):
                self.ask_questions(number)
            else:
                self.advance_queue()

        self.run(
            lambda session: follow.follow_run(session, number),
            on_progress=lambda progress: self._on_progress(number, progress),
            on_end=end,
            title=_("Training run {n}").format(n=number),
            result=lambda _nothing: self._describe_end(number),
            leads_to=Destination("training"),
        )

    def ask_questions(self, number: int) -> None:
        """Ask the model that a run has made what its base was asked before; then go on."""
        if number in self._asking:
            return
        self._asking.add(number)

        def end() -> None:
            self._asking.discard(number)
            self.advance_queue()

        self.run(
            lambda session: before_training.ask_tuned(session, number),
            on_end=end,
            title=_("Asking the tuned model of run {n}").format(n=number),
            result=lambda _comparison: _("Base and tuned model have answered: compare them."),
            leads_to=Destination("comparison"),
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
        self._mark_starting(False)
        # Following has begun by now: the page does not fall still, which would take the line away.
        self.going_on.emit("")
        # A run that may exist, though starting it failed, is looked for: it must not be forgotten.
        self.start()
