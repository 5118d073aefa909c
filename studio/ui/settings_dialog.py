"""Settings: made from the table of settings, and the endpoints with their keys."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from studio.domain.errors import StudioError
from studio.i18n import _
from studio.services.keys import Kept
from studio.services.session import Session
from studio.services.settings import SETTINGS
from studio.ui.widgets.words import words

WHERE = {
    Kept.ENVIRONMENT: _("The key comes from the environment."),
    Kept.KEYRING: _("The key is in the system's keyring."),
    Kept.SESSION_ONLY: _("There is no keyring here: the key is kept until the window closes."),
}


class SettingsDialog(QDialog):
    """One field a setting; what can't be is said under it and nothing is saved."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setWindowTitle(_("Settings"))
        self.resize(620, 640)
        self.fields: dict[str, QLineEdit | QComboBox] = {}
        self.keys: dict[str, QLineEdit] = {}
        inside = QWidget()
        form = QFormLayout(inside)
        form.setVerticalSpacing(10)
        for setting in SETTINGS:
            if setting.shown:
                self._add_setting(form, setting)
        form.addRow(words(_("Keys of endpoints"), "strong"))
        for endpoint in session.settings.endpoints():
            if not endpoint.local:
                field = QLineEdit()
                field.setEchoMode(QLineEdit.EchoMode.Password)
                where = session.keys.where(endpoint)
                field.setPlaceholderText(WHERE[where] if where else _("no key yet"))
                form.addRow(words(endpoint.name), field)
                self.keys[endpoint.name] = field
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        self.refused = words("", "bad", wrap=True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.save)
        buttons.rejected.connect(self.reject)
        body = QVBoxLayout(self)
        body.addWidget(area, 1)
        body.addWidget(self.refused)
        body.addWidget(buttons)

    def save(self) -> None:
        """Save every setting that changed; the first that can't be is said and it stays open."""
        try:
            for name, field in self.fields.items():
                text = str(field.currentData() if isinstance(field, QComboBox) else field.text())
                if text != self._text(name):
                    self.session.settings.set(name, text if text else None)
            for name, field in self.keys.items():
                if field.text():
                    endpoint = self.session.settings.endpoint(name)
                    kept = self.session.keys.set(endpoint, field.text())
                    field.clear()
                    field.setPlaceholderText(WHERE[kept])
        except StudioError as error:
            self.refused.setText(str(error))
            return
        self.accept()

    def _add_setting(self, form: QFormLayout, setting: object) -> None:
        name = setting.name  # type: ignore[attr-defined]
        choices = setting.choices  # type: ignore[attr-defined]
        field: QLineEdit | QComboBox
        if choices:
            field = QComboBox()
            for choice in choices:
                field.addItem(str(choice), str(choice))
            field.setCurrentIndex(field.findData(self._text(name)))
        else:
            field = QLineEdit(self._text(name))
        field.setObjectName(f"setting-{name}")
        field.setToolTip(setting.help)  # type: ignore[attr-defined]
        form.addRow(words(setting.title), field)  # type: ignore[attr-defined]
        self.fields[name] = field

    def _text(self, name: str) -> str:
        value = self.session.settings.get(name)
        return "" if value is None else str(value)
