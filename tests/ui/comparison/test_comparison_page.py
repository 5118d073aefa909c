"""Comparison: judged blind with keys, named afterwards, the tally always in view."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from studio.domain.run import Answer, Hyperparameters, RunStatus, Verdict
from studio.domain.work import Change, Changes
from studio.services.comparison import compare
from studio.services.session import Session
from studio.services.settings.settings import Settings
from studio.ui.comparison.comparison_page import ComparisonPage


class SilentStream:
    """Says some words, then nothing more until it is hung up."""

    usage = None
    finish_reason = "stop"

    def __init__(self, words):
        self._words = list(words)
        self.closed = threading.Event()

    def __iter__(self):
        return self

    def __next__(self):
        if self._words:
            return self._words.pop(0)
        if self.closed.wait(0.02):
            raise StopIteration
        return ""  # the silence of a stream, so that whoever reads can turn away

    def close(self):
        self.closed.set()


class ForgetfulModel:
    """Answers the first ``whole`` questions it is asked, and falls silent in the next."""

    def __init__(self, whole):
        self.whole = whole
        self.streams = []

    def answer(self, messages, **wanted):
        stream = SilentStream(["Begin ", "small."])
        if len(self.streams) < self.whole:
            stream.close()
        self.streams.append(stream)
        return stream


class ScriptedSession(Session):
    """A session whose model is the script; everything else is real."""

    script = None

    def chat_model(self, endpoint):
        return self.script


BASE, TUNED = "rehearsal-tiny", "ft:rehearsal-tiny:desk"
ALL = Changes(Change.COMPARISONS, Change.RUNS)


@pytest.fixture
def session(tmp_path):
    session = ScriptedSession.open(tmp_path / "desk.studio", create=True)
    session.settings = Settings(tmp_path)
    yield session
    session.close()


@pytest.fixture
def compared(session):
    """A comparison of three questions, each answered by both models."""
    library = session.library
    with library.transaction():
        run = library.runs.insert(
            version=1,
            endpoint="local",
            model=BASE,
            hyperparameters=Hyperparameters(),
            seed=None,
            suffix="",
            nonce="n",
            estimate_usd=0,
        )
        library.runs.update(run, status=RunStatus.SUCCEEDED, fine_tuned_model=TUNED)
        number = library.comparisons.insert(
            run=run,
            models=[BASE, TUNED],
            endpoint="local",
            questions=[(f"<b>How</b> do I begin {n}?", "Begin small.") for n in range(3)],
        )
        for question in library.comparisons.get(number).questions:
            library.comparisons.insert_answer(Answer(question.id, BASE, f"base says {question.id}"))
            library.comparisons.insert_answer(
                Answer(question.id, TUNED, f"tuned says {question.id}")
            )
    return number


@pytest.fixture
def page(session, compared, qtbot):
    page = ComparisonPage(session)
    qtbot.addWidget(page)
    page.changed.connect(page.refresh)
    page.resize(1096, 768)
    page.refresh(ALL)
    with qtbot.waitActive(page):
        page.show()
    return page


def first_question(session, number):
    return session.library.comparisons.get(number).questions[0]


def test_question_and_answers_stand_side_by_side_as_text(page):
    assert page.question.text() == "<b>How</b> do I begin 0?"
    assert page.question.textFormat() is Qt.TextFormat.PlainText
    shown = {page.answers.left.text.toPlainText(), page.answers.right.text.toPlainText()}
    assert len(shown) == 2


def test_no_model_is_named_before_the_vote(page):
    headings = page.answers.left.heading.text() + page.answers.right.heading.text()
    assert BASE not in headings and "tuned" not in headings


def test_the_vote_is_kept_for_the_model_that_stood_there(page, session, compared, qtbot, settle):
    preferred = page.answers.left.text.toPlainText().split()[0]
    qtbot.keyClick(page, Qt.Key.Key_1)
    settle(page)
    wanted = Verdict.FIRST if preferred == "base" else Verdict.SECOND
    assert first_question(session, compared).verdict is wanted


def test_after_the_vote_both_are_named(page, qtbot, settle):
    qtbot.keyClick(page, Qt.Key.Key_2)
    settle(page)
    names = {page.answers.left.heading.text(), page.answers.right.heading.text()}
    assert names == {f"base · {BASE}", f"tuned · {TUNED}"}
    assert page.answers.right.badge.text() == "better"


@pytest.mark.parametrize(
    ("key", "verdict"), [(Qt.Key.Key_0, Verdict.TIE), (Qt.Key.Key_9, Verdict.NEITHER)]
)
def test_tie_and_neither_have_keys(page, session, compared, qtbot, key, verdict, settle):
    qtbot.keyClick(page, key)
    settle(page)
    assert first_question(session, compared).verdict is verdict


def test_the_same_verdict_again_takes_it_back(page, session, compared, qtbot, settle):
    qtbot.keyClick(page, Qt.Key.Key_0)
    qtbot.keyClick(page, Qt.Key.Key_0)  # at once: it does not wait for the first
    settle(page)
    assert first_question(session, compared).verdict is None


def test_keys_work_while_the_list_of_questions_has_the_focus(
    page, session, compared, qtbot, settle
):
    page.questions.setFocus()
    qtbot.keyClick(page.questions, Qt.Key.Key_0)
    settle(page)
    assert first_question(session, compared).verdict is Verdict.TIE


def test_the_tally_is_always_in_view(page, qtbot, settle):
    assert "3 of 3 left to judge" in page.tally.text()
    qtbot.mouseClick(page.findChild(QPushButton, "verdict-tie"), Qt.MouseButton.LeftButton)
    settle(page)
    assert "equal 1" in page.tally.text()
    assert "2 of 3 left to judge" in page.tally.text()


def test_next_goes_to_a_question_without_a_verdict(page, qtbot, settle):
    qtbot.keyClick(page, Qt.Key.Key_0)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    assert page.question.text().endswith("1?")


def test_the_list_marks_how_each_was_judged(page, qtbot, settle):
    assert page.questions.item(0).text().startswith("·")
    qtbot.keyClick(page, Qt.Key.Key_0)
    settle(page)
    assert page.questions.item(0).text().startswith("=")


def test_a_random_model_is_called_a_rehearsal(page):
    assert page.banner.isVisible()
    assert "nothing about a real model" in page.banner.text()


def test_pieces_run_into_the_answer_they_belong_to(page, session, compared, qtbot):
    with session.library.transaction():
        number = session.library.comparisons.insert(
            run=1, models=[BASE, TUNED], endpoint="local", questions=[("Why?", "")]
        )
    page._asking = True
    page._show_progress(compare.AnswerKept(comparison=number))
    question = first_question(session, number)
    for word in ("Because ", "it ", "<i>is</i>."):
        piece = compare.AnswerPiece(comparison=number, question=question.id, model=BASE, text=word)
        page._show_progress(piece)
    page.answers.pour()
    side = page.answers.right if compare.is_swapped(question) else page.answers.left
    assert side.text.toPlainText() == "Because it <i>is</i>."
    assert not page.buttons["left"].isEnabled()


@pytest.fixture
def unanswered(session, compared):
    """A newer comparison of three questions of which none was asked."""
    with session.library.transaction():
        return session.library.comparisons.insert(
            run=1,
            models=[BASE, TUNED],
            endpoint="local",
            questions=[(f"Why {n}?", "") for n in range(3)],
        )


@pytest.fixture
def asking(session, unanswered, page, qtbot):
    """The page while the fourth of six answers is coming in."""
    session.script = ForgetfulModel(whole=3)
    page.refresh(ALL)
    page.show_comparison(unanswered)
    qtbot.mouseClick(page.head.rest, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(session.script.streams) == 4)
    qtbot.waitUntil(lambda: page.head.progress.text() == "3 of 6 answers")
    yield page
    page.stop()
    QApplication.processEvents()


def test_cancelling_hangs_up_and_keeps_every_answer(asking, session, unanswered, qtbot):
    with qtbot.waitSignal(asking.message, check_params_cb=lambda line: "Cancelled" in line) as said:
        qtbot.mouseClick(asking.head.cancel, Qt.MouseButton.LeftButton)
    assert "3 of 6 answers are kept" in said.args[0]
    assert session.script.streams[-1].closed.is_set()
    answers = [q.answers for q in session.library.comparisons.get(unanswered).questions]
    assert [len(given) for given in answers] == [2, 1, 0]
    assert not asking.head.cancel.isVisible() and asking.head.rest.isVisible()


def test_what_was_cancelled_can_be_asked_to_its_end(asking, session, unanswered, qtbot):
    qtbot.mouseClick(asking.head.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(asking.head.rest.isVisible)
    session.script.whole = 100
    qtbot.mouseClick(asking.head.rest, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not asking.head.cancel.isVisible())
    questions = session.library.comparisons.get(unanswered).questions
    assert [len(question.answers) for question in questions] == [2, 2, 2]
    assert not asking.head.rest.isVisible()


def test_only_while_questions_are_out_there_is_something_to_cancel(asking):
    assert asking.head.cancel.isVisible() and not asking.head.button.isVisible()
    assert not asking.head.rest.isVisible()


def test_without_a_comparison_the_page_says_what_it_is_for(tmp_path, qtbot):
    with Session.open(tmp_path / "empty.studio", create=True) as session:
        page = ComparisonPage(session)
        qtbot.addWidget(page)
        page.refresh(ALL)
        assert page.stack.currentWidget() is page.empty
