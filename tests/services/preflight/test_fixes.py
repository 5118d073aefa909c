"""A fix says what it will do before it does it, and afterwards what became of the pairs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from studio.domain.errors import CuratorError
from studio.domain.pair import Origin, Status
from studio.domain.pair_filter import PairFilter
from studio.domain.preflight import PreflightFinding, Report
from studio.domain.work import finish
from studio.services.pairs import review
from studio.services.preflight import fix_plan, fixes
from studio.services.preflight.fix_plan import FixPlan
from studio.services.session import Session
from tests.services.preflight.conftest import Accept, good

Find = Callable[[str], PreflightFinding | None]


def plan(session: Session, finding: PreflightFinding | None) -> FixPlan:
    assert finding is not None
    made = finish(fixes.plan_fix(session, finding.fix, finding)).value
    assert isinstance(made, FixPlan)
    return made


def test_a_plan_writes_nothing(accept: Accept, session: Session, found: Find) -> None:
    accept([("What is it?", "Begin with one thing today, and with the next tomorrow.")] * 20)
    before = session.library.pairs.list(session.library.pairs.ids())
    made = plan(session, found("copies"))
    assert made.count == 19 and "19 copies are rejected; one pair of each of 1" in made.intent
    assert session.library.pairs.list(session.library.pairs.ids()) == before


def test_five_are_shown_before_and_after(accept: Accept, session: Session, found: Find) -> None:
    accept([("What is it?", "Begin with one thing today, and with the next tomorrow.")] * 20)
    examples = plan(session, found("one-question")).list_examples()
    assert len(examples) == 5
    assert examples[0].before == "What is it?" != examples[0].after


def test_a_cap_says_which_by_what_rule_and_where_they_are(
    accept: Accept, shelve: Callable[..., int], session: Session, found: Find
) -> None:
    rows = good(40)
    accept(rows[:28], book=shelve("Smiles"))
    accept(rows[28:], book=shelve("Allen"))
    made = plan(session, found("one-author"))
    assert made.intent.startswith("16 of Smiles's 28 pairs are rejected; 12 stay")
    assert "chosen at random" in made.rule
    finish(fixes.apply_fix(session, made))
    assert made.outcome.endswith("They are in Review, under Rejected; 12 stay.")
    rejected = session.library.pairs.ids(PairFilter(status=Status.REJECTED))
    assert set(rejected) == set(made.pairs) and len(rejected) == 16


def test_what_is_rewritten_is_read_by_nobody(
    session: Session, report: Callable[[], Report]
) -> None:
    torn = "and so it is with every man who would begin. Begin today with the smallest part of it. "
    torn += "Then leave it for the night, and go on with it in the morning where you left"
    with session.library.journal.edit("Drafts"):
        ids = [
            session.library.pairs.insert(prompt, torn, origin=Origin.MODEL, tokens=40)
            for prompt, _answer in good(20)
        ]
    for number in ids:
        review.accept(session, [number])
    assert session.library.pairs.get(ids[0]).is_read
    finding = next(one for one in report().findings if one.fix == "trim")
    finish(fixes.mend(session, "trim", finding))
    assert not session.library.pairs.get(ids[0]).is_read


def test_a_fix_nobody_knows_says_which_there_are(session: Session) -> None:
    with pytest.raises(CuratorError, match="condense"):
        fixes.find_fix("magic")


def test_one_pair_is_spoken_of_as_one(accept: Accept, session: Session, found: Find) -> None:
    accept([*good(20), ("How do I reach you?", "Write to taro@mail.or.jp.")])
    made = plan(session, found("private-mail"))
    assert (made.label, made.intent) == ("Reject 1 pair", "1 pair is rejected.")


def test_every_fix_that_mends_has_all_its_sentences() -> None:
    for fix in fixes.FIXES:
        words = (*fix.label, *fix.intent, fix.rule, *fix.outcome)
        assert all(words) if fix.select else not any(words) and fix.page, fix.name


@pytest.mark.parametrize("known", [True, False])
def test_what_a_plan_rewrites_is_counted_as_it_will_be(session: Session, known: bool) -> None:
    encoding = session.encoding() if known else ""
    with session.library.journal.edit("Rows"):
        for answer in ("Begin.", "小さく始める。", "Rest  well."):
            session.library.pairs.insert(
                "How?",
                answer,
                origin=Origin.CURATOR,
                tokens=review.row_tokens(session, "How?", answer),
                encoding=encoding,
            )
    pairs = session.library.pairs.list(session.library.pairs.ids())
    edits = [fix_plan.PairEdit(pair, replace(pair, answer=f"{pair.answer} Now.")) for pair in pairs]
    fix_plan.write_plan(session, fix_plan.FixPlan("Mend", "", "", "", edits))
    for pair in session.library.pairs.list(session.library.pairs.ids()):
        assert pair.tokens == review.row_tokens(session, pair.prompt, pair.answer, of=pair)
    assert session.library.journal.steps()[0].who == "rule"
