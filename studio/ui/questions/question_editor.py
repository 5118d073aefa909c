"""One question, written where it stands: its words, its answer, and what a good answer contains."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from studio.domain.book import Passage
from studio.domain.comparison import QuestionDraft, QuestionKind
from studio.i18n import _
from studio.text.languages import detect_script
from studio.ui.comparison.question_filters import KINDS
from studio.ui.widgets.card import Card
from studio.ui.widgets.combo import combo
from studio.ui.widgets.editor import Editor
from studio.ui.widgets.label import ElidedLabel, words
from studio.ui.widgets.layout import make_column, make_row

SAVE_AFTER_MS = 500
EMPTY = QuestionDraft("")


class QuestionEditor(Card):
    """Emits ``saved`` with the draft soon after it was written in, ``next_wanted`` when the next
    question is to be written."""

    saved = Signal(object)
    next_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = EMPTY
        self._due = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_AFTER_MS)
        self._timer.timeout.connect(self.flush)
        self._make_fields()
        self._lay_out()
        following = QShortcut(QKeySequence("Ctrl+Return"), self)
        following.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        following.activated.connect(self.next_wanted)

    def _make_fields(self) -> None:
        self.text = Editor(_("Question"), own_history=False)
        self.text.setObjectName("questionText")
        self.text.setPlaceholderText(_("What you would ask the model"))
        self.reference = Editor(_("Reference answer"), own_history=False)
        self.reference.setObjectName("questionReference")
        self.reference.setPlaceholderText(_("What a good answer says, if you know it"))
        self.must = Editor(_("What a good answer must contain"), own_history=False)
        self.must.setObjectName("questionMust")
        self.must.setPlaceholderText(_("A word or phrase on each line"))
        for field in (self.text, self.reference, self.must):
            field.edited.connect(self._note)
            field.left.connect(self.flush)
        kinds = [(kind.value, _(name)) for kind, name in KINDS.items()]
        self.kind = combo("editedKind", _("Kind of question"), kinds, letters=14)
        self.kind.activated.connect(lambda _row: self._note())
        self.passage = Editor(_("Passage it comes from"))
        self.passage.setObjectName("questionPassage")
        self.passage.setReadOnly(True)
        self.problem = words("", "warn", wrap=True)
        self.problem.hide()

    def _lay_out(self) -> None:
        self.source = ElidedLabel("", "muted")
        kind = make_row(words(_("Kind"), "muted"), (self.kind, 1))
        left = make_column(
            words(_("Question"), "muted"),
            (self.text, 2),
            words(_("Reference answer"), "muted"),
            (self.reference, 3),
            spacing=4,
        )
        right = make_column(
            kind,
            words(_("A good answer must contain"), "muted"),
            (self.must, 3),
            self.source,
            (self.passage, 4),
            spacing=4,
        )
        self.body.setContentsMargins(12, 10, 12, 12)
        self.body.setSpacing(6)
        self.body.addLayout(make_row((left, 3), (right, 2), spacing=16), 1)
        self.body.addWidget(self.problem)

    def draft(self) -> QuestionDraft:
        """What is written now; what the fields don't show stays as it was."""
        text = self.text.text().strip()
        return replace(
            self._shown,
            text=text,
            reference=self.reference.text().strip(),
            kind=QuestionKind(self.kind.currentData()),
            must=tuple(filter(None, map(str.strip, self.must.text().splitlines()))),
            language=detect_script(text) or self._shown.language,
        )

    def is_due(self) -> bool:
        """Whether something was written that is not kept yet."""
        return self._due

    def show_question(self, draft: QuestionDraft, passage: Passage | None = None) -> None:
        """Show a question, and the passage that it comes from."""
        is_same = draft == self.draft() and draft.passage == self._shown.passage
        self._shown = draft
        self._timer.stop()
        self._due = False
        self.problem.hide()
        if not is_same:
            for field, text in (
                (self.text, draft.text),
                (self.reference, draft.reference),
                (self.must, "\n".join(draft.must)),
            ):
                if field.text() != text:
                    field.set_text(text, at_difference=field.hasFocus())
            self.kind.setCurrentIndex(self.kind.findData(draft.kind.value))
        self._show_source(draft, passage)

    def flush(self) -> None:
        """Keep what was written, now; a question without a word is not kept, and that is said."""
        if not self._due:
            return
        self._timer.stop()
        self._due = False
        draft = self.draft()
        is_blank = not draft.text
        self.problem.setText(_("A question has at least one word.") if is_blank else "")
        # Who has written nothing at all has not begun yet.
        self.problem.setVisible(is_blank and self._shown.text != "")
        if not is_blank and draft != self._shown:
            self._shown = draft
            self.saved.emit(draft)

    def _note(self) -> None:
        # A limit, not a pause: long writing is kept on the way.
        if not self._due:
            self._due = True
            self._timer.start()

    def _show_source(self, draft: QuestionDraft, passage: Passage | None) -> None:
        if passage is None:
            author = _("from a pair of {author}").format(author=draft.author)
            self.source.setText(author if draft.author else _("From no passage"))
            self.passage.setVisible(False)
            return
        chapter = f" · {passage.chapter_title}" if passage.chapter_title else ""
        self.source.setText(_("From {title}").format(title=passage.book_title) + chapter)
        self.passage.setVisible(True)
        if self.passage.text() != passage.text:
            self.passage.set_text(passage.text)
