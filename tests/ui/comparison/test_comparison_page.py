"""Comparison: judged blind with keys, named afterwards, the tally always in view."""

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from studio.domain.comparison import Answer, Contestant, QuestionDraft, Verdict, Vote
from studio.domain.run import Hyperparameters, RunStatus
from studio.domain.work import Change, Changes
from studio.services.comparison.rewriting import Rewriting, write_anew
from studio.services.comparison.voting import Duel, list_duels
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.settings.settings import Settings
from studio.ui import theme
from studio.ui.comparison import comparison_page, voting
from studio.ui.comparison.comparison_page import ComparisonPage
from studio.ui.comparison.new_comparison import NewComparison
from studio.ui.comparison.rewrite_dialog import RewriteDialog


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


BASE = Contestant("base", "", "local", "rehearsal-tiny", is_base=True)
TUNED = Contestant("run-1", "", "local", "ft:rehearsal-tiny:desk", run=1)
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
            model=BASE.model,
            hyperparameters=Hyperparameters(),
            seed=None,
            suffix="",
            nonce="n",
            estimate_usd=0,
        )
        library.runs.update(run, status=RunStatus.SUCCEEDED, fine_tuned_model=TUNED.model)
        number = library.comparisons.insert(
            [BASE, TUNED],
            [QuestionDraft(f"<b>How</b> do I begin {n}?", "Begin small.") for n in range(3)],
            run=run,
        )
        for question in library.comparisons.get(number).questions:
            library.comparisons.insert_answer(
                Answer(question.id, BASE.key, f"base says {question.id}")
            )
            library.comparisons.insert_answer(
                Answer(question.id, TUNED.key, f"tuned says {question.id}")
            )
    return number


@pytest.fixture(autouse=True)
def agreed(monkeypatch):
    """Votes are closed when asked; how often one was asked first."""
    asked = []
    monkeypatch.setattr(voting, "ask_closing", lambda *about: asked.append(about[:2]) or True)
    return asked


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


def first_duel(session, number) -> Duel:
    """The duel that stands first on the page, as the library has it now."""
    return list_duels(session.library.comparisons.get(number), TUNED.key, BASE.key)[0]


def read_verdict(session, number) -> Verdict | None:
    """The verdict on the first duel, the left answer named first."""
    duel = first_duel(session, number)
    if duel.vote is None:
        return None
    return duel.vote.verdict if duel.vote.first == duel.left else duel.vote.verdict.turned


def test_question_and_answers_stand_side_by_side_as_text(page):
    assert page.desk.question.text().startswith("<b>How</b> do I begin ")
    assert page.desk.question.textFormat() is Qt.TextFormat.PlainText
    shown = {page.answers.left.text.toPlainText(), page.answers.right.text.toPlainText()}
    assert len(shown) == 2


def test_no_model_is_named_before_the_vote(page):
    headings = page.answers.left.heading.text() + page.answers.right.heading.text()
    assert BASE.model not in headings and "run 1" not in headings


def test_the_vote_is_kept_for_the_model_that_stood_there(page, session, compared, qtbot, settle):
    preferred = page.answers.left.text.toPlainText().split()[0]
    qtbot.keyClick(page, Qt.Key.Key_1)
    settle(page)
    assert read_verdict(session, compared) is Verdict.FIRST
    left = first_duel(session, compared).left
    assert left == (BASE.key if preferred == "base" else TUNED.key)


def test_after_the_vote_nobody_is_named_until_the_votes_are_closed(page, qtbot, settle):
    qtbot.keyClick(page, Qt.Key.Key_2)
    settle(page)
    assert page.answers.right.badge.text() == "better"
    assert page.answers.left.heading.text() == "Answer 1"
    qtbot.mouseClick(page.close_button, Qt.MouseButton.LeftButton)
    settle(page)
    names = {page.answers.left.heading.text(), page.answers.right.heading.text()}
    assert names == {f"the base · {BASE.model}", f"run 1 · {TUNED.model}"}


def test_the_list_tells_who_won_only_when_the_votes_are_closed(page, qtbot, settle):
    qtbot.keyClick(page, Qt.Key.Key_2)
    settle(page)
    assert page.questions.item(0).text().startswith("✓")
    qtbot.mouseClick(page.close_button, Qt.MouseButton.LeftButton)
    settle(page)
    assert page.questions.item(0).text()[0] in "▲▼"


def test_closed_votes_take_no_further_ones(page, session, compared, qtbot, settle):
    qtbot.keyClick(page, Qt.Key.Key_0)
    settle(page)
    qtbot.mouseClick(page.close_button, Qt.MouseButton.LeftButton)
    settle(page)
    assert not any(button.isEnabled() for button in page.buttons.values())
    qtbot.keyClick(page, Qt.Key.Key_1)
    settle(page)
    assert read_verdict(session, compared) is Verdict.TIE


def test_votes_that_are_not_all_cast_are_closed_only_when_that_is_meant(
    page, session, compared, qtbot, settle, monkeypatch, agreed
):
    monkeypatch.setattr(voting, "ask_closing", lambda *_about: False)
    qtbot.keyClick(page, Qt.Key.Key_C)
    qtbot.keyClick(page, Qt.Key.Key_0)
    settle(page)
    qtbot.keyClick(page, Qt.Key.Key_C)
    settle(page)
    assert session.library.comparisons.get(compared).is_open
    monkeypatch.undo()
    for _question in range(2):
        qtbot.keyClick(page, Qt.Key.Key_Space)
        qtbot.keyClick(page, Qt.Key.Key_0)
        settle(page)
    qtbot.keyClick(page, Qt.Key.Key_C)
    settle(page)
    assert agreed == [] and not session.library.comparisons.get(compared).is_open


def test_undo_takes_votes_back_in_turn_to_what_stood_there(page, session, compared, qtbot, settle):
    assert page.undo_label() == ""
    for key in (Qt.Key.Key_1, Qt.Key.Key_2):  # a vote, and another mind
        qtbot.keyClick(page, key)
        settle(page)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    qtbot.keyClick(page, Qt.Key.Key_0)
    settle(page)
    second = page.desk.question.text()
    assert second in page.undo_label()
    page.undo_own()
    settle(page)
    assert [duel.vote for duel in page.queue.all].count(None) == 2
    page.undo_own()
    settle(page)
    assert read_verdict(session, compared) is Verdict.FIRST
    assert page.desk.question.text() != second, "the question whose vote came back is shown"
    page.undo_own()
    settle(page)
    assert read_verdict(session, compared) is None and page.undo_label() == ""
    assert page.redo_label() == page.desk.question.text().join(("Vote on “", "”"))
    for verdict in (Verdict.FIRST, Verdict.SECOND):
        page.redo_own()
        settle(page)
        assert read_verdict(session, compared) is verdict


def test_with_all_of_a_contestant_judged_the_next_one_is_gone_on_with(
    page, session, compared, qtbot, settle, agreed
):
    comparisons = session.library.comparisons
    with session.library.transaction():
        number = comparisons.insert(
            [BASE, replace(BASE, key="base+prompt", system="Be brief."), TUNED],
            [QuestionDraft("How?")],
            run=comparisons.get(compared).run,
        )
        question = comparisons.get(number).questions[0].id
        for key in ("base", "base+prompt", TUNED.key):
            comparisons.insert_answer(Answer(question, key, f"{key} says so"))
    page.show_comparison(number)
    page.refresh(ALL)
    names = page.head.contestants
    assert names.currentText() == "run 1 · 0/1", "what came of its own run comes first"
    qtbot.keyClick(page, Qt.Key.Key_0)
    settle(page)
    assert names.currentText() == "run 1 · 1/1"
    qtbot.keyClick(page, Qt.Key.Key_C)
    settle(page)
    assert agreed == [(1, 2)], "the other one's are missing"
    with session.library.transaction():
        comparisons.set_open(number, True)
    page.refresh(ALL)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    assert names.currentText() == "the base with a prompt · 0/1"
    qtbot.keyClick(page, Qt.Key.Key_1)
    settle(page)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    assert names.currentText() == "the base with a prompt · 1/1", "nobody is left"
    page.undo_own()
    settle(page)
    assert names.currentText() == "the base with a prompt · 0/1"


def test_the_answers_are_saved_as_a_table_once_names_may_be_known(
    page, qtbot, settle, monkeypatch, tmp_path
):
    path = tmp_path / "answers.csv"
    monkeypatch.setattr(comparison_page, "ask_answer_file", lambda *_about: path)
    page.ask_table()
    settle(page)
    assert not path.exists(), "blind as long as votes are open"
    qtbot.keyClick(page, Qt.Key.Key_0)
    settle(page)
    qtbot.keyClick(page, Qt.Key.Key_C)
    settle(page)
    page.ask_table()
    settle(page)
    assert "both good" in path.read_text(encoding="utf-8-sig")


def test_a_row_of_all_answers_leads_to_its_question_whatever_is_filtered(page, qtbot, settle):
    qtbot.keyClick(page, Qt.Key.Key_9)
    settle(page)
    qtbot.keyClick(page, Qt.Key.Key_C)
    settle(page)
    page.filters._chips["to-fix"].click()
    assert page.questions.count() == 1
    page.show_all_contestants()
    settle(page)
    wanted = page.queue.all[2].question
    page.standings.question_wanted.emit(wanted.id)
    assert page.desk.isVisible() and page.desk.question.text() == wanted.text
    assert page.questions.count() == 3


def test_a_window_made_anew_takes_back_what_another_one_voted(
    page, session, compared, qtbot, settle
):
    qtbot.keyClick(page, Qt.Key.Key_1)
    settle(page)
    other = ComparisonPage(session)
    qtbot.addWidget(other)
    other.refresh(ALL)
    assert page.queue.duels[0].question.text in other.undo_label()
    other.undo_own()
    settle(other)
    assert read_verdict(session, compared) is None and other.undo_label() == ""
    other.redo_own()
    settle(other)
    assert read_verdict(session, compared) is Verdict.FIRST
    other.close()


def test_a_window_made_anew_goes_on_at_the_same_question(page, session, qtbot):
    page.show_question(2)
    other = ComparisonPage(session)
    qtbot.addWidget(other)
    other.refresh(ALL)
    other.arrive(page.place())
    assert other.desk.question.text() == page.desk.question.text()
    other.close()


def test_a_change_of_colours_in_the_middle_leaves_votes_and_recolours(page, qtbot, settle, qapp):
    qtbot.keyClick(page, Qt.Key.Key_1)
    settle(page)
    before = page.questions.item(0).foreground().color()
    try:
        theme.apply(qapp, "dark")
        assert page.questions.item(0).foreground().color() != before
        assert page.answers.left.badge.text() == "better"
    finally:
        theme.apply(qapp, "light")


def test_space_presses_a_reason_and_goes_on_from_the_list(page, qtbot, settle):
    chip = next(iter(page.desk.reasons.values()))
    chip.setFocus()
    before = page.desk.question.text()
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    assert chip.isChecked() and page.desk.question.text() == before
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    page.questions.setFocus()
    qtbot.keyClick(page.questions, Qt.Key.Key_Space)
    assert page.desk.question.text() != before


@pytest.mark.parametrize(
    ("key", "verdict"), [(Qt.Key.Key_0, Verdict.TIE), (Qt.Key.Key_9, Verdict.NEITHER)]
)
def test_tie_and_neither_have_keys(page, session, compared, qtbot, key, verdict, settle):
    qtbot.keyClick(page, key)
    settle(page)
    assert read_verdict(session, compared) is verdict


def test_the_same_verdict_again_takes_it_back(page, session, compared, qtbot, settle):
    qtbot.keyClick(page, Qt.Key.Key_0)
    qtbot.keyClick(page, Qt.Key.Key_0)  # at once: it does not wait for the first
    settle(page)
    assert read_verdict(session, compared) is None


def test_keys_work_while_the_list_of_questions_has_the_focus(
    page, session, compared, qtbot, settle
):
    page.questions.setFocus()
    qtbot.keyClick(page.questions, Qt.Key.Key_0)
    settle(page)
    assert read_verdict(session, compared) is Verdict.TIE


def test_what_is_left_to_judge_is_always_in_view_and_then_the_verdict(page, qtbot, settle):
    assert page.verdict.text().startswith("0 of 3 judged.")
    assert not page.close_button.isVisible()
    qtbot.mouseClick(page.findChild(QPushButton, "verdict-tie"), Qt.MouseButton.LeftButton)
    settle(page)
    assert page.verdict.text().startswith("1 of 3 judged.")
    qtbot.mouseClick(page.close_button, Qt.MouseButton.LeftButton)
    settle(page)
    assert page.verdict.text() == "Nothing is proven between run 1 and the base"
    assert page.figures.text().startswith("50% of 1 question won (95% interval")
    assert "not proven" in page.figures.text()


def test_worse_than_the_base_is_said_first_and_in_red(page, session, compared, qtbot):
    judge_against(session, compared)
    page.refresh(ALL)
    assert page.verdict.text() == "Run 1 is worse than the base"
    assert page.verdict.property("tone") == "worse"
    assert "proven worse" in page.figures.text()
    assert not page.desk.votes.isVisible() and not page.desk.reasons_label.isVisible()


def judge_against(session, compared):
    """All questions went against the tuned model, nine more of them than there were; closed."""
    library = session.library
    with library.transaction():
        drafts = [QuestionDraft(f"And then {n}?") for n in range(9)]
        library.comparisons.add_questions(compared, drafts)
        for question in library.comparisons.get(compared).questions:
            for key, text in ((BASE.key, "Lay a stone."), (TUNED.key, "To begin is to begin.")):
                library.comparisons.insert_answer(Answer(question.id, key, text))
            library.comparisons.set_vote(Vote(question.id, BASE.key, TUNED.key, Verdict.FIRST))
        library.comparisons.set_open(compared, False)


def test_a_bad_answer_is_written_anew_and_ticked_off(page, session, compared, qtbot, settle):
    judge_against(session, compared)
    page.refresh(ALL)
    qtbot.mouseClick(
        page.filters.findChild(QPushButton, "filter-to-fix"), Qt.MouseButton.LeftButton
    )
    assert page.questions.count() == 12
    qtbot.keyClick(page.questions, Qt.Key.Key_B)
    settle(page)
    (dialog,) = page.findChildren(RewriteDialog)
    assert dialog.worse.toPlainText() == "To begin is to begin."
    dialog.better.setPlainText("Lay one stone today.")
    with qtbot.waitSignal(page.undoable):
        dialog.write.click()
    settle(page)
    (number,) = session.library.pairs.ids()
    assert session.library.pairs.get(number).answer == "Lay one stone today."
    assert page.questions.item(0).text().startswith("✎")
    page._filter()
    assert page.questions.count() == 11
    review.undo(session)
    page.refresh(Changes(Change.PAIRS))
    assert page.questions.count() == 12


def test_both_can_be_talked_to_once_their_names_are_known(page, session, compared, qtbot):
    with qtbot.assertNotEmitted(page.go):
        qtbot.keyClick(page.questions, Qt.Key.Key_T)
    judge_against(session, compared)
    page.refresh(ALL)
    with qtbot.waitSignal(page.go) as gone:
        page.desk.talk.click()
    assert gone.args[0].contestants == (TUNED, BASE)


def test_what_was_typed_is_there_again_after_esc(page, session, compared, settle, qtbot):
    judge_against(session, compared)
    page.refresh(ALL)
    page.write_anew()
    settle(page)
    (dialog,) = page.findChildren(RewriteDialog)
    dialog.better.setPlainText("Lay one stone")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    page.write_anew()
    settle(page)
    again = page.findChildren(RewriteDialog)[-1]
    assert again.better.toPlainText() == "Lay one stone"
    again.reject()
    page.standings_chip.click()
    settle(page)
    assert not page.can_write_anew(), "no question is in view"


def test_what_was_written_anew_once_is_shown_at_the_desk(page, session, compared, qtbot, settle):
    judge_against(session, compared)
    page.refresh(ALL)
    bad = page._read_bad()
    text = Rewriting(bad.question.text, "Lay one stone today.")
    made = write_anew(session, bad.comparison, bad.question.id, bad.contestant, text).value
    with qtbot.waitSignal(page.go) as gone:
        page.write_anew()
    assert gone.args[0].name == "review" and gone.args[0].pairs == (made,)


def test_next_goes_to_a_question_without_a_verdict(page, qtbot, settle):
    qtbot.keyClick(page, Qt.Key.Key_0)
    before = page.desk.question.text()
    settle(page)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    assert page.desk.question.text() != before


def test_a_random_model_is_called_a_rehearsal(page):
    assert page.banner.isVisible()
    assert "nothing about a real model" in page.banner.text()


def test_an_answer_waits_until_the_other_one_is_there(page, session, compared):
    duel = first_duel(session, compared)
    with session.library.transaction():
        number = session.library.comparisons.insert([BASE, TUNED], [QuestionDraft("Why?")], run=1)
        (question,) = session.library.comparisons.get(number).questions
        session.library.comparisons.insert_answer(Answer(question.id, duel.left, "<i>So.</i>"))
    page.refresh(ALL)
    page.show_comparison(number)
    texts = [card.text.toPlainText() for card in (page.answers.left, page.answers.right)]
    assert texts == ["", ""] and not page.buttons["left"].isEnabled()


@pytest.fixture
def unanswered(session, compared):
    """A newer comparison of three questions of which none was asked."""
    with session.library.transaction():
        return session.library.comparisons.insert(
            [BASE, TUNED], [QuestionDraft(f"Why {n}?") for n in range(3)], run=1
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


def test_closing_the_window_in_the_middle_keeps_every_answer(asking, session, unanswered):
    asking.close()
    answers = [q.answers for q in session.library.comparisons.get(unanswered).questions]
    assert [len(given) for given in answers] == [2, 1, 0]
    assert session.script.streams[-1].closed.is_set()


def test_only_while_questions_are_out_there_is_something_to_cancel(asking):
    assert asking.head.cancel.isVisible() and not asking.head.button.isVisible()
    assert not asking.head.rest.isVisible()


def test_a_newcomer_compares_before_training_or_trains_first(empty_session, qtbot, settle):
    page = ComparisonPage(empty_session)
    qtbot.addWidget(page)
    page.refresh(ALL)
    assert page.stack.currentWidget() is page.empty
    with qtbot.waitSignal(page.go) as gone:
        page.empty.other.click()
    assert gone.args[0].name == "training"
    review.add(empty_session, "How do I begin?", "Lay one stone.")
    page.empty.button.click()
    (dialog,) = page.findChildren(NewComparison)
    assert dialog.start.isEnabled() and "1 question" in dialog.price.text()
    dialog.reject()
