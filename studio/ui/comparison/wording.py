"""What the comparison page says: who stands where, how it was judged, how it stands."""

from __future__ import annotations

from dataclasses import dataclass

from studio.domain.comparison import Comparison, Question, Verdict
from studio.i18n import _
from studio.services.comparison.names import name_contestant
from studio.services.comparison.verdict import Outcome, describe_figures, describe_outcome
from studio.services.comparison.voting import Duel, find_rival, judge_comparison, turn_vote
from studio.ui.comparison.question_list import QuestionLine

SIDES = {
    "left": Verdict.FIRST,
    "right": Verdict.SECOND,
    "tie": Verdict.TIE,
    "neither": Verdict.NEITHER,
}
"""What a place on the page, or a button, says of the two answers as they stand there."""


def read_side(duel: Duel) -> str:
    """Which side the curator's vote went to: left, right, tie, neither; "" for none."""
    if duel.vote is None:
        return ""
    verdict = turn_vote(duel.vote, duel.left)
    return next(side for side, meaning in SIDES.items() if meaning is verdict)


def badge(duel: Duel, side: str) -> tuple[str, str]:
    """What stands beside an answer that was voted on, and its tone."""
    chosen = read_side(duel)
    if chosen == side:
        return _("better"), "good"
    if side == "left" and chosen == "tie":
        return _("equally good"), "accent"
    if chosen == "neither":
        return _("not good"), "warn"
    return "", "good"


def question_line(
    number: int, duel: Duel, contestant: str, *, is_open: bool, is_rewritten: bool = False
) -> QuestionLine:
    """A question in the list; while votes are open its mark tells only that it was judged."""
    verdict = None if duel.vote is None else turn_vote(duel.vote, contestant)
    return QuestionLine(number, duel.question.text, verdict, duel.is_ready, is_open, is_rewritten)


def missing(comparison: Comparison) -> int:
    """Answers that are still to be asked for."""
    return sum(_count_missing(comparison, question) for question in comparison.questions)


def describe_cancelled(comparison: Comparison | None) -> str:
    """What is left of a comparison that was cancelled; None: it had not begun."""
    if comparison is None:
        return _("Cancelled before a question was asked.")
    total = len(comparison.questions) * len(comparison.contestants)
    return _("Cancelled. {kept} of {total} answers are kept; the rest can be asked later.").format(
        kept=total - missing(comparison), total=total
    )


@dataclass(frozen=True)
class VerdictWords:
    """How a comparison stands, as the page says it: at a glance, in figures, and in which tone."""

    headline: str
    figures: str = ""
    tone: str = "strong"


TONES = {Outcome.BETTER: "better", Outcome.WORSE: "worse", Outcome.NOT_PROVEN: "unproven"}


def describe_standing(comparison: Comparison, contestant: str, voted: int) -> VerdictWords:
    """How it stands: what is left to judge, or the verdict once the votes are closed."""
    if comparison.is_open:
        line = _("{voted} of {total} judged. Names and verdict come when you close the votes.")
        return VerdictWords(line.format(voted=voted, total=len(comparison.questions)))
    rival = find_rival(comparison)
    standing = judge_comparison(comparison, rival.key).get(contestant)
    if standing is None:
        hint = _("What was measured without votes is under “All contestants”.")
        return VerdictWords(_("Nothing is judged yet."), hint)
    headline = describe_outcome(
        standing,
        contestant=name_contestant(comparison.contestant(contestant)),
        rival=name_contestant(rival),
    )
    return VerdictWords(headline, describe_figures(standing), TONES[standing.outcome])


def has_same_answers(duel: Duel) -> bool:
    """Whether the two answers are the same words, whatever stands between them."""
    texts = [
        answer.text.split()
        for answer in duel.question.answers
        if answer.model in (duel.left, duel.right)
    ]
    return len(texts) > 1 and texts[0] == texts[1]


def cut(text: str, most: int = 280) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _count_missing(comparison: Comparison, question: Question) -> int:
    answered = {answer.model for answer in question.answers if not answer.error}
    return len(comparison.contestants) - len(answered)
