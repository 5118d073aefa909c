"""What is trained on is looked for once, and again when other rows are."""

from __future__ import annotations

from collections.abc import Callable

from studio.domain.comparison import QuestionDraft, SetQuestion
from studio.services.comparison.leaks import Leak
from studio.ui.comparison.comparison_page import ComparisonPage
from studio.ui.questions.leak_marks import LeakMarks, Marks

QUESTIONS = [SetQuestion(1, QuestionDraft("Why?")), SetQuestion(2, QuestionDraft("How?"))]


def test_only_what_is_new_is_looked_for(empty_session, qtbot, monkeypatch) -> None:
    page = ComparisonPage(empty_session)
    qtbot.addWidget(page)
    asked: list[list[str]] = []

    def run(work: Callable[..., object], then: Callable[[list[Leak]], None], **_more: object):
        drafts = work.__closure__[0].cell_contents
        asked.append([draft.text for draft in drafts])
        then([Leak("Why?", None, True, 5)] if drafts[0].text == "Why?" else [])

    monkeypatch.setattr(page, "run", run)
    marks, shown = LeakMarks(page), list[Marks]()
    marks.look(QUESTIONS, shown.append)
    marks._begin()
    assert shown[-1] == {1: (Leak("Why?", None, True, 5),), 2: ()}
    marks.look([*QUESTIONS, SetQuestion(3, QuestionDraft("When?"))], shown.append)
    marks._begin()
    assert asked == [["Why?", "How?"], ["When?"]]
    marks.clear()
    marks.look(QUESTIONS, shown.append)
    assert shown[-1] == {1: (), 2: ()}
    marks._begin()
    assert asked[-1] == ["Why?", "How?"]
