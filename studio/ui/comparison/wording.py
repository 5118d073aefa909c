"""What the comparison page says: who stands where, how it was judged, how it stands."""

from __future__ import annotations

from studio.domain.run import Comparison, Question, Verdict
from studio.i18n import _
from studio.services.comparison import compare
from studio.ui.comparison.question_list import QuestionLine

SIDES = {"left": Verdict.FIRST, "right": Verdict.SECOND}
ELSE = {"tie": Verdict.TIE, "neither": Verdict.NEITHER}
OTHER = {Verdict.FIRST: Verdict.SECOND, Verdict.SECOND: Verdict.FIRST}


def verdict_of(question: Question, side: str) -> Verdict:
    """What a place on the page means for the models: FIRST is the first model, wherever it is."""
    if side in ELSE:
        return ELSE[side]
    return OTHER[SIDES[side]] if compare.is_swapped(question) else SIDES[side]


def model_at(comparison: Comparison, question: Question, side: str) -> str:
    first = verdict_of(question, side) is Verdict.FIRST
    return comparison.models[0 if first else min(1, len(comparison.models) - 1)]


def name_model(comparison: Comparison, model: str) -> str:
    """A model's name, and which of the two it is."""
    if comparison.run is None:
        return model
    who = _("base") if model == comparison.models[0] else _("tuned")
    return f"{who} · {model}"


def badge(question: Question, side: str) -> tuple[str, str]:
    if question.verdict is verdict_of(question, side):
        return _("better"), "good"
    if side == "left" and question.verdict is Verdict.TIE:
        return _("equally good"), "accent"
    if question.verdict is Verdict.NEITHER:
        return _("not good"), "warn"
    return "", "good"


def question_line(question: Question) -> QuestionLine:
    return QuestionLine(question.text, question.verdict, bool(question.answers))


def missing(comparison: Comparison) -> int:
    return sum(
        len(comparison.models) - len({a.model for a in question.answers if not a.error})
        for question in comparison.questions
    )


def describe_cancelled(comparison: Comparison | None) -> str:
    """What is left of a comparison that was cancelled; None: it had not begun."""
    if comparison is None:
        return _("Cancelled before a question was asked.")
    total = len(comparison.questions) * len(comparison.models)
    return _("Cancelled. {kept} of {total} answers are kept; the rest can be asked later.").format(
        kept=total - missing(comparison), total=total
    )


def describe_tally(comparison: Comparison) -> str:
    """How it stands, in one sentence."""
    tally = compare.count_votes(comparison)
    wins = (
        _("Tuned better {second} · base better {first}")
        if comparison.run is not None
        else _("Second better {second} · first better {first}")
    ).format(first=tally.first, second=tally.second)
    rest = _("equal {tie} · neither {neither} · {unvoted} of {total} left to judge").format(
        tie=tally.tie,
        neither=tally.neither,
        unvoted=tally.unvoted,
        total=len(comparison.questions),
    )
    return f"{wins} · {rest}"


def cut(text: str, most: int = 280) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
