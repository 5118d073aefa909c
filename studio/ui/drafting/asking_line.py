"""A model that is being asked: its answer as it comes, and the button that stops it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from studio.domain.work import Progress
from studio.i18n import _
from studio.services.drafting.jobs import ReplyPiece
from studio.text.replies.json_reply import drop_thoughts, read_partial
from studio.ui.widgets.job_line import JobLine
from studio.ui.worker import Task

MOST_SHOWN = 160
"""Characters of an answer's end that stand in the line."""


class AskingLine(JobLine):
    """As a job's line; of a single reply it shows the words while they are written."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reply = ""

    def follow(self, task: Task) -> None:
        super().follow(task)
        self._reply = ""
        self.said.setText(_("Asking …"))

    def show_progress(self, progress: Progress) -> None:
        if not isinstance(progress, ReplyPiece):
            super().show_progress(progress)
            return
        self._reply += progress.text
        answer = self._read_answer()
        if answer:
            tail = answer[-MOST_SHOWN:]
            self.said.setText(f"…{tail}" if tail != answer else tail)

    def _read_answer(self) -> str:
        """What the model says last, an answer or a question, without the JSON around it."""
        reply = drop_thoughts(self._reply)
        text, question = read_partial(reply, "answer"), read_partial(reply, "question")
        is_answer = reply.rfind('"answer"') > reply.rfind('"question"')
        return " ".join((text if is_answer and text else question).split())
