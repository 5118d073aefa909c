"""What is typed at a pair: kept within half a second, each coherent edit a step to undo."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from studio.domain.pair import Pair
from studio.services.pairs import review
from studio.ui.review.pair_editor import PairEditor
from studio.ui.review.pending import Pending, Words
from studio.ui.worker import Task

SAVE_AFTER_MS = 400
Run = Callable[..., Task]
"""The page's way to write (``Page.run``)."""


class PairTyping(QObject):
    """Follows the editors of a pair and writes what stands there; emits ``typed`` at each change.

    The page goes on before a text is written: ``pending`` holds it until then.
    """

    typed = Signal()

    def __init__(self, editor: PairEditor, pending: Pending, run: Run, parent: QObject) -> None:
        super().__init__(parent)
        self._editor = editor
        self._pending = pending
        self._write = run
        self._pair: Pair | None = None
        self._words: Words | None = None  # not kept yet
        self._run = 0  # counts what was typed in one go: each is a step to undo
        self._label = ""  # what the step is called, where it is no mere typing
        self._saves: set[Task] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_AFTER_MS)
        self._timer.timeout.connect(self.flush)
        editor.began.connect(self.begin)
        editor.edited.connect(self._note)
        editor.left.connect(self.flush)

    def follow(self, pair: Pair | None) -> None:
        """The pair whose words stand in the editors from now on."""
        self._pair = pair

    def wrote(self, task: Task | None) -> bool:
        """Whether a task is one that keeps what was typed here."""
        return task in self._saves

    def begin(self) -> None:
        """Keep what was typed in one go before something else is typed: a step of its own."""
        self.flush()
        self._run += 1

    def reword(self, answer: str, label: str) -> None:
        """Write another answer, as a step of its own that is called ``label``."""
        self.begin()
        self._label = label
        self._editor.answer.replace_text(answer)
        self.begin()

    def flush(self) -> None:
        """Keep what was typed, now."""
        self._timer.stop()
        if self._words is None or self._pair is None:
            return
        texts, self._words = self._words, None
        label, self._label = self._label, ""
        number, run, (prompt, answer) = self._pair.id, self._run, texts
        self._pending.add_words(number, texts)

        def end() -> None:
            self._saves.discard(task)
            self._pending.forget_words(number, texts)

        task = self._write(
            lambda session: review.edit(
                session, number, prompt=prompt, answer=answer, run=run, label=label
            ),
            on_error=lambda _line: self._hold(number, texts),
            on_end=end,
        )
        self._saves.add(task)

    def _note(self) -> None:
        self._words = self._editor.texts()
        if not self._timer.isActive():  # a limit, not a pause: long typing is saved on the way
            self._timer.start()
        self.typed.emit()

    def _hold(self, number: int, texts: Words) -> None:
        """What could not be kept is tried again with the next key, as long as it is shown."""
        if self._pair is not None and self._pair.id == number and self._words is None:
            self._words = texts
