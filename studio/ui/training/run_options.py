"""The settings of a run that one seldom changes, in a dialog: what is left empty is automatic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QWidget

from studio.domain.dataset import Version
from studio.domain.run import Hyperparameters, Method
from studio.i18n import N_, _
from studio.ui.widgets.combo import combo
from studio.ui.widgets.label import words

Number = TypeVar("Number", int, float)

SHARES = ((1.0, N_("All")), (0.5, N_("Half")), (0.25, N_("A quarter")))
"""Shares of the training rows: what half of them teaches says whether more would help."""
FRACTIONS = {0.5: "½", 0.25: "¼", 0.75: "¾"}


@dataclass(frozen=True)
class Options:
    """What was chosen besides version, place, model and epochs; ``then`` is the version of
    preference rows that the tuned model learns from next."""

    wishes: Hyperparameters = field(default_factory=Hyperparameters)
    seed: int | None = None
    suffix: str = ""
    then: int | None = None

    def describe(self) -> str:
        """What differs from the usual, in a line; "" where nothing does."""
        wishes = self.wishes
        parts = [
            _("learning rate {n:g}").format(n=wishes.learning_rate_multiplier)
            if wishes.learning_rate_multiplier
            else "",
            _("batch size {n}").format(n=wishes.batch_size) if wishes.batch_size else "",
            _("beta {n:g}").format(n=wishes.beta) if wishes.beta else "",
            _("{percent:.0f}% of the rows").format(percent=wishes.share * 100)
            if wishes.share < 1
            else "",
            "" if wishes.validation else _("no validation"),
            _("seed {n}").format(n=self.seed) if self.seed is not None else "",
            _("suffix “{text}”").format(text=self.suffix) if self.suffix else "",
            _("then preferences of version {n}").format(n=self.then) if self.then else "",
        ]
        return " · ".join(filter(None, parts))


def mark_wishes(wishes: Hyperparameters) -> str:
    """What differs from the usual as short as it can be: ``½ LR 0.5 DPO``."""
    rate = wishes.learning_rate_multiplier
    marks = (
        FRACTIONS.get(wishes.share, f"{wishes.share:.0%}") if wishes.share < 1 else "",
        f"LR {rate:g}" if rate else "",
        "DPO" if wishes.method is Method.PREFERENCE else "",
    )
    return " ".join(filter(None, marks))


class Abilities(Protocol):
    """What of a provider's capabilities decides which settings there are."""

    @property
    def takes_seed(self) -> bool: ...
    @property
    def absolute_learning_rate(self) -> bool: ...
    @property
    def trains_preferences(self) -> bool: ...


class RunOptions(QDialog):
    """Takes options and gives options; what can't be used is said below, and it stays open."""

    def __init__(
        self,
        options: Options,
        abilities: Abilities,
        preferences: Sequence[Version],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Settings of the run"))
        self.setMinimumWidth(440)
        self._options = options
        self._make_fields(options, abilities)
        self._make_choices(options, preferences)
        self.refused = words("", "bad", wrap=True)
        self.refused.hide()
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        form.setContentsMargins(20, 16, 20, 16)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        for title, widget in self._rows(abilities, bool(preferences)):
            form.addRow(words(title, "muted"), widget)
            if isinstance(widget, QLineEdit):
                widget.setAccessibleName(title)
        form.addRow(self.refused)
        form.addRow(buttons)

    def _make_fields(self, options: Options, abilities: Abilities) -> None:
        wishes = options.wishes
        rate = wishes.learning_rate_multiplier
        self.rate = _field("learningRate", "" if rate is None else f"{rate:g}", _("Automatic"))
        batch = "" if wishes.batch_size is None else str(wishes.batch_size)
        self.batch = _field("batchSize", batch, _("Automatic"))
        self.seed = _field(
            "seed", "" if options.seed is None else str(options.seed), _("By chance")
        )
        self.suffix = _field("suffix", options.suffix, _("None"))
        self.beta = _field("beta", f"{wishes.beta:g}" if wishes.beta else "", _("Automatic"))
        self.seed.setEnabled(abilities.takes_seed)

    def _make_choices(self, options: Options, preferences: Sequence[Version]) -> None:
        shares = [(share, _(text)) for share, text in SHARES]
        self.share = combo("share", _("Training rows"), shares)
        self.share.setCurrentIndex(max(0, self.share.findData(options.wishes.share)))
        self.validation = QCheckBox(_("Measure on the validation rows"))
        self.validation.setObjectName("sendValidation")
        self.validation.setChecked(options.wishes.validation)
        choices: list[tuple[object, str]] = [(None, _("Nothing"))]
        choices += [
            (version.number, _("Preferences of version {n}").format(n=version.number))
            for version in preferences
        ]
        self.then = combo("then", _("Afterwards"), choices)
        self.then.setCurrentIndex(max(0, self.then.findData(options.then)))

    def _rows(self, abilities: Abilities, has_preferences: bool) -> list[tuple[str, QWidget]]:
        rate = (
            _("Learning rate")
            if abilities.absolute_learning_rate
            else _("Learning rate, as a multiple")
        )
        rows = [
            (rate, self.rate),
            (_("Batch size"), self.batch),
            (_("Beta (preferences)"), self.beta),
            (_("Training rows"), self.share),
            (_("Validation"), self.validation),
            (_("Seed"), self.seed),
            (_("Suffix of the model"), self.suffix),
            (_("Afterwards"), self.then),
        ]
        hidden: list[QWidget] = []
        if not (abilities.trains_preferences and has_preferences):
            hidden = [self.then, self.beta]
        return [(title, widget) for title, widget in rows if widget not in hidden]

    def options(self) -> Options:
        """What stands in the fields; ``ValueError`` where one holds no number."""
        wishes = replace(
            self._options.wishes,
            learning_rate_multiplier=_read(self.rate, float),
            batch_size=_read(self.batch, int),
            beta=_read(self.beta, float),
            share=float(self.share.currentData()),
            validation=self.validation.isChecked(),
        )
        return Options(
            wishes, _read(self.seed, int), self.suffix.text().strip(), self.then.currentData()
        )

    def accept(self) -> None:
        try:
            self.options()
        except ValueError as error:
            self.refused.setText(str(error))
            self.refused.show()
            return
        super().accept()


def _field(name: str, text: str, empty: str) -> QLineEdit:
    field = QLineEdit(text)
    field.setObjectName(name)
    field.setPlaceholderText(empty)
    return field


def _read(field: QLineEdit, kind: Callable[[str], Number]) -> Number | None:
    text = field.text().strip()
    try:
        return kind(text) if text else None
    except ValueError:
        line = _("“{text}” is not a number; leave it empty for automatic.")
        field.setFocus()
        raise ValueError(line.format(text=text)) from None
