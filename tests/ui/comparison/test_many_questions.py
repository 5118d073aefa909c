"""A thousand questions to four contestants: the page opens and filters at once."""

import time

import pytest
from PySide6.QtWidgets import QApplication

from studio.domain.comparison import Answer, Contestant, QuestionDraft, QuestionKind, Verdict, Vote
from studio.domain.work import Change, Changes
from studio.ui.comparison.comparison_page import ComparisonPage
from tests.ui.comparison.test_comparison_page import BASE

OTHERS = [Contestant(f"run-{n}", "", "local", f"ft:{n}", run=n) for n in (1, 2, 3)]
KINDS = list(QuestionKind)


@pytest.fixture
def page(empty_session, qtbot):
    """The page over a comparison that is judged and closed, not shown yet."""
    library = empty_session.library
    with library.transaction():
        drafts = [
            QuestionDraft(
                f"How do I begin step {n} of a long way?",
                "Begin small. " * 20,
                KINDS[n % len(KINDS)],
                author=f"Author {n % 9}",
                tags=(f"habit/{n % 5}",),
            )
            for n in range(1_000)
        ]
        number = library.comparisons.insert([BASE, *OTHERS], drafts)
        for question in library.comparisons.get(number).questions:
            for contestant in (BASE, *OTHERS):
                text = f"{contestant.key} says {question.id}. " * 20
                library.comparisons.insert_answer(Answer(question.id, contestant.key, text))
            verdict = Verdict.FIRST if question.id % 3 else Verdict.SECOND
            for contestant in OTHERS:
                library.comparisons.set_vote(Vote(question.id, "base", contestant.key, verdict))
        library.comparisons.set_open(number, False)
    page = ComparisonPage(empty_session)
    qtbot.addWidget(page)
    page.resize(1096, 768)
    page.show()
    return page


def measure(work):
    """Seconds of this thread until it is done and drawn, the quickest of two: others use this
    machine."""
    seconds = []
    for _time in range(2):
        began = time.thread_time()
        work()
        QApplication.processEvents()
        seconds.append(time.thread_time() - began)
    return min(seconds)


def test_it_opens_in_half_a_second_and_filters_in_a_tenth(page):
    opening = measure(lambda: page.refresh(Changes(Change.COMPARISONS)))
    assert page.questions.count() == 1_000
    assert opening < 0.5
    for chip in page.filters._chips.values():
        if not chip.isHidden():
            assert measure(chip.click) < 0.1
    for box in (page.filters.kind, page.filters.author, page.filters.tag):
        box.setCurrentIndex(1)
        assert measure(lambda box=box: box.activated.emit(1)) < 0.1
    assert 0 < page.questions.count() < 1_000
