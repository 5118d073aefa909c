"""Writes a model as one GGUF file, as llama.cpp, Ollama and LM Studio run it.

After llama.cpp's own converter (convert_hf_to_gguf.py, MIT): the same names, order of numbers and
facts, for the kinds of model in ``ARCHITECTURES``; any other is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.engine.errors import JobFault

ARCHITECTURES: Mapping[str, str] = {
    "llama": "LLAMA",
    "mistral": "LLAMA",
    "qwen2": "QWEN2",
    "qwen3": "QWEN3",
}
"""Kinds of model, in the words of transformers and of llama.cpp. To add one: a row here, and
in ``_arrange`` what the two keep in another order; a test has to find the same answer."""

KINDS = ("f16", "q8_0")
"""Precisions: half of single, or eight bits with a scale for each 32 numbers."""

PATTERNS = (
    (r"\p{N}{1,3}", "llama-bpe"),
    (r"\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*", "qwen2"),
)
"""How words are told apart before they are cut up, and what llama.cpp calls that."""
NORMAL, CONTROL, OWN, UNUSED = 1, 3, 4, 5
"""What llama.cpp calls the sorts of token."""
GENERATION = re.compile(r"\{%-?\s*(end)?generation\s*-?%\}")
"""Marks for the trainer, which other programs' templates do not know."""


@dataclass(frozen=True)
class Source:
    """A whole model in a folder of its own, merged and saved as safetensors."""

    config: Mapping[str, Any]
    tokenizer: Any
    facts: Mapping[str, Any]
    """The tokenizer's own file."""

    @property
    def architecture(self) -> str:
        kind = str(self.config.get("model_type"))
        if kind not in ARCHITECTURES:
            raise _refuse(f"models of the kind {kind!r}")
        return ARCHITECTURES[kind]

    @property
    def heads(self) -> tuple[int, int]:
        heads = int(self.config["num_attention_heads"])
        return heads, int(self.config.get("num_key_value_heads") or heads)

    @property
    def head_width(self) -> int:
        return int(self.config.get("head_dim") or self.config["hidden_size"] // self.heads[0])


def read_source(folder: Path, tokenizer: Any) -> Source:
    """The model in a folder; JobFault where it has no tokenizer that can be written."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    facts = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    return Source(config, tokenizer, facts)


def write_gguf(
    source: Source, weights: Mapping[str, Any], file: Path, kind: str, name: str
) -> None:
    """Write a model's ``weights`` (tensors by their name) into ``file``; JobFault where this kind
    of model has no place in the format."""
    import gguf  # comes with the trainer's libraries

    architecture = gguf.MODEL_ARCH[source.architecture]
    writer = gguf.GGUFWriter(file, gguf.MODEL_ARCH_NAMES[architecture])
    _write_shape(writer, source, name, kind)
    _write_words(writer, source)
    names = gguf.get_tensor_name_map(architecture, int(source.config["num_hidden_layers"]))
    for plain, numbers in _arrange(source, weights):
        target = names.get_name(plain, try_suffixes=(".weight", ".bias"))
        if target is None:
            raise _refuse(f"the weights {plain!r}")
        _write_tensor(writer, target, numbers, kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _write_shape(writer: Any, source: Source, name: str, kind: str) -> None:
    import gguf  # comes with the trainer's libraries

    config, (heads, keys) = source.config, source.heads
    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    if rope.get("rope_type", "default") != "default":
        raise _refuse(f"stretched positions ({rope['rope_type']})")
    writer.add_name(name)
    writer.add_block_count(int(config["num_hidden_layers"]))
    writer.add_context_length(int(config["max_position_embeddings"]))
    writer.add_embedding_length(int(config["hidden_size"]))
    writer.add_feed_forward_length(int(config["intermediate_size"]))
    writer.add_head_count(heads)
    writer.add_head_count_kv(keys)
    writer.add_key_length(source.head_width)
    writer.add_value_length(source.head_width)
    writer.add_rope_dimension_count(source.head_width)
    theta = rope.get("rope_theta") or config.get("rope_theta") or 10_000.0
    writer.add_rope_freq_base(float(theta))
    writer.add_layer_norm_rms_eps(float(config["rms_norm_eps"]))
    writer.add_vocab_size(int(config["vocab_size"]))
    mostly = gguf.LlamaFileType
    writer.add_file_type(mostly.MOSTLY_Q8_0 if kind == "q8_0" else mostly.MOSTLY_F16)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)


def _write_words(writer: Any, source: Source) -> None:
    """The vocabulary, how words are cut into it, the marks of turns, and the chat template."""
    model = source.facts["model"]
    if model.get("type") != "BPE" or model.get("byte_fallback"):
        raise _refuse(f"tokenizers of the kind {model.get('type')}")
    tokens, sorts = _list_words(source)
    merges = [each if isinstance(each, str) else " ".join(each) for each in model["merges"]]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(name_pattern(source.facts))
    writer.add_token_list(tokens)
    writer.add_token_types(sorts)
    writer.add_token_merges(merges)
    tokenizer = source.tokenizer
    for number, add in (
        (tokenizer.bos_token_id, writer.add_bos_token_id),
        (tokenizer.eos_token_id, writer.add_eos_token_id),
        (tokenizer.pad_token_id, writer.add_pad_token_id),
        (tokenizer.unk_token_id, writer.add_unk_token_id),
    ):
        if number is not None:
            add(int(number))
    # What the tokenizer does, not what its settings say: they are not always asked.
    begins = tokenizer("a")["input_ids"][:1] == [tokenizer.bos_token_id]
    writer.add_add_bos_token(begins)
    writer.add_chat_template(plain_template(tokenizer.chat_template))


def plain_template(template: str) -> str:
    """A chat template without the trainer's marks."""
    return GENERATION.sub("", template)


def _list_words(source: Source) -> tuple[list[str], list[int]]:
    """Each word of the vocabulary with its sort; numbers without a word are unused."""
    size = int(source.config["vocab_size"])
    tokens = [f"[PAD{number}]" for number in range(size)]
    sorts = [UNUSED] * size
    for word, number in source.facts["model"]["vocab"].items():
        tokens[number], sorts[number] = word, NORMAL
    for added in source.facts.get("added_tokens", []):
        tokens[added["id"]] = added["content"]
        sorts[added["id"]] = CONTROL if added.get("special") else OWN
    return tokens, sorts


def name_pattern(facts: Mapping[str, Any]) -> str:
    """What llama.cpp calls the way in which a tokenizer tells words apart."""
    before = facts.get("pre_tokenizer") or {}
    steps = before.get("pretokenizers", [before])
    patterns = [step["pattern"].get("Regex", "") for step in steps if step.get("type") == "Split"]
    kinds = {step.get("type") for step in steps}
    for mark, name in PATTERNS:
        if any(mark in pattern for pattern in patterns):
            return name
    if patterns or "ByteLevel" not in kinds:
        raise _refuse("this way of telling words apart")
    return "smollm" if "Digits" in kinds else "gpt-2"


def _arrange(source: Source, weights: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The weights in llama.cpp's order, as arrays of single precision."""
    heads, keys = source.heads
    tied = bool(source.config.get("tie_word_embeddings"))
    for name, tensor in weights.items():
        if tied and name == "lm_head.weight":
            continue  # it is the table of words once more
        numbers = tensor.detach().float().cpu().numpy()
        if source.architecture == "LLAMA" and re.search(r"\.[qk]_proj\.", name):
            numbers = _interleave(numbers, heads if ".q_proj." in name else keys)
        yield name, numbers


def _interleave(numbers: Any, heads: int) -> Any:
    """Llama turns pairs of numbers that lie half a head apart; llama.cpp those side by side."""
    shape = numbers.shape
    half = shape[0] // heads // 2
    return numbers.reshape(heads, 2, half, *shape[1:]).swapaxes(1, 2).reshape(shape)


def _write_tensor(writer: Any, name: str, numbers: Any, kind: str) -> None:
    import gguf  # comes with the trainer's libraries
    import numpy  # comes with the trainer's libraries

    sort = gguf.GGMLQuantizationType
    # What scales whole layers is small, and stays exact.
    if numbers.ndim < 2 or name.endswith("_norm.weight"):
        writer.add_tensor(name, numbers.astype(numpy.float32))
    elif kind == "q8_0" and numbers.shape[-1] % 32 == 0:
        writer.add_tensor(name, gguf.quants.quantize(numbers, sort.Q8_0), raw_dtype=sort.Q8_0)
    else:
        writer.add_tensor(name, numbers.astype(numpy.float16))


def _refuse(feature: str) -> JobFault:
    return JobFault(
        "no_gguf",
        f"A GGUF file of {feature} can't be written here. Save it as safetensors; llama.cpp's own "
        "converter knows more kinds.",
        "model",
    )
