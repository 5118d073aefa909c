"""The blind desk: what differs between two answers is marked where they have much in common."""

from studio.ui.comparison.blind_desk import find_differences


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
