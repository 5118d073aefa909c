"""Prices: what models cost and when they end, what is the curator's own, and the exchange rate."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from studio.domain.errors import StudioError
from studio.i18n import _
from studio.services.session import Session
from studio.services.settings.endpoints import list_free
from studio.services.settings.price_fields import RATE, RATE_AS_OF, Value, check_name
from studio.services.settings.prices import Prices, save_overrides
from studio.ui.settings.price_rows import FIRST, PriceRows, format_value
from studio.ui.settings.price_table import PriceTable
from studio.ui.widgets.combo import combo
from studio.ui.widgets.label import words


class PricesDialog(QDialog):
    """All is checked before anything is saved; once accepted, the session has the new prices."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setWindowTitle(_("Prices"))
        self.resize(1080, 600)
        prices, self._shipped = session.prices, Prices.load_shipped()
        self._types = {
            endpoint.name: prices.training_types[endpoint.kind]
            for endpoint in session.settings.endpoints()
            if endpoint.kind in prices.training_types
        }
        about = {name: types.describe() for name, types in self._types.items()}
        self.rows = PriceRows(prices.models, self._shipped.models, about)
        self.table = PriceTable(self.rows)
        self._rate_before = (format_value(prices.usd_jpy), format_value(prices.exchange_as_of))
        self.back = _button("backToShipped", _("Reset to default"))
        self.about_row = words("", "muted", wrap=True)
        self.refused = words("", "bad", wrap=True)
        self.refused.hide()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setProperty("kind", "primary")
        self._lay_out()
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        self.back.clicked.connect(self._back)
        self.add_button.clicked.connect(self.add)
        self.table.selectionModel().currentChanged.connect(lambda _to, _from: self._tell())
        self.rows.dataChanged.connect(lambda _from, _to: self._tell())
        self._tell()
        self.table.setFocus()

    def _lay_out(self) -> None:
        about = _(
            "US dollars per million tokens. Marked values are your own and replace the "
            "defaults. Type in a cell to change it; Delete clears it."
        )
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.back)
        below.addStretch(1)
        self._add_new(below)
        last = QHBoxLayout()
        last.setSpacing(8)
        self._add_rate(last)
        last.addStretch(1)
        last.addWidget(self.buttons)
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 16, 20, 16)
        body.setSpacing(12)
        body.addWidget(words(about, "muted", wrap=True))
        body.addWidget(self.table, 1)
        body.addWidget(self.about_row)
        body.addLayout(below)
        body.addWidget(self.refused)
        body.addLayout(last)

    def _add_new(self, row: QHBoxLayout) -> None:
        self.name = _field("newModel", _("Name of another model"), 260)
        self.name.setPlaceholderText(_("Name of another model"))
        names = [endpoint.name for endpoint in self.session.settings.endpoints()]
        paid = [(name, name) for name in names if name not in list_free()]
        self.endpoint = combo("newModelEndpoint", _("Endpoint of the other model"), paid)
        self.add_button = _button("addModel", _("Add model"))
        for widget in (self.name, self.endpoint, self.add_button):
            row.addWidget(widget)

    def _add_rate(self, row: QHBoxLayout) -> None:
        self.rate = _field("rate", RATE.title, 90)
        self.rate_as_of = _field("rateAsOf", RATE_AS_OF.title, 110)
        self.rate.setText(self._rate_before[0])
        self.rate.setPlaceholderText(format_value(self._shipped.usd_jpy))
        self.rate_as_of.setText(self._rate_before[1])
        self.rate_as_of.setPlaceholderText(format_value(self._shipped.exchange_as_of))
        label, dated = words(RATE.title), words(_("as of"), "muted")
        label.setBuddy(self.rate)
        dated.setBuddy(self.rate_as_of)
        for widget in (label, self.rate, dated, self.rate_as_of):
            row.addWidget(widget)
        self.rate.textEdited.connect(lambda _text: self._date_rate())

    # -- actions ------------------------------------------------------------------------------

    def ask_for(self, model: str, endpoint: str) -> None:
        """Go to the price for training this model; a model without a row gets one."""
        number = self.rows.find(model, self._find_places(endpoint))
        if number is None:
            number = self.rows.add(model, endpoint)
        self.table.write(self.rows.index(number, FIRST))
        self._tell()

    def add(self) -> None:
        """Add a row for a model of the curator's own, and write in it."""
        try:
            name = check_name(self.name.text())
        except StudioError as error:
            self._refuse(str(error), self.name)
            return
        shipped = self._shipped.models.get(name)
        # A free model is in no row.
        free = shipped is not None and shipped.endpoint in list_free()
        places = self._find_places(str(self.endpoint.currentData()))
        if free or self.rows.has(name, places):
            self._refuse(_("There is a model “{name}” already.").format(name=name), self.name)
            return
        self.name.clear()
        self._refuse("")
        self.ask_for(name, str(self.endpoint.currentData()))

    def _find_places(self, endpoint: str) -> tuple[str, ...] | None:
        """Where an endpoint's price of a model may stand; None where one price holds everywhere."""
        types = self._types.get(endpoint)
        return (endpoint, types.kind) if types else None

    def save(self) -> None:
        """Save what changed, or say what is wrong and go there."""
        if wrong := self.rows.wrong():
            self.table.setFocus()
            self.table.setCurrentIndex(wrong[0])
            self._refuse(wrong[1])
            return
        try:
            rate = self._new_rate()
            edits = self.rows.edits()
            if edits or rate is not None:
                self._keep(save_overrides(edits, rate).value, rate is not None)
        except StudioError as error:
            self._refuse(str(error))
            return
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return in the name of a new model adds it."""
        returned = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if returned and self.name.hasFocus():
            self.add()
        else:
            super().keyPressEvent(event)

    def _keep(self, prices: object, with_rate: bool) -> None:
        assert isinstance(prices, Prices)
        if with_rate and self.session.settings.get("exchange_rate") is not None:
            # It stands in one place from now on.
            self.session.settings.set("exchange_rate", None)
        self.session.price_table = prices

    def _new_rate(self) -> dict[str, Value | None] | None:
        """The exchange rate to be saved, None when it is as it was; ``CuratorError``."""
        if (self.rate.text().strip(), self.rate_as_of.text().strip()) == self._rate_before:
            return None
        rate = RATE.check(self.rate.text())
        as_of = RATE_AS_OF.check(self.rate_as_of.text())
        return {RATE.name: rate, RATE_AS_OF.name: as_of if rate is not None else None}

    def _date_rate(self) -> None:
        """A rate that is typed is of today, unless one says otherwise."""
        if self.rate_as_of.text() == self._rate_before[1]:
            self.rate_as_of.setText(date.today().isoformat())

    def _back(self) -> None:
        index = self.table.currentIndex()
        if index.isValid():
            self.rows.back(index.row())
            self._tell()
            self.table.setFocus()

    def _tell(self) -> None:
        """What can be done with the row one is in, and what is wrong somewhere."""
        index: QModelIndex = self.table.currentIndex()
        row = self.rows.rows[index.row()] if index.isValid() else None
        own = row is not None and row.shipped is None
        self.back.setText(_("Remove this model") if own else _("Reset to default"))
        self.back.setEnabled(row is not None and row.own())
        self.about_row.setText(row.about if row else "")
        self.about_row.setVisible(bool(row and row.about))
        wrong = self.rows.wrong()
        self._refuse(wrong[1] if wrong else "")

    def _refuse(self, line: str, where: QWidget | None = None) -> None:
        self.refused.setText(line)
        self.refused.setVisible(bool(line))
        if where is not None:
            where.setFocus()


def _button(name: str, text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button


def _field(name: str, label: str, width: int) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(label)
    field.setFixedWidth(width)
    return field
