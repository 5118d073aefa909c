"""Where the questions of a set are trained on: looked for beside the work, and remembered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer

from studio.domain.comparison import QuestionDraft, SetQuestion
from studio.services.comparison.leaks import Leak, find_leaks
from studio.ui.page import Page
from studio.ui.worker import Task

AFTER_MS = 300
"""After the last change: who writes changes a question many times."""
Marks = dict[int, tuple[Leak, ...]]


class LeakMarks(QObject):
    """Looks for questions among what is trained on; only those that were not looked for yet."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._known: dict[QuestionDraft, tuple[Leak, ...]] = {}
        self._questions: Sequence[SetQuestion] = ()
        self._show: Callable[[Marks], object] = lambda _marks: None
        self._task: Task | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self._begin)

    def look(self, questions: Sequence[SetQuestion], show: Callable[[Marks], object]) -> None:
        """Show what is known of these questions now, and the rest when it is."""
        self._questions, self._show = questions, show
        self._tell()
        if self._list_unknown():
            self._timer.start()

    def clear(self) -> None:
        """Forget everything: other rows are trained on now."""
        self.stop()
        self._known.clear()

    def stop(self) -> None:
        """Look no further."""
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _list_unknown(self) -> list[QuestionDraft]:
        drafts = [_reduce(question.draft) for question in self._questions]
        return [draft for draft in dict.fromkeys(drafts) if draft not in self._known]

    def _begin(self) -> None:
        drafts = self._list_unknown()
        if not drafts:
            return
        self.stop()
        # Its lines would push aside what the page itself says in the status bar.
        self._task = self._page.run(
            lambda session: find_leaks(session, drafts),
            lambda leaks: self._keep(drafts, leaks),
            on_progress=lambda _progress: None,
        )

    def _keep(self, drafts: Sequence[QuestionDraft], leaks: Sequence[Leak]) -> None:
        self._task = None
        for draft in drafts:
            self._known[draft] = tuple(leak for leak in leaks if leak.question == draft.text)
        self._tell()

    def _tell(self) -> None:
        marks = {q.id: self._known.get(_reduce(q.draft), ()) for q in self._questions}
        self._show(marks)


def _reduce(draft: QuestionDraft) -> QuestionDraft:
    """What a leak goes by: the words of the question, and of its answer."""
    return QuestionDraft(draft.text, draft.reference)
