"""The dialog before a model judges: which one, by which rubric, and what it may cost."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QWidget

from studio.i18n import _, language
from studio.services.comparison.judge import read_rubric
from studio.services.session import Session
from studio.ui.drafting.model_choice import ModelChoice
from studio.ui.widgets.button import PRIMARY, make_button
from studio.ui.widgets.label import set_tone, words
from studio.ui.widgets.layout import lay_out, make_column

WIDTH, RUBRIC_HEIGHT = 620, 190
AFTER_MS = 300
"""After the last letter of a model's name: what it costs is counted once, not at each of them."""


class JudgeDialog(QDialog):
    """Asks for an endpoint and a model; ``endpoint_name`` and ``model_name`` are the answer. Emits
    ``plan_wanted`` with both when it is to be said what they would cost."""

    plan_wanted = Signal(str, str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Let a model judge"))
        self.setMinimumWidth(WIDTH)
        self.model = ModelChoice(session)
        self.model.chosen.connect(self._show_ready)
        self.finished.connect(self.model.stop)
        self.plan = words("", "muted", wrap=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(
            lambda: self.plan_wanted.emit(self.model.endpoint_name(), self.model.model_name())
        )
        self.start = make_button("startJudging", _("Judge"), PRIMARY)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.start, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        about = _(
            "The model reads each pair of answers twice, in both orders, by the rubric below. It "
            "is trusted only once it agrees with your own votes."
        )
        column = make_column(
            words(about, wrap=True),
            self._make_rubric(),
            self.model,
            self.plan,
            None,
            buttons,
            spacing=12,
        )
        lay_out(self, column, 20, 20, 20, 20)
        # Not the rubric, which is only read.
        self.model.model.setFocus()
        self._show_ready()

    def show_plan(self, endpoint: str, model: str, line: str, *, can_start: bool) -> None:
        """Say what it would cost to let this model judge; what was chosen before is not meant."""
        if (endpoint, model) == (self.model.endpoint_name(), self.model.model_name()):
            set_tone(self.plan, "muted" if can_start else "warn")
            self.plan.setText(line)
            self.start.setEnabled(can_start)

    def _make_rubric(self) -> QPlainTextEdit:
        rubric = QPlainTextEdit(read_rubric(language()))
        rubric.setObjectName("rubric")
        rubric.setAccessibleName(_("Rubric"))
        rubric.setReadOnly(True)
        rubric.setTabChangesFocus(True)
        rubric.setFixedHeight(RUBRIC_HEIGHT)
        return rubric

    def _show_ready(self) -> None:
        has_names = bool(self.model.endpoint_name() and self.model.model_name())
        self.start.setEnabled(has_names)
        self.plan.setText("")
        if has_names:
            self._timer.start()
        else:
            self._timer.stop()
