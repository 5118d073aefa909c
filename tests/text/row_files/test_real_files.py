"""Rows of real files: what each was read as, checked by a person who read the file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from studio.domain.conversation import read_texts
from studio.domain.errors import BookError
from studio.text.row_files import (
    RowFault,
    SourceRow,
    detect,
    read_records,
    read_rows,
    write_record,
)


@dataclass(frozen=True)
class Golden:
    """A file's shape, how many rows were taken of how many records, what was refused (line, code,
    the first ones), and the beginnings of the first question and answer a curator sees."""

    shape: str
    records: int
    taken: int
    refused: tuple[tuple[int, str], ...] = ()
    prompt: str = ""
    answer: str = ""
    missing: tuple[str, ...] = ()


GOLDEN = {
    "axolotl_alpaca.json": Golden(
        "alpaca",
        2,
        2,
        (),
        "You will be given a series of words. Output these words in reverse ord",
        "['world', 'Hello']",
    ),
    # The broken turn is an empty answer in the middle; the last one has words.
    "axolotl_conversation.missingturns.json": Golden(
        "sharegpt",
        1,
        1,
        (),
        "how could i implement this in python?",
        "To implement a Minesweeper solver",
    ),
    "fastchat_dummy_conversation.json": Golden(
        "sharegpt", 500, 500, (), "Have a nice day!", "You too!"
    ),
    "fireworks-cookbook_text2sql_dataset.jsonl": Golden(
        "openai",
        100,
        100,
        (),
        "Given the following SQL schema:\n\nCREATE TABLE table_name_15",
        "SELECT pick FROM table_name_15 WHERE school",
    ),
    "foundry_dpo_orca_part1.jsonl": Golden(
        "openai-preference",
        60,
        60,
        (),
        "MM. Georges Colombier, Samad Seyidov",
        "Step 1: Identify the names and phrases",
    ),
    "foundry_gsm8k_chat_validation.jsonl": Golden(
        "openai",
        50,
        50,
        (),
        "Flora has been experiencing frequent fractures.",
        " 3 weeks translate to 3 * 7 days",
    ),
    "foundry_rft_toolcall_train.jsonl": Golden(
        "openai", 10, 0, ((1, "no-answer"), (2, "no-answer"))
    ),
    "foundry_sarcasm_baseline.jsonl": Golden(
        "columns", 20, 20, (), "Who discovered Antarctica?", "Some chaps named Fabian"
    ),
    "foundry_stock_toolcall_validation.jsonl": Golden(
        "openai",
        10,
        10,
        (),
        "Can you provide the highest and lowest trading price for Goldman Sachs",
        "",
    ),
    "llama-factory_glaive_toolcall_part1.json": Golden(
        "sharegpt",
        60,
        60,
        (),
        "They both sound delicious, but I think I'll try the stir fry.",
        "I'm sorry, but as an AI",
    ),
    "llama-factory_identity.json": Golden("alpaca", 91, 91, (), "hi", "Hello! I am {{name}}"),
    "llama-factory_mllm_demo.json": Golden("dialogue", 6, 0, ((2, "pictures"), (26, "pictures"))),
    "llama-factory_v1_sft_demo.jsonl": Golden(
        "dialogue", 100, 100, (), "hi", "Hello! I am {{name}}"
    ),
    "megagon_instruction_ja_part1.jsonl": Golden(
        "dialogue", 200, 200, (), "タバコを吸うのは悪いことですか", "喫煙のリスクはメディアで広く"
    ),
    "openai-cookbook_toy_chat_fine_tuning.jsonl": Golden(
        "openai",
        5,
        5,
        (),
        "I fell off my bike today.",
        "It's great that you're getting exercise outdoors!",
    ),
    "oumi_alpaca_format.json": Golden(
        "alpaca", 2, 2, (), "What's the weather like in Seattle", "I apologize, but"
    ),
    "oumi_alpaca_format.jsonl": Golden(
        "alpaca", 2, 2, (), "What's the weather like in Seattle", "I apologize, but"
    ),
    "oumi_oumi_format.json": Golden(
        "openai", 2, 2, (), "What's the weather like in Seattle", "I apologize, but"
    ),
    "oumi_oumi_format.jsonl": Golden(
        "openai", 2, 2, (), "What's the weather like in Seattle", "I apologize, but"
    ),
    "oumi_vision_language_oumi_format.jsonl": Golden(
        "openai", 2, 0, ((1, "pictures"), (2, "pictures"))
    ),
    "prompts-chat_prompts_2025-01.csv": Golden("columns", 200, 0, missing=("answer",)),
    "self-instruct_seed_tasks.jsonl": Golden(
        "self-instruct",
        175,
        175,
        (),
        "Is there anything I can eat for a breakfast",
        "Yes, you can have 1 oatmeal",
    ),
    "together-validator-tests/accepted__valid.jsonl": Golden(
        "columns", 2, 0, missing=("prompt", "answer")
    ),
    "together-validator-tests/accepted__valid_conversational_multiple_turns.jsonl": Golden(
        "openai",
        3,
        3,
        (),
        "What is the weather like in Tokyo?",
        "It is sunny with a chance of rain.",
    ),
    "together-validator-tests/accepted__valid_instruction_multimodal.jsonl": Golden(
        "prompt-completion", 1, 0, ((1, "pictures"),)
    ),
    "together-validator-tests/accepted__valid_weights_mixed.jsonl": Golden(
        "openai", 2, 2, (), "How are you?", "I'm doing well!"
    ),
    "together-validator-tests/rejected__empty_messages.jsonl": Golden(
        "openai", 1, 0, ((1, "no-messages"),)
    ),
    "together-validator-tests/rejected__inconsistent_format.jsonl": Golden(
        "openai", 2, 1, ((2, "other-format"),), "Hi", "Hi! How can I help you?"
    ),
    "together-validator-tests/rejected__invalid_json.jsonl": Golden(
        "columns", 2, 0, ((2, "not-an-object"),), missing=("prompt", "answer")
    ),
    "together-validator-tests/rejected__invalid_value_type.jsonl": Golden(
        "columns", 1, 0, missing=("prompt", "answer")
    ),
    "together-validator-tests/rejected__invalid_weight.jsonl": Golden(
        "openai", 1, 1, (), "Hello", "Hi there!"
    ),
    "together-validator-tests/rejected__non_alternating_roles.jsonl": Golden(
        "openai", 1, 0, ((1, "no-answer"),)
    ),
    "together-validator-tests/rejected__wrong_turn_type.jsonl": Golden(
        "dialogue", 1, 0, ((1, "not-a-message"),)
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_a_real_file_is_read_as_what_it_is(shared_folder: Path, name: str) -> None:
    golden = GOLDEN[name]
    found = list(read_records(shared_folder / "datasets" / name))
    known = detect([record.value for record in found if record.value is not None])
    assert (known.shape, len(found), known.missing) == (
        golden.shape,
        golden.records,
        golden.missing,
    )
    taken: list[tuple[SourceRow, object]] = []
    refused: list[tuple[int, str]] = []
    for record in found:
        if record.value is None:
            assert record.fault is not None
            refused.append((record.line, record.fault.code))
            continue
        if known.missing:
            continue
        try:
            taken += [
                (one, record.value) for one in read_rows(record.value, known.shape, known.mapping)
            ]
        except RowFault as fault:
            refused.append((record.line, fault.code))
    assert len(taken) == golden.taken
    assert tuple(refused[: len(golden.refused)]) == golden.refused
    assert len(refused) + len(taken) == golden.records or known.missing
    if taken:
        prompt, answer = read_texts(taken[0][0].row)
        assert prompt.startswith(golden.prompt) and answer.startswith(golden.answer)
    for one, value in taken:
        assert write_record(one, known.shape) == value, "an equal record can be written again"


def test_an_empty_file_is_said_to_be_empty(shared_folder: Path) -> None:
    path = shared_folder / "datasets/together-validator-tests/rejected__empty.jsonl"
    with pytest.raises(BookError, match="is empty"):
        list(read_records(path))


def test_every_file_of_the_folder_is_among_these(shared_folder: Path) -> None:
    folder = shared_folder / "datasets"
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert files - {"README.md"} == {*GOLDEN, "together-validator-tests/rejected__empty.jsonl"}


def test_tool_calls_of_sharegpt_become_openais(shared_folder: Path) -> None:
    path = shared_folder / "datasets/llama-factory_glaive_toolcall_part1.json"
    rows = [
        read_rows(r.value, "sharegpt")[0].row for r in read_records(path) if r.value is not None
    ]
    calls = [turn for row in rows for turn in row["messages"] if turn.get("tool_calls")]  # type: ignore[attr-defined, union-attr]
    assert calls and all(call["content"] is None for call in calls)
    answers = [turn for row in rows for turn in row["messages"] if turn["role"] == "tool"]  # type: ignore[attr-defined, union-attr]
    assert answers and all(turn["tool_call_id"].startswith("call_") for turn in answers)
    assert rows[0]["tools"][0]["type"] == "function"  # type: ignore[index]
