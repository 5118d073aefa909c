"""What is done with question sets: written through the page, so that all of it can be undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from studio.domain.comparison import QuestionDraft
from studio.domain.history import Replay
from studio.domain.work import Change, Changes, Done, Job, Progress, T
from studio.i18n import _, join_sentences, plural
from studio.services.comparison import before_training, question_sets
from studio.services.comparison.question_files import (
    QuestionFile,
    read_questions,
    write_question_file,
)
from studio.services.comparison.questions import choose_held_out
from studio.services.pairs import review
from studio.services.session import Session
from studio.ui.destination import Destination
from studio.ui.page import Page
from studio.ui.questions.leak_marks import LeakMarks
from studio.ui.questions.question_dialogs import ask_questions
from studio.ui.questions.question_keeping import QuestionKeeping
from studio.ui.questions.sets_dialog import QuestionSetsDialog
from studio.ui.questions.suggest_dialog import SuggestDialog
from studio.ui.questions.version_dialog import VersionDialog
from studio.ui.worker import Work


class QuestionRoom(QObject):
    """Opens the window of question sets over a page, and does what is wanted there."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._marks = LeakMarks(page)
        self.dialog: QuestionSetsDialog | None = None
        self._keeping = QuestionKeeping(page)
        self._keeping.ended.connect(self._end_writing)

    def open(self, question: int | None = None) -> None:
        """Show the question sets, with this question in hand where one is meant."""
        if self.dialog is None:
            self.dialog = self._make_dialog()
        dialog = self.dialog
        dialog.read_again()
        if question is not None:
            dialog.show_question(question)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        self._look_for_leaks()

    def refresh(self, changes: Changes) -> None:
        """Something has changed: show it, where the sets are in view."""
        if changes.touches(Change.VERSIONS, Change.PAIRS):
            self._marks.clear()
        dialog = self.dialog
        if dialog is None or not dialog.isVisible():
            return
        # What is on its way would be older in the library than on the screen.
        if changes.touches(Change.COMPARISONS, Change.VERSIONS) and not self._keeping.is_writing():
            dialog.read_again()
        if changes.touches(Change.COMPARISONS, Change.VERSIONS, Change.PAIRS):
            self._look_for_leaks()

    def _make_dialog(self) -> QuestionSetsDialog:
        dialog = QuestionSetsDialog(self._page.session, self._page)
        dialog.set_chosen.connect(lambda _number: self._look_for_leaks())
        dialog.sets.new_wanted.connect(self.begin_set)
        dialog.sets.copy_wanted.connect(self._copy_set)
        dialog.sets.remove_wanted.connect(self._remove_set)
        dialog.renamed.connect(self._rename)
        dialog.asked_wanted.connect(self._choose_asked)
        dialog.saved.connect(self._save)
        self._keeping.numbered.connect(dialog.keep_new)
        self._keeping.failed.connect(dialog.say)
        dialog.removal_wanted.connect(self._remove_questions)
        dialog.suggest_wanted.connect(self.suggest)
        dialog.import_wanted.connect(self._ask_file)
        dialog.version_wanted.connect(self._ask_version)
        dialog.export_wanted.connect(self._ask_export)
        dialog.undo_wanted.connect(lambda: self._replay(review.undo, _("Undone: {what}")))
        dialog.redo_wanted.connect(lambda: self._replay(review.redo, _("Redone: {what}")))
        dialog.mending_wanted.connect(self._lead_to_preflight)
        dialog.pairs_wanted.connect(self._lead_to_pairs)
        dialog.closing.connect(self._marks.stop)
        return dialog

    def _look_for_leaks(self) -> None:
        dialog = self.dialog
        current = dialog.current_set() if dialog is not None else None
        if dialog is not None and current is not None:
            self._marks.look(current.questions, dialog.show_leaks)

    def _lead_to_preflight(self) -> None:
        if self.dialog is not None:
            self.dialog.close()
        self._page.go.emit(Destination("preflight"))

    def _lead_to_pairs(self, pairs: tuple[int, ...]) -> None:
        """Show the pairs that give a question away at the desk; those that are gone since were
        named by an older version."""
        dialog = self.dialog
        present = tuple(pair.id for pair in self._page.session.library.pairs.list(pairs))
        if dialog is None:
            return
        if not present:
            dialog.say(_("Its pair was removed since; the version still has it."))
            return
        dialog.close()
        self._page.go.emit(Destination("review", pairs=present, reason=_("asks what is tested")))

    def _run(self, work: Work[T], on_done: Callable[[T], object] | None = None) -> None:
        """Do it, and say in the dialog why it failed: the page lies behind it."""
        say = self.dialog.say if self.dialog is not None else None
        self._page.run(work, on_done, on_error=say)

    # -- sets ---------------------------------------------------------------------------------

    def begin_set(self) -> None:
        """Make an empty set with a name to be written over."""
        count = len(self._page.session.library.question_sets.list())
        name = _("Questions {n}").format(n=count + 1)
        self._run(lambda session: question_sets.begin_set(session, name), self._show_new_set)

    def _show_new_set(self, number: int) -> None:
        if self.dialog is not None:
            self.dialog.show_set(number)
            self.dialog.name.setFocus()
            self.dialog.name.selectAll()

    def _copy_set(self) -> None:
        number = self._number()
        self._run(lambda session: question_sets.copy_set(session, number), self._show_new_set)

    def _remove_set(self) -> None:
        dialog = self.dialog
        current = dialog.current_set() if dialog is not None else None
        if dialog is None or current is None:
            return
        line = _("“{name}” was removed.").format(name=current.name)
        self._page.run(
            lambda session: question_sets.delete_set(session, current.id),
            lambda _none: dialog.say(line, can_undo=True),
            on_error=dialog.say,
        )

    def _rename(self, name: str) -> None:
        number = self._number()
        self._run(lambda session: question_sets.rename_set(session, number, name))

    def _choose_asked(self, is_asked: bool) -> None:
        number = self._number() if is_asked else None
        self._run(lambda session: before_training.choose_asked_set(session, number))

    def _number(self) -> int:
        current = self.dialog.current_set() if self.dialog is not None else None
        return current.id if current is not None else 0

    # -- questions ----------------------------------------------------------------------------

    def _save(self, draft: QuestionDraft) -> None:
        if self.dialog is not None:
            self.dialog.say("")  # its undo would take back something else now
            self._keeping.keep(self._number(), self.dialog.current_question(), draft)

    def _end_writing(self) -> None:
        if self.dialog is not None:
            self.dialog.read_again()
            self._look_for_leaks()

    def _remove_questions(self, numbers: list[int]) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        count = len(numbers)
        line = plural("{n} question was removed.", "{n} questions were removed.", count)
        self._page.run(
            lambda session: question_sets.remove_from_set(session, numbers),
            lambda _count: dialog.say(line.format(n=f"{count:,}"), can_undo=True),
            on_error=dialog.say,
        )

    def _replay(self, action: Callable[[Session], Done[Replay | None]], line: str) -> None:
        """Take the last step back, or bring it again; there is one history in the library."""
        dialog = self.dialog
        if dialog is None:
            return
        dialog.editor.flush()

        def tell(replay: Replay | None) -> None:
            dialog.say(line.format(what=replay.label) if replay else _("Nothing to undo"))

        self._page.run(action, tell, on_error=dialog.say)

    # -- questions from elsewhere, and to elsewhere -----------------------------------------------

    def suggest(self) -> None:
        """Suggest questions nobody has trained on; what stays ticked is taken."""
        dialog = self.dialog
        if dialog is None:
            return
        current = dialog.current_set()
        present = [question.draft.text for question in current.questions] if current else []
        suggesting = SuggestDialog(self._look_for_suggestions, present, dialog)
        suggesting.accepted.connect(lambda: self.add(suggesting.drafts()))
        suggesting.open()

    def _look_for_suggestions(
        self, number: int, seed: int, show: Callable[[list[QuestionDraft]], object]
    ) -> None:
        self._page.run(
            lambda session: question_sets.suggest_questions(session, number, seed=seed), show
        )

    def _ask_file(self) -> None:
        path = ask_questions(self.dialog)
        if path is not None:
            self.read_file(path)

    def read_file(self, path: Path) -> None:
        """Take the questions of a file into the set that is shown."""
        dialog = self.dialog
        if dialog is None:
            return

        def read(_session: Session) -> Job[QuestionFile]:
            # A job, as a large workbook takes a second: what is written meanwhile is kept.
            yield Progress(line=_("Reading {name}").format(name=path.name))
            return Done(Changes(), read_questions(path))

        self._page.run(
            read, lambda file: self.add(file.drafts, skipped=file.skipped), on_error=dialog.say
        )

    def _ask_version(self) -> None:
        versions = [v for v in self._page.session.library.versions.list() if v.validation]
        if self.dialog is None or not versions:
            return
        choosing = VersionDialog(versions, self.dialog)
        choosing.accepted.connect(lambda: self.take_held_out(choosing.version(), choosing.limit()))
        choosing.open()

    def take_held_out(self, version: int, limit: int) -> None:
        """Take held-out rows of a version as questions into the set that is shown."""
        self._page.run(
            lambda session: Done(Changes(), choose_held_out(session, version, limit)), self.add
        )

    def add(
        self, drafts: tuple[QuestionDraft, ...] | list[QuestionDraft], skipped: int = 0
    ) -> None:
        """Put questions into the set that is shown, or into a new one where there is none."""
        dialog, number = self.dialog, self._number()
        if dialog is None or not drafts:
            return

        def tell(count: int) -> None:
            dialog.say(_describe_added(count, len(drafts) - count, skipped), can_undo=count > 0)

        if number:
            self._page.run(
                lambda session: question_sets.add_to_set(session, number, drafts),
                tell,
                on_error=dialog.say,
            )
        else:
            name = _("Questions {n}").format(n=1)
            self._page.run(
                lambda session: question_sets.make_set(session, name, drafts),
                lambda _number: tell(len(drafts)),
                on_error=dialog.say,
            )

    def _ask_export(self) -> None:
        current = self.dialog.current_set() if self.dialog is not None else None
        if current is None:
            return
        near = self._page.session.library.path.parent / f"{current.name}.jsonl"
        path, _filter = QFileDialog.getSaveFileName(
            self.dialog, _("Save the questions"), str(near), "JSONL (*.jsonl)"
        )
        if path:
            self.write_file(Path(path))

    def write_file(self, path: Path) -> None:
        """Write the questions of the set that is shown into a file."""
        dialog = self.dialog
        current = dialog.current_set() if dialog is not None else None
        if dialog is None or current is None:
            return
        drafts = [question.draft for question in current.questions]

        def write(_session: Session) -> Done[None]:
            write_question_file(path, drafts)
            return Done(Changes())

        line = _("The questions were saved as {name}.").format(name=path.name)
        self._page.run(
            write,
            lambda _none: dialog.say(line),
            on_error=dialog.say,
        )


def _describe_added(added: int, present: int, skipped: int) -> str:
    """What became of questions that were to be taken in."""
    lines = [
        plural("{n} question was added.", "{n} questions were added.", added).format(n=f"{added:,}")
    ]
    if present:
        line = plural("{n} was there already.", "{n} were there already.", present)
        lines.append(line.format(n=f"{present:,}"))
    if skipped:
        line = plural("{n} row contained no question.", "{n} rows contained no question.", skipped)
        lines.append(line.format(n=f"{skipped:,}"))
    return join_sentences(*lines)
