"""The set that is asked before and after each run is remembered with the library."""

from __future__ import annotations

from studio.domain.comparison import QuestionDraft
from studio.services.comparison import before_training, question_sets
from studio.services.pairs import review
from studio.services.session import Session


def read_name(session: Session) -> str:
    chosen = before_training.read_asked_set(session)
    return chosen.name if chosen else ""


def test_a_set_is_chosen_and_no_other_is_when_it_is_gone(session: Session) -> None:
    assert read_name(session) == ""
    number = question_sets.make_set(session, "Held", [QuestionDraft("Why?")]).value
    before_training.choose_asked_set(session, number)
    assert read_name(session) == "Held"
    question_sets.delete_set(session, number)
    assert read_name(session) == ""
    review.undo(session)
    assert read_name(session) == "Held"
    before_training.choose_asked_set(session, None)
    assert read_name(session) == ""
