"""Questions: spread over the rows that were held out."""

from __future__ import annotations

from studio.domain.comparison import QuestionKind
from studio.services.comparison.questions import choose_held_out, choose_questions
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.versions import freezing


def test_an_empty_library_has_nothing_to_ask(session: Session) -> None:
    assert choose_questions(session, None) == []


def test_without_a_version_the_pairs_are_asked_about(accepted: Session) -> None:
    questions = choose_questions(accepted, None, 3)
    assert len(questions) == 3 and all(question.reference for question in questions)
    assert len({question.author for question in questions}) == 3, "spread over all of them"
    review.reopen(accepted, accepted.library.pairs.ids())
    assert len(choose_questions(accepted, None, 3)) == 3, "drafts, where nothing is accepted yet"


def test_a_question_held_out_says_whose_words_it_asks_about_and_what_of(accepted: Session) -> None:
    review.tag(accepted, accepted.library.pairs.ids(), "habit")
    freezing.freeze(accepted, validation=0.2)
    questions = choose_questions(accepted, None, 3)
    assert len(questions) == 3
    for question in questions:
        assert question.kind is QuestionKind.VALIDATION
        assert question.author is not None and question.author.startswith("Author ")
        assert question.tags == ("habit",)


def test_questions_held_out_are_spread_over_a_version(accepted: Session) -> None:
    version = freezing.freeze(accepted, validation=0.2).value
    assert len(choose_held_out(accepted, version.number, 100)) == version.validation
    assert len(choose_held_out(accepted, version.number, 2)) == 2
