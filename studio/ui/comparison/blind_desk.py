"""The blind desk: a question, two answers without names, the verdict and its reasons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)

from studio.domain.comparison import Answer
from studio.i18n import N_, _
from studio.services.comparison.voting import REASONS, Duel
from studio.text.similarity.word_diff import diff_words
from studio.ui import theme
from studio.ui.comparison.answers_view import AnswerCard, AnswersView
from studio.ui.comparison.wording import badge, cut, has_same_answers, read_side
from studio.ui.widgets.button import PRIMARY, QUIET, make_button, make_chip
from studio.ui.widgets.flow_layout import FlowLayout, make_flow
from studio.ui.widgets.key_cap import KeyCap
from studio.ui.widgets.label import set_tone, words
from studio.ui.widgets.layout import lay_out, make_column, make_row

VERDICTS = {
    "left": N_("1 is better"),
    "right": N_("2 is better"),
    "tie": N_("Both good"),
    "neither": N_("Both bad"),
}
Stretch = tuple[int, int]
LEAST_SHARED = 0.4
"""The share of the shorter answer that both have, from which what differs is worth marking."""
LONGEST_DIFFERENCE = 4_000
"""Characters of an answer up to which differences are marked: more are read, not compared."""


class BlindDesk(QWidget):
    """Emits a vote by its side, and that one wants to go on or to know why an answer is bad."""

    voted = Signal(str, tuple)
    """The side (left, right, tie, neither), and the reasons that are pressed."""
    reasons_changed = Signal(tuple)
    next_wanted = Signal()
    why_wanted = Signal()
    rewrite_wanted = Signal()
    talk_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question = words("", "question", wrap=True)
        self.answers = AnswersView()
        self.reference = words("", "muted", wrap=True)
        self.note = words("", "muted", wrap=True)
        self._build_passage()
        column = make_column(
            self.question,
            (self.answers, 1),
            self.note,
            self.reference,
            self.passage,
            self._make_reasons(),
            self._make_verdicts(),
            spacing=12,
        )
        lay_out(self, column)

    def show_duel(
        self,
        duel: Duel,
        *,
        names: Sequence[str],
        is_open: bool,
        waiting: bool,
        passage: str,
        can_ask_why: bool,
        can_write_anew: bool,
    ) -> None:
        """Show a question; ``names`` of left and right are empty while votes are taken."""
        question = duel.question
        self.question.setText(question.text)
        answers = {answer.model: answer for answer in question.answers}
        sides = (("left", duel.left, self.answers.left), ("right", duel.right, self.answers.right))
        for (side, key, card), name in zip(sides, names, strict=True):
            # Together, or the side that fills first would say who it is.
            is_seen = duel.is_ready or not is_open
            self._show_answer(card, answers.get(key) if is_seen else None, waiting)
            card.name(name, *badge(duel, side))
        self._mark_differences()
        self._show_note(duel, is_open)
        judged = duel.vote is not None or not is_open
        reference = _("The book's answer: {text}").format(text=question.reference)
        self.reference.setText(cut(reference) if judged and question.reference else "")
        self.reference.setVisible(bool(self.reference.text()))
        self._show_passage(passage)
        self._show_vote(duel, is_open)
        self.why.setVisible(can_ask_why)
        self.rewrite.setVisible(can_write_anew)

    def _show_note(self, duel: Duel, is_open: bool) -> None:
        """What is to be known of both answers together; blind, not which side has failed."""
        line, tone = "", "muted"
        if is_open and duel.failure:
            line, tone = _("One of the two could not answer: {why}").format(why=duel.failure), "bad"
        elif duel.is_ready and has_same_answers(duel):
            line = _("Both answers are the same words.")
        set_tone(self.note, tone)
        self.note.setText(line)
        self.note.setVisible(bool(line))

    def _show_vote(self, duel: Duel, is_open: bool) -> None:
        """What can be pressed and what was; closed votes leave only the reasons that were given."""
        pressed = set(duel.vote.reasons) if duel.vote else set()
        for reason, chip in self.reasons.items():
            chip.setChecked(reason in pressed)
            chip.setEnabled(duel.is_ready and is_open)
            chip.setVisible(is_open or reason in pressed)
        self.reasons_label.setVisible(is_open or bool(pressed))
        self.votes.setVisible(is_open)
        self.talk.setVisible(not is_open)
        for side, button in self.buttons.items():
            button.setEnabled(duel.is_ready and is_open)
            button.setProperty("pressed", read_side(duel) == side)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "answers"):
            self._mark_differences()

    def list_reasons(self) -> tuple[str, ...]:
        """The reasons that are pressed."""
        return tuple(reason for reason, chip in self.reasons.items() if chip.isChecked())

    def _make_reasons(self) -> FlowLayout:
        self.reasons = {
            reason: make_chip(f"reason-{n}", _(reason)) for n, reason in enumerate(REASONS)
        }
        for chip in self.reasons.values():
            # Not by a program that shows a vote: only when a person presses it.
            chip.clicked.connect(lambda _on=False: self.reasons_changed.emit(self.list_reasons()))
        self.reasons_label = words(_("Reasons"), "muted")
        return make_flow(self.reasons_label, *self.reasons.values())

    def _make_verdicts(self) -> QHBoxLayout:
        self.buttons: dict[str, QPushButton] = {}
        parts: list[QWidget] = []
        for side, text in VERDICTS.items():
            button = make_button(f"verdict-{side}", _(text), command=f"vote-{side}")
            button.clicked.connect(lambda _on=False, side=side: self._vote(side))
            self.buttons[side] = button
            parts += [button, KeyCap(command=f"vote-{side}")]
        self.why = make_button(
            "why",
            _("Why?"),
            tip=_("The training rows that are nearest to this answer"),
            command="ask-why",
        )
        self.why.clicked.connect(self.why_wanted)
        self.why.hide()
        self.rewrite = make_button(
            "writeAnew",
            _("Rewrite…"),
            tip=_("Write a better answer; this one becomes the rejected one"),
            command="write-anew",
        )
        self.rewrite.clicked.connect(self.rewrite_wanted)
        self.rewrite.hide()
        self.next_button = make_button("nextQuestion", _("Next"), PRIMARY, command="next-question")
        self.next_button.clicked.connect(self.next_wanted)
        self.talk = make_button(
            "talkToBoth",
            _("Talk to both"),
            tip=_("In Chat, side by side"),
            command="talk-to-both",
        )
        self.talk.clicked.connect(self.talk_wanted)
        self.talk.hide()
        self.votes = lay_out(QWidget(), make_flow(*parts))
        cap = KeyCap(command="next-question")
        return make_row(
            (self.votes, 1000), self.talk, None, self.why, self.rewrite, self.next_button, cap
        )

    def _build_passage(self) -> None:
        self.passage_button = make_button(
            "showPassage", _("The passage"), QUIET, command="show-passage"
        )
        self.passage_button.setCheckable(True)
        self.passage_text = QPlainTextEdit()
        self.passage_text.setObjectName("comparedPassage")
        self.passage_text.setAccessibleName(_("The passage"))
        self.passage_text.setReadOnly(True)
        self.passage_text.setProperty("tone", "reading")
        self.passage_text.setFont(theme.serif())
        self.passage_text.setMaximumHeight(150)
        self.passage_text.hide()
        self.passage_button.toggled.connect(self.passage_text.setVisible)
        self.passage = lay_out(
            QWidget(), make_column(make_row(self.passage_button, None), self.passage_text)
        )

    def _show_passage(self, text: str) -> None:
        self.passage.setVisible(bool(text))
        if text != self.passage_text.toPlainText():
            self.passage_text.setPlainText(text)

    def _show_answer(self, card: AnswerCard, answer: Answer | None, waiting: bool) -> None:
        if answer is not None:
            nothing = "" if answer.text.strip() else _("It gave no answer.")
            card.show_answer(answer.text, answer.error or nothing)
        elif waiting:
            card.show_answer("", waiting=True)
        else:
            card.show_answer("", _("Not answered yet."))

    def _vote(self, side: str) -> None:
        self.voted.emit(side, self.list_reasons())

    def _mark_differences(self) -> None:
        """Words that only one of the answers has stand on a soft ground."""
        left, right = self.answers.left.text, self.answers.right.text
        spans = find_differences(left.toPlainText(), right.toPlainText())
        for box, own in zip((left, right), spans, strict=True):
            box.setExtraSelections([_make_mark(box, start, end) for start, end in own])


def find_differences(left: str, right: str) -> tuple[list[Stretch], list[Stretch]]:
    """The stretches that each of two texts has alone; none where they have little in common."""
    if not left or not right or max(len(left), len(right)) > LONGEST_DIFFERENCE:
        return [], []
    pieces = diff_words(left, right)
    shared = sum(len(piece.text) for piece in pieces if piece.kind == "equal")
    if shared < LEAST_SHARED * min(len(left), len(right)):
        return [], []
    spans: dict[str, list[Stretch]] = {"delete": [], "insert": []}
    at = {"delete": 0, "insert": 0}
    for piece in pieces:
        for side in ("delete", "insert"):
            if piece.kind not in ("equal", side):
                continue
            if piece.kind == side:
                spans[side].append((at[side], at[side] + len(piece.text)))
            at[side] += len(piece.text)
    return spans["delete"], spans["insert"]


def count_units(text: str, letters: int) -> int:
    """So many letters of a text as Qt counts them: an emoji, or another rare one, is two."""
    return len(text[:letters].encode("utf-16-le", "surrogatepass")) // 2


def _make_mark(box: QPlainTextEdit, start: int, end: int) -> QTextEdit.ExtraSelection:
    mark = QTextEdit.ExtraSelection()
    mark.cursor = QTextCursor(box.document())
    text = box.toPlainText()
    mark.cursor.setPosition(count_units(text, start))
    mark.cursor.setPosition(count_units(text, end), QTextCursor.MoveMode.KeepAnchor)
    form = QTextCharFormat()
    form.setBackground(theme.color("accent_soft"))
    mark.format = form
    return mark
