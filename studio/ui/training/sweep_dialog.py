"""A sweep in a dialog: several settings, how many trainings that makes, and what they cost."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from studio.domain.errors import StudioError
from studio.i18n import _, plural
from studio.services import budget
from studio.services.session import Session
from studio.services.training.order import Order
from studio.services.training.queue import price_orders
from studio.services.training.sweep import plan_sweep
from studio.ui.widgets.button import PRIMARY
from studio.ui.widgets.label import words


class SweepDialog(QDialog):
    """Asks for lists of numbers; ``orders`` are the trainings they make."""

    def __init__(self, session: Session, base: Order, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Several trainings"))
        self.setMinimumWidth(480)
        self._session, self._base = session, base
        self.orders: list[Order] = []
        self.epochs = self._field("sweepEpochs", f"{base.wishes.epochs or 3}")
        rate = base.wishes.learning_rate_multiplier
        self.rates = self._field("sweepRates", f"{rate:g}" if rate else "", _("Automatic"))
        self.shares = self._field("sweepShares", "50, 100")
        seed = base.seed
        self.seeds = self._field("sweepSeeds", "" if seed is None else str(seed), _("Automatic"))
        self.total = words("", "strong", wrap=True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = QPushButton(_("Put into the queue"))
        self.go.setObjectName("queueSweep")
        self.go.setProperty("kind", PRIMARY)
        buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        form.setContentsMargins(20, 16, 20, 16)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        about = _(
            "Each combination is one training, one after another. Give several numbers with "
            "commas. A larger share of the rows holds the smaller ones, so 25, 50, 100 make a "
            "learning curve."
        )
        form.addRow(words(about, "muted", wrap=True))
        for title, field in (
            (_("Epochs"), self.epochs),
            (_("Learning rate"), self.rates),
            (_("Percent of the rows"), self.shares),
            (_("Seed"), self.seeds),
        ):
            form.addRow(words(title, "muted"), field)
            field.setAccessibleName(title)
        form.addRow(self.total)
        form.addRow(buttons)
        self._plan()

    def _field(self, name: str, text: str, empty: str = "") -> QLineEdit:
        field = QLineEdit(text)
        field.setObjectName(name)
        field.setPlaceholderText(empty)
        field.textChanged.connect(lambda _text: self._plan())
        return field

    def _plan(self) -> None:
        """Say what the numbers come to; while they come to nothing, nothing can be queued."""
        try:
            self.orders = plan_sweep(
                self._base,
                epochs=_read_wholes(self.epochs.text()),
                learning_rates=[float(number) for number in _read_numbers(self.rates.text())],
                shares=[float(number) / 100 for number in _read_numbers(self.shares.text())],
                seeds=_read_wholes(self.seeds.text()),
            )
            line = plural("{n} training", "{n} trainings", len(self.orders))
            usd = price_orders(self._session, self.orders)
            cost = budget.format_money(self._session, usd)
            text = line.format(n=len(self.orders)) + " · " + cost
        except (StudioError, ValueError) as error:
            self.orders, text = [], str(error)
        self.total.setText(text)
        self.go.setEnabled(bool(self.orders))


def _read_numbers(text: str) -> list[Decimal]:
    numbers = [text.strip() for text in text.replace("、", ",").split(",") if text.strip()]
    if not all(number.replace(".", "", 1).isdigit() for number in numbers):
        raise ValueError(_("Write numbers with commas between them, such as 1, 2, 3."))
    return [Decimal(number) for number in numbers]


def _read_wholes(text: str) -> list[int]:
    numbers = _read_numbers(text)
    # Half an epoch is not a small slip: what would be trained is not what was typed.
    if any(number != int(number) for number in numbers):
        raise ValueError(_("Epochs and seeds are whole numbers."))
    return [int(number) for number in numbers]
