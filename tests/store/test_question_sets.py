"""The shelf of question sets: in the order in which they were made."""

from __future__ import annotations

import pytest

from studio.domain.comparison import QuestionDraft, QuestionKind
from studio.domain.errors import LibraryError
from studio.store.library import Library


def test_sets_stand_in_their_order_with_their_questions(library: Library) -> None:
    with library.journal.edit("Two sets"):
        first, second = library.question_sets.insert("A"), library.question_sets.insert("B")
        draft = QuestionDraft("Why?", kind=QuestionKind.FACT, passage=7, language="en")
        library.question_sets.add_questions(second, [draft])
        library.question_sets.rename(first, "First")
    a, b = library.question_sets.list()
    assert (a.name, a.questions) == ("First", ())
    assert b.questions[0].draft == draft


def test_one_that_is_not_there_is_named(library: Library) -> None:
    with pytest.raises(LibraryError, match="no question set 7"):
        library.question_sets.get(7)
