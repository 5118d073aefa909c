"""Suggestions come with their grounds, are decided on, and every decision can be taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from studio.domain.errors import LibraryError
from studio.domain.suggestion import Evidence, SuggestionKind, SuggestionState
from studio.domain.work import Change
from studio.store.library import Library

GROUNDS = (Evidence("Begin small."), Evidence("Begin “big”.", is_found=False))


@pytest.fixture
def suggestion(library: Library, book: int, insert_pair: Callable[..., int]) -> int:
    pair = insert_pair(passage=2, book=book)
    with library.journal.edit("Suggest"):
        return library.suggestions.insert(
            "How do I begin?",
            "Small.",
            kind=SuggestionKind.HOW,
            passage=2,
            pair=pair,
            evidence=GROUNDS,
            model="gpt",
        )


def test_a_suggestion_is_found_by_its_pair_and_its_passage(
    library: Library, suggestion: int
) -> None:
    (made,) = library.suggestions.of_pair(1)
    assert made == library.suggestions.get(suggestion) == library.suggestions.of_passage(2)[0]
    assert (made.prompt, made.answer, made.kind) == ("How do I begin?", "Small.", "how")
    assert (made.evidence, made.is_grounded, made.model) == (GROUNDS, False, "gpt")
    assert made.at is not None and made.at.tzinfo is not None
    assert library.suggestions.list([9, suggestion]) == [made]
    with pytest.raises(LibraryError):
        library.suggestions.get(9)


def test_what_became_of_it_can_be_taken_back(library: Library, suggestion: int) -> None:
    with library.journal.edit("Refuse"):
        assert library.suggestions.set_state([suggestion], SuggestionState.REFUSED, "dull") == 1
        assert library.suggestions.set_state([suggestion], SuggestionState.REFUSED, "dull") == 0
    assert library.suggestions.ids(state=SuggestionState.REFUSED) == [suggestion]
    assert library.suggestions.get(suggestion).reason == "dull"
    assert library.journal.undo().changes.touches(Change.PAIRS)
    assert library.suggestions.get(suggestion).state is SuggestionState.OPEN
    library.journal.undo()
    assert library.suggestions.of_pair(1) == []
    library.journal.redo()
    assert library.suggestions.get(suggestion).evidence == GROUNDS


def test_open_ones_are_counted_by_pair(library: Library, suggestion: int) -> None:
    assert library.suggestions.count_by_pair(SuggestionState.OPEN) == {1: 1}
    assert library.suggestions.count_by_pair(SuggestionState.CHOSEN) == {}
    assert library.suggestions.ids(kind=SuggestionKind.WHY) == []


def test_it_follows_its_passage_and_outlives_its_pair(library: Library, suggestion: int) -> None:
    with library.journal.edit("Join"):
        library.suggestions.move(2, 3)
        library.pairs.delete([1])
    assert [item.id for item in library.suggestions.of_passage(3)] == [suggestion]
    library.journal.undo()
    assert [item.id for item in library.suggestions.of_pair(1)] == [suggestion]
