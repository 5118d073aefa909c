"""Tokens: counted offline, with the right vocabulary for each model, as tiktoken itself counts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import tiktoken
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.domain.pair import build_messages
from studio.resources import RESOURCES
from studio.text import tokens
from studio.text.tokens import (
    count,
    count_each,
    count_messages,
    find_encoding,
    load,
    narrow_change,
    split_tokens,
)


@pytest.mark.parametrize(
    ("model", "encoding"),
    [
        ("gpt-4o-mini-2024-07-18", "o200k_base"),
        ("gpt-4.1-2025-04-14", "o200k_base"),
        ("ft:gpt-4.1-mini-2025-04-14:desk::abc", "o200k_base"),
        ("ft:gpt-4o-mini-2024-07-18:desk::abc", "o200k_base"),
        ("gpt-6-luna", "o200k_base"),
        ("o4-mini", "o200k_base"),
        ("gpt-4", "cl100k_base"),
        ("ft:gpt-3.5-turbo-0125:desk::abc", "cl100k_base"),
        ("babbage-002", "cl100k_base"),
        ("Qwen/Qwen3-0.6B", None),
        ("rehearsal-tiny", None),
    ],
)
def test_each_model_has_its_own_vocabulary(model: str, encoding: str | None) -> None:
    assert find_encoding(model) == encoding


@pytest.mark.parametrize(
    ("text", "o200k", "cl100k"),
    [("hello world", 2, 2), ("", 0, 0)],
)
def test_known_texts_have_known_counts(text: str, o200k: int, cl100k: int) -> None:
    assert count(text) == o200k
    assert count(text, "cl100k_base") == cl100k


@given(st.text())
def test_tokens_join_back_into_the_text(text: str) -> None:
    for name in tokens.ENCODINGS:
        encoding = load(name)
        assert encoding.decode(encoding.encode_ordinary(text)) == text


@pytest.mark.parametrize(
    ("name", "cached"),
    [
        ("o200k_base", "fb374d419588a4632f3f557e76b4b70aebbca790"),
        ("cl100k_base", "9b5ad71b2ce5302211f9c61530b329a4922fc6a4"),
    ],
)
def test_the_counts_are_those_of_tiktoken_itself(
    name: str, cached: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(RESOURCES / "tokenizers" / f"{name}.tiktoken", tmp_path / cached)
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    theirs = tiktoken.get_encoding(name)
    for sample in sorted((RESOURCES / "samples").glob("*.txt")):
        text = sample.read_bytes().decode("cp932", "replace")
        assert load(name).encode_ordinary(text) == theirs.encode_ordinary(text)


ODD = [
    "'s",
    "'S",
    "'ſ",
    "'LL",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\t",
    "\xa0",
    "\u3000",
    "é",
    "e\u0301",
    "ß",
    "ǅ",
    "ʰ",
    "あ",
    "ア",
    "漢",
    "。",
    "「",
    "1",
    "１",
    "1234",
    "½",
    "/",
    "…",
    "👨\u200d👩",
    "<|endoftext|>",
    "<|endoftext",
    "\x00",
    "\ufeff",
    "한",
    "word",
    "Word",
    "WORD",
]
TEXTS = st.text() | st.lists(st.sampled_from(ODD)).map("".join) | st.just("\ud800")
MANY = "Many words, 多くの言葉。 " * 2_000
"""Enough to be counted by the encoder for many texts."""


@settings(deadline=None)  # the first one loads the encoder
@given(st.lists(TEXTS, max_size=8), st.sampled_from(tokens.ENCODINGS))
def test_many_texts_are_counted_as_each_alone(texts: list[str], name: str) -> None:
    many = [*texts, MANY]
    assert list(count_each(many, name))[:-1] == [count(text, name) for text in texts]
    assert name in tokens._fast


@pytest.mark.parametrize("name", tokens.ENCODINGS)
def test_few_texts_are_counted_without_a_second_encoder(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "_fast", {})
    assert list(count_each(["a few", "words"], name)) == [2, 1]
    assert not tokens._fast


@pytest.mark.parametrize("name", tokens.ENCODINGS)
def test_every_letter_of_real_books_is_counted_as_tiktoken_does(name: str) -> None:
    for sample in sorted((RESOURCES / "samples").glob("*.txt")):
        lines = sample.read_bytes().decode("cp932", "replace").splitlines(keepends=True)
        assert list(count_each([*lines, MANY], name))[:-1] == [count(line, name) for line in lines]


@pytest.mark.slow
@pytest.mark.parametrize("frame", ["a{}b", " {} x", "1{}2", "あ{}。", "'{}", "{}{}\n"])
@pytest.mark.parametrize("name", tokens.ENCODINGS)
def test_every_character_there_is_counts_as_in_tiktoken(name: str, frame: str) -> None:
    texts = [frame.replace("{}", chr(n)) for n in range(0x110000) if not 0xD800 <= n < 0xE000]
    assert list(count_each(texts, name)) == [count(text, name) for text in texts]


def test_texts_are_taken_only_a_little_ahead() -> None:
    taken = 0

    def texts() -> Iterator[str]:
        nonlocal taken
        for taken in range(1_000):  # noqa: B007 – counted from outside
            yield "word " * 4_000

    counts = count_each(texts())
    assert next(counts) == next(counts)
    assert taken < 50


@pytest.mark.parametrize("name", tokens.ENCODINGS)
def test_only_the_encoder_keeps_the_vocabulary(name: str) -> None:
    encoding = load(name)
    assert not encoding._mergeable_ranks
    text = "Begin. 始める。 <|endoftext|>\n\n  \u0301🙂"
    assert encoding.decode(encoding.encode_ordinary(text)) == text
    assert encoding.decode(encoding.encode(text, allowed_special="all")) == text
    assert len(encoding.token_byte_values()) > 100_000


def test_a_special_token_in_a_book_is_plain_text() -> None:
    assert count("<|endoftext|>") > 1


def test_a_row_counts_by_the_published_rule() -> None:
    row = build_messages("How do I begin?", "Begin.", "You are a mentor.")
    words = sum(count(str(turn["content"])) for turn in row)
    assert count_messages(row) == 3 + 3 * (3 + 1) + words


def test_a_tool_call_counts_and_an_image_does_not() -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}}
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    words = {"type": "text", "text": "What is this?"}
    assert count_messages([{"role": "assistant", "tool_calls": [call]}]) > 3 + 3 + 1 + 15
    assert count_messages([{"role": "user", "content": [words]}]) == 7 + count("What is this?")
    assert count_messages([{"role": "user", "content": [image]}]) == 7


@given(st.text())
def test_tokens_part_a_text_without_losing_a_letter(text: str) -> None:
    pieces = split_tokens(text)
    assert "".join(piece for piece, _count in pieces) == text
    assert sum(number for _piece, number in pieces) == count(text)


def test_many_rows_are_counted_as_each_alone() -> None:
    rows = [
        [
            {"role": "system", "content": "簡潔に。"},
            {"role": "user", "content": f"問い{n}", "name": "ada"},
            {"role": "assistant", "content": None, "tool_calls": [{"id": "a"}], "weight": 0},
            {"role": "assistant", "content": [{"type": "text", "text": "一つ\n選ぶ "}]},
        ]
        for n in range(50)
    ]
    assert tokens.count_rows(rows) == [tokens.count_messages(row) for row in rows]


_PIECES = st.sampled_from(
    [
        "the",
        "Man",
        "’s",
        "'s",
        " ",
        "  ",
        "\n",
        ".",
        ". ",
        "。",
        "、",
        "学問",
        "すすめ",
        "カメ",
        "12",
        "é",
        "ſ",
        "!",
        "」",
    ]
)


@given(*[st.lists(_PIECES, max_size=8).map("".join)] * 4, st.sampled_from(tokens.ENCODINGS))
@settings(max_examples=3 * settings().max_examples, deadline=None)
def test_a_change_alone_tells_by_how_much_a_text_grows(
    head: str, old: str, new: str, tail: str, name: str
) -> None:
    before, after = head + old + tail, head + new + tail
    less, more = narrow_change(before, after)
    assert count(more, name) - count(less, name) == count(after, name) - count(before, name)


def test_of_a_long_text_only_what_changes_is_looked_at() -> None:
    text = "A man is what he thinks about all day. " * 50
    less, more = narrow_change(text + "End here. " + text, text + "Stay here. " + text)
    assert (less, more) == (". End here", ". Stay here")
    assert narrow_change(text, text) == ("", "")
