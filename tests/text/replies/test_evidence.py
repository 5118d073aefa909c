"""A quotation is true or it isn't, however its marks, blanks and letters are written."""

from __future__ import annotations

import pytest

from studio.text.replies.evidence import check_evidence, find_sentence

ENGLISH = "He said: “Begin small,\nand rest  well.” A man's mind is a garden — tend it."
JAPANESE = "「千里の道も一歩から」と、老子は言った。\n　急がば　回れ。ＡＢＣを学べ。"


@pytest.mark.parametrize(
    "sentence",
    [
        "Begin small, and rest well.",
        '"Begin small, and rest well"',
        "A man’s mind is a garden - tend it.",
        "BEGIN SMALL … tend it",
    ],
)
def test_what_stands_in_the_passage_is_found(sentence: str) -> None:
    assert find_sentence(sentence, ENGLISH) is not None


@pytest.mark.parametrize(
    "sentence", ["千里の道も一歩から", "急がば回れ", "ABCを学べ。", "急がば　回れ。"]
)
def test_japanese_is_found_whatever_its_width(sentence: str) -> None:
    assert find_sentence(sentence, JAPANESE) is not None


@pytest.mark.parametrize(
    "sentence",
    ["Begin big, and rest well.", "tend it … Begin small", "", "…", "He", "A mind is a garden."],
)
def test_what_does_not_stand_there_is_not_found(sentence: str) -> None:
    assert find_sentence(sentence, ENGLISH) is None


def test_it_is_known_where_it_stands() -> None:
    span = find_sentence("begin SMALL, and rest well", ENGLISH)
    assert span is not None
    assert ENGLISH[span.start : span.end] == "Begin small,\nand rest  well"


def test_each_sentence_is_judged_and_empty_ones_are_none() -> None:
    evidence = check_evidence(["急がば回れ", " ", "石の上にも三年"], JAPANESE)
    assert [(item.sentence, item.is_found) for item in evidence] == [
        ("急がば回れ", True),
        ("石の上にも三年", False),
    ]
