"""Passages for a contestant: those that share the rarest words with the question."""

from __future__ import annotations

from studio.services.comparison.passages import find_passages
from studio.services.session import Session


def test_the_passage_that_speaks_of_it_comes_first(session: Session, book: int) -> None:
    (text,) = find_passages(session, "What is said of a garden?", 1)
    assert "garden" in text


def test_where_nothing_suits_nothing_is_shown(session: Session, book: int) -> None:
    assert find_passages(session, "Xylophones?", 2) == []
