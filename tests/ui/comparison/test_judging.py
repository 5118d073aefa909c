"""Judging by a model: one at a time, and told when it is over."""

from dataclasses import replace

from studio.domain.comparison import Answer, Comparison, QuestionDraft, Verdict, Vote
from studio.domain.work import Change, Changes, Done
from studio.services.comparison.judge import JudgeReport
from studio.ui.comparison import judging
from studio.ui.comparison.comparison_page import ComparisonPage
from studio.ui.comparison.judge_dialog import JudgeDialog
from tests.ui.comparison.test_comparison_page import BASE, TUNED


def test_the_same_is_not_paid_for_twice(empty_session, qtbot, settle, monkeypatch):
    asked = []

    def judge_answers(_session, number, rival, *, endpoint, model):
        asked.append((number, rival, endpoint, model))
        return Done(Changes(Change.COMPARISONS), JudgeReport(4))

    monkeypatch.setattr(judging, "judge_answers", judge_answers)
    page = ComparisonPage(empty_session)
    qtbot.addWidget(page)
    comparison = Comparison(7, None, (BASE, TUNED), None)
    for _press in range(2):
        page.judging.begin(comparison, "local", "judge")
    assert page.judging.is_busy() and not page.can_judge()
    settle(page)
    assert asked == [(7, "base", "local", "judge")] and not page.judging.is_busy()
    page.close()


def insert_answered(session, *keys):
    """A comparison of one question that all of them have answered."""
    comparisons = session.library.comparisons
    contestants = [BASE, *(replace(TUNED, key=key) for key in keys)]
    with session.library.transaction():
        number = comparisons.insert(contestants, [QuestionDraft("How?")])
        question = comparisons.get(number).questions[0].id
        for contestant in contestants:
            comparisons.insert_answer(Answer(question, contestant.key, "So."))
    return comparisons.get(number)


def test_each_contestant_is_counted_and_what_it_costs_is_said(empty_session):
    record = insert_answered(empty_session, "run-1", "run-2")
    line, can_start = judging.describe_plan(empty_session, record, "local", "tiny")
    assert (line, can_start) == ("4 requests; nothing is paid.", True)
    line, can_start = judging.describe_plan(empty_session, record, "openai", "gpt-4o-mini")
    assert can_start and line.startswith("4 requests; at most ¥")
    line, can_start = judging.describe_plan(empty_session, record, "openai", "unheard-of")
    assert not can_start and "No price is known" in line


def test_what_a_model_has_judged_is_not_asked_again(empty_session):
    record = insert_answered(empty_session, "run-1")
    with empty_session.library.transaction():
        for turned in (False, True):
            vote = Vote(record.questions[0].id, "run-1", "base", Verdict.TIE, "tiny", turned)
            empty_session.library.comparisons.set_vote(vote)
    record = empty_session.library.comparisons.get(record.id)
    line, can_start = judging.describe_plan(empty_session, record, "local", "tiny")
    assert (line, can_start) == ("This model has judged everything already.", False)


def test_the_dialog_says_it_of_the_model_that_is_named(empty_session, qtbot, settle):
    record = insert_answered(empty_session, "run-1")
    page = ComparisonPage(empty_session)
    qtbot.addWidget(page)
    page.judging.ask(record)
    dialog = page.findChild(JudgeDialog)
    dialog.model.choose("local", "tiny")
    qtbot.waitUntil(lambda: dialog.plan.text() == "2 requests; nothing is paid.")
    dialog.close()
    page.close()
