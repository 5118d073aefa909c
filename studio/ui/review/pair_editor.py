"""The pair under review: its question and answer, tags, findings and the actions that end it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.domain.conversation import find_rejected
from studio.domain.dataset import Finding, Severity
from studio.domain.pair import Pair, Status
from studio.i18n import N_, _, plural
from studio.services.pairs.reasons import describe_reason
from studio.text.quality.grounding import Grounding
from studio.ui.review.suggestion_tabs import MOST, Offer, SuggestionTabs
from studio.ui.review.tag_row import TagRow
from studio.ui.review.text_saver import TextSaver
from studio.ui.widgets.card import Card
from studio.ui.widgets.chip import Chip
from studio.ui.widgets.editor import Editor
from studio.ui.widgets.label import ElidedLabel, words

TONES = {Severity.ERROR: "bad", Severity.WARNING: "warn", Severity.NOTE: "muted"}
STATUS_WORDS = {
    Status.DRAFT: (N_("draft"), "accent"),
    Status.ACCEPTED: (N_("accepted"), "good"),
    Status.REJECTED: (N_("rejected"), "bad"),
}
PROMPT_FINDINGS = frozenset({"empty-prompt", "no-question"})  # the rest is about the answer
PROMPT_HEIGHT, QUESTIONS_HEIGHT = 96, 128
"""Pixels of the prompt, and with the tabs of what is suggested for it."""
GROUNDED = ((0.8, "good"), (0.0, "warn"))
"""From which share of grounded words on the figure is in which colour."""
STEPS = {"next": 1, "previous": -1}
MOST_FINDINGS = 4  # more would push the buttons off the page; the rest is counted


class PairEditor(Card):
    """Takes a pair, gives back words; never sees the library."""

    began = Signal()  # what is typed now is another step to undo than what was typed before
    edited = Signal()
    left = Signal()
    rejected_edited = Signal(int, str)  # a pair's number, its worse answer
    tag_added = Signal(str)
    tag_removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pair_id = 0
        self.prompt = Editor(_("Question"), own_history=False)
        self.prompt.setObjectName("prompt")
        self.answer = Editor(_("Answer"), own_history=False)
        self.answer.setObjectName("answer")
        self.draft = Chip(_("draft question"), "warn")
        self.draft.setToolTip(
            _("This question was drafted by the program. Improve it before you accept the pair.")
        )
        self.status = Chip("", "accent")
        self.reason = ElidedLabel("", "muted")
        self.reason.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.flag = Chip(_("flagged"), "warn")
        self.held_back = Chip(_("held back"), "warn")
        self.held_back.setToolTip(_("No version takes this pair in, whatever its status."))
        self.figures = ElidedLabel("", "muted")
        self.figures.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.grounding = Chip("", "good")
        self.grounding.setToolTip(
            _("How many of the answer's words are in the passage; the others are underlined.")
        )
        self.questions = SuggestionTabs(self.prompt, _("Suggested question"))
        self.questions.setFixedHeight(PROMPT_HEIGHT)
        self.candidates = SuggestionTabs(self.answer, _("Suggested answer"))
        self._make_rejected()
        self.prompt_tokens = words("", "muted")
        self.answer_tokens = words("", "muted")
        self.excess = words("", "bad", wrap=True)
        self.excess.hide()
        self.tags = TagRow()
        self.prompt_findings = QVBoxLayout()
        self.prompt_findings.setSpacing(4)
        self.answer_findings = QVBoxLayout()
        self.answer_findings.setSpacing(4)
        self._lay_out()
        for editor in (self.prompt, self.answer):
            editor.began.connect(self.began)
            editor.edited.connect(self.edited)
            editor.left.connect(self.left)
        self.tags.added.connect(self.tag_added)
        self.tags.removed.connect(self.tag_removed)

    def _make_rejected(self) -> None:
        """The worse answer of a preference row, beside the better one."""
        self.rejected_head = words(_("Rejected answer"), "strong")
        self.rejected = Editor(_("Rejected answer"), own_history=False)
        self.rejected.setObjectName("rejected")
        self.rejected_saver = TextSaver(
            self.rejected, lambda text: self.rejected_edited.emit(self._pair_id, text)
        )
        self._show_rejected(None)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(words(_("Question"), "strong"))
        top.addWidget(self.prompt_tokens)
        top.addWidget(self.draft)
        top.addWidget(self.reason, 1)
        top.addWidget(self.flag)
        top.addWidget(self.held_back)
        top.addWidget(self.status)
        middle = QHBoxLayout()
        middle.addWidget(words(_("Answer"), "strong"))
        middle.addWidget(self.answer_tokens)
        middle.addWidget(self.figures, 1)
        middle.addWidget(self.grounding)
        body = self.body
        body.setSpacing(8)
        body.addLayout(top)
        body.addWidget(self.questions)
        body.addLayout(self.prompt_findings)
        body.addLayout(middle)
        body.addWidget(self.candidates, 1)
        body.addWidget(self.rejected_head)
        body.addWidget(self.rejected, 1)
        body.addWidget(self.excess)
        body.addLayout(self.answer_findings)
        body.addWidget(self.tags)

    def show_pair(self, pair: Pair, findings: Sequence[Finding]) -> None:
        """Show a pair; words that stand there already keep their cursor, others of the same pair
        (undo brought them) get it where they differ."""
        same = pair.id == self._pair_id
        for editor, text in ((self.prompt, pair.prompt), (self.answer, pair.answer)):
            if editor.text() != text:
                editor.set_text(text, at_difference=same)
        if pair.id != self._pair_id:
            self.rejected_saver.flush()
            self._pair_id = pair.id
            self.tags.show_pair(pair.id)
            self.questions.close_offer()
            self.candidates.close_offer()
        rejected = find_rejected(pair)
        is_new = same and rejected == "" and self.rejected.isHidden()
        self._show_rejected(rejected)
        if is_new:
            # Whoever asked for a worse answer writes it next.
            self.rejected.setFocus()
        self.draft.setVisible(pair.draft_prompt)
        self.flag.setVisible(pair.flagged)
        self.held_back.setVisible(pair.held_back)
        text, tone = STATUS_WORDS[pair.status]
        self.status.set(_(text), tone)
        self.reason.setText(describe_reason(pair.reason))
        self.tags.set_tags(pair.tags)
        self.show_findings(findings)

    def show_offers(self, questions: Sequence[Offer], answers: Sequence[Offer]) -> None:
        """Show what is suggested for the prompt and for the answer."""
        self.questions.setFixedHeight(QUESTIONS_HEIGHT if questions else PROMPT_HEIGHT)
        self.questions.show_offers(questions[:MOST])
        self.candidates.show_offers(answers[:MOST])

    def open_offer(self, tab: str) -> None:
        """Look at a suggestion for the field one is in, or else for the answer: by its number, or
        the ``next`` or ``previous`` one."""
        tabs = self.questions if self.questions.is_here() else self.candidates
        if tab in STEPS:
            tabs.turn(STEPS[tab])
        else:
            tabs.open_offer(int(tab) - 1)

    def _show_rejected(self, text: str | None) -> None:
        for widget in (self.rejected_head, self.rejected):
            widget.setVisible(text is not None)
        if text is not None and not self.rejected_saver.is_due() and self.rejected.text() != text:
            self.rejected.set_text(text)

    def texts(self) -> tuple[str, str]:
        """The prompt and the answer as they stand in the editors."""
        return self.prompt.text(), self.answer.text()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """What the checks say, in words where it arose, the worst first."""
        about_prompt = [finding for finding in findings if finding.code in PROMPT_FINDINGS]
        _fill(self.prompt_findings, about_prompt)
        _fill(self.answer_findings, [each for each in findings if each not in about_prompt])

    def show_tokens(self, prompt: int, answer: int) -> None:
        """How many tokens the words of each have."""
        for label, tokens in ((self.prompt_tokens, prompt), (self.answer_tokens, answer)):
            label.setText(plural("{n} token", "{n} tokens", tokens).format(n=f"{tokens:,}"))

    def show_excess(self, line: str) -> None:
        """Say that the row is too long for the model; "" where it is not."""
        self.excess.setText(line)
        self.excess.setVisible(bool(line))

    def show_grounding(self, figures: Sequence[str], grounding: Grounding | None) -> None:
        """How the answer compares with its passage; None where there is none."""
        self.figures.setText(" · ".join(figures))
        self.grounding.setVisible(grounding is not None)
        self.answer.underline(() if grounding is None else grounding.missing)
        if grounding is not None:
            tone = next(tone for least, tone in GROUNDED if grounding.share >= least)
            self.grounding.set(_("{n:.0%} grounded").format(n=grounding.share), tone)

    def composing(self) -> bool:
        """Whether an input method is at work: no action may end the pair then."""
        return any(editor.composing() for editor in (self.prompt, self.answer, self.rejected))


def _fill(layout: QVBoxLayout, findings: Sequence[Finding]) -> None:
    order = list(Severity)
    ordered = sorted(findings, key=lambda finding: order.index(finding.severity))
    lines = [(finding.message, TONES[finding.severity]) for finding in ordered[:MOST_FINDINGS]]
    if len(ordered) > MOST_FINDINGS:
        lines.append((_("and {n} more").format(n=len(ordered) - MOST_FINDINGS), "muted"))
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
    for text, tone in lines:
        layout.addWidget(words(text, tone, wrap=True))
