"""Two answers of which one is preferred have to differ in what they say."""

from __future__ import annotations

import pytest

from studio.text.quality.preference import check_preference

LONG = "Write down each evening what you did for your goal, and what kept you from it."


@pytest.mark.parametrize(
    ("preferred", "rejected", "language", "codes"),
    [
        (LONG, "Goals are good to have, and everyone should have some.", "", ()),
        (LONG, "", "", ("rejected-empty",)),
        ("", LONG, "", ()),  # another check names a row without an answer
        (LONG, LONG.upper().replace(",", " "), "", ("answers-same",)),
        (LONG, LONG.replace("evening", "morning")[:-1] + "!", "", ()),
        (LONG, LONG.replace("your goal", "a goal"), "", ("answers-near",)),
        (LONG, "ok", "", ("answer-stub",)),
        ("Yes", "No", "", ()),
        (
            "毎晩、目標のためにしたことを書きとめます。",
            "毎晩、目標のためにしたことを書きとめます",
            "ja",
            ("answers-same",),
        ),
        (
            "毎晩、目標のためにしたことを書きとめ、翌朝それを読み返してから始めます。",
            "はい",
            "ja",
            ("answer-stub",),
        ),
    ],
)
def test_what_is_wrong_with_a_preference_is_named(
    preferred: str, rejected: str, language: str, codes: tuple[str, ...]
) -> None:
    assert check_preference(preferred, rejected, language) == codes
