"""The blind desk: what differs between two answers is marked where they have much in common."""

import pytest

from studio.domain.comparison import Answer, Question
from studio.services.comparison.voting import Duel
from studio.ui.comparison.blind_desk import BlindDesk, count_units, find_differences


def test_words_that_one_answer_has_alone_are_found():
    left, right = "Begin small today and rest.", "Begin small tomorrow and rest."
    ((start, end),), ((begin, finish),) = find_differences(left, right)
    assert (left[start:end], right[begin:finish]) == ("today", "tomorrow")


def test_answers_with_little_in_common_are_not_marked():
    assert find_differences("Begin small.", "Nobody ever said anything else.") == ([], [])


def test_japanese_is_told_by_letters():
    left, right = "今日から始めましょう。", "明日から始めましょう。"
    assert find_differences(left, right) == ([(0, 1)], [(0, 1)])


def test_nothing_is_marked_in_an_empty_answer():
    assert find_differences("", "Begin.") == ([], [])


@pytest.fixture
def desk(qtbot):
    desk = BlindDesk()
    qtbot.addWidget(desk)
    return desk


def show(desk, left, right, *, is_open=True):
    """Show a duel of two answers, each a text or a failure."""
    answers = tuple(
        Answer(1, key, "", error=str(text)) if isinstance(text, OSError) else Answer(1, key, text)
        for key, text in (("base", left), ("run-1", right))
        if text is not None
    )
    desk.show_duel(
        Duel(Question(1, "How?", answers=answers), "base", "run-1", None),
        names=["", ""],
        is_open=is_open,
        waiting=False,
        passage="",
        can_ask_why=False,
        can_write_anew=False,
    )
    return desk.answers.left, desk.answers.right


def test_answers_are_text_whatever_stands_in_them(desk):
    text = "<img src='http://example.org/x.png'><b>Begin</b> **now** مرحبا 👋 はい" + " a" * 5_000
    left, right = show(desk, text, "<script>alert(1)</script>")
    assert left.text.toPlainText() == text
    assert right.text.toPlainText() == "<script>alert(1)</script>"
    assert left.text.extraSelections() == [], "so long an answer is read, not compared"


def test_what_differs_is_marked_at_its_place_behind_an_emoji(desk):
    left, _right = show(desk, "👋🏽 Begin small today and rest.", "👋🏽 Begin small now and rest.")
    (mark,) = left.text.extraSelections()
    assert mark.cursor.selectedText() == "today"
    assert count_units("👋🏽 a", 3) == 5


def test_blind_a_failure_does_not_say_whose_it_is_and_nothing_can_be_voted(desk):
    left, right = show(desk, "Begin small.", OSError("No such model: ft:tiny"))
    assert left.text.toPlainText() == right.text.toPlainText() == ""
    assert left.error.text() == right.error.text() == "Not answered yet."
    assert "No such model" in desk.note.text()
    assert not any(button.isEnabled() for button in desk.buttons.values())
    left, right = show(desk, "Begin small.", OSError("No such model"), is_open=False)
    assert left.text.toPlainText() == "Begin small." and right.error.text() == "No such model"


def test_an_answer_of_nothing_is_one_and_is_called_so(desk):
    left, right = show(desk, "Begin small.", " ")
    assert right.error.text() == "It gave no answer." and left.error.isHidden()
    assert desk.buttons["left"].isEnabled()


def test_blank_lines_around_an_answer_do_not_hide_it(desk):
    left, _right = show(desk, "\n\n\n Begin small.\n\nRest.\n", "Begin.")
    assert left.text.toPlainText() == "Begin small.\n\nRest."


def test_two_answers_of_the_same_words_are_said_to_be(desk):
    show(desk, "Begin small.", "Begin  small.\n")
    assert desk.note.text() == "Both answers are the same words."
    show(desk, "Begin small.", "Begin.")
    assert desk.note.isHidden()
