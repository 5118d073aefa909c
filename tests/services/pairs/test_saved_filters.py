"""Filters are kept in the library under their names, and undo knows of them."""

from __future__ import annotations

import pytest

from studio.domain.errors import CuratorError
from studio.domain.pair import Status
from studio.domain.pair_filter import PairFilter, Range, Sort
from studio.services.pairs import review
from studio.services.pairs.saved_filters import list_filters, remove_filter, save_filter
from studio.services.session import Session

WISH = PairFilter(
    status=Status.DRAFT,
    tags=("お金/借金",),
    author="W. James",
    tokens=Range(10, None),
    search='"two words"',
    sort=Sort.WORST,
)


def test_a_filter_comes_back_as_it_was_saved(session: Session) -> None:
    save_filter(session, " Worst of\nJames ", WISH)
    save_filter(session, "flagged", PairFilter(flagged=True))
    assert list_filters(session) == {"Worst of James": WISH, "flagged": PairFilter(flagged=True)}
    save_filter(session, "flagged", PairFilter(flagged=False))
    assert list(list_filters(session)) == ["Worst of James", "flagged"]
    remove_filter(session, "Worst of James")
    assert list_filters(session) == {"flagged": PairFilter(flagged=False)}
    review.undo(session)
    assert list_filters(session)["Worst of James"] == WISH


def test_what_can_not_be_a_saved_filter_is_said(session: Session) -> None:
    for name, wish in (("", WISH), ("x" * 61, WISH), ("ids", PairFilter(only=frozenset({1})))):
        with pytest.raises(CuratorError):
            save_filter(session, name, wish)
