"""A letter is parted nowhere: not from its accent, its voicing mark, its half of a flag."""

import pytest

from studio.text.graphemes import find_letter_end

LETTERS = ("e\u0301", "か\u3099", "ｶﾞ", "👍🏽", "👨‍👩‍👧", "🇯🇵", "각", "नि", "\r\n")


@pytest.mark.parametrize("letter", LETTERS)
def test_a_cut_inside_a_letter_moves_before_it(letter):
    text = f"ab{letter}cd"
    for at in range(3, 2 + len(letter)):
        assert find_letter_end(text, 0, at) == 2
    assert find_letter_end(text, 0, 2 + len(letter)) == 2 + len(letter)


def test_flags_side_by_side_are_parted_between_them():
    text = "🇯🇵🇫🇷🇩🇪"
    assert [find_letter_end(text, 0, at) for at in range(1, 7)] == [1, 2, 2, 4, 4, 6]


def test_what_belongs_together_without_end_is_cut_where_it_was_asked():
    assert find_letter_end("a" + "\u0301" * 500, 0, 300) == 300
