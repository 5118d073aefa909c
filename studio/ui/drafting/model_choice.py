"""Whom to ask: an endpoint, and one of its models by name, those it lists or any other."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from studio.domain.run import Endpoint
from studio.domain.work import Changes, Done
from studio.i18n import _, plural
from studio.services.session import Session
from studio.ui.widgets.button import make_button
from studio.ui.widgets.combo import combo
from studio.ui.widgets.label import set_tone, words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.worker import Task

NAMES = 90
"""Pixels of what stands before the boxes."""


class ModelChoice(QWidget):
    """Emits ``chosen`` when another endpoint or model is. The endpoint's own list of models comes
    by itself, where asking for it starts nothing on this computer."""

    chosen = Signal()
    settings_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._listing: Task | None = None
        self.endpoint = combo(
            "draftEndpoint",
            _("Endpoint"),
            [(row.name, _(row.title or row.name)) for row in _list_endpoints(session)],
        )
        self.model = combo("draftModel", _("Model"))
        self.model.setEditable(True)
        self.status = words("", "muted", wrap=True)
        self.settings_button = make_button("draftSettings", _("Settings…"))
        # Return belongs to the dialog's own button, not to one that is hidden at first.
        self.settings_button.setAutoDefault(False)
        self.settings_button.hide()
        self._lay_out()
        self._choose(str(session.settings.get("draft_endpoint")))
        self.model.setCurrentText(str(session.settings.get("draft_model")))
        self.endpoint.activated.connect(lambda _row: self._change_endpoint())
        self.model.currentTextChanged.connect(lambda _text: self.chosen.emit())
        self.settings_button.clicked.connect(self.settings_wanted)

    def endpoint_name(self) -> str:
        return str(self.endpoint.currentData() or "")

    def model_name(self) -> str:
        return self.model.currentText().strip()

    def choose(self, endpoint: str, model: str) -> None:
        """Begin with this model; where the endpoint can't be asked, nothing changes."""
        if self.endpoint.findData(endpoint) >= 0:
            self._choose(endpoint)
            self.model.setCurrentText(model)

    def open_endpoints(self) -> None:
        """Show the endpoints to choose from."""
        self.endpoint.setFocus()
        self.endpoint.showPopup()

    def look(self) -> None:
        """Ask the endpoint for its models; what was typed stays."""
        name = self.endpoint_name()
        self.settings_button.hide()
        if not name or not self._session.capabilities(name).needs_address:
            self._say("")
            return
        self._say(_("Asking for its models …"))
        task = Task(lambda session: Done(Changes(), session.chat_model(name).models()))
        task.tell(
            self,
            on_done=lambda done: self._show_models(task, done.value),
            on_failed=lambda line: self._fail(task, line),
        )
        self.stop()
        self._listing = task
        task.start(self._session)

    def stop(self) -> None:
        """What is being asked for is no longer wanted."""
        if self._listing is not None:
            self._listing.blockSignals(True)
            self._listing.cancel()
            self._listing = None

    def busy(self) -> bool:
        """Whether the endpoint is being asked."""
        return self._listing is not None

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, (text, box) in enumerate(
            ((_("Endpoint"), self.endpoint), (_("Model"), self.model))
        ):
            label = words(text, "muted")
            label.setMinimumWidth(NAMES)
            label.setBuddy(box)
            box.setMinimumHeight(30)
            grid.addWidget(label, row, 0)
            grid.addWidget(box, row, 1)
        # Below the grid and not in it: hidden, it would leave the boxes half their width there.
        below = make_row((self.status, 1), self.settings_button)
        below.setContentsMargins(NAMES + 12, 0, 0, 0)
        lay_out(self, make_column(grid, below, spacing=6))

    def _choose(self, name: str) -> None:
        at = self.endpoint.findData(name)
        self.endpoint.setCurrentIndex(max(0, at))
        self._offer(self._list_known())

    def _change_endpoint(self) -> None:
        models = self._list_known()
        self._offer(models)
        endpoint = self._session.settings.endpoint(self.endpoint_name())
        # Another place has other models; its own usual one is the first guess.
        self.model.setCurrentText(next(iter(models), endpoint.default_model))
        self.chosen.emit()
        self.look()

    def _list_known(self) -> list[str]:
        """Models that the price table knows at this endpoint and that can be asked."""
        return [
            price.model
            for price in self._session.prices.models.values()
            if price.endpoint == self.endpoint_name() and price.output is not None
        ]

    def _offer(self, models: list[str]) -> None:
        text = self.model.currentText()
        self.model.blockSignals(True)
        self.model.clear()
        self.model.addItems(models)
        self.model.setCurrentText(text)
        self.model.blockSignals(False)

    def _show_models(self, task: Task, models: list[str]) -> None:
        if task is not self._listing:
            return
        self._listing = None
        self._offer(sorted({*models, *self._list_known()}))
        count = len(models)
        line = plural("It answers and has {n} model.", "It answers and has {n} models.", count)
        self._say(line.format(n=count))
        if not self.model_name() and models:
            self.model.setCurrentText(models[0])

    def _fail(self, task: Task, line: str) -> None:
        if task is self._listing:
            self._listing = None
            self._say(line, "bad")
            self.settings_button.show()

    def _say(self, line: str, tone: str = "muted") -> None:
        set_tone(self.status, tone)
        self.status.setText(line)
        self.status.setVisible(bool(line))


def _list_endpoints(session: Session) -> list[Endpoint]:
    """Endpoints that can be asked: those with an address, and this computer's own."""
    return [
        endpoint
        for endpoint in session.settings.endpoints()
        if endpoint.base_url or not session.capabilities(endpoint.name).needs_address
    ]
