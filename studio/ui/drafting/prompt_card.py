"""The prompt and the guidelines, to be edited, and the request exactly as it will be sent."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from studio.domain.errors import CuratorError
from studio.domain.model_job import JobKind
from studio.i18n import _
from studio.services.drafting import prompts
from studio.services.session import Session
from studio.ui.widgets.button import QUIET, make_button, make_chip
from studio.ui.widgets.editor import Editor
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.stack import Stack

LOOK_MS = 400
PROMPT, GUIDELINES, REQUEST = 0, 1, 2


class PromptCard(QWidget):
    """Emits ``edited`` a moment after something was written, ``request_wanted`` when the request is
    looked at. ``prompt()`` and ``guidelines()`` are the texts as they stand."""

    edited = Signal()
    request_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._kind = JobKind.CONDENSE
        self._language = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._build()
        self.guidelines_editor.set_text(prompts.read_guidelines(session))
        self.show_kind(JobKind.CONDENSE, "")
        for editor in (self.prompt_editor, self.guidelines_editor):
            editor.edited.connect(self._timer.start)
        self.reset.clicked.connect(lambda _on=False: self._reset())

    def prompt(self) -> str:
        return self.prompt_editor.text().strip()

    def guidelines(self) -> str:
        return self.guidelines_editor.text().strip()

    def show_kind(self, kind: JobKind, language: str) -> None:
        """Show the prompt of another kind of request, or in another language."""
        is_shipped = self.prompt() in ("", prompts.read_shipped(self._kind, self._language))
        if kind is not self._kind or is_shipped:
            self.prompt_editor.set_text(prompts.read_prompt(self._session, kind, language))
        self._kind, self._language = kind, language
        self._look()

    def show_request(self, text: str) -> None:
        """Show a request as it would be sent."""
        self.request.set_text(text)

    def is_request_shown(self) -> bool:
        return self.views.currentIndex() == REQUEST

    def fault(self) -> str:
        """Why the texts can't be used; "" where they can."""
        try:
            prompts.check_prompt(self.prompt())
        except CuratorError as error:
            return str(error)
        return ""

    def _build(self) -> None:
        self.prompt_editor = Editor(_("Instructions"))
        self.prompt_editor.setObjectName("draftPrompt")
        self.guidelines_editor = Editor(_("Guidelines"))
        self.guidelines_editor.setObjectName("draftGuidelines")
        self.guidelines_editor.setPlaceholderText(
            _("What good pairs of this library are like, in your own words. Part of every request.")
        )
        self.request = Editor(_("Request"))
        self.request.setObjectName("draftRequest")
        self.request.setReadOnly(True)
        self.views = Stack(self.prompt_editor, self.guidelines_editor, self.request)
        self.reset = make_button("resetPrompt", _("Reset"), QUIET)
        self.reset.setToolTip(_("Back to the instructions that came with the program"))
        self.said = words("", "bad", wrap=True)
        self.said.hide()
        chips = [
            make_chip("showPrompt", _("Instructions")),
            make_chip("showGuidelines", _("Guidelines")),
            make_chip("showRequest", _("Exact request")),
        ]
        group = QButtonGroup(self)
        for number, chip in enumerate(chips):
            group.addButton(chip, number)
            chip.setAutoDefault(False)
        chips[PROMPT].setChecked(True)
        group.idClicked.connect(self._turn)
        self.reset.setAutoDefault(False)
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        head = make_row(*chips, None, self.reset)
        lay_out(self, make_column(head, (self.views, 1), self.said))

    def _turn(self, view: int) -> None:
        self.views.setCurrentIndex(view)
        self.reset.setVisible(view == PROMPT)
        if view == REQUEST:
            self.request_wanted.emit()

    def _reset(self) -> None:
        self.prompt_editor.set_text(prompts.read_shipped(self._kind, self._language))
        self._look()

    def _look(self) -> None:
        fault = self.fault()
        self.said.setText(fault)
        self.said.setVisible(bool(fault))
        shipped = prompts.read_shipped(self._kind, self._language)
        self.reset.setEnabled(self.prompt() != shipped)
        self.edited.emit()
