"""The recipes of a bundle: one text a program that trains, cleans or rents a GPU.

To add one: write a function from the ``Plan`` to its text, and give it a row in ``RECIPES``; the
README of the bundle (``resources/bundle/README.md``) says what it is for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from studio.resources import RESOURCES

LORA_RANK, LORA_ALPHA, LORA_DROPOUT = 16, 32, 0.05
SHIPPED = RESOURCES / "bundle"


@dataclass(frozen=True)
class Plan:
    """What is trained and how; ``method`` is "supervised" or "dpo", ``longest_row`` in tokens."""

    model: str
    method: str
    epochs: int
    learning_rate: float
    batch_size: int
    longest_row: int
    seed: int
    beta: float | None
    rows: int
    has_validation: bool

    @property
    def prefers(self) -> bool:
        return self.method == "dpo"


def write_axolotl(plan: Plan) -> str:
    """A LoRA training for Axolotl; a message of weight 0 is read and not learned."""
    chats = {
        "ds_type": "json",
        "type": "chat_template",
        "field_messages": "messages",
        "message_field_training": "weight",
        "roles_to_train": ["assistant"],
        "train_on_eos": "turn",
    }
    preferences = {
        "ds_type": "json",
        "split": "train",
        "type": "chat_template.default",
        "field_messages": "messages",
        "field_chosen": "chosen",
        "field_rejected": "rejected",
    }
    shape = preferences if plan.prefers else chats
    table: dict[str, object] = {
        "base_model": plan.model,
        "chat_template": "tokenizer_default",
        "datasets": [{"path": f"data/{_name_rows(plan, 'train')}", **shape}],
        **_hold_out(plan, shape),
        "dataset_prepared_path": "outputs/prepared",
        "output_dir": "outputs/axolotl",
        "adapter": "lora",
        "lora_r": LORA_RANK,
        "lora_alpha": LORA_ALPHA,
        "lora_dropout": LORA_DROPOUT,
        "lora_target_linear": True,
        "sequence_len": plan.longest_row,
        "sample_packing": False,
        "micro_batch_size": plan.batch_size,
        "gradient_accumulation_steps": 1,
        "num_epochs": plan.epochs,
        "learning_rate": plan.learning_rate,
        "optimizer": "adamw_torch",
        "lr_scheduler": "cosine",
        "bf16": "auto",
        "gradient_checkpointing": True,
        "logging_steps": 1,
        "saves_per_epoch": 1,
        "save_safetensors": True,
        "seed": plan.seed,
    }
    if plan.prefers:
        table |= {"rl": "dpo", "dpo_beta": plan.beta or 0.1}
    return format_yaml(table)


def write_llamafactory(plan: Plan) -> str:
    """A LoRA training for LLaMA-Factory."""
    table: dict[str, object] = {
        "model_name_or_path": plan.model,
        "stage": "dpo" if plan.prefers else "sft",
        "do_train": True,
        "finetuning_type": "lora",
        "lora_rank": LORA_RANK,
        "lora_alpha": LORA_ALPHA,
        "lora_dropout": LORA_DROPOUT,
        "lora_target": "all",
        "dataset_dir": ".",
        "dataset": "passage_train",
        "cutoff_len": plan.longest_row,
        "output_dir": "outputs/llamafactory",
        "per_device_train_batch_size": plan.batch_size,
        "gradient_accumulation_steps": 1,
        "num_train_epochs": float(plan.epochs),
        "learning_rate": plan.learning_rate,
        "lr_scheduler_type": "cosine",
        "logging_steps": 1,
        "save_strategy": "epoch",
        "report_to": "none",
        "seed": plan.seed,
    }
    if plan.prefers:
        table |= {"pref_loss": "sigmoid", "pref_beta": plan.beta or 0.1}
    if plan.has_validation:
        table |= {
            "eval_dataset": "passage_validation",
            "eval_strategy": "epoch",
            "per_device_eval_batch_size": plan.batch_size,
        }
    return format_yaml(table)


def write_dataset_info(plan: Plan) -> str:
    """Where LLaMA-Factory finds the rows, and what is called how in them."""
    columns = {"messages": "messages"}
    if plan.prefers:
        columns |= {"chosen": "chosen", "rejected": "rejected"}
    tags = {
        "role_tag": "role",
        "content_tag": "content",
        "user_tag": "user",
        "assistant_tag": "assistant",
        "system_tag": "system",
    }
    splits = ("train", "validation") if plan.has_validation else ("train",)
    table = {
        f"passage_{split}": {
            "file_name": f"data/{_name_rows(plan, split)}",
            "formatting": "sharegpt",
            **({"ranking": True} if plan.prefers else {}),
            "columns": columns,
            "tags": tags,
        }
        for split in splits
    }
    return json.dumps(table, indent=2) + "\n"


def write_process(plan: Plan) -> str:
    """Cleaning with data-juicer on a Ray cluster; on one computer Ray starts by itself."""
    steps: list[object] = [
        {"fix_unicode_mapper": None},
        {"whitespace_normalization_mapper": None},
        {"text_length_filter": {"min_len": 20, "max_len": 100_000}},
        {"character_repetition_filter": {"rep_len": 10, "max_ratio": 0.6}},
        {"ray_document_deduplicator": {"backend": "ray_actor", "lowercase": True}},
        {"ray_bts_minhash_deduplicator": {"tokenization": "character", "jaccard_threshold": 0.8}},
    ]
    return format_yaml(
        {
            "project_name": "passage-studio",
            "executor_type": "ray",
            "ray_address": "auto",
            "dataset_path": "data/texts.jsonl",
            "export_path": "outputs/texts",
            "text_keys": "text",
            "np": 4,
            "process": steps,
        }
    )


def write_sky(plan: Plan) -> str:
    """A rented GPU with SkyPilot, from whatever cloud is cheapest, given back when it is done."""
    return format_yaml(
        {
            "name": "passage-studio",
            "workdir": ".",
            "resources": {"accelerators": ["L4:1", "A10G:1", "A100:1"], "use_spot": False},
            "setup": 'pip install "trl>=1" peft datasets accelerate',
            "run": "accelerate launch train_trl.py",
        }
    )


def write_dstack(plan: Plan) -> str:
    """The same with dstack."""
    return format_yaml(
        {
            "type": "task",
            "name": "passage-studio",
            "python": "3.11",
            "files": [".:/bundle"],
            "commands": [
                "cd /bundle",
                'pip install "trl>=1" peft datasets accelerate',
                "accelerate launch train_trl.py",
            ],
            "resources": {"gpu": "16GB..", "disk": "100GB"},
        }
    )


def _read_shipped(name: str) -> Callable[[Plan], str]:
    return lambda _plan: (SHIPPED / name).read_text(encoding="utf-8")


RECIPES: Mapping[str, Callable[[Plan], str]] = {
    "axolotl.yaml": write_axolotl,
    "llamafactory.yaml": write_llamafactory,
    "dataset_info.json": write_dataset_info,
    "train_trl.py": _read_shipped("train_trl.py"),
    "process.yaml": write_process,
    "sky.yaml": write_sky,
    "task.dstack.yml": write_dstack,
    "README.md": _read_shipped("README.md"),
}


def format_yaml(table: Mapping[str, object], indent: int = 0) -> str:
    """YAML of tables, lists and plain values: behind a name stands JSON, which is YAML, too."""
    return "".join(_format_lines(table, " " * indent))


def _format_lines(table: Mapping[str, object], lead: str) -> list[str]:
    lines: list[str] = []
    for name, value in table.items():
        if isinstance(value, Mapping):
            lines += [f"{lead}{name}:\n", *_format_lines(value, lead + "  ")]
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            lines.append(f"{lead}{name}:\n")
            for row in value:
                first, *rest = _format_lines(row, lead + "    ")
                lines += [f"{lead}  - {first.lstrip()}", *rest]
        else:
            # JSON writes 1e-05, which YAML 1.1 takes for text.
            text = f"{value:.10f}".rstrip("0") if isinstance(value, float) else json.dumps(value)
            lines.append(f"{lead}{name}: {text + '0' if text.endswith('.') else text}\n")
    return lines


def _hold_out(plan: Plan, shape: Mapping[str, object]) -> dict[str, object]:
    if not plan.has_validation:
        return {}
    rows = {"path": f"data/{_name_rows(plan, 'validation')}", **shape, "split": "train"}
    return {"test_datasets": [rows], "evals_per_epoch": 1}


def _name_rows(plan: Plan, split: str) -> str:
    """Preference rows stand a second time in the shape that these programs read."""
    return f"{split}.pairs.jsonl" if plan.prefers else f"{split}.jsonl"
