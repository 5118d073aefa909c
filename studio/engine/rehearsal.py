"""The rehearsal model: small, random, made on the spot. It proves the way, not the quality."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from studio.engine.home import replace_folder

PAD, START, END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
VOCABULARY = 2048
CONTEXT = 4096
BASE_SEED = 0

# ChatML; the generation marks tell the trainer which tokens the assistant spoke.
TEMPLATE = (
    "{%- for message in messages %}"
    "{{- '<|im_start|>' + message['role'] + '\\n' }}"
    "{%- if message['role'] == 'assistant' %}"
    "{%- generation %}{{- message['content'] + '<|im_end|>\\n' }}{%- endgeneration %}"
    "{%- else %}{{- message['content'] + '<|im_end|>\\n' }}{%- endif %}"
    "{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
)

# What the untrained model babbles with: enough letters for both languages of a library.
FIRST_WORDS = (
    "A long road is walked one small step at a time, and every morning is a good day to begin.",
    "Ask what you want, write it down, and look at it again in the evening before you rest.",
    "長い道も小さな一歩から始まります。毎朝、今日することを一つだけ決めてください。",
    "望むことを書き、夜にもう一度読み、明日の自分にやさしい言葉をかけましょう。",
)


def make_tokenizer(texts: Iterable[str]) -> Any:
    """A byte-level BPE fitted on these texts only, with the ChatML template."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers  # heavy
    from transformers import PreTrainedTokenizerFast  # heavy

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=[PAD, START, END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([*texts, "system\nuser\nassistant\n"], trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token=END,
        pad_token=PAD,
        chat_template=TEMPLATE,
        model_max_length=CONTEXT,
    )


def make_model(tokenizer: Any, seed: int) -> Any:
    """Half a million random weights in the shape of a Qwen3."""
    import torch  # heavy
    from transformers import Qwen3Config, Qwen3ForCausalLM  # heavy

    torch.manual_seed(seed)
    config = Qwen3Config(
        vocab_size=len(tokenizer),
        hidden_size=96,
        intermediate_size=256,
        num_hidden_layers=3,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=24,
        max_position_embeddings=CONTEXT,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    return Qwen3ForCausalLM(config)


def make_base(folder: Path) -> None:
    """Write the untrained model into a folder, once."""
    if (folder / "model.safetensors").is_file():
        return
    draft = folder.with_name(f".{folder.name}")
    tokenizer = make_tokenizer(FIRST_WORDS)
    make_model(tokenizer, BASE_SEED).save_pretrained(draft)
    tokenizer.save_pretrained(draft)
    replace_folder(draft, folder)


def unprintable(tokenizer: Any) -> list[int]:
    """The tokens that are no text on their own: the untrained model must not say them."""
    return [number for number in range(len(tokenizer)) if not _shows(tokenizer.decode([number]))]


def _shows(piece: str) -> bool:
    wrong = ("C", "Z")  # control characters and the like, and blanks that are no space
    return (
        bool(piece)
        and all(
            mark == " " or (mark != "\ufffd" and unicodedata.category(mark)[0] not in wrong)
            for mark in piece
        )
        and piece not in (PAD, START, END)
    )
