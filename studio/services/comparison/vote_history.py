"""Votes are taken back in turn, and brought again, by whatever window, as long as they are open.

They are no steps of the library's history: who takes back an edit of a pair means no vote.
"""

from __future__ import annotations

from dataclasses import replace

from studio.domain.comparison import Vote, VoteStep
from studio.domain.work import Change, Changes, Done
from studio.services.session import Session


def keep_vote(
    session: Session,
    comparison: int,
    question: int,
    keys: tuple[str, str],
    before: Vote | None,
    after: Vote | None,
) -> Done[None]:
    """Put the curator's vote on two contestants, or none, in place of what stood there."""
    library = session.library
    if before == after:
        return Done(Changes())
    with library.transaction():
        _set_vote(session, question, keys, after)
        last = library.vote_steps.find_undo(comparison)
        if last is not None and _is_reason(last, before, after):
            library.vote_steps.set_after(last.id, after)
        else:
            library.vote_steps.insert(comparison, question, keys, before, after)
    return Done(Changes(Change.COMPARISONS))


def undo_vote(session: Session, comparison: int) -> Done[VoteStep | None]:
    """Take the last vote back, to what stood there before; None where there is none to take."""
    step = session.library.vote_steps.find_undo(comparison)
    return _replay(session, step, undone=True)


def redo_vote(session: Session, comparison: int) -> Done[VoteStep | None]:
    """Bring again what was taken back last."""
    step = session.library.vote_steps.find_redo(comparison)
    return _replay(session, step, undone=False)


def _replay(session: Session, step: VoteStep | None, *, undone: bool) -> Done[VoteStep | None]:
    if step is None:
        return Done(Changes(), None)
    vote = step.before if undone else step.after
    with session.library.transaction():
        _set_vote(session, step.question, (step.first, step.second), vote)
        session.library.vote_steps.set_undone(step.id, undone)
    return Done(Changes(Change.COMPARISONS), step)


def _set_vote(session: Session, question: int, keys: tuple[str, str], vote: Vote | None) -> None:
    comparisons = session.library.comparisons
    if vote is None:
        comparisons.remove_vote(question, *keys)
    else:
        comparisons.set_vote(vote)


def _is_reason(last: VoteStep, before: Vote | None, after: Vote | None) -> bool:
    """Whether this only says more about the vote that was just cast: it is one with it."""
    if before is None or after is None or last.after != before:
        return False
    return replace(before, reasons=()) == replace(after, reasons=())
