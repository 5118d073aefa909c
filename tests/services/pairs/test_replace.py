"""Find and replace: what would change is known before, and one step takes it all back."""

from __future__ import annotations

import pytest

from studio.domain.errors import CuratorError
from studio.domain.pair_filter import PairFilter
from studio.domain.work import finish
from studio.services.pairs import review
from studio.services.pairs.replace import Scope, find_pairs, make_rewrite, replace_in_pairs
from studio.services.session import Session
from studio.text.replacing import Replacing


@pytest.fixture
def pairs(session: Session) -> list[int]:
    texts = [
        ("What is a goal?", "A goal is a wish."),
        ("目標とは？", "目標 is a goal."),
        ("Why?", "So."),
    ]
    return [review.add(session, *text).value for text in texts]


@pytest.mark.parametrize(
    ("scope", "changed"), [(Scope.BOTH, [0, 1]), (Scope.PROMPTS, [0]), (Scope.ANSWERS, [0, 1])]
)
def test_what_would_change_is_what_changes(
    session: Session, pairs: list[int], scope: Scope, changed: list[int]
) -> None:
    rule = Replacing("goal", "purpose worth an hour a day")
    ids = [pairs[at] for at in changed]
    assert list(finish(find_pairs(session, pairs, rule, scope)).value) == ids
    before = session.library.pairs.list(pairs)
    assert finish(replace_in_pairs(session, pairs, rule, scope)).value == len(ids)
    after = session.library.pairs.list(pairs)
    assert [pair.id for pair, old in zip(after, before, strict=True) if pair != old] == ids
    assert all(
        pair.tokens == review.row_tokens(session, pair.prompt, pair.answer, of=pair)
        for pair in after
    )
    review.undo(session)
    assert session.library.pairs.list(pairs) == before


def test_one_pair_is_rewritten_as_it_would_be(session: Session, pairs: list[int]) -> None:
    rewrite = make_rewrite(Replacing("goal", "aim"), Scope.ANSWERS)
    rewriting = rewrite(session.library.pairs.get(pairs[0]))
    assert (rewriting.prompt, rewriting.answer) == ("What is a goal?", "A aim is a wish.")


def test_nothing_found_is_no_step_and_a_bad_expression_changes_nothing(
    session: Session, pairs: list[int]
) -> None:
    label = session.library.journal.undo_label
    assert finish(replace_in_pairs(session, pairs, Replacing("nowhere"))).value == 0
    with pytest.raises(CuratorError):
        finish(replace_in_pairs(session, pairs, Replacing("(", is_pattern=True)))
    with pytest.raises(CuratorError):
        finish(replace_in_pairs(session, pairs, Replacing("goal", r"\9", is_pattern=True)))
    assert session.library.journal.undo_label == label
    assert session.library.pairs.count(PairFilter(search="goal")) == 2
