"""Removed pairs and books are brought back, or forgotten for good."""

from __future__ import annotations

import pytest

from studio.domain.errors import CuratorError
from studio.services.books import ingest
from studio.services.pairs import review, trash
from studio.services.session import Session
from studio.store import search


def test_pairs_come_back_in_one_step(accepted: Session) -> None:
    before = accepted.library.pairs.list([1, 2, 3])
    review.remove(accepted, [1, 2, 3])
    assert trash.count_trash(accepted) == trash.TrashContent(3, 0)
    entries = trash.find_entries(accepted, [2, 1, 3])
    assert trash.restore(accepted, entries).value == (2, 1, 3)
    assert accepted.library.pairs.list([1, 2, 3]) == before
    assert accepted.library.journal.undo_label == "Restore 3 pairs"
    review.undo(accepted)
    pairs, books = trash.list_trash(accepted)
    assert [item.pair.id for item in pairs] == [3, 2, 1] and books == []


def test_a_book_comes_back_with_its_pairs(accepted: Session) -> None:
    ingest.remove_book(accepted, 2)
    assert trash.count_trash(accepted) == trash.TrashContent(0, 1)
    assert trash.restore_book(accepted, trash.find_book(accepted, 2)).value == 2
    assert accepted.library.counts()["accepted"] == 30
    assert accepted.library.journal.undo_label == "Restore Book 1"


def test_emptying_says_how_much_is_gone(accepted: Session) -> None:
    review.remove(accepted, [1])
    ingest.remove_book(accepted, 2)
    content = trash.empty_trash(accepted).value
    assert content.describe() == "1 pair and 1 book"
    assert trash.count_trash(accepted) == trash.TrashContent(0, 0)
    with pytest.raises(CuratorError, match="no pair 1 in the trash"):
        trash.find_entries(accepted, [1])
    with pytest.raises(CuratorError, match="no book 2 in the trash"):
        trash.find_book(accepted, 2)


def test_the_search_of_a_large_library_is_rebuilt_beside(
    accepted: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_AT_ONCE", 1)
    review.remove(accepted, [1])
    trash.empty_trash(accepted)
    assert accepted.library.count_unread() > 0
    steps = list(trash.rebuild_search(accepted))
    assert steps and all(step.total for step in steps)
    assert accepted.library.count_unread() == 0
