"""Any earlier state of a pair can be gone back to, as a new step."""

from __future__ import annotations

from itertools import pairwise

import pytest

from studio.domain.errors import CuratorError
from studio.domain.pair import Status
from studio.services.pairs import history, review
from studio.services.session import Session


def test_going_back_is_a_step_of_its_own(accepted: Session) -> None:
    before = accepted.library.pairs.get(1)
    review.edit(accepted, 1, answer="Do nothing at all.")
    review.tag(accepted, [1], "habit")
    review.reject(accepted, [1])
    states = history.list_states(accepted, 1)
    changes = [history.name_changes(b.pair, a.pair) for a, b in pairwise(states)]
    assert changes[:3] == [["status"], ["tags"], ["answer", "read", "tokens"]]
    assert history.restore(accepted, states[3]).value == 1
    pair = accepted.library.pairs.get(1)
    assert (pair.answer, pair.tags, pair.status) == (before.answer, (), Status.ACCEPTED)
    assert (pair.tokens, pair.is_read) == (before.tokens, False)
    assert accepted.library.journal.undo_label == f"Back to an earlier state of “{before.prompt}”"
    review.undo(accepted)
    assert accepted.library.pairs.get(1).status == Status.REJECTED


def test_tokens_are_counted_as_the_library_is_now(accepted: Session) -> None:
    review.edit(accepted, 1, answer="Do nothing at all.")
    review.set_system(accepted, "Be brief.")
    state = history.list_states(accepted, 1)[-1]
    assert state.pair is not None
    history.restore(accepted, state)
    now = accepted.library.pairs.get(1)
    assert now.tokens == review.row_tokens(accepted, now.prompt, now.answer) > state.pair.tokens


def test_a_removed_pair_is_brought_back_for_it(accepted: Session) -> None:
    review.edit(accepted, 1, answer="Do nothing at all.")
    review.remove(accepted, [1])
    removed, edited, *_rest = history.list_states(accepted, 1)
    with pytest.raises(CuratorError, match="removed then"):
        history.restore(accepted, removed)
    history.restore(accepted, edited)
    assert accepted.library.pairs.get(1).answer == "Do nothing at all."
    assert history.name_changes(edited.pair, None) == ["removed"]
    assert history.name_changes(None, edited.pair) == ["new pair"]
