"""Sentences come in the language that was chosen, at once and without a restart."""

from __future__ import annotations

from datetime import date

import pytest

from studio import i18n


@pytest.mark.parametrize(
    ("variables", "spoken"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "de:ja"}, "ja"),
    ],
)
def test_the_computers_language_is_spoken(
    variables: dict[str, str], spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert i18n.use_language("system") == spoken
    assert i18n.language() == spoken


def test_a_language_the_studio_does_not_speak_is_english() -> None:
    assert i18n.use_language("tlh") == "en"


def test_a_day_is_written_as_the_language_does() -> None:
    day = date(2027, 1, 6)
    assert i18n.format_date(day) == "2027-01-06"
    i18n.use_language("ja")
    assert i18n.format_date(day) == "2027年1月6日"


def test_one_thing_and_several_have_their_own_words() -> None:
    assert i18n.plural("{n} pair", "{n} pairs", 1) == "{n} pair"
    assert i18n.plural("{n} pair", "{n} pairs", 2) == "{n} pairs"
