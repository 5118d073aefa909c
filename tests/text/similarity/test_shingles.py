"""What two texts are compared by leaves out what no reader would call a difference."""

from __future__ import annotations

import pytest

from studio.text.similarity.shingles import (
    cut_shingles,
    hash_letters,
    is_label,
    lengthen_shingles,
    measure_jaccard,
    reduce_to_letters,
)


def test_letters_are_left_without_width_case_and_marks() -> None:
    assert (
        reduce_to_letters("ＢＥＧＩＮ, today!") == reduce_to_letters("Begin today") == "begintoday"
    )
    assert hash_letters("begin") == hash_letters("begin") != hash_letters("begun")


def test_words_are_paired_where_blanks_part_them_and_letters_where_none_do() -> None:
    long = " ".join(f"w{n}" for n in range(30))
    assert cut_shingles(long)[:2] == ["w0 w1", "w1 w2"]
    assert cut_shingles("今日から始める") == ["今日か", "日から", "から始", "ら始め", "始める"]


def test_words_of_a_short_text_count_too() -> None:
    assert cut_shingles("Begin it today") == ["begin it", "it today", "begin", "it", "today"]


def test_longer_shingles_tell_apart_what_has_the_same_words() -> None:
    one = cut_shingles("one two three four five six")
    other = cut_shingles("six five four three two one")
    longer = set(lengthen_shingles(one)) - set(one)
    assert len(longer) == 4 and not longer & set(lengthen_shingles(other))
    assert lengthen_shingles(["begin"]) == ["begin"]


def test_half_of_what_both_have_in_common_is_half() -> None:
    assert measure_jaccard(frozenset("abc"), frozenset("bcd")) == 0.5


@pytest.mark.parametrize(
    ("answer", "label"),
    [
        ("positive", True),
        ("肯定的", True),
        ("Choose one small thing, and do it every single day.", False),
        ("小さなことを一つ選び、毎日必ず行うことです。", False),
    ],
)
def test_a_label_is_told_by_its_length_in_its_language(answer: str, label: bool) -> None:
    assert is_label(answer) is label
