"""Sentences come in the language that was chosen, at once and without a restart."""

from __future__ import annotations

import json
import pickle
from datetime import date
from pathlib import Path

import orjson
import pytest

from studio import i18n

ROOT = Path(__file__).resolve().parents[1]


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


def test_lists_have_the_commas_of_the_language() -> None:
    try:
        i18n.use_language("ja")
        assert i18n.join_list(["習慣", "意志"]) == "習慣、意志"
    finally:
        i18n.use_language("en")
    assert i18n.join_list(tag for tag in ("habit", "will")) == "habit, will"


def test_no_list_that_is_read_has_western_commas_everywhere() -> None:
    """What a person reads is joined by ``join_list``; TOML is not read so."""
    folders = [ROOT / "studio" / room for room in ("ui", "services", "cli", "text")]
    files = [path for folder in folders for path in folder.rglob("*.py")]
    data = {"toml_text.py", "epub_package.py"}
    found = [p.name for p in files if '", ".join(' in p.read_text("utf-8") and p.name not in data]
    assert found == []


def test_a_sentence_is_there_in_every_language_whatever_is_spoken() -> None:
    try:
        for code in i18n.LANGUAGES:
            i18n.use_language(code)
            assert i18n.in_every_language("Reject") == ["Reject", "却下"]
        assert i18n.in_every_language("Passage Studio 9") == ["Passage Studio 9"]
    finally:
        i18n.use_language("en")


def test_a_kept_sentence_is_said_in_the_language_of_the_day() -> None:
    i18n.use_language("ja")
    kept = i18n.keep_sentence(
        i18n.plural("Accept {n} pair", "Accept {n} pairs", 1200).format(n=f"{1200:,}")
    )
    within = i18n.keep_sentence(i18n._("Keep “{words}”").format(words=i18n._("Write a pair")))
    i18n.use_language("en")
    assert i18n.recall_sentence(kept, "?") == "Accept 1,200 pairs"
    assert i18n.recall_sentence(within, "?") == "Keep “Write a pair”"
    i18n.use_language("ja")
    assert i18n.recall_sentence(kept, "?") == i18n.plural(
        "Accept {n} pair", "Accept {n} pairs", 1200
    ).format(n="1,200")


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "{",
        '{"forms": [], "n": 0, "values": {}}',
        '{"forms": ["{n} of {m}"], "n": 0, "values": {}}',
    ],
)
def test_of_what_was_kept_otherwise_the_words_of_then_are_left(kept: str) -> None:
    assert i18n.recall_sentence(kept, "Edit 3 pairs") == "Edit 3 pairs"


def test_words_that_are_no_sentence_are_kept_as_words() -> None:
    assert i18n.keep_sentence("Edit") == ""
    # A sentence is text to everybody else, in another process as well.
    sentence = i18n._("Write a pair")
    assert pickle.loads(pickle.dumps(sentence)) == sentence
    assert json.loads(orjson.dumps({"label": sentence}))["label"] == sentence


def test_texts_are_put_together_as_each_language_does() -> None:
    put_together = {
        "en": ("Ready. Nothing was sent.", "Light: on", "tag (3)", "3–5"),
        "ja": ("Ready.Nothing was sent.", "Light：on", "tag（3）", "3〜5"),
    }
    for code, wanted in put_together.items():
        i18n.use_language(code)
        assert wanted == (
            i18n.join_sentences("Ready.", "", None, "Nothing was sent."),
            i18n.join_title("Light", "on"),
            i18n.add_in_brackets("tag", 3),
            i18n.join_range(3, 5),
        )
    i18n.use_language("en")
