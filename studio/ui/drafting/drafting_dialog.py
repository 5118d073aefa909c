"""The dialog in which drafts or questions are ordered: of what, by whom, at what cost."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QSpinBox,
    QWidget,
)

from studio.domain.errors import StudioError
from studio.domain.model_job import JobKind, Request
from studio.domain.suggestion import SuggestionKind
from studio.domain.work import Changes, Done
from studio.i18n import N_, _, plural
from studio.services.drafting.estimate import Estimate, describe_money, write_requests
from studio.services.drafting.order import Order, estimate_order
from studio.services.drafting.plan import KIND_LABELS, MOST_CANDIDATES, Plan
from studio.services.drafting.requests import describe_request
from studio.services.session import Session
from studio.services.settings.chat_facts import chat_facts_of
from studio.ui.drafting.model_choice import ModelChoice
from studio.ui.drafting.prompt_card import PromptCard
from studio.ui.drafting.scope import Scope
from studio.ui.widgets.button import make_button, make_chip
from studio.ui.widgets.combo import combo
from studio.ui.widgets.empty_page import EmptyPage
from studio.ui.widgets.label import ElidedLabel, set_tone, words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.scroll_area import ScrollArea
from studio.ui.widgets.stack import Stack
from studio.ui.worker import Task

ESTIMATE_MS = 300
PROMPT_WIDTH = 420
"""Pixels in which a prompt is still read with ease."""
INTO_FIELD = 9
LOOKED_AT = 5
"""Passages of which the first that would be asked about is shown."""
SEVERAL = 3
"""Candidates that are offered first for a pair: one is there already."""
MINUTE, HOUR = 60, 3600
OFFLINE, BY_MODEL = "offline", "model"
KIND_WORDS = {
    JobKind.CONDENSE: N_("Pairs: a question with its condensed answer"),
    JobKind.QUESTIONS: N_("More questions for the same answers"),
}
PAIR_WORDS = {**KIND_WORDS, JobKind.CONDENSE: N_("More candidates: other questions and answers")}


class DraftingDialog(QDialog):
    """``order()`` is what was chosen; ``prompt_texts()`` what was written of prompt and guidelines.

    The first of ``scopes`` is offered first. What it would cost is counted anew at every choice, on
    a thread of its own.
    """

    settings_wanted = Signal()

    def __init__(
        self,
        session: Session,
        scopes: Sequence[Scope],
        parent: QWidget | None = None,
        *,
        kind: JobKind = JobKind.CONDENSE,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._scopes = list(scopes)
        self._counting: Task | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ESTIMATE_MS)
        self._timer.timeout.connect(self._count)
        self.setWindowTitle(_("Draft with a model"))
        self.resize(1080, 680)
        self._build()
        self._connect()
        self._choose_kind(kind)
        if self.scope_chosen().pairs:
            self.candidates.setValue(SEVERAL)
        self.model.look()
        if not self.model.model_name():
            self.unchosen.button.setFocus()

    # -- how it is built ----------------------------------------------------------------------

    def _build(self) -> None:
        self.model = ModelChoice(self._session)
        self.prompts = PromptCard(self._session)
        self._make_choices()
        inside = QWidget()
        lay_out(inside, make_column(*self._make_parts(), None, spacing=14), 0, 0, 12, 0)
        # In Japanese, or with large letters, the choices are higher than a small screen.
        area = ScrollArea(inside)
        left = make_column((area, 1), self._make_costs(), spacing=12)
        self.prompts.setMinimumWidth(PROMPT_WIDTH)
        body = make_column(
            (make_row((left, 4), (self.prompts, 5), spacing=20), 1),
            self._make_buttons(),
            spacing=14,
        )
        lay_out(self, body, 20, 16, 20, 16)

    def _make_choices(self) -> None:
        self.scope = combo(
            "draftScope", _("Of what"), [(n, scope.text) for n, scope in enumerate(self._scopes)]
        )
        self.kind = combo("draftKind", _("To make"))
        self.offline = make_chip("draftOffline", _("On this computer, without a model"))
        self.by_model = make_chip("draftByModel", _("By a model"))
        self.candidates = QSpinBox()
        self.candidates.setObjectName("draftCandidates")
        self.candidates.setAccessibleName(_("Candidates"))
        self.candidates.setRange(1, MOST_CANDIDATES)
        self.candidates.setMinimumSize(110, 30)
        # Style sheets don't reach in there.
        self.candidates.lineEdit().setTextMargins(INTO_FIELD, 0, 0, 0)
        self.kinds = {kind: make_chip(f"kind-{kind}", _(KIND_LABELS[kind])) for kind in KIND_LABELS}
        self.as_pairs = QCheckBox(_("As pairs of their own, not as suggestions"))
        self.as_pairs.setObjectName("draftAsPairs")
        self.now = make_chip("draftNow", _("At once"))
        self.batch = make_chip("draftBatch")
        self.limit = self._make_limit()
        self.methods = _group(self, self.offline, self.by_model)
        self.times = _group(self, self.now, self.batch)
        self.now.setChecked(True)
        # Who wants it offline has a button for that on the page.
        self.by_model.setChecked(True)

    def _make_limit(self) -> QDoubleSpinBox:
        """What the job may cost, in the curator's currency; 0: what the month leaves."""
        self._in_yen = self._session.settings.get("curator_currency") != "USD"
        limit = QDoubleSpinBox()
        limit.setObjectName("draftLimit")
        limit.setAccessibleName(_("At most"))
        limit.setPrefix("¥" if self._in_yen else "$")
        limit.setDecimals(0 if self._in_yen else 2)
        limit.setRange(0, 1_000_000)
        limit.setSpecialValueText(_("what the month leaves"))
        limit.setMinimumSize(220, 30)
        limit.lineEdit().setTextMargins(INTO_FIELD, 0, 0, 0)
        return limit

    def _make_parts(self) -> list[QWidget | QLayout]:
        self.of_model = QWidget()
        of_plan = QWidget()
        lay_out(of_plan, self._make_model_grid())
        self.plan = Stack(of_plan, self._make_unchosen())
        lay_out(self.of_model, make_column(self.model, self.plan, spacing=14))
        grid = _grid((_("Of what"), self.scope), (_("To make"), self.kind))
        return [grid, make_row(self.offline, self.by_model, None), self.of_model]

    def _make_unchosen(self) -> EmptyPage:
        """What stands there before a model is chosen, and the button that begins with it."""
        self.unchosen = EmptyPage()
        self.unchosen.show_words(
            _("No model is chosen yet"),
            _(
                "Choose an endpoint and one of its models. The cost is shown "
                "here before anything is sent; models on this computer cost "
                "nothing."
            ),
            _("Choose an endpoint"),
            _("Addresses and keys…"),
        )
        self.unchosen.clicked.connect(self.model.open_endpoints)
        self.unchosen.other_clicked.connect(self.settings_wanted)
        # Return belongs to the dialog's own button.
        for button in (self.unchosen.button, self.unchosen.other):
            button.setAutoDefault(False)
        return self.unchosen

    def _make_model_grid(self) -> QGridLayout:
        chips = list(self.kinds.values())
        rows = (make_row(*chips[:4], None), make_row(*chips[4:], None), self.as_pairs)
        return _grid(
            (_("Candidates"), make_row(self.candidates, None)),
            (_("Questions"), make_column(*rows)),
            (_("Sent"), make_column(make_row(self.now, None), make_row(self.batch, None))),
            (_("At most"), make_row(self.limit, None)),
        )

    def _make_costs(self) -> QLayout:
        self.amount = ElidedLabel(tone="muted")
        self.cost = ElidedLabel(tone="strong")
        self.refused = words("", "bad", wrap=True)
        self.settings_button = make_button("openDraftSettings", _("Settings…"))
        self.settings_button.setAutoDefault(False)
        return make_column(
            self.amount, self.cost, make_row((self.refused, 1), self.settings_button), spacing=4
        )

    def _make_buttons(self) -> QHBoxLayout:
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.start = self.buttons.addButton(_("Start"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.start.setObjectName("startDrafting")
        self.start.setProperty("kind", "primary")
        self.start.setDefault(True)
        return make_row(None, self.buttons)

    def _connect(self) -> None:
        self.scope.activated.connect(lambda _row: self._choose_kind(self.kind_chosen()))
        self.kind.activated.connect(lambda _row: self._choose_kind(self.kind_chosen()))
        self.methods.buttonClicked.connect(lambda _button: self._choose_method())
        self.times.buttonClicked.connect(lambda _button: self._look())
        self.candidates.valueChanged.connect(lambda _n: self._look())
        self.limit.valueChanged.connect(lambda _n: self._look())
        for chip in self.kinds.values():
            chip.clicked.connect(lambda _on: self._look())
        self.model.chosen.connect(self._look)
        self.model.settings_wanted.connect(self.settings_wanted)
        self.settings_button.clicked.connect(self.settings_wanted)
        self.prompts.edited.connect(self._look)
        self.prompts.request_wanted.connect(self._show_request)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    # -- what was chosen ----------------------------------------------------------------------

    def scope_chosen(self) -> Scope:
        return self._scopes[max(0, self.scope.currentIndex())]

    def kind_chosen(self) -> JobKind:
        return JobKind(self.kind.currentData() or JobKind.CONDENSE)

    def order(self) -> Order:
        """What is ordered, as the dialog stands."""
        scope = self.scope_chosen()
        return Order(
            self.kind_chosen(),
            None if self.offline.isChecked() else self._read_plan(),
            scope.passages,
            scope.pairs,
            is_batch=self.by_model.isChecked() and self.batch.isChecked(),
            kinds=self._read_kinds(),
        )

    def _read_kinds(self) -> tuple[SuggestionKind, ...]:
        return tuple(kind for kind, chip in self.kinds.items() if chip.isChecked())

    def prompt_texts(self) -> tuple[str, str]:
        """The prompt and the guidelines as they were written."""
        return self.prompts.prompt(), self.prompts.guidelines()

    def _read_plan(self) -> Plan:
        limit = Decimal(str(self.limit.value()))
        return Plan(
            self.model.endpoint_name(),
            self.model.model_name(),
            candidates=self.candidates.value() if self.kind_chosen() is JobKind.CONDENSE else 1,
            kinds=self._read_kinds(),
            as_pairs=self.as_pairs.isChecked(),
            budget_usd=self._to_dollars(limit) if limit else None,
        )

    def _to_dollars(self, amount: Decimal) -> Decimal:
        return amount / self._session.prices.usd_jpy if self._in_yen else amount

    # -- what follows from a choice -----------------------------------------------------------

    def _choose_kind(self, kind: JobKind) -> None:
        """Offer what can be made of the scope, and show what belongs to it."""
        scope = self.scope_chosen()
        self.kind.clear()
        texts = PAIR_WORDS if scope.pairs else KIND_WORDS
        for choice in scope.kinds():
            self.kind.addItem(_(texts[choice]), choice)
        self.kind.setCurrentIndex(max(0, self.kind.findData(kind)))
        kind = self.kind_chosen()
        self.candidates.setEnabled(kind is JobKind.CONDENSE)
        if kind is JobKind.QUESTIONS and not any(chip.isChecked() for chip in self.kinds.values()):
            for name in list(self.kinds)[:3]:
                self.kinds[name].setChecked(True)
        # Offline there is one draft a passage: nothing more to choose from.
        has_offline = not scope.pairs or kind is JobKind.QUESTIONS
        self.offline.setEnabled(has_offline)
        if not has_offline:
            self.by_model.setChecked(True)
        self.prompts.show_kind(kind, self._language())
        self._choose_method()

    def _choose_method(self) -> None:
        is_by_model = self.by_model.isChecked()
        self.of_model.setEnabled(is_by_model)
        self.prompts.setEnabled(is_by_model)
        self._look()

    def _language(self) -> str:
        scope, library = self.scope_chosen(), self._session.library
        number: int | None = scope.passages[0] if scope.passages else None
        if scope.pairs:
            number = library.pairs.get(scope.pairs[0]).passage
        return library.passages.get(number).language if number is not None else ""

    def _look(self) -> None:
        """Say what speaks against it, and count what it would take."""
        self._show_times()
        is_unchosen = self.by_model.isChecked() and not self.model.model_name()
        self.plan.setCurrentIndex(int(is_unchosen))
        self.as_pairs.setEnabled(any(chip.isChecked() for chip in self.kinds.values()))
        why, leads_on = self._find_fault()
        self._refuse(why, leads_on)
        if is_unchosen:
            self.refused.hide()  # it stands above, with what to do
        self._timer.start()
        if self.prompts.is_request_shown():
            self._show_request()

    def _show_times(self) -> None:
        facts = chat_facts_of(self._session.settings.endpoint(self.model.endpoint_name()))
        self.batch.setVisible(facts.batch is not None)
        if facts.batch is None:
            self.now.setChecked(True)
            return
        text = _("As a batch: within {hours} hours, {share:.0%} of the price")
        self.batch.setText(text.format(hours=facts.batch.hours, share=facts.batch.share))

    def _find_fault(self) -> tuple[str, bool]:
        """Why it can't be started, and whether the settings mend it."""
        if not len(self.scope_chosen()):
            return _("There is nothing left to draft from."), False
        if self.offline.isChecked():
            return "", False
        if not self.model.model_name():
            return _("Choose a model first."), False
        try:
            plan = self._read_plan().check()
        except StudioError as error:
            return str(error), True
        if self.kind_chosen() is JobKind.QUESTIONS and not plan.kinds:
            return _("Choose at least one kind of question."), False
        return self.prompts.fault(), False

    def _refuse(self, why: str, leads_on: bool = False) -> None:
        self.refused.setText(why)
        self.refused.setVisible(bool(why))
        self.settings_button.setVisible(bool(why) and leads_on)
        self.start.setEnabled(not why)

    # -- what it would take -------------------------------------------------------------------

    def _count(self) -> None:
        order = self.order()
        self.cost.setText("")
        if self._find_fault()[0] or order.plan is None:
            count = len(self.scope_chosen())
            line = plural("{n} passage, at no cost", "{n} passages, at no cost", count)
            if self.scope_chosen().pairs:
                line = plural("{n} pair, at no cost", "{n} pairs, at no cost", count)
            self.amount.setText(line.format(n=f"{count:,}") if order.plan is None else "")
            return
        self.amount.setText(_("Counting …"))
        task = Task(lambda session: Done(Changes(), estimate_order(session, order)))
        task.tell(
            self,
            on_done=lambda done: self._show_estimate(task, done.value),
            on_failed=lambda line: self._fail_estimate(task, line),
        )
        self._drop_count()
        self._counting = task
        task.start(self._session)

    def _drop_count(self) -> None:
        if self._counting is not None:
            # What it counts is no longer asked for.
            self._counting.blockSignals(True)
            self._counting = None

    def _show_estimate(self, task: Task, estimate: Estimate | None) -> None:
        if task is not self._counting or estimate is None:
            return
        self._counting = None
        if not estimate.requests:
            self.amount.setText("")
            self._refuse(_("Nothing here is long enough to ask about: choose other passages."))
            return
        line = plural("{n} request", "{n} requests", estimate.requests).format(
            n=f"{estimate.requests:,}"
        )
        tokens = _("{n} tokens").format(n=f"{estimate.tokens_in + estimate.tokens_out:,}")
        self.amount.setText(f"{line} · {tokens} · {_describe_time(estimate.seconds, self.batch)}")
        self._show_cost(estimate)

    def _show_cost(self, estimate: Estimate) -> None:
        set_tone(self.cost, "strong")
        if estimate.usd is None or estimate.most_usd is None:
            line = _("No price is known for {model}; enter one under Settings, Prices.")
            self._refuse(line.format(model=self.model.model_name()), leads_on=True)
        elif not estimate.most_usd:
            self.cost.setText(_("It costs nothing."))
        else:
            line = _("About {cost}, at most {most}")
            cost = describe_money(self._session, estimate.usd)
            most = describe_money(self._session, estimate.most_usd)
            self.cost.setText(line.format(cost=cost, most=most))

    def _fail_estimate(self, task: Task, line: str) -> None:
        if task is self._counting:
            self._counting = None
            self.amount.setText("")
            self._refuse(line, leads_on=True)

    def _show_request(self) -> None:
        """The first request word for word, as it would be sent now."""
        order, scope = self.order(), self.scope_chosen()
        if order.plan is None or not len(scope):
            return
        # The first may be a title page, about which nothing is asked.
        requests = [Request(0, passage=number) for number in scope.passages[:LOOKED_AT]]
        requests += [Request(0, pair=number) for number in scope.pairs[:1]]
        prompt, guidelines = self.prompt_texts()
        try:
            calls = write_requests(
                self._session, order.kind, order.plan, requests, prompt, guidelines
            )
        except StudioError as error:
            self.prompts.show_request(str(error))
            return
        self.prompts.show_request(describe_request(calls[0]) if calls else "")

    def busy(self) -> bool:
        """Whether it is still counting, or asking for models."""
        return self._counting is not None or self._timer.isActive() or self.model.busy()

    def done(self, result: int) -> None:
        self._timer.stop()
        self._drop_count()
        self.model.stop()
        super().done(result)


def _group(parent: QWidget, *chips: QPushButton) -> QButtonGroup:
    """Chips of which one is on."""
    group = QButtonGroup(parent)
    for chip in chips:
        chip.setAutoDefault(False)
        group.addButton(chip)
    return group


def _grid(*rows: tuple[str, QWidget | QLayout]) -> QGridLayout:
    """A row a choice, its name before it."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    for row, (text, item) in enumerate(rows):
        label = words(text, "muted")
        label.setMinimumWidth(90)
        label.setMinimumHeight(30)
        grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        if isinstance(item, QWidget):
            label.setBuddy(item)
            grid.addWidget(item, row, 1)
        else:
            grid.addLayout(item, row, 1)
    return grid


def _describe_time(seconds: float, batch: QPushButton) -> str:
    if batch.isChecked():
        return _("within {n} hours").format(n=round(seconds / HOUR))
    if seconds < MINUTE:
        return _("less than a minute")
    minutes = round(seconds / MINUTE)
    return plural("about {n} minute", "about {n} minutes", minutes).format(n=minutes)
