"""Preference rows as other programs document them: the question with what was said before, both answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from studio.text.row_files import RowFault, detect, read_detected, read_records, write_record
from studio.text.rows.rules import find_row_faults
from tests.field import find_field_file

HUMAN = {"from": "human", "value": "How?"}
GOOD, BAD = {"from": "gpt", "value": "So."}, {"from": "gpt", "value": "Not so."}
ASKED = {"role": "user", "content": "How?"}
SAID, DENIED = {"role": "assistant", "content": "So."}, {"role": "assistant", "content": "Not so."}
V1 = [{"type": "text", "value": "How?"}]

SHAPES: dict[str, dict[str, Any]] = {
    "LLaMA-Factory, ShareGPT form": {"conversations": [HUMAN], "chosen": GOOD, "rejected": BAD},
    "LLaMA-Factory, OpenAI form": {"messages": [ASKED], "chosen": SAID, "rejected": DENIED},
    "LLaMA-Factory, Alpaca form": {
        "instruction": "How?",
        "input": "",
        "chosen": "So.",
        "rejected": "Not so.",
    },
    "LLaMA-Factory, ranked answers": {
        "instruction": "How?",
        "input": "",
        "output": ["So.", "Not so."],
    },
    "LLaMA-Factory v1": {
        "chosen_messages": [
            {"role": "user", "content": V1, "loss_weight": 0.0},
            {
                "role": "assistant",
                "content": [{"type": "text", "value": "So."}],
                "loss_weight": 1.0,
            },
        ],
        "rejected_messages": [
            {"role": "user", "content": V1, "loss_weight": 0.0},
            {
                "role": "assistant",
                "content": [{"type": "text", "value": "Not so."}],
                "loss_weight": 1.0,
            },
        ],
    },
    "ms-swift, a rejected response": {"messages": [ASKED, SAID], "rejected_response": "Not so."},
    "ms-swift, rejected messages": {
        "messages": [ASKED, SAID],
        "rejected_messages": [ASKED, DENIED],
    },
    "axolotl, chat_template.default": {"messages": [ASKED], "chosen": SAID, "rejected": DENIED},
    "TRL, explicit prompt": {"prompt": [ASKED], "chosen": [SAID], "rejected": [DENIED]},
    "TRL, implicit prompt": {"chosen": [ASKED, SAID], "rejected": [ASKED, DENIED]},
    "TRL, texts": {"prompt": "How?", "chosen": "So.", "rejected": "Not so."},
    "UltraFeedback": {
        "prompt": "How?",
        "chosen": [ASKED, SAID],
        "rejected": [ASKED, DENIED],
        "messages": [ASKED, SAID],
        "score_chosen": 8.5,
        "score_rejected": 3.0,
    },
    "Orca pairs": {"system": "", "question": "How?", "chosen": "So.", "rejected": "Not so."},
    "Stack Exchange pairs": {"question": "How?", "response_j": "So.", "response_k": "Not so."},
    "renamed answers": {
        "prompt": "How?",
        "chosen_response": "So.",
        "rejected_response": "Not so.",
    },
    "a conversation and texts": {
        "conversation": [HUMAN],
        "chosen": "So.",
        "rejected": "Not so.",
    },
}


def texts(turns: Any) -> list[str]:
    return [turn["content"] for turn in turns]


@pytest.mark.parametrize("how", SHAPES)
def test_every_documented_shape_gives_both_answers(how):
    value = SHAPES[how]
    detected = detect([value])
    assert "preference" in detected.shape
    (row,) = read_detected(value, detected)
    assert texts(row.row["input"]["messages"]) == ["How?"]
    assert texts(row.row["preferred_output"]) == ["So."]
    assert texts(row.row["non_preferred_output"]) == ["Not so."]
    assert find_row_faults(row.row, "dpo") == []


@pytest.mark.parametrize("how", SHAPES)
def test_every_shape_is_written_again_as_it_was(how):
    value = SHAPES[how]
    detected = detect([value])
    (row,) = read_detected(value, detected, mended=False)
    assert write_record(row, detected.shape) == value


def test_what_was_said_before_belongs_to_the_question():
    earlier = [HUMAN, {"from": "gpt", "value": "Well."}, {"from": "human", "value": "And?"}]
    value = {"conversations": earlier, "system": "Be kind.", "chosen": GOOD, "rejected": BAD}
    (row,) = read_detected(value, detect([value]))
    turns = row.row["input"]["messages"]
    assert [turn["role"] for turn in turns] == ["system", "user", "assistant", "user"]
    assert texts(turns) == ["Be kind.", "How?", "Well.", "And?"]
    ranked = {
        "instruction": "And?",
        "history": [["How?", "Well."]],
        "output": ["So.", "Not so.", "Never."],
    }
    (row,) = read_detected(ranked, detect([ranked]))
    assert texts(row.row["input"]["messages"]) == ["How?", "Well.", "And?"]
    assert texts(row.row["non_preferred_output"]) == ["Not so."]


@pytest.mark.parametrize(
    "value",
    [
        {"conversations": [HUMAN, GOOD, HUMAN, BAD], "chosen": GOOD, "rejected": BAD},
        {"conversations": [HUMAN], "chosen": HUMAN, "rejected": BAD},
        {"chosen": GOOD, "rejected": BAD},
    ],
    ids=["answered already", "an answer that asks", "no question"],
)
def test_what_is_no_preference_is_a_sentence(value):
    with pytest.raises(RowFault) as fault:
        read_detected(value, detect([value]))
    assert fault.value.code in ("no-prompt", "no-answer")


def test_the_shapes_that_were_reported():
    path = find_field_file("04-preference-shapes/10-lf-dpo.json")
    values = [record.value for record in read_records(path)]
    assert len(values) == 12
    for value, original in zip(values, json.loads(path.read_text("utf-8")), strict=True):
        (row,) = read_detected(value, detect(values))
        assert texts(row.row["preferred_output"]) == [original["chosen"]["value"]]
        assert texts(row.row["non_preferred_output"]) == [original["rejected"]["value"]]


@pytest.mark.parametrize("key", ["input", "query"])
def test_the_question_may_stand_under_input(key):
    """Axolotl's ``chatml.icr`` rows."""
    value = {"system": "", key: "Where?", "chosen": "There.", "rejected": "Nowhere."}
    (row,) = read_detected(value, detect([value]))
    assert row.row["input"]["messages"] == [{"role": "user", "content": "Where?"}]
    assert write_record(row, "preference-pair") == value
