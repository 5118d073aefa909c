"""The window of question sets: the sets on the left, on the right the questions of one of them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QWidget

from studio.domain.comparison import QuestionSet
from studio.i18n import _, plural
from studio.services.comparison.before_training import read_asked_set
from studio.services.comparison.leaks import Leak
from studio.services.session import Session
from studio.ui.questions.question_editor import EMPTY, QuestionEditor
from studio.ui.questions.question_table import QuestionTable
from studio.ui.questions.set_list import SetList
from studio.ui.widgets.button import QUIET, make_button
from studio.ui.widgets.empty_page import EmptyPage
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.search_field import SearchField
from studio.ui.widgets.split import Split
from studio.ui.widgets.stack import Stack

SIZE = (1220, 740)
"""Pixels; a desk of 1280×800 has room for it."""


class QuestionSetsDialog(QDialog):
    """Shows the library's question sets; what is to be done with them it emits.

    ``set_chosen`` comes with the number of a set; the others are about the set that is shown, or
    the question in hand. 0 stands for none. ``pairs_wanted`` comes with the pairs that the
    question in hand is trained on with.
    """

    set_chosen = Signal(int)
    renamed = Signal(str)
    asked_wanted = Signal(bool)
    saved = Signal(object)
    removal_wanted = Signal(object)
    suggest_wanted = Signal()
    import_wanted = Signal()
    version_wanted = Signal()
    export_wanted = Signal()
    undo_wanted = Signal()
    redo_wanted = Signal()
    mending_wanted = Signal()
    pairs_wanted = Signal(tuple)
    closing = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Question sets"))
        self.resize(*SIZE)
        self._session = session
        self._sets: list[QuestionSet] = []
        self._set = 0
        self._question = 0
        """0: none is in hand; below 0: a new one, which has no number yet."""
        self._leaks: Mapping[int, tuple[Leak, ...]] = {}
        self._signs = 0
        self.sets = SetList()
        self.table = QuestionTable(session)
        self.editor = QuestionEditor()
        self._make_head()
        self._make_empty_pages()
        self._make_foot()
        self._lay_out()
        self._connect()
        self.read_again()

    # -- what it is made of -------------------------------------------------------------------

    def _make_head(self) -> None:
        self.name = QLineEdit()
        self.name.setObjectName("setName")
        self.name.setAccessibleName(_("Name of the set"))
        self.name.setMaxLength(80)
        self.asked = QCheckBox(_("Ask before and after each run"))
        self.asked.setObjectName("askedSet")
        self.asked.setToolTip(
            _(
                "The base answers before it is trained, so that you can "
                "compare as soon as the training is over."
            )
        )
        self.search = SearchField(_("Search questions"))
        self.add = make_button("addQuestion", _("New question"), tip=_("Ctrl+Return while writing"))
        self.suggest = make_button("suggestQuestions", _("Suggest…"))
        self.take = make_button("importQuestions", _("From a file…"))
        self.held_out = make_button("questionsOfVersion", _("Of a version…"))
        self.write = make_button("exportQuestions", _("Save as a file…"))
        self.leaks = words("", "banner", wrap=True)
        self.mend = make_button("mendLeaks", _("Go to Preflight"))
        self.mend.setAutoDefault(False)
        self.show_pair = make_button(
            "showLeak", _("Show its pair"), tip=_("The pair that asks, or answers, this question")
        )
        self.show_pair.setAutoDefault(False)
        self.leak_line = lay_out(QWidget(), make_row((self.leaks, 1), self.show_pair, self.mend))
        self.leak_line.hide()

    def _make_empty_pages(self) -> None:
        self.no_sets = EmptyPage()
        self.no_sets.show_words(
            _("No question sets yet"),
            _(
                "The same questions, asked of the base and of every tuned model, show what a "
                "training was good for. They are kept away from what is trained on."
            ),
            _("Suggest questions…"),
            _("New set"),
        )
        self.no_questions = EmptyPage()
        self.no_questions.show_words(
            _("This set is empty"),
            _("Let the program suggest questions, take them from elsewhere, or write them."),
            _("Suggest questions…"),
            _("Write a question"),
        )

    def _make_foot(self) -> None:
        self.line = words("", "muted", wrap=True)
        self.back = make_button("undoQuestions", _("Undo"), QUIET)
        self.back.hide()
        self.close_button = make_button("closeSets", _("Close"))
        sources = (self.add, self.suggest, self.take, self.held_out, self.write)
        for button in (*sources, self.back, self.close_button):
            # Return belongs to the table and the fields.
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        self.questions = Split(
            "question-sets",
            Qt.Orientation.Vertical,
            (self.table, 3),
            (self.editor, 3),
            settings=self._session.settings,
        )
        self.content = Stack(self.questions, self.no_questions)
        buttons = make_row(
            self.add, self.suggest, self.take, self.held_out, self.write, (self.search, 1)
        )
        head = make_row((self.name, 1), self.asked, spacing=16)
        self.set_view = lay_out(
            QWidget(), make_column(head, buttons, self.leak_line, (self.content, 1), spacing=10)
        )
        self.right = Stack(self.set_view, self.no_sets)
        body = make_row(self.sets, (self.right, 1), spacing=16)
        foot = make_row((self.line, 1), self.back, self.close_button)
        lay_out(self, make_column((body, 1), foot, spacing=12), 20, 16, 20, 16)

    def _connect(self) -> None:
        self.sets.chosen.connect(self.show_set)
        self.name.editingFinished.connect(self._rename)
        self.asked.clicked.connect(self.asked_wanted)
        self.search.textChanged.connect(lambda _text: self._show_questions())
        self.table.chosen.connect(self._choose)
        self.table.removed.connect(self._remove)
        self.table.entered.connect(self.editor.text.setFocus)
        self.editor.saved.connect(self.saved)
        for signal in (self.editor.next_wanted, self.add.clicked, self.no_questions.other_clicked):
            signal.connect(lambda *_on: self.begin_question())
        for signal in (self.suggest.clicked, self.no_sets.clicked, self.no_questions.clicked):
            signal.connect(lambda *_on: self.suggest_wanted.emit())
        self.no_sets.other_clicked.connect(self.sets.new_wanted)
        self.take.clicked.connect(lambda _on=False: self.import_wanted.emit())
        self.held_out.clicked.connect(lambda _on=False: self.version_wanted.emit())
        self.write.clicked.connect(lambda _on=False: self.export_wanted.emit())
        self.show_pair.clicked.connect(lambda _on=False: self.pairs_wanted.emit(self._list_pairs()))
        self.mend.clicked.connect(lambda _on=False: self.mending_wanted.emit())
        self.back.clicked.connect(lambda _on=False: self.undo_wanted.emit())
        self.close_button.clicked.connect(self.close)
        for keys, signal in (
            (QKeySequence.StandardKey.Undo, self.undo_wanted),
            (QKeySequence.StandardKey.Redo, self.redo_wanted),
        ):
            QShortcut(keys, self).activated.connect(signal)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.search.setFocus)

    # -- what it shows ------------------------------------------------------------------------

    def current_set(self) -> QuestionSet | None:
        """The set that is shown."""
        return next((item for item in self._sets if item.id == self._set), None)

    def current_question(self) -> int:
        """The number of the question in hand; 0 for none, below 0 for a new one."""
        return self._question

    def show_set(self, number: int) -> None:
        """Show the questions of a set, the first of them in hand."""
        if number != self._set:
            self.editor.flush()
            self._set, self._question = number, 0
            self.search.clear()
            self.read_again()
            self.set_chosen.emit(number)

    def show_question(self, number: int) -> None:
        """Take a question in hand, of whatever set it is; where it is gone, all stays."""
        owner = next((s for s in self._sets if number in {q.id for q in s.questions}), None)
        if owner is not None:
            self.show_set(owner.id)
            self.search.clear()
            self._choose(number)
            self._show_questions()
            self.table.setFocus()

    def read_again(self) -> None:
        """Show the library's sets as they are now; what is being written is left alone."""
        self._sets = self._session.library.question_sets.list()
        numbers = [item.id for item in self._sets]
        if self._set not in numbers:
            self._set, self._question = (numbers[0] if numbers else 0), 0
        regular = read_asked_set(self._session)
        self.sets.set_sets(self._sets, self._set, regular.id if regular else None)
        current = self.current_set()
        had_none = self.right.currentWidget() is self.no_sets
        self.right.setCurrentIndex(0 if current else 1)
        if current is None:
            self.no_sets.button.setFocus()
            return
        if had_none:
            # The button that had the keyboard is gone, and Qt would take the next best field.
            self.table.setFocus()
        if not self.name.hasFocus() or not self.name.isModified():
            self.name.setText(current.name)
        self.asked.setChecked(regular is not None and regular.id == current.id)
        self.held_out.setEnabled(any(v.validation for v in self._session.library.versions.list()))
        self.write.setEnabled(bool(current.questions))
        self._show_questions()

    def show_leaks(self, leaks: Mapping[int, tuple[Leak, ...]]) -> None:
        """Show where the like of each question was trained on."""
        self._leaks = leaks
        self.table.set_leaks(leaks)
        count = sum(bool(leak) for leak in leaks.values())
        line = plural(
            "{n} question of this set is trained on, or will be: it no "
            "longer proves anything. Take it out, or hold its pair back in "
            "preflight.",
            "{n} questions of this set are trained on, or will be: they no "
            "longer prove anything. Take them out, or hold their pairs "
            "back in preflight.",
            count,
        )
        self.leaks.setText(line.format(n=f"{count:,}"))
        self.leak_line.setVisible(count > 0)
        self._offer_pair()

    def begin_question(self) -> None:
        """Empty the editor for a new question."""
        self.editor.flush()
        # Each has a sign of its own: the one before may still be on its way into the library.
        self._signs -= 1
        self._question = self._signs
        # A row that stays marked would look as if it were the one being written.
        self.table.clearSelection()
        self.content.setCurrentIndex(0)
        self.editor.show_question(EMPTY)
        self.editor.text.setFocus()

    def keep_new(self, sign: int, number: int) -> None:
        """What was new under this sign has this number now."""
        if self._question == sign:
            self._question = number
            self._select_in_table()

    def say(self, line: str, *, can_undo: bool = False) -> None:
        """Say what was done, with the button that takes it back."""
        self.line.setText(line)
        self.back.setVisible(can_undo)

    def _show_questions(self) -> None:
        current = self.current_set()
        if current is None:
            return
        self.table.set_questions(current.questions, self.search.text())
        is_empty = not current.questions and self._question >= 0
        self.content.setCurrentIndex(1 if is_empty else 0)
        if self._question < 0:
            return
        listed = self.table.list_numbers()
        if listed and self._question not in listed:
            self._question = listed[0]
        self._select_in_table()
        self._show_question()

    def _select_in_table(self) -> None:
        if self.table.current() != self._question or not self.table.list_selected():
            self.table.blockSignals(True)
            self.table.choose(self._question)
            self.table.blockSignals(False)

    def _show_question(self) -> None:
        """Show the question in hand, unless it is being written right now."""
        self._offer_pair()
        current = self.current_set()
        if current is None or self.editor.is_due():
            return
        for question in current.questions:
            if question.id == self._question:
                number = question.draft.passage
                passages = self._session.library.passages.list([number] if number else [])
                self.editor.show_question(question.draft, passages[0] if passages else None)

    def _choose(self, number: int) -> None:
        if number and number != self._question:
            self.editor.flush()
            self._question = number
            self._show_question()

    def _list_pairs(self) -> tuple[int, ...]:
        """The pairs that the question in hand is trained on with."""
        leaks = self._leaks.get(self._question, ())
        return tuple(dict.fromkeys(leak.pair for leak in leaks))

    def _offer_pair(self) -> None:
        self.show_pair.setEnabled(bool(self._list_pairs()))

    def _rename(self) -> None:
        current = self.current_set()
        if current is None or not self.name.isModified():
            return
        self.name.setModified(False)
        if self.name.text().strip() and self.name.text() != current.name:
            self.renamed.emit(self.name.text())
        else:
            self.name.setText(current.name)

    def _remove(self) -> None:
        numbers = self.table.list_selected()
        if numbers:
            self.editor.flush()
            self._question = self.table.find_next(numbers)
            self.removal_wanted.emit(numbers)

    def reject(self) -> None:
        """Escape, the button and the window's frame close it: what was written is kept."""
        self.editor.flush()
        self._rename()
        self.closing.emit()
        super().reject()
