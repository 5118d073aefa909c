"""What question sets ask is found among the pairs, once, and again where either was edited."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from studio.domain.comparison import QuestionDraft
from studio.domain.pair import Status
from studio.domain.preflight import PreflightFinding
from studio.domain.work import finish
from studio.services.comparison import question_sets
from studio.services.pairs import review
from studio.services.preflight import fixes, inspection
from studio.services.preflight.inspection import Cache
from studio.services.session import Session
from studio.services.versions import freezing
from tests.services.preflight.conftest import Accept, good

CODE = "questions-trained-on"


@pytest.fixture
def pairs(accept: Accept) -> list[int]:
    return accept(good(12))


def look(session: Session, cache: Cache) -> tuple[int, ...]:
    findings = finish(inspection.check(session, cache)).value.findings
    return next((finding.pairs for finding in findings if finding.code == CODE), ())


def test_nothing_is_found_where_no_set_asks_it(
    session: Session, pairs: list[int], found: Callable[[str], PreflightFinding | None]
) -> None:
    question_sets.make_set(session, "Held", [QuestionDraft("What is a wall?")])
    assert found(CODE) is None


def test_a_pair_a_set_asks_is_held_back_and_keeps_its_status(
    session: Session, pairs: list[int], found: Callable[[str], PreflightFinding | None]
) -> None:
    prompt = session.library.pairs.get(pairs[3]).prompt
    question_sets.make_set(session, "Held", [QuestionDraft(prompt.lower())])
    finding = found(CODE)
    assert finding is not None and finding.pairs == (pairs[3],) and "“Held”" in finding.message
    (kept,) = session.library.question_sets.list()
    assert finding.questions == tuple(question.id for question in kept.questions)
    finish(fixes.mend(session, finding.fix, finding))
    held = session.library.pairs.get(pairs[3])
    assert held.held_back and held.status is Status.ACCEPTED
    assert found(CODE) is None
    review.hold_back(session, [held.id], False)
    assert found(CODE) is not None
    review.undo(session)
    review.undo(session)
    assert not session.library.pairs.get(pairs[3]).held_back


def test_a_fix_shows_what_it_holds_back_before_it_does(
    session: Session, pairs: list[int], found: Callable[[str], PreflightFinding | None]
) -> None:
    prompt = session.library.pairs.get(pairs[3]).prompt
    question_sets.make_set(session, "Held", [QuestionDraft(prompt)])
    finding = found(CODE)
    assert finding is not None
    plan = finish(fixes.plan_fix(session, finding.fix, finding)).value
    assert [example.after for example in plan.list_examples()] == ["Held back"]
    assert "keeps its status" in plan.intent and "under Held back" in plan.outcome


def test_an_edited_pair_and_another_question_are_looked_at_again(
    session: Session, pairs: list[int]
) -> None:
    cache = Cache()
    set_number = question_sets.make_set(session, "Held", [QuestionDraft("What is a wall?")]).value
    assert look(session, cache) == ()
    review.edit(session, pairs[0], prompt="What is a wall?")
    assert look(session, cache) == (pairs[0],)
    other = session.library.pairs.get(pairs[5]).prompt
    question_sets.add_to_set(session, set_number, [QuestionDraft(other)])
    assert look(session, cache) == (pairs[0], pairs[5])
    question_sets.delete_set(session, set_number)
    assert look(session, cache) == ()


def test_what_is_held_out_may_be_asked(session: Session, pairs: list[int]) -> None:
    version = freezing.freeze(session, validation=0.25, group="passage").value
    (held, *_others) = [
        row.pair for row in session.library.versions.rows(version.number, "validation")
    ]
    asked = QuestionDraft(session.library.pairs.get(held).prompt)
    question_sets.make_set(session, "Held", [asked])
    assert look(session, Cache()) == ()
