"""An answer is trimmed to whole sentences without marks of the book; nothing is added."""

import pytest

from studio.text.drafting.trimming import trim_answer


@pytest.mark.parametrize(
    ("answer", "trimmed"),
    [
        (
            "Begin with the smallest step.[12] It is the one you will take. And then the ne",
            "Begin with the smallest step. It is the one you will take.",
        ),
        (
            "[Illustration: a door] Open the _door_ before you knock on the next one.",
            "Open the door before you knock on the next one.",
        ),
        (
            "and so it ended. Whoever wants to reach a goal must first choose one of them.",
            "Whoever wants to reach a goal must first choose one of them.",
        ),
    ],
)
def test_marks_and_halves_of_sentences_go(answer, trimmed):
    assert trim_answer(answer, "en") == trimmed


def test_readings_go_and_the_words_stay():
    assert "《" not in trim_answer("学問《がくもん》は身《み》を助ける。毎朝続けるとよい。", "ja")


def test_an_answer_of_which_too_little_would_be_left_is_none():
    assert trim_answer("and so", "en") == ""
