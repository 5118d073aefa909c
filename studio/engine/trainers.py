"""The trainer of a job: TRL's, on tokens that are encoded already, in full or by LoRA."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datasets import Dataset
from peft import LoraConfig, prepare_model_for_kbit_training
from transformers import Trainer
from trl import DPOConfig, DPOTrainer, SFTConfig, SFTTrainer

from studio.engine.encoding import Encoded
from studio.engine.hardware import BFLOAT16, FOUR_BITS, Plan
from studio.engine.home import Record
from studio.engine.memory import LORA_RANK
from studio.engine.workers import count_processes

RATES = {"rehearsal": 3e-3, "lora": 2e-4}
"""Base learning rates, which the multiplier multiplies."""
PREFERENCE_SHARE = 0.25
"""Of the base rate for preferences: they move a model that can answer already."""
LORA: Mapping[str, Any] = {
    "r": LORA_RANK,
    "lora_alpha": 2 * LORA_RANK,
    "lora_dropout": 0.0,
    "target_modules": "all-linear",
}
KEPT = 3  # checkpoints: the last ones, and the best by validation loss


@dataclass(frozen=True)
class Material:
    """What a trainer is made of."""

    model: Any
    tokenizer: Any
    training: Encoded
    validation: Encoded | None


class PreferenceTrainer(DPOTrainer):  # type: ignore[misc]
    """TRL's, but for the tokens: these are made, cut and checked before."""

    def _prepare_dataset(self, dataset: Any, *_: Any, **__: Any) -> Any:
        return dataset


def make_trainer(folder: Path, spec: Record, plan: Plan, material: Material) -> Trainer:
    """The trainer of a job in ``folder``, its first step not yet made."""
    small = spec["mode"] == "rehearsal"
    preferences = spec.get("method") == "dpo"
    model = material.model
    # Layers that four bits would spoil are computed in single precision (QLoRA).
    if plan.precision == FOUR_BITS:
        model = prepare_model_for_kbit_training(
            model, use_gradient_checkpointing=plan.checkpointing
        )
    settings = _settings(folder, spec, plan, bool(material.validation))
    common: dict[str, Any] = {
        "model": model,
        "train_dataset": Dataset.from_list(material.training.examples),
        "eval_dataset": (
            Dataset.from_list(material.validation.examples) if material.validation else None
        ),
        "processing_class": material.tokenizer,
        "peft_config": None if small else LoraConfig(task_type="CAUSAL_LM", **LORA),
    }
    if preferences:
        config = DPOConfig(**settings, beta=spec["beta"], precompute_ref_log_probs=False)
        # With an adapter the model without it is what is compared with; in full it is a copy.
        reference = copy.deepcopy(model) if small else None
        return PreferenceTrainer(args=config, ref_model=reference, **common)
    config = SFTConfig(
        **settings,
        dataset_kwargs={"skip_prepare_dataset": True},
        # Rows of a piece one after another, each told its own positions, so that none sees another.
        padding_free=plan.packed > 1,
    )
    return SFTTrainer(args=config, **common)


def _settings(folder: Path, spec: Record, plan: Plan, validates: bool) -> dict[str, Any]:
    small = spec["mode"] == "rehearsal"
    at_once = count_rows_at_once(spec, plan)
    rate = RATES[spec["mode"]] * spec["learning_rate_multiplier"]
    if spec.get("method") == "dpo":
        rate *= PREFERENCE_SHARE
    graphics = plan.device == "cuda" and not small
    return {
        "output_dir": str(folder / "ckpt"),
        "num_train_epochs": spec["n_epochs"],
        "per_device_train_batch_size": at_once,
        "gradient_accumulation_steps": max(1, spec["batch_size"] // (at_once * count_processes())),
        "ddp_backend": "gloo" if plan.device == "cpu" and count_processes() > 1 else None,
        "ddp_find_unused_parameters": False if count_processes() > 1 else None,
        "per_device_eval_batch_size": 8 if small or graphics else 1,
        # Rows of like length together: where several go at once, none is filled up for nothing.
        "train_sampling_strategy": "group_by_length" if graphics and at_once > 1 else "random",
        "learning_rate": rate,
        "lr_scheduler_type": "cosine",
        "warmup_steps": 0.05,
        "seed": spec["seed"],
        "data_seed": spec["seed"],
        "use_cpu": plan.device == "cpu" or small,
        "bf16": graphics and plan.precision in (BFLOAT16, FOUR_BITS),
        "logging_steps": 1,
        "logging_nan_inf_filter": False,
        "eval_strategy": "epoch" if validates else "no",
        "metric_for_best_model": "eval_loss" if validates else None,
        "save_strategy": "epoch",
        "save_total_limit": KEPT,
        "max_length": None,
        "pad_to_multiple_of": None,
        "remove_unused_columns": False,
        "dataloader_pin_memory": graphics,
        "report_to": [],
        "disable_tqdm": True,
        "gradient_checkpointing": plan.checkpointing and not small,
    }


def count_rows_at_once(spec: Record, plan: Plan) -> int:
    """Rows that go through the model together; the step stays the same.

    On a processor real weights go row by row, which is as fast and needs little memory, but for
    short rows: these go in one piece.
    """
    batch = max(1, int(spec["batch_size"]) // count_processes())
    if spec["mode"] == "rehearsal":
        return batch
    if plan.device != "cuda" or plan.checkpointing:
        return plan.packed
    return next(rows for rows in (8, 4, 2, 1) if batch % rows == 0)
