"""Judging by a model: one at a time, and told when it is over."""

from studio.domain.comparison import Comparison
from studio.domain.work import Change, Changes, Done
from studio.services.comparison.judge import JudgeReport
from studio.ui.comparison import judging
from studio.ui.comparison.comparison_page import ComparisonPage
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
