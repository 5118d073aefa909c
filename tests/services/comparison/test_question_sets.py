"""Question sets: kept, suggested from what gave no pair, and told from what was trained on."""

from __future__ import annotations

import pytest

from studio.domain.comparison import QuestionDraft, QuestionKind
from studio.domain.errors import CuratorError
from studio.domain.work import finish
from studio.resources import RESOURCES
from studio.services.books import ingest
from studio.services.comparison import question_sets as sets
from studio.services.comparison.leaks import find_leaks
from studio.services.pairs import review
from studio.services.session import Session

DRAFTS = [QuestionDraft("How do I begin?", "Begin small.", must=("small",)), QuestionDraft("Why?")]


@pytest.fixture
def number(session: Session) -> int:
    return sets.make_set(session, "Held back", DRAFTS).value


def read_texts(session: Session, number: int) -> list[str]:
    return [question.draft.text for question in session.library.question_sets.get(number).questions]


def test_a_set_comes_back_as_it_was_written(session: Session, number: int) -> None:
    kept = session.library.question_sets.get(number)
    assert kept.name == "Held back"
    assert [question.draft for question in kept.questions] == DRAFTS


def test_a_question_that_is_there_is_not_added_again(session: Session, number: int) -> None:
    added = sets.add_to_set(session, number, [QuestionDraft("how do I  begin?"), DRAFTS[1]])
    assert added.value == 0
    assert sets.add_to_set(session, number, [QuestionDraft("What then?")]).value == 1


def test_a_set_is_undone_like_all_that_a_curator_makes(session: Session, number: int) -> None:
    sets.delete_set(session, number)
    assert session.library.question_sets.list() == []
    review.undo(session)
    assert read_texts(session, number) == ["How do I begin?", "Why?"]


def test_a_question_is_written_anew_and_taken_out(session: Session, number: int) -> None:
    first, second = session.library.question_sets.get(number).questions
    sets.write_question(session, first.id, QuestionDraft("How do I go on?"))
    sets.remove_from_set(session, [second.id])
    assert read_texts(session, number) == ["How do I go on?"]
    with pytest.raises(CuratorError, match="at least one word"):
        sets.write_question(session, first.id, QuestionDraft(" "))


@pytest.mark.parametrize("name, drafts", [(" ", DRAFTS), ("Set", [])])
def test_a_set_without_a_name_or_a_question_is_none(session: Session, name, drafts) -> None:
    with pytest.raises(CuratorError):
        sets.make_set(session, name, drafts)


def test_suggestions_ask_about_the_book_what_is_in_no_book_and_everyday_things(
    session: Session, book: int
) -> None:
    questions = finish(sets.suggest_questions(session, 8, seed=1)).value
    kinds = {question.kind for question in questions}
    assert kinds & {QuestionKind.SILENT, QuestionKind.EVERYDAY}
    assert all(question.language == "en" for question in questions)
    of_the_book = [question for question in questions if question.passage is not None]
    assert all(question.reference for question in of_the_book)


def test_what_was_trained_on_is_not_suggested(session: Session) -> None:
    finish(ingest.add_books(session, [RESOURCES / "samples" / "as-a-man-thinketh_pg4507.txt"]))
    questions = finish(sets.suggest_questions(session, 8, seed=1)).value
    of_book, general = questions[0], questions[-1]
    assert of_book.passage is not None and general.passage is None
    # As raw prose, under another question: the passage gave no pair of its own.
    prose = review.add(session, "What does the book say?", of_book.reference).value
    asked = review.add(session, general.text, "I do not know.").value
    review.accept(session, [prose, asked])
    again = finish(sets.suggest_questions(session, 8, seed=1)).value
    assert {of_book.text, general.text}.isdisjoint(each.text for each in again)
    assert len(again) == len(questions), "others take their place"
    assert not finish(find_leaks(session, again)).value


def test_what_the_library_speaks_of_is_not_asked_as_what_it_is_silent_about(
    session: Session, tmp_path
) -> None:
    silent = [words for draft, words in sets.read_general_questions() if words]
    assert all(silent)


def test_every_language_of_the_studio_has_general_questions() -> None:
    for kind in (QuestionKind.SILENT, QuestionKind.EVERYDAY):
        languages = {d.language for d, _words in sets.read_general_questions() if d.kind is kind}
        assert languages == {"en", "ja"}


def test_a_set_is_begun_empty_named_written_into_and_copied(session: Session) -> None:
    library = session.library
    number = sets.begin_set(session, "Drafts").value
    sets.rename_set(session, number, "  Held \n back ")
    question = sets.add_question(session, number, DRAFTS[0]).value
    assert library.question_sets.get(number).questions[0].id == question
    copy = sets.copy_set(session, number).value
    assert [(s.name, len(s.questions)) for s in library.question_sets.list()] == [
        ("Held back", 1),
        ("Held back (copy)", 1),
    ]
    sets.write_question(session, question, DRAFTS[1])
    assert read_texts(session, copy) == ["How do I begin?"]
    for refused in (
        lambda: sets.begin_set(session, " "),
        lambda: sets.rename_set(session, number, ""),
        lambda: sets.add_question(session, number, QuestionDraft(" ")),
    ):
        with pytest.raises(CuratorError):
            refused()
