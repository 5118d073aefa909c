"""Japanese words written in several ways are one, and numbers have their value."""

from __future__ import annotations

import pytest

from studio.text.languages.japanese_forms import read_number, unify_writing


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("學問の權利", "学問の権利"),
        ("ｴﾈﾙｷﾞｰ", "えねるぎー"),
        ("アタマ", "あたま"),
        ("ＡＢＣ１", "ABC1"),
    ],
)
def test_a_word_has_one_way_of_writing(written: str, usual: str) -> None:
    assert unify_writing(written) == usual


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三十五", "35"),
        ("十", "10"),
        ("3万", "30000"),
        ("二万五千", "25000"),
        ("一九二〇", "1920"),
        ("1,000", "1000"),
        ("2.5", "2.5"),
        ("千", "1000"),
        ("五億", "500000000"),
    ],
)
def test_a_number_is_read_as_its_value(text: str, value: str) -> None:
    assert read_number(text) == value


def test_what_is_no_number_comes_back() -> None:
    assert read_number("数十") == "数十"
