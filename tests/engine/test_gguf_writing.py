"""What a GGUF file says of a tokenizer and a model, before any weights are written."""

from __future__ import annotations

from typing import Any

import pytest

from studio.engine.errors import JobFault
from studio.engine.gguf_writing import Source, name_pattern, plain_template

QWEN = r"(?i:'s|'t)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s+(?!\S)|\s+"
LLAMA = r"(?i:'s)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s+"
BYTES = {"type": "ByteLevel", "use_regex": False}


def split(pattern: str) -> dict[str, Any]:
    steps = [{"type": "Split", "pattern": {"Regex": pattern}}, BYTES]
    return {"pre_tokenizer": {"type": "Sequence", "pretokenizers": steps}}


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        (split(QWEN), "qwen2"),
        (split(LLAMA), "llama-bpe"),
        ({"pre_tokenizer": {"type": "ByteLevel"}}, "gpt-2"),
        (
            {
                "pre_tokenizer": {
                    "type": "Sequence",
                    "pretokenizers": [{"type": "Digits"}, {"type": "ByteLevel"}],
                }
            },
            "smollm",
        ),
    ],
)
def test_the_way_of_telling_words_apart_has_its_name(facts: dict[str, Any], name: str) -> None:
    assert name_pattern(facts) == name


def test_what_llama_cpp_would_cut_otherwise_is_refused() -> None:
    for facts in (split("[a-z]+"), {"pre_tokenizer": {"type": "Metaspace"}}, {}):
        with pytest.raises(JobFault, match="own converter knows more kinds"):
            name_pattern(facts)


def test_a_kind_of_model_without_a_row_is_refused() -> None:
    assert Source({"model_type": "qwen3"}, None, {}).architecture == "QWEN3"
    with pytest.raises(JobFault, match="models of the kind 'mamba'"):
        _ = Source({"model_type": "mamba"}, None, {}).architecture


def test_the_trainers_marks_are_taken_out_of_the_template() -> None:
    template = "{%- generation %}{{ x }}{% endgeneration -%}{% if generation %}y{% endif %}"
    assert plain_template(template) == "{{ x }}{% if generation %}y{% endif %}"
