"""A question comes back from a table as it was put in, with where it comes from."""

from __future__ import annotations

from studio.domain.comparison import QuestionDraft, QuestionKind
from studio.store.library import Library
from studio.store.question_rows import COLUMNS, list_values

DRAFT = QuestionDraft(
    "Why?", "So.", QuestionKind.FACT, ("so",), 7, "en", author="James", tags=("habit", "money/debt")
)


def test_a_question_keeps_its_author_and_tags_in_a_set_and_in_a_comparison(
    library: Library,
) -> None:
    with library.journal.edit("A set"):
        number = library.question_sets.insert("Held")
        library.question_sets.add_questions(number, [DRAFT])
    assert library.question_sets.get(number).questions[0].draft == DRAFT
    with library.transaction():
        comparison = library.comparisons.insert([], [DRAFT])
    (question,) = library.comparisons.get(comparison).questions
    assert (question.text, question.author, question.tags) == ("Why?", "James", DRAFT.tags)


def test_what_nobody_knows_is_null() -> None:
    values = dict(zip(COLUMNS, list_values(QuestionDraft("Why?")), strict=True))
    assert values["author"] is None and values["tags"] is None
