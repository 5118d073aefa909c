"""What votes changed is kept in turn: taken back, brought again, and let go."""

from __future__ import annotations

from studio.domain.comparison import Verdict, Vote
from studio.store.library import Library

KEYS = ("base", "run-1")
FIRST = Vote(5, *KEYS, Verdict.FIRST, reasons=("作り話",))


def test_steps_go_back_and_forth_and_each_comparison_has_its_own(library: Library) -> None:
    steps = library.vote_steps
    with library.transaction():
        steps.insert(1, 5, KEYS, None, FIRST)
        steps.insert(2, 5, KEYS, None, FIRST)
        steps.insert(1, 5, KEYS, FIRST, None)
    last = steps.find_undo(1)
    assert last is not None and (last.before, last.after) == (FIRST, None)
    with library.transaction():
        steps.set_undone(last.id, True)
    again = steps.find_redo(1)
    assert again is not None and again.id == last.id and steps.find_redo(2) is None
    first = steps.find_undo(1)
    assert first is not None and first.after == FIRST
    with library.transaction():
        steps.insert(1, 5, KEYS, FIRST, None)
        steps.clear(2)
    assert steps.find_redo(1) is None and steps.find_undo(2) is None
