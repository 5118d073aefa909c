"""A pair as the model will see it: the frame, the borders of tokens, and the count held to ours."""

import json

import pytest

from studio.domain.pair import Pair
from studio.services.pairs import review
from studio.services.pairs.model_row import Ink, build_model_row, describe_excess, find_frame
from studio.services.session import Session
from studio.text.tokens import split_tokens

CONVERSATION = {
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "name": "Ann", "content": "志とは？"},
        {"role": "assistant", "content": "One.", "weight": 0},
        {"role": "user", "content": "And then?"},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
            ],
        },
        {"role": "tool", "tool_call_id": "c1", "content": "42"},
        {"role": "assistant", "content": "Two."},
    ],
    "tools": [{"type": "function", "function": {"name": "look", "parameters": {}}}],
}
PAIRS = (
    Pair(1, "How do I begin? 🎉", "Today. \n\nWith 志 and <|endoftext|>."),
    Pair(2, "And then?", "Two.", row=json.dumps(CONVERSATION)),
    Pair(3, "", ""),
)


@pytest.fixture
def session(tmp_path):
    with Session.open(tmp_path / "desk.studio", create=True) as session:
        review.set_system(session, "You are a mentor.")
        session.settings.set("model", "gpt-4o-mini-2024-07-18")
        yield session


@pytest.mark.parametrize("pair", PAIRS)
def test_the_tokens_one_sees_are_those_that_are_counted(session, pair):
    row = build_model_row(session, pair, pair.prompt, pair.answer)
    assert sum(piece.count for piece in row.pieces) == row.tokens
    assert row.tokens == review.row_tokens(session, pair.prompt, pair.answer, of=pair)
    assert row.exact and row.frame == "OpenAI" and row.limit == 65_536


def test_the_row_reads_as_it_is_sent(session):
    row = build_model_row(session, PAIRS[0], "Begin?", "Today.")
    text = "".join(token for piece in row.pieces for token, _count in piece.tokens)
    assert text == (
        "<|im_start|>system<|im_sep|>You are a mentor.<|im_end|>"
        "<|im_start|>user<|im_sep|>Begin?<|im_end|>"
        "<|im_start|>assistant<|im_sep|>Today.<|im_end|><|im_start|>assistant<|im_sep|>"
    )


def test_only_what_the_assistant_says_is_learned_and_not_with_weight_0(session):
    row = build_model_row(session, PAIRS[1], "And then?", "Two.")
    learned = [
        "".join(text for text, _count in piece.tokens)
        for piece in row.pieces
        if piece.ink is Ink.LEARNED
    ]
    assert learned[-1] == "Two." and "One." not in learned and "look" in learned[0]
    assert [message.learned for message in row.messages] == [
        False,
        False,
        False,
        False,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    "text", ["", "a", "志を立てる🎉é", "To-day\n\n  is 1859.", "𠮷野家", "\u200d"]
)
def test_tokens_part_a_text_without_losing_a_letter(text):
    assert "".join(piece for piece, _count in split_tokens(text)) == text


@pytest.mark.parametrize(
    ("model", "frame"),
    [
        ("ft:gpt-4.1-mini-2025-04-14:me::abc", "OpenAI"),
        ("Qwen/Qwen2.5-0.5B-Instruct", "ChatML"),
        ("meta-llama/Llama-3.2-1B-Instruct", "Llama 3"),
        ("google/gemma-3-1b-it", "Gemma"),
        ("openai/gpt-oss-20b", "Harmony"),
        ("somebody/else", None),
    ],
)
def test_a_model_has_the_frame_of_its_family(model, frame):
    found = find_frame(model)
    assert (found.name if found else None) == frame


def test_an_open_model_is_said_to_be_estimated(session):
    session.settings.set("model", "google/gemma-3-1b-it")
    row = build_model_row(session, PAIRS[0], "Begin?", "Today.")
    assert not row.exact
    assert row.pieces[0].tokens == (("<bos>", 1),)
    assert any(piece.tokens == (("model", 1),) for piece in row.pieces)


def test_a_row_over_the_limit_is_an_error_in_words():
    assert describe_excess(100, 100) == "" and describe_excess(100, None) == ""
    assert "cut off the end of the answer" in describe_excess(101, 100)
