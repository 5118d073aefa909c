"""Two runs that were never asked the same: a comparison of both with their base, on questions that
neither was trained on."""

from __future__ import annotations

from collections.abc import Generator

from studio.domain.comparison import Contestant, QuestionDraft
from studio.domain.errors import CuratorError
from studio.domain.run import Run
from studio.domain.work import Done, Job, Progress
from studio.i18n import _
from studio.services.comparison.asking import start_comparison
from studio.services.comparison.contestants import make_base, make_tuned
from studio.services.comparison.leaks import find_leaks
from studio.services.comparison.questions import USUAL_NUMBER, choose_held_out
from studio.services.session import Session


def compare_runs(session: Session, first: int, second: int) -> Job[int]:
    """Ask both runs and the base of the first the same questions; the comparison's id.

    The base comes along, so that one also sees whether either of them was worth its training.
    ``CuratorError`` where every question that was held out of one was trained on by the other.
    """
    runs = session.library.runs
    ours, theirs = runs.get(first), runs.get(second)
    drafts = yield from _choose_questions(session, ours, theirs)
    if not drafts:
        raise CuratorError(
            _(
                "Every validation question of one of these runs was trained on "
                "by the other. Write or import questions, and compare them "
                "there."
            )
        )
    begun = yield from start_comparison(session, _list_both(ours, theirs), drafts, run=second)
    return Done(begun.changes, begun.value)


def _list_both(first: Run, second: Run) -> list[Contestant]:
    return [make_base(first), make_tuned(first), make_tuned(second)]


def _choose_questions(
    session: Session, first: Run, second: Run
) -> Generator[Progress, None, list[QuestionDraft]]:
    """Questions held out of either version that the other one does not give away."""
    versions = sorted({first.version, second.version}, reverse=True)
    drafts = [
        draft for number in versions for draft in choose_held_out(session, number, 4 * USUAL_NUMBER)
    ]
    # The same question may be held out of both.
    drafts = list({draft.text: draft for draft in drafts}.values())
    leaks = (yield from find_leaks(session, drafts, versions)).value
    leaking = {leak.question for leak in leaks}
    left = [draft for draft in drafts if draft.text not in leaking]
    return left[:: max(1, len(left) // USUAL_NUMBER)][:USUAL_NUMBER]
