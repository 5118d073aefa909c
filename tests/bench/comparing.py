"""A comparison of 1,000 questions and four contestants: its page opened and filtered."""

from __future__ import annotations

import statistics
import time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QApplication

from studio.domain.comparison import Answer, Contestant, QuestionDraft, QuestionKind, Verdict
from studio.domain.work import EVERYTHING
from studio.services.comparison import question_sets, voting
from studio.services.session import Session
from studio.ui.comparison.comparison_page import ComparisonPage
from studio.ui.questions.sets_dialog import QuestionSetsDialog

QUESTIONS, TRIES = 1_000, 7
CONTESTANTS = (
    Contestant("base", "", "local", "tiny", is_base=True),
    *(Contestant(f"run-{n}", "", "local", f"ft:{n}", run=n) for n in (1, 2, 3)),
)
TEXT = "Take one small step before noon, write it down tonight, and take the next tomorrow. "


def fill(session: Session) -> int:
    """All questions answered by all contestants, and each voted on for one of them."""
    comparisons = session.library.comparisons
    kinds = list(QuestionKind)
    drafts = [
        QuestionDraft(f"How do I take step {n}?", TEXT, kinds[n % len(kinds)])
        for n in range(QUESTIONS)
    ]
    with session.library.transaction():
        number = comparisons.insert(CONTESTANTS, drafts, seed=5)
        for question in comparisons.get(number).questions:
            for contestant in CONTESTANTS:
                text = f"{TEXT * 3}{question.id} {contestant.key}"
                measures = {"overlap": (question.id * 7 % 97) / 97, "length": float(len(text))}
                comparisons.insert_answer(
                    Answer(question.id, contestant.key, text, measures=measures)
                )
        record = comparisons.get(number)
    for index, duel in enumerate(voting.list_duels(record, "run-3", "base")[:200]):
        verdict = Verdict.FIRST if index % 3 else Verdict.SECOND
        voting.vote_for(session, number, duel, verdict)
    return number


@cache
def timed() -> tuple[float, float]:
    """Seconds until the page shows the comparison, and until it shows a filter's questions."""
    application = QApplication.instance() or QApplication([])
    with (
        TemporaryDirectory() as folder,
        Session.open(Path(folder) / "bench.studio", create=True) as session,
    ):
        fill(session)
        page = ComparisonPage(session)
        page.resize(1096, 768)
        page.show()
        opened, filtered = [], []
        for _try in range(TRIES):
            page.refresh(EVERYTHING)
            start = time.perf_counter()
            page.refresh(EVERYTHING)
            application.processEvents()
            opened.append(time.perf_counter() - start)
            start = time.perf_counter()
            page.filters._chips["different"].click()
            application.processEvents()
            filtered.append(time.perf_counter() - start)
            page.filters._chips["all"].click()
        page.close()
        application.processEvents()
    return statistics.median(opened), statistics.median(filtered)


@cache
def timed_sets() -> float:
    """Seconds until the window of question sets shows a set of as many questions."""
    application = QApplication.instance() or QApplication([])
    with (
        TemporaryDirectory() as folder,
        Session.open(Path(folder) / "sets.studio", create=True) as session,
    ):
        drafts = [
            QuestionDraft(f"How do I take step {n}?", TEXT, must=("step",))
            for n in range(QUESTIONS)
        ]
        question_sets.make_set(session, "Held", drafts)
        opened = []
        for _try in range(TRIES):
            start = time.perf_counter()
            dialog = QuestionSetsDialog(session)
            dialog.show()
            application.processEvents()
            opened.append(time.perf_counter() - start)
            dialog.close()
    return statistics.median(opened)
