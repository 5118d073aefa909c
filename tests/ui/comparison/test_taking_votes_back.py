"""Undo and Redo of the whole window: votes while they are in view, else the library's edits."""

from studio.domain.comparison import Answer, Contestant, QuestionDraft
from studio.services.comparison import voting
from studio.services.pairs import review
from studio.ui.main_window import MainWindow

BASE = Contestant("base", "", "local", "tiny", is_base=True)
TUNED = Contestant("run-1", "", "local", "ft:tiny")


def insert_compared(session):
    """A comparison of one question that both have answered, with a vote on it."""
    comparisons = session.library.comparisons
    with session.library.transaction():
        number = comparisons.insert([BASE, TUNED], [QuestionDraft("Why?")])
        question = comparisons.get(number).questions[0].id
        for key in (BASE.key, TUNED.key):
            comparisons.insert_answer(Answer(question, key, f"So, {key}."))
    record = comparisons.get(number)
    (duel,) = voting.list_duels(record, TUNED.key, BASE.key)
    voting.vote_for(session, number, duel, voting.Verdict.TIE)
    return number


def test_votes_are_taken_back_and_brought_again_in_a_window_made_anew(desk_session, qtbot, settle):
    number = insert_compared(desk_session)
    review.accept(desk_session, [1])
    window = MainWindow(desk_session)
    qtbot.addWidget(window)

    def list_votes():
        return desk_session.library.comparisons.get(number).questions[0].votes

    window.go("comparison")
    undo, redo = (window.commands.action(name) for name in ("undo", "redo"))
    assert "Vote on “Why?”" in undo.text() and "Vote" not in redo.text()
    undo.trigger()
    settle(window)
    assert list_votes() == () and "Accept" in undo.text() and "Vote on “Why?”" in redo.text()
    redo.trigger()
    settle(window)
    assert len(list_votes()) == 1
    window.go("review")
    assert "Accept" in undo.text(), "who is at the desk means no vote"
    window.close()
