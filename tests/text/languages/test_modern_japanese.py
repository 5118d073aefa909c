"""Old ends of sentences become today's where they can mean one thing only."""

from __future__ import annotations

import pytest

from studio.text.languages.modern_japanese import modernize


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("その志を高遠にせざるべからず。", "その志を高遠にしなければなりません。"),
        ("言語を学ばざるべからず。", "言語を学ばなければなりません。"),
        ("規則なかるべからず。", "規則がなければなりません。"),
        ("みずからこれを試むべし。", "みずからこれを試むべきです。"),
        ("人を妨ぐべからず。", "人を妨げるべきではありません。"),
        ("この心を忘るべからず。", "この心を忘れるべきではありません。"),
        ("ついには嫌うに至るべし。", "ついには嫌うに至るべし。"),
        ("徳義をもって得べきものなり。", "徳義をもって得べきものです。"),
        ("毎日続けることが大切です。", "毎日続けることが大切です。"),
        ("さることもあるべし。", "さることもあるべし。"),
    ],
)
def test_old_ends_become_todays(old: str, new: str) -> None:
    assert modernize(old) == new
