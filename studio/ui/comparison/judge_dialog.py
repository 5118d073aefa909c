"""The dialog before a model judges: which one, and that it reads every pair of answers twice."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from studio.i18n import _
from studio.services.session import Session
from studio.ui.drafting.model_choice import ModelChoice
from studio.ui.widgets.button import PRIMARY, make_button
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column

WIDTH = 520


class JudgeDialog(QDialog):
    """Asks for an endpoint and a model; ``endpoint_name`` and ``model_name`` are the answer."""

    def __init__(self, session: Session, requests: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Let a model judge"))
        self.setMinimumWidth(WIDTH)
        about = _(
            "The model reads each pair of answers twice, in both orders, "
            "by a written rubric: {n} requests. It is trusted only once it "
            "agrees with your own votes."
        ).format(n=f"{requests:,}")
        self.model = ModelChoice(session)
        self.model.chosen.connect(self._show_ready)
        self.finished.connect(self.model.stop)
        self.start = make_button("startJudging", _("Judge"), PRIMARY)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.start, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = make_column(words(about, wrap=True), self.model, None, buttons, spacing=12)
        lay_out(self, column, 20, 20, 20, 20)
        self._show_ready()

    def _show_ready(self) -> None:
        self.start.setEnabled(bool(self.model.endpoint_name() and self.model.model_name()))
