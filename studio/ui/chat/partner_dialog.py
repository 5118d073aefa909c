"""Another model to talk to: any of any endpoint, with a prompt of its own, with passages."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QPlainTextEdit, QWidget

from studio.domain.comparison import Contestant
from studio.i18n import _
from studio.services.models.chat import make_partner
from studio.services.session import Session
from studio.ui.drafting.model_choice import ModelChoice
from studio.ui.widgets.button import PRIMARY, make_button
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column

WIDTH = 540
PROMPT_HEIGHT = 92
"""Pixels."""
PASSAGES = 2
"""How many are shown before a question, as in a comparison."""


class PartnerDialog(QDialog):
    """Begins with whom one talks to now; accepted, ``read_partner`` is who is wanted."""

    def __init__(
        self, session: Session, partner: Contestant | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Another model"))
        self.setMinimumWidth(WIDTH)
        self._session = session
        self.model = ModelChoice(session)
        self.model.chosen.connect(self._show_ready)
        self.finished.connect(self.model.stop)
        self.prompt = QPlainTextEdit()
        self.prompt.setObjectName("partnerPrompt")
        self.prompt.setAccessibleName(_("Its own system message"))
        self.prompt.setPlaceholderText(_("empty: the library's system message"))
        self.prompt.setTabChangesFocus(True)
        self.prompt.setFixedHeight(PROMPT_HEIGHT)
        self.with_passages = QCheckBox(_("Show it the passages that suit a question"))
        self.with_passages.setObjectName("partnerPassages")
        self.talk = make_button("talkTo", _("Talk to it"), PRIMARY)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.addButton(self.talk, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        label = words(_("Its own system message"), "muted")
        label.setBuddy(self.prompt)
        column = make_column(
            self.model, label, self.prompt, self.with_passages, None, self.buttons, spacing=10
        )
        lay_out(self, column, 20, 18, 20, 16)
        if partner is not None:
            self._show_partner(partner)
        self._show_ready()

    def read_partner(self) -> Contestant:
        """Who was chosen."""
        return make_partner(
            self._session,
            self.model.endpoint_name(),
            self.model.model_name(),
            system=self.prompt.toPlainText(),
            passages=PASSAGES if self.with_passages.isChecked() else 0,
        )

    def _show_partner(self, partner: Contestant) -> None:
        self.model.choose(partner.endpoint, partner.model)
        self.prompt.setPlainText(partner.system or "")
        self.with_passages.setChecked(partner.passages > 0)

    def _show_ready(self) -> None:
        self.talk.setEnabled(bool(self.model.endpoint_name() and self.model.model_name()))
