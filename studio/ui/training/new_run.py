"""The card that starts a run: what is trained where, for how long and for how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QWidget,
)

from studio.domain.dataset import Version
from studio.domain.run import Endpoint
from studio.i18n import _
from studio.ui.destination import Destination
from studio.ui.widgets.button import PRIMARY, make_button
from studio.ui.widgets.card import Card
from studio.ui.widgets.combo import combo
from studio.ui.widgets.key_cap import KeyCap
from studio.ui.widgets.label import plain_tip, set_tone, words
from studio.ui.widgets.layout import lay_out, make_row
from studio.ui.widgets.spin import SpinBox


class NewRun(Card):
    """Emits ``chosen`` when a choice changes and ``train`` when the curator wants to start.

    ``price_wanted`` is emitted when the curator wants to say what the chosen model costs,
    ``options_wanted`` and ``sweep_wanted`` when one run is to be set finer, or several are wanted.
    """

    chosen = Signal()
    endpoint_chosen = Signal(str)
    train = Signal()
    price_wanted = Signal()
    options_wanted = Signal()
    sweep_wanted = Signal()
    go = Signal(Destination)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make_choices()
        self._make_texts()
        self.button = make_button("train", _("Train"), PRIMARY)
        self.button.clicked.connect(self.train)
        self.price_button = make_button("enterPrice", _("Enter price…"))
        self.price_button.clicked.connect(self.price_wanted)
        self.price_button.hide()
        self.freeze_button = make_button("freezeFirst", _("Go to Datasets"))
        self.freeze_button.clicked.connect(lambda _on=False: self.go.emit(Destination("datasets")))
        self.freeze_button.hide()
        self.sweep_button = make_button("sweep", _("Several…"))
        self.sweep_button.setToolTip(_("Several trainings with different settings, in a queue"))
        self.sweep_button.clicked.connect(self.sweep_wanted)
        self.body.setSpacing(8)
        self.body.addWidget(words(_("New run"), "strong"))
        self.body.addLayout(self._make_grid())
        for text in (self.options, self.questions, self.first, self.warning):
            self.body.addWidget(text)
        self.body.addWidget(self.leaks)
        self.body.addWidget(self.blocked)
        self.body.addLayout(
            make_row(
                self.button,
                KeyCap(command="train"),
                self.sweep_button,
                self.price_button,
                self.freeze_button,
                self.leaks_button,
                None,
            )
        )
        self.body.addStretch(1)

    def _make_choices(self) -> None:
        self.version = combo("version", _("Version"))
        self.version.setPlaceholderText(_("No versions yet"))
        self.version.currentIndexChanged.connect(lambda _i: self.chosen.emit())
        self.endpoint = combo("endpoint", _("Endpoint"))
        self.endpoint.currentIndexChanged.connect(
            lambda _i: self.endpoint_chosen.emit(self.endpoint.currentData() or "")
        )
        self.model = combo("model", _("Model"))
        # Providers have more models than any table knows; whoever knows a name may type it.
        self.model.setEditable(True)
        field = self.model.lineEdit()
        # It is editable.
        assert field is not None
        # In line with those above.
        field.setTextMargins(-2, 0, 0, 0)
        self.model.currentTextChanged.connect(lambda _t: self.chosen.emit())
        for box in (self.version, self.endpoint, self.model):
            box.setMinimumHeight(30)
        self.epochs = SpinBox("epochs", _("Epochs"))
        self.epochs.setRange(0, 50)
        # Style sheets don't reach in there.
        self.epochs.lineEdit().setTextMargins(9, 0, 0, 0)
        self.epochs.setSpecialValueText(_("Automatic"))
        self.epochs.valueChanged.connect(lambda _n: self.chosen.emit())
        self.more = make_button("runOptions", _("More…"))
        self.more.setToolTip(_("Learning rate, batch size, seed, suffix, share of the rows"))
        self.more.clicked.connect(self.options_wanted)

    def _make_texts(self) -> None:
        self.tokens = words("", wrap=True)
        self.cost = words("", "strong", wrap=True)
        self.time = words("", wrap=True)
        self.measure_button = make_button(
            "measureTime",
            _("Measure the time"),
            tip=_("Trains on a few rows for half a minute to find out how long all of it takes"),
        )
        self.measure_button.hide()
        self.left = words("", wrap=True)
        self.preflight = words("", wrap=True)
        self.options = words("", "muted", wrap=True)
        self.options.hide()
        self.questions = words("", "muted", wrap=True)
        self.questions.hide()
        self.leaks = words("", "banner", wrap=True)
        self.leaks.hide()
        self.leaks_button = make_button("leaksToPreflight", _("Go to Preflight"))
        self.leaks_button.clicked.connect(lambda _on=False: self.go.emit(Destination("preflight")))
        self.leaks_button.hide()
        self.first = words("", "muted", wrap=True)
        self.warning = words("", "banner", wrap=True)
        self.blocked = words("", "muted", wrap=True)

    def _make_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        rows = (
            (_("Version"), self.version),
            (_("Endpoint"), self.endpoint),
            (_("Model"), self.model),
            (_("Epochs"), lay_out(QWidget(), make_row((self.epochs, 1), self.more))),
            (_("Tokens"), self.tokens),
            (_("Cost"), self.cost),
            (_("Time"), lay_out(QWidget(), make_row((self.time, 1), self.measure_button))),
            (_("Budget"), self.left),
            (_("Preflight"), self.preflight),
        )
        for row, (name, widget) in enumerate(rows):
            label = words(name, "muted")
            label.setBuddy(widget)
            grid.addWidget(label, row, 0, _side(widget))
            grid.addWidget(widget, row, 1)
        return grid

    def set_versions(self, versions: Sequence[Version], chosen: int | None = None) -> None:
        keep = chosen if chosen is not None else self.version.currentData()
        with _Quiet(self.version):
            self.version.clear()
            for version in versions:
                text = _("{n} · {train} train · {validation} validation").format(
                    n=version.number, train=version.train, validation=version.validation
                )
                if version.recipe.profile == "dpo":
                    text += " · " + _("preferences")
                self.version.addItem(text, version.number)
            self.version.setCurrentIndex(max(0, self.version.findData(keep)))

    def set_endpoints(
        self, endpoints: Sequence[Endpoint], chosen: str, abouts: Mapping[str, str]
    ) -> None:
        """Offer these; ``abouts`` says of each what it can tune and for whom it is open."""
        with _Quiet(self.endpoint):
            self.endpoint.clear()
            for endpoint in endpoints:
                self.endpoint.addItem(_(endpoint.title), endpoint.name)
                about = plain_tip(abouts.get(endpoint.name, ""))
                last = self.endpoint.count() - 1
                self.endpoint.setItemData(last, about, Qt.ItemDataRole.ToolTipRole)
            self.endpoint.setCurrentIndex(max(0, self.endpoint.findData(chosen)))

    def set_models(self, models: Sequence[str], chosen: str = "") -> None:
        with _Quiet(self.model):
            self.model.clear()
            self.model.addItems(list(models))
            if chosen:
                self.model.setCurrentText(chosen)

    def show_automatic_epochs(self, epochs: int, why: str = "") -> None:
        """How many there will be while nobody chooses: those of the settings, or the usual."""
        self.epochs.setToolTip(plain_tip(why))
        self.epochs.setAccessibleDescription(why)
        self.epochs.setSpecialValueText(_("Automatic ({n})").format(n=epochs))

    def show_estimate(self, tokens: str, cost: str, time: str, first: str = "") -> None:
        """What a run would take; ``first`` is what must be done before it, "" when all is ready."""
        self.tokens.setText(tokens)
        self.cost.setText(cost)
        self.time.setText(time)
        _say(self.first, first)

    def show_budget(self, left: str, enough: bool = True) -> None:
        """What the budget leaves after this run; one that is not ``enough`` stands out."""
        self.left.setText(left)
        set_tone(self.left, "" if enough else "bad")

    def show_options(self, line: str) -> None:
        """What was set finer than usual; "" for nothing."""
        _say(self.options, line)

    def show_questions(self, line: str) -> None:
        """What is asked of the base before this run; "" for nothing."""
        _say(self.questions, line)

    def show_leaks(self, line: str) -> None:
        """That the version was trained on questions of a question set; "" where it was not."""
        _say(self.leaks, line)
        self.leaks_button.setVisible(bool(line))

    def show_preflight(self, verdict: str, *, ready: bool = True) -> None:
        """What preflight says of the data, in a line."""
        self.preflight.setText(verdict)
        set_tone(self.preflight, "" if ready else "warn")

    def show_warning(self, warning: str) -> None:
        """What speaks against this run; "" when nothing does."""
        _say(self.warning, warning)

    def block(self, reason: str, *, unpriced: bool = False, freeze: bool = False) -> None:
        """Why nothing can be started now; "" lets it be started, but not without a price.

        ``freeze`` offers the way to the page where a version is frozen.
        """
        _say(self.blocked, reason)
        self.button.setEnabled(not reason and not unpriced)
        self.sweep_button.setEnabled(not reason and not unpriced)
        self.sweep_button.setVisible(not freeze and not unpriced)
        self.freeze_button.setVisible(freeze)
        self.price_button.setVisible(unpriced)


def _side(widget: QWidget) -> Qt.AlignmentFlag:
    """Beside a text that may have several lines, its name stands level with the first."""
    is_text = isinstance(widget, QLabel)
    return Qt.AlignmentFlag.AlignTop if is_text else Qt.AlignmentFlag.AlignVCenter


class _Quiet:
    """While choices are filled in nobody has chosen anything."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget

    def __enter__(self) -> None:
        self._widget.blockSignals(True)

    def __exit__(self, *_error: object) -> None:
        self._widget.blockSignals(False)


def _say(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))
