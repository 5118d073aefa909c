"""Sentences: joined they are the text again, in English and Japanese."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.text.sentences import sentences


def pieces_of(text: str, language: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("彼は「行こう。」と言った。次。", ["彼は「行こう。」と言った。", "次。"]),
        ("「はい。」とにかく歩く。", ["「はい。」", "とにかく歩く。"]),
        ("すごい！と思った。本当？　はい。", ["すごい！と思った。", "本当？", "　はい。"]),
        ("注（これは注。）です。終。", ["注（これは注。）です。", "終。"]),
        ("終わった。（拍手。）次に移る。", ["終わった。", "（拍手。）", "次に移る。"]),
        ("一行目\n　二行目", ["一行目\n", "　二行目"]),
        ("「一。二。三。」と言う。", ["「一。二。三。」と言う。"]),
    ],
)
def test_japanese_sentences(text, expected):
    assert pieces_of(text, "ja") == expected


def test_english_sentences_know_abbreviations_and_quotes():
    text = 'Mr. Smith said "Hi." Then he left.\n\nNew one, e.g. this. End'
    assert pieces_of(text, "en") == [
        'Mr. Smith said "Hi." ',
        "Then he left.\n\n",
        "New one, e.g. this. ",
        "End",
    ]


def test_language_is_seen_where_it_is_not_said():
    assert pieces_of("これは一つ。それは二つ。", "") == ["これは一つ。", "それは二つ。"]


def test_wide_blanks_do_not_stop_the_western_splitter():
    assert (
        "".join(pieces_of("é. A.\u3000B. c\u3000.\u3000d", "en")) == "é. A.\u3000B. c\u3000.\u3000d"
    )


@given(
    st.text(alphabet="aB é。！？「」（）『』と\n　.!?\"' ,\u00a0\u2003", max_size=300),
    st.sampled_from(["en", "ja", "", "fr", "xx"]),
)
def test_joined_sentences_are_the_text(text, language):
    spans = sentences(text, language)
    assert "".join(text[span.start : span.end] for span in spans) == text
    assert all(one.end == after.start for one, after in itertools.pairwise(spans))
    assert all(span.start < span.end for span in spans)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("piece", ["「", " ", "\n", "a. ", "。", "\n \n", "あ"])
def test_sentences_are_linear(piece, language):
    started = time.perf_counter()
    sentences(piece * 100_000, language)
    assert time.perf_counter() - started < 2
