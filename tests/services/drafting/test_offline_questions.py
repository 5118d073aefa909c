"""Without a model, too, one answer is asked for in several ways."""

from __future__ import annotations

import pytest

from studio.domain.pair import Origin
from studio.domain.suggestion import SuggestionKind, SuggestionState
from studio.domain.work import finish
from studio.services.drafting.offline_questions import suggest_offline
from studio.services.session import Session
from studio.text.quality.question_kinds import classify_question

ANSWER = (
    "Begin each day with the work that matters most. Discipline grows with use, and what "
    "frightens you becomes smaller once you have begun."
)


@pytest.fixture
def pair(session: Session) -> int:
    with session.library.journal.edit("Write"):
        return session.library.pairs.insert("How?", ANSWER, origin=Origin.CURATOR, tokens=9)


def test_questions_of_several_kinds_are_suggested_once(session: Session, pair: int) -> None:
    report = finish(suggest_offline(session, [pair])).value
    found = session.library.suggestions.of_pair(pair)
    assert len(found) == report.suggestions >= 2
    assert len({item.kind for item in found}) == len({item.prompt for item in found}) == len(found)
    for item in found:
        assert (item.answer, item.model, item.state) == ("", "", SuggestionState.OPEN)
    finish(suggest_offline(session, [pair]))
    prompts = [item.prompt for item in session.library.suggestions.of_pair(pair)]
    assert len(prompts) == len(set(prompts))


def test_only_the_kinds_that_were_asked_for_come(session: Session, pair: int) -> None:
    finish(suggest_offline(session, [pair], [SuggestionKind.HOW]))
    (only,) = session.library.suggestions.of_pair(pair)
    assert only.kind is SuggestionKind.HOW and classify_question(only.prompt) == "how"
    session.library.journal.undo()
    assert session.library.suggestions.of_pair(pair) == []
