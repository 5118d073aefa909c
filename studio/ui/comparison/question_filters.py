"""Filters over the questions of a comparison: where one lost, of which kind, whose words, tags."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from studio.domain.comparison import Question, QuestionKind, Verdict
from studio.i18n import N_, _
from studio.services.comparison.voting import Duel, turn_vote
from studio.ui.comparison.wording import has_same_answers
from studio.ui.widgets.button import make_chip
from studio.ui.widgets.combo import ComboBox, combo
from studio.ui.widgets.layout import make_column, make_row

KINDS = {
    QuestionKind.VALIDATION: N_("held out"),
    QuestionKind.WRITTEN: N_("written"),
    QuestionKind.FACT: N_("what the book says"),
    QuestionKind.ADVICE: N_("advice"),
    QuestionKind.SILENT: N_("not in the book"),
    QuestionKind.EVERYDAY: N_("everyday"),
}
ALL, OPEN, DIFFERENT, LOST, TO_FIX = "all", "open", "different", "lost", "to-fix"


class QuestionFilters(QWidget):
    """Emits ``changed`` when other questions are to be seen.

    Before the votes are closed only what says nothing of who is who can be asked for.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips = {
            ALL: make_chip("filter-all", _("all")),
            OPEN: make_chip("filter-open", _("to judge")),
            DIFFERENT: make_chip("filter-different", _("they differ")),
            LOST: make_chip("filter-lost", _("lost")),
            TO_FIX: make_chip("filter-to-fix", _("to fix")),
        }
        group = QButtonGroup(self)
        for chip in self._chips.values():
            group.addButton(chip)
            chip.clicked.connect(self.changed)
        self._chips[ALL].setChecked(True)
        self.kind = combo("questionKind", _("Kind of question"), letters=10)
        self.author = combo("questionAuthor", _("Author"), letters=6)
        self.tag = combo("questionTag", _("Tag"), letters=6)
        for box in (self.kind, self.author, self.tag):
            box.activated.connect(lambda _row: self.changed.emit())
        column = make_column(
            make_row(*self._chips.values(), None, spacing=4),
            self.kind,
            make_row((self.author, 1), (self.tag, 1), spacing=6),
            spacing=6,
        )
        column.setContentsMargins(0, 0, 0, 0)
        self.setLayout(column)

    def show_state(self, duels: list[Duel], *, is_open: bool) -> None:
        """Offer what can be asked for: nothing that would name a side while votes are taken."""
        self._chips[OPEN].setVisible(is_open)
        self._chips[LOST].setVisible(not is_open)
        self._chips[TO_FIX].setVisible(not is_open)
        if any(chip.isChecked() and chip.isHidden() for chip in self._chips.values()):
            self._chips[ALL].setChecked(True)
        questions = [duel.question for duel in duels]
        kinds = sorted({question.kind for question in questions}, key=list(QuestionKind).index)
        _offer(self.kind, _("every kind"), [(kind.value, _(KINDS[kind])) for kind in kinds])
        authors = sorted({question.author for question in questions if question.author})
        _offer(self.author, _("all authors"), [(name, name) for name in authors])
        tags = sorted({each for question in questions for each in list_levels(question.tags)})
        _offer(self.tag, _("all tags"), [(name, name) for name in tags])
        # One alone parts its questions from those that have none.
        for box, parts in (
            (self.author, {question.author or "" for question in questions}),
            (self.tag, {question.tags for question in questions}),
        ):
            box.setVisible(box.count() > 1 and len(parts) > 1)

    def clear(self) -> None:
        """Let every question through."""
        self._chips[ALL].setChecked(True)
        for box in (self.kind, self.author, self.tag):
            box.setCurrentIndex(0)

    def choose(
        self,
        duels: list[Duel],
        contestant: str,
        is_to_fix: Callable[[Duel], bool] = lambda _duel: True,
    ) -> list[Duel]:
        """Those of the questions that are wanted; ``is_to_fix`` says which are to be fixed."""
        is_wanted = self._read_filter(contestant, is_to_fix)
        return [duel for duel in duels if self._has_place(duel.question) and is_wanted(duel)]

    def _has_place(self, question: Question) -> bool:
        """Whether a question is of the kind, by the author and under the tag that are wanted."""
        kind, author, tag = (box.currentData() for box in (self.kind, self.author, self.tag))
        return (
            (not kind or question.kind == kind)
            and (not author or question.author == author)
            and (not tag or tag in list_levels(question.tags))
        )

    def _read_filter(
        self, contestant: str, is_to_fix: Callable[[Duel], bool]
    ) -> Callable[[Duel], bool]:
        if self._chips[TO_FIX].isChecked():
            return is_to_fix
        if self._chips[OPEN].isChecked():
            return lambda duel: duel.vote is None
        if self._chips[DIFFERENT].isChecked():
            return lambda duel: not has_same_answers(duel)
        if self._chips[LOST].isChecked():
            return lambda duel: (
                duel.vote is not None and turn_vote(duel.vote, contestant) is Verdict.SECOND
            )
        return lambda duel: True


def list_levels(tags: Sequence[str]) -> set[str]:
    """Tags with those above them: what is tagged ``money/debt`` lies under ``money`` as well."""
    return {
        "/".join(levels[: depth + 1])
        for levels in (tag.split("/") for tag in tags)
        for depth in range(len(levels))
    }


def _offer(box: ComboBox, every: str, choices: Sequence[tuple[str, str]]) -> None:
    """Fill a box with what there is; what was chosen stays, where it is still there."""
    chosen = box.currentData()
    box.clear()
    box.addItem(every, "")
    for value, text in choices:
        box.addItem(text, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    box.setVisible(len(choices) > 1)
