"""Questions that are kept to compare models with: who has learnt them proves nothing by them."""

from __future__ import annotations

from collections.abc import Iterator

from studio.domain.preflight import FindingKind, Lesson, PreflightFinding
from studio.i18n import N_, _
from studio.services.preflight.data_set import LEE, WARNING, DataCheck, DataSet, list_titles

QUESTIONS_TRAINED_ON = FindingKind(
    "questions-trained-on",
    Lesson.ANSWERS,
    WARNING,
    N_(
        "{part} pairs ask, or answer, what is kept in the question set {sets}: a model that was "
        "trained on a question proves nothing by answering it."
    ),
    source=LEE,
    fix="hold-back",
)


def find_questions_trained_on(data: DataSet) -> Iterator[PreflightFinding]:
    """Pairs of which a question set has the question or the answer, and that are not held out."""
    # What the latest version only validates with is where questions may come from.
    asked = data.asked.keys() - data.held_out
    pairs = [pair for pair in data.pairs if pair.id in asked] if asked else []
    if pairs:
        questions = [question for pair in pairs for question in data.asked[pair.id]]
        names = {_("“{name}”").format(name=question.set_name) for question in questions}
        yield data.finding(
            QUESTIONS_TRAINED_ON,
            pairs,
            questions=list(dict.fromkeys(question.number for question in questions)),
            sets=list_titles(names),
        )


CHECKS = (DataCheck("questions trained on", find_questions_trained_on, (QUESTIONS_TRAINED_ON,)),)
