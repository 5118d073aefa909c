"""Settings: made from the table of settings, and the endpoints with their addresses and keys."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from studio.domain.errors import CuratorError, StudioError
from studio.domain.run import Endpoint
from studio.i18n import N_, _
from studio.services.session import Session
from studio.services.settings.connection_test import check_connection
from studio.services.settings.endpoints import check_endpoint
from studio.services.settings.keys import Kept
from studio.services.settings.options import MONEY, SECTIONS, WINDOW, ValueKind
from studio.services.settings.settings import SETTINGS, Setting
from studio.ui.settings.endpoint_form import EndpointForm
from studio.ui.settings.form_row import add_row
from studio.ui.settings.prices_dialog import PricesDialog
from studio.ui.widgets.button import PRIMARY
from studio.ui.widgets.combo import combo
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import align_labels
from studio.ui.widgets.modal import show_modal
from studio.ui.widgets.section_area import Section, SectionArea
from studio.ui.worker import Task

CHOICE_WORDS = {
    "JPY": N_("Japanese yen"),
    "USD": N_("US dollars"),
    "system": N_("Same as the system"),
    "light": N_("Light"),
    "dark": N_("Dark"),
    "high-contrast": N_("High contrast"),
    "en": "English",
    "ja": "日本語",
}
"""What the choices of settings are called. To add one: a row here; without, it says its value."""
YEN_WORDS = {
    "monthly_budget_usd": N_("Budget a month (yen)"),
    "run_budget_usd": N_("Budget of a training (yen)"),
}
"""What amounts are called that are kept in dollars and typed in yen."""
CENT = Decimal("0.01")


class SettingsDialog(QDialog):
    """One field a setting. All are checked before one is saved; what can't be is said below.

    Emits ``keys_wanted`` when keys are to be changed: those are the window's to know.
    """

    keys_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setWindowTitle(_("Settings"))
        self.resize(840, 660)
        self.fields: dict[str, QLineEdit | QComboBox] = {}
        self.endpoints: dict[str, EndpointForm] = {}
        self._labelled: list[QFormLayout] = []
        self._saved = False
        self._tests: list[Task] = []
        self.refused = words("", "bad", wrap=True)
        self.refused.hide()
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Save).setProperty("kind", PRIMARY)
        buttons.accepted.connect(self.save)
        buttons.rejected.connect(self.reject)
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 16, 20, 16)
        body.setSpacing(12)
        sections = SectionArea(_("Settings"), [*self._sections(), self._endpoints()])
        body.addWidget(sections, 1)
        self.fields[next(iter(self.fields))].setFocus()
        body.addWidget(self.refused)
        body.addWidget(buttons)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        align_labels([*self._labelled, *(form.form for form in self.endpoints.values())])

    def _sections(self) -> list[Section]:
        """A name and a form for each section of the table of settings."""
        sections: list[Section] = []
        for section in SECTIONS:
            form = QFormLayout()
            form.setHorizontalSpacing(16)
            form.setVerticalSpacing(6)
            for setting in SETTINGS:
                if setting.visible and setting.section == section:
                    self._add_setting(form, setting)
            if section == MONEY:
                self._add_prices(form)
            if section == WINDOW:
                self._add_keys(form)
            self._labelled.append(form)
            sections.append((_(section), [form]))
        return sections

    def _endpoints(self) -> Section:
        self._forms = QVBoxLayout()
        for endpoint in self.session.settings.endpoints():
            if self.session.capabilities(endpoint.name).needs_address:
                self._add_form(endpoint)
        return _("Endpoints"), [self._forms, self._new_endpoint()]

    def _new_endpoint(self) -> QHBoxLayout:
        self.new_name = QLineEdit()
        self.new_name.setObjectName("newEndpoint")
        self.new_name.setAccessibleName(_("Name of a new endpoint"))
        self.new_name.setPlaceholderText(_("Name of a new endpoint"))
        self.add_button = QPushButton(_("Add endpoint"))
        self.add_button.setObjectName("addEndpoint")
        self.add_button.setAutoDefault(False)
        self.add_button.clicked.connect(self.add_endpoint)
        row = QHBoxLayout()
        row.addWidget(self.new_name, 1)
        row.addWidget(self.add_button)
        return row

    def _add_setting(self, form: QFormLayout, setting: Setting) -> None:
        choices = self._choices(setting)
        field: QLineEdit | QComboBox
        if choices:
            field = combo(f"setting-{setting.name}", setting.title, choices)
            field.setCurrentIndex(field.findData(self._text(setting)))
        else:
            field = QLineEdit(self._text(setting))
        field.setObjectName(f"setting-{setting.name}")
        field.setAccessibleName(self._title(setting))
        field.setAccessibleDescription(setting.help)
        add_row(form, self._title(setting), field, words(setting.help, "muted", wrap=True))
        self.fields[setting.name] = field

    def _choices(self, setting: Setting) -> list[tuple[str, str]]:
        """What can be chosen, as values and their words; none where one types."""
        if setting.kind is not ValueKind.ENDPOINT:
            return [(choice, _(CHOICE_WORDS.get(choice, choice))) for choice in setting.choices]
        # A list, so that no endpoint can be named that does not exist.
        names = [endpoint.name for endpoint in self.session.settings.endpoints()]
        choices = [(name, self._endpoint_words(name)) for name in names]
        if not setting.default:
            choices.insert(0, ("", _("This computer, without a model")))
        chosen = self._text(setting)
        if chosen and chosen not in names:
            choices.append((chosen, _("{name} (does not exist)").format(name=chosen)))
        return choices

    def _endpoint_words(self, name: str) -> str:
        return name if self.session.capabilities(name).needs_address else _("Local engine")

    def _add_prices(self, form: QFormLayout) -> None:
        self.prices_button = QPushButton(_("Edit prices…"))
        self.prices_button.setObjectName("editPrices")
        self.prices_button.setAutoDefault(False)
        self.prices_button.clicked.connect(self.edit_prices)
        self.prices = words("", "muted", wrap=True)
        self._tell_prices()
        add_row(form, _("Prices and exchange rate"), self.prices_button, self.prices)

    def _add_keys(self, form: QFormLayout) -> None:
        self.keys_button = QPushButton(_("Change keys…"))
        self.keys_button.setObjectName("changeKeys")
        self.keys_button.setAutoDefault(False)
        self.keys_button.clicked.connect(lambda _on=False: self.keys_wanted.emit())
        about = words(
            _("The key of every command; changes take effect at once."), "muted", wrap=True
        )
        add_row(form, _("Keys"), self.keys_button, about)

    def edit_prices(self) -> None:
        """What models cost is saved in a dialog of its own, whatever becomes of this one."""
        # A price table broken by hand must not take the settings with it.
        try:
            dialog = PricesDialog(self.session, self)
        except StudioError as error:
            self._refuse(str(error))
            return
        if show_modal(dialog):
            self._saved = True
            self._tell_prices()

    def _tell_prices(self) -> None:
        prices = self.session.prices
        self.prices.setText(
            _("What models cost and when they end; a dollar is ¥{rate:f} as of {date}.").format(
                rate=prices.usd_jpy, date=prices.exchange_as_of
            )
        )

    def _add_form(self, endpoint: Endpoint) -> EndpointForm:
        form = EndpointForm(endpoint, self.session.keys.where(endpoint))
        self.endpoints[endpoint.name] = form
        self._forms.addWidget(form)
        form.tested.connect(lambda: self.test_endpoint(form))
        return form

    def test_endpoint(self, form: EndpointForm) -> None:
        """Ask an endpoint as it stands in its form, with the key that was typed, saved or not."""
        endpoint, key = form.endpoint(), form.key.text().strip()
        task = Task(lambda session: check_connection(session, endpoint, key))
        task.tell(
            form, on_done=form.show_connection, on_failed=form.show_fault, on_end=form.end_test
        )
        self._tests.append(task)  # a task nobody holds is gone before it has answered
        form.show_asking()
        task.start(self.session)

    def add_endpoint(self) -> None:
        """Make a form for an endpoint of the curator's own; it is kept when all is saved."""
        name = self.new_name.text().strip()
        names = {endpoint.name for endpoint in self.session.settings.endpoints()}
        if not name:
            self.new_name.setFocus()
        elif name in names or name in self.endpoints:
            self._refuse(_("There is an endpoint “{name}” already.").format(name=name))
        else:
            self._refuse("")
            self.new_name.clear()
            self._add_form(Endpoint(name, "")).address.setFocus()

    def save(self) -> None:
        """Save what changed, or say why nothing was; a key without a keyring is told first."""
        try:
            # All are checked before one is saved: half a change would be worse than none.
            changed = self._new_settings()
            addresses = self._new_endpoints()
            session_only = self._keep_keys()
            for endpoint in addresses:
                self.session.settings.save_endpoint(endpoint)
            for name, value in changed.items():
                self.session.settings.set(name, value)
        except StudioError as error:
            self._refuse(str(error))
            return
        self._saved = True
        self._refuse("")
        if session_only:
            # It would be gone tomorrow without a word: the dialog stays until that is read.
            self._refuse(
                _("Saved. Beside each key you see where it is kept; press Save again to close.")
            )
            session_only[0].key.setFocus()
            return
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return in the name of a new endpoint adds it; elsewhere it saves."""
        adds = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.new_name.hasFocus()
        if adds:
            self.add_endpoint()
        else:
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Leaving after a first Save is no cancelling: what was saved must be shown."""
        if self._saved:
            self.accept()
        else:
            super().reject()

    def _new_settings(self) -> dict[str, Any]:
        changed = {}
        for setting in SETTINGS:
            field = self.fields.get(setting.name)
            if field is None:
                continue
            text = str(field.currentData() if isinstance(field, QComboBox) else field.text())
            if text.strip() != self._text(setting):
                empty = setting.optional and not text.strip()
                typed_in_yen = self._in_yen(setting) and not empty
                value = self._in_dollars(text) if typed_in_yen else text
                # What is refused is called as it is here.
                called = (
                    replace(setting, label=YEN_WORDS[setting.name]) if typed_in_yen else setting
                )
                changed[setting.name] = called.check(None if empty else value)
        return changed

    def _new_endpoints(self) -> list[Endpoint]:
        return [
            check_endpoint(form.endpoint())
            for form in self.endpoints.values()
            if form.has_changed()
        ]

    def _keep_keys(self) -> list[EndpointForm]:
        """Keep the keys that were typed; the forms whose key ends with the session."""
        session_only = []
        for form in self.endpoints.values():
            if not form.key.text():
                continue
            endpoint = form.endpoint()
            if not endpoint.base_url:
                raise CuratorError(
                    _("Enter the address of “{name}” before its key.").format(name=endpoint.name)
                )
            store = self.session.keys.set(endpoint, form.key.text())
            form.key.clear()
            form.show_where(store)
            if store is Kept.SESSION_ONLY:
                session_only.append(form)
        return session_only

    def _refuse(self, line: str) -> None:
        self.refused.setText(line)
        self.refused.setVisible(bool(line))

    def _text(self, setting: Setting) -> str:
        value = self.session.settings.get(setting.name)
        if self._in_yen(setting) and value is not None:
            return f"{round(self.session.prices.to_jpy(value))}"
        return "" if value is None else str(value)

    def _title(self, setting: Setting) -> str:
        return _(YEN_WORDS[setting.name]) if self._in_yen(setting) else setting.title

    def _in_yen(self, setting: Setting) -> bool:
        """Whether an amount that is kept in dollars is shown and typed in yen."""
        in_dollars = setting.name.endswith("_budget_usd")
        return in_dollars and self.session.settings.get("curator_currency") == "JPY"

    def _in_dollars(self, yen: str) -> str:
        """What was typed in yen, as it is kept; what is no amount is left for the check."""
        try:
            return str((Decimal(yen.replace(",", "")) / self.session.prices.usd_jpy).quantize(CENT))
        except InvalidOperation:
            return yen
