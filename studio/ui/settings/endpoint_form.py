"""An endpoint in the settings: its address, its key, and where that key is kept."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from studio.domain.endpoint_setting import EndpointSetting
from studio.domain.run import Endpoint
from studio.domain.work import Done
from studio.i18n import N_, _
from studio.services.settings.connection_test import Connection
from studio.services.settings.endpoint_limits import describe_place
from studio.services.settings.endpoints import list_own_settings, needs_key
from studio.services.settings.keys import Kept
from studio.services.training.run_settings import name_option
from studio.ui.settings.form_row import add_row
from studio.ui.widgets.button import make_button
from studio.ui.widgets.combo import combo
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import make_row

WHERE = {
    Kept.ENVIRONMENT: N_("The key comes from the environment variable {variable}."),
    Kept.KEYRING: N_("The key is in the system's keyring."),
    Kept.SESSION_ONLY: N_("No keyring was found: the key is kept until you quit."),
}
NO_KEY = N_("No key yet.")
NEEDS_NONE = N_("It needs no key, unless you gave it one.")


class EndpointForm(QWidget):
    """Takes values and gives values; a key that was typed is never shown and can't be read back.

    ``tested`` is emitted when the curator wants to know whether it works.
    """

    tested = Signal()

    def __init__(
        self, endpoint: Endpoint, where: Kept | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._endpoint = endpoint
        name = endpoint.name
        self.address = QLineEdit(endpoint.base_url)
        self.address.setObjectName(f"address-{name}")
        self.address.setAccessibleName(_("Address of {endpoint}").format(endpoint=name))
        self.address.setPlaceholderText("https://api.example.com/v1")
        self.address.setCursorPosition(0)
        self.key = QLineEdit()
        self.key.setObjectName(f"key-{name}")
        self.key.setAccessibleName(_("Key of {endpoint}").format(endpoint=name))
        # A key is never shown, not even to whoever typed it: somebody may stand behind them.
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.where = words("", "muted", wrap=True)
        form = self.form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 8)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(6)
        form.addRow(words(_(endpoint.title) if endpoint.title else name, "strong"))
        # Of a place that trains: which models, and for whom it is open, with the day of the facts.
        for line in filter(None, (endpoint.note, describe_place(endpoint))):
            form.addRow(words(_(line), "muted", wrap=True))
        form.addRow(words(_("Address"), "muted"), self.address)
        form.addRow(words(_("Key"), "muted"), self.key)
        form.addRow("", self.where)
        self.fields = {
            setting.name: self._add_setting(setting) for setting in list_own_settings(endpoint)
        }
        self.test = make_button(f"test-{name}", _("Test connection"))
        self.test.setAutoDefault(False)
        self.test.setToolTip(_("Asks for the models and the trainings there; costs nothing."))
        self.test.clicked.connect(self.tested)
        self.found = words("", "muted", wrap=True)
        self.found.hide()
        self._is_at_test = False
        form.addRow("", make_row(self.test, None))
        form.addRow("", self.found)
        self.show_where(where)

    def endpoint(self) -> Endpoint:
        """The endpoint with the address and the settings that stand in the fields."""
        settings = {name: _read(field) for name, field in self.fields.items()}
        chosen = {**self._endpoint.settings, **settings}
        return replace(
            self._endpoint,
            base_url=self.address.text().strip(),
            settings={name: value for name, value in chosen.items() if value},
        )

    def has_changed(self) -> bool:
        """Whether anything of it is another than the endpoint came with."""
        return self.endpoint() != self._endpoint

    def _add_setting(self, setting: EndpointSetting) -> QLineEdit | QComboBox:
        """A row for what its provider wants to know of a training; empty leaves it to them."""
        chosen = self._endpoint.settings.get(setting.name, "")
        title, name = _(setting.title), f"setting-{self._endpoint.name}-{setting.name}"
        field: QLineEdit | QComboBox
        if setting.options:
            usual = name_option(setting.default) if setting.default else _("Left to the provider")
            options = [(each, name_option(each)) for each in setting.options]
            rest = [option for option in options if option[0] != setting.default]
            field = combo(name, title, [("", usual), *rest])
            field.setCurrentIndex(max(0, field.findData(chosen)))
        else:
            field = QLineEdit(chosen)
            field.setObjectName(name)
            field.setAccessibleName(title)
            # An account or a name is nothing that a provider would choose.
            left = _("Left to the provider") if setting.path else ""
            field.setPlaceholderText(setting.default or left)
        field.setAccessibleDescription(_(setting.note))
        add_row(self.form, title, field, words(_(setting.note), "muted", wrap=True), "muted")
        return field

    def show_asking(self) -> None:
        """Say that it is being tested; meanwhile it can't be tested again."""
        # Else the keyboard would go on to the next field, and the page would move there.
        self._is_at_test = self.window().focusWidget() is self.test
        self.test.clearFocus()
        self.test.setEnabled(False)
        self._say(_("Asking …"), "muted")

    def show_connection(self, done: Done[Connection]) -> None:
        """Say what was found of it."""
        self._say("\n".join(done.value.lines), "muted" if done.value.works else "bad")

    def show_fault(self, line: str) -> None:
        """Say why it could not be tested."""
        self._say(line, "bad")

    def end_test(self) -> None:
        self.test.setEnabled(True)
        if self._is_at_test:
            self.test.setFocus()

    def _say(self, text: str, tone: str) -> None:
        self.found.setText(text)
        self.found.setProperty("tone", tone)
        self.found.style().polish(self.found)
        self.found.show()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """In a scrolling area the form would be squeezed for lines that wrap, not made longer."""
        self.setMinimumHeight(self.form.heightForWidth(self.width()))

    def show_where(self, where: Kept | None) -> None:
        """Say where the key is kept, without the key."""
        line = _(WHERE[where] if where else NO_KEY if needs_key(self._endpoint) else NEEDS_NONE)
        self.where.setText(line.format(variable=self._endpoint.key_env))
        self.key.setPlaceholderText(_("type to replace it") if where else "")


def _read(field: QLineEdit | QComboBox) -> str:
    text = field.currentData() if isinstance(field, QComboBox) else field.text()
    return str(text).strip()
