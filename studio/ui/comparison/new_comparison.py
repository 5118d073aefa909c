"""The dialog before a comparison: who is asked, what is asked, and what it may cost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from studio.domain.comparison import Contestant, QuestionSet
from studio.domain.errors import StudioError
from studio.domain.run import Run
from studio.i18n import _, add_in_brackets, join_sentences, plural
from studio.services.comparison.contestants import (
    add_passages,
    add_system,
    make_base,
    make_checkpoint,
    make_model,
    make_tuned,
    make_untrained,
)
from studio.services.comparison.names import name_contestant
from studio.services.comparison.questions import USUAL_NUMBER
from studio.ui.drafting.model_choice import ModelChoice
from studio.ui.questions.question_dialogs import ask_questions
from studio.ui.widgets.button import make_button
from studio.ui.widgets.combo import combo
from studio.ui.widgets.label import set_tone, words
from studio.ui.widgets.layout import lay_out, make_column, make_row

WIDTH = 600
VALIDATION, FILE = "validation", "file"


@dataclass(frozen=True)
class ComparisonChoice:
    """What the curator chose: contestants, and where the questions come from.

    Without a ``run`` a model is compared before any training, with and without help.
    """

    contestants: tuple[Contestant, ...]
    run: int | None
    question_set: int | None
    path: Path | None
    limit: int
    temperature: float


class NewComparison(QDialog):
    """Asks once; ``choice()`` is what was chosen. ``price`` says what a choice may cost at most, or
    raises why it can't be asked."""

    def __init__(
        self,
        runs: Sequence[Run],
        sets: Sequence[QuestionSet],
        price: Callable[[ComparisonChoice], str],
        parent: QWidget | None = None,
        *,
        run: int | None = None,
        model: ModelChoice | None = None,
        another: ModelChoice | None = None,
        unheld: Collection[int] = (),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("New comparison"))
        self.setMinimumWidth(WIDTH)
        self._runs = {record.id: record for record in runs}
        self._price = price
        self._path: Path | None = None
        self.model = model
        """Chooses the model that is compared before any training."""
        self.another = another
        """Chooses any other model, to be held beside them."""
        self._unheld = unheld
        """Runs that held nothing out of their training."""
        self._make_fields(runs, sets)
        self._make_boxes()
        self._lay_out()
        self.run_box.setCurrentIndex(0 if run is None else max(0, self.run_box.findData(run)))
        self._show_run()

    def choice(self) -> ComparisonChoice:
        """What is chosen now."""
        source = self.source.currentData()
        return ComparisonChoice(
            tuple(self._list_contestants()),
            self.run_box.currentData(),
            source if isinstance(source, int) else None,
            self._path if source == FILE else None,
            self.limit.value(),
            self.temperature.value(),
        )

    def _make_fields(self, runs: Sequence[Run], sets: Sequence[QuestionSet]) -> None:
        named: list[tuple[object, str]] = [
            (r.id, _("Run {n} · {model}").format(n=r.id, model=r.model)) for r in runs
        ]
        if self.model is not None:
            named.append((None, _("none yet: a model before any training")))
            self.model.chosen.connect(self._show_price)
            self.finished.connect(self.model.stop)
        self.run_box = combo("comparedRun", _("Run"), named, letters=24)
        self.run_box.currentIndexChanged.connect(self._show_run)
        self.source = combo(
            "questionSource",
            _("Questions"),
            [
                (VALIDATION, _("held out of the training")),
                *((s.id, add_in_brackets(s.name, f"{len(s.questions):,}")) for s in sets),
                (FILE, _("from a file…")),
            ],
            letters=24,
        )
        self.source.activated.connect(lambda _row: self._choose_source())
        self.limit = QSpinBox()
        self.limit.setObjectName("questionLimit")
        self.limit.lineEdit().setTextMargins(8, 0, 0, 0)
        self.limit.setRange(1, 2_000)
        self.limit.setValue(USUAL_NUMBER)
        self.limit.valueChanged.connect(self._show_price)
        self.temperature = QDoubleSpinBox()
        self.temperature.setObjectName("temperature")
        self.temperature.lineEdit().setTextMargins(8, 0, 0, 0)
        self.temperature.setRange(0.0, 2.0)
        self.temperature.setSingleStep(0.1)
        self.temperature.setSpecialValueText(_("0: the same answer each time"))

    def _make_boxes(self) -> None:
        self.base = _check("askBase", _("the base"), checked=True)
        self.tuned = _check("askTuned", _("the tuned model"), checked=True)
        self.prompted = _check("askPrompted", _("the base with a prompt of its own:"))
        self.prompt = QPlainTextEdit()
        self.prompt.setObjectName("ownPrompt")
        self.prompt.setAccessibleName(_("Prompt of the base"))
        self.prompt.setTabChangesFocus(True)
        self.prompt.setPlaceholderText(
            _("for example: You are a mentor. Give one next step, in three sentences.")
        )
        self.prompt.setFixedHeight(64)
        self.prompt.textChanged.connect(self._note_prompt)
        self.with_passages = _check(
            "askWithPassages", _("the base, shown the passages that suit a question")
        )
        self.checkpoints = _check("askCheckpoints", "")
        self.other_run = _check("askOther", _("another run:"))
        self.other_model = _check("askOtherModel", _("any other model:"))
        self.other = combo("otherRun", _("Another run"), letters=20)
        self.other.currentIndexChanged.connect(lambda _row: self._show_price())
        if self.another is not None:
            self.another.chosen.connect(self._show_price)
            self.finished.connect(self.another.stop)
            self.other_model.toggled.connect(self._show_another)
        for box in self._list_boxes():
            box.toggled.connect(self._show_price)

    def _list_boxes(self) -> tuple[QCheckBox, ...]:
        return (
            self.base,
            self.tuned,
            self.prompted,
            self.with_passages,
            self.checkpoints,
            self.other_run,
            self.other_model,
        )

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        contestants = make_column(
            self.base,
            self.tuned,
            self.checkpoints,
            self.prompted,
            self.prompt,
            self.with_passages,
            make_row(self.other_run, self.other, None),
            self.other_model,
        )
        if self.another is not None:
            contestants.addWidget(self.another)
            self.another.hide()
        self.other_model.setVisible(self.another is not None)
        self.price = words("", "muted", wrap=True)
        form.addRow(_("Run"), self.run_box)
        if self.model is not None:
            form.addRow("", self.model)
        form.addRow(_("Who is asked"), contestants)
        form.addRow(_("Questions"), self.source)
        form.addRow(_("At most"), self.limit)
        form.addRow(_("Temperature"), self.temperature)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.start = make_button("startComparison", _("Ask"), "primary")
        self.start.setDefault(True)
        buttons.addButton(self.start, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        lay_out(self, make_column(form, self.price, None, buttons, spacing=12), 20, 20, 20, 20)

    def _run(self) -> Run | None:
        number = self.run_box.currentData()
        return None if number is None else self._runs[number]

    def _make_base(self, run: Run | None) -> Contestant | None:
        """The base of a run, or the model that stands in the boxes; None while none is named."""
        if run is not None:
            return make_base(run)
        if self.model is None or not (self.model.endpoint_name() and self.model.model_name()):
            return None
        return make_untrained(self.model.endpoint_name(), self.model.model_name())

    def _list_contestants(self) -> list[Contestant]:
        run = self._run()
        base = self._make_base(run)
        if base is None:
            return []
        contestants = [base] if self.base.isChecked() else []
        if self.prompted.isChecked() and (system := self.prompt.toPlainText().strip()):
            contestants.append(add_system(base, system))
        if self.with_passages.isChecked():
            contestants.append(add_passages(base))
        if run is not None:
            contestants += self._list_trained(run)
        if (other := self._make_another()) is not None:
            contestants.append(other)
        # The same one twice would be a blind choice between two equals.
        return list({contestant.key: contestant for contestant in contestants}.values())

    def _make_another(self) -> Contestant | None:
        """Any other model, where one is wanted and named."""
        choice = self.another
        if choice is None or not self.other_model.isChecked():
            return None
        if not (choice.endpoint_name() and choice.model_name()):
            return None
        return make_model(choice.endpoint_name(), choice.model_name())

    def _list_trained(self, run: Run) -> list[Contestant]:
        """What came of a run, and of another one where that is wanted."""
        trained: list[Contestant] = []
        if self.checkpoints.isChecked():
            trained += [make_checkpoint(run, point.step) for point in run.checkpoints]
        if self.tuned.isChecked():
            trained.append(make_tuned(run))
        other = self.other.currentData()
        if self.other_run.isChecked() and other is not None:
            trained.append(make_tuned(self._runs[int(other)]))
        return trained

    def choose_set(self, number: int) -> None:
        """Let the questions be those of a set."""
        self.source.setCurrentIndex(max(0, self.source.findData(number)))
        self._choose_source()

    def _choose_source(self) -> None:
        if self.source.currentData() == FILE:
            self._path = ask_questions(self)
            if self._path is None:
                self.source.setCurrentIndex(0)
            else:
                self.source.setItemText(self.source.currentIndex(), self._path.name)
        self.limit.setEnabled(not isinstance(self.source.currentData(), int))
        self._show_price()

    def _note_prompt(self) -> None:
        self.prompted.setChecked(bool(self.prompt.toPlainText().strip()))
        self._show_price()

    def _show_run(self) -> None:
        """Offer what the run has: its checkpoints, or, where there is none, a model to choose."""
        run = self._run()
        if self.model is not None:
            self.model.setVisible(run is None)
        count = len(run.checkpoints) if run else 0
        self.checkpoints.setText(
            plural(
                "its {n} checkpoint: where does it stop getting better?",
                "its {n} checkpoints: where does it stop getting better?",
                count,
            ).format(n=count)
        )
        self.checkpoints.setVisible(count > 0)
        self.tuned.setVisible(run is not None)
        self._offer_others(run)
        if run is None:
            # What helps it without a training is what one wants to know then.
            self.with_passages.setChecked(True)
        self.source.setItemText(self.source.findData(VALIDATION), self._describe_held_out(run))
        self._show_price()

    def _describe_held_out(self, run: Run | None) -> str:
        if run is None:
            return _("from your pairs")
        if run.id in self._unheld:
            return _("from its training rows")
        return _("held out of the training")

    def _offer_others(self, run: Run | None) -> None:
        """List the runs that this one can be held beside, the one before it first."""
        others = [] if run is None else [r for r in self._runs.values() if r.id != run.id]
        before = self.other.currentData()
        self.other.blockSignals(True)
        self.other.clear()
        for each in others:
            self.other.addItem(_("Run {n} · {model}").format(n=each.id, model=each.model), each.id)
        self.other.setCurrentIndex(max(0, self.other.findData(before)) if others else -1)
        self.other.blockSignals(False)
        self.other_run.setVisible(bool(others))
        self.other.setVisible(bool(others))

    def _show_another(self, wanted: bool) -> None:
        """Show which other model it is, and ask its endpoint for those it has."""
        if self.another is not None:
            self.another.setVisible(wanted)
            if wanted:
                self.another.look()

    def _show_price(self) -> None:
        if not hasattr(self, "start"):
            return
        choice = self.choice()
        names = [name_contestant(contestant) for contestant in choice.contestants]
        if len(names) < 2:
            self._say(_("Choose two or more to be compared."), can_start=False)
            return
        if self.other_model.isChecked() and self._make_another() is None:
            self._say(_("Name the other model."), can_start=False)
            return
        try:
            price = self._price(choice)
        except StudioError as error:
            self._say(str(error), can_start=False, tone="warn")
            return
        if price and self._asks_what_was_trained_on(choice):
            warning = _(
                "Its training held nothing out: these questions were trained on, and prove "
                "nothing. A question set does."
            )
            self._say(join_sentences(price, warning), can_start=True, tone="warn")
            return
        self._say(price or _("There is no question to ask."), can_start=bool(price))

    def _asks_what_was_trained_on(self, choice: ComparisonChoice) -> bool:
        return self.source.currentData() == VALIDATION and choice.run in self._unheld

    def _say(self, line: str, *, can_start: bool, tone: str = "muted") -> None:
        set_tone(self.price, tone)
        self.price.setText(line)
        self.start.setEnabled(can_start)


def _check(name: str, text: str, *, checked: bool = False) -> QCheckBox:
    box = QCheckBox(text)
    box.setObjectName(name)
    box.setChecked(checked)
    return box
