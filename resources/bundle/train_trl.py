"""Trains a LoRA adapter on this bundle with TRL, on one GPU, several, or a CPU.

    pip install "trl>=1" peft datasets
    python train_trl.py --model Qwen/Qwen3-4B-Instruct-2507
    accelerate launch train_trl.py --model …          # on several GPUs

What comes out stands in outputs/trl: the adapter as safetensors, and metrics.jsonl with the losses.
Bring it back with: studio bundle LIBRARY --read THIS_FOLDER
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
from datasets import Dataset
from peft import LoraConfig
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl import DPOConfig, DPOTrainer, SFTConfig, SFTTrainer

HERE = Path(__file__).resolve().parent
OUT = HERE / "outputs" / "trl"
IGNORED = -100  # a token that is read and not learned


def read_rows(name: str) -> list[dict]:
    path = HERE / "data" / name
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8-sig").splitlines() if line]


def mark_answers(row: dict, tokenizer, longest: int) -> dict:
    """The tokens of a chat, and which of them are learned: answers, but for those of weight 0."""
    messages = row["messages"]
    ids: list[int] = []
    labels: list[int] = []
    for index, message in enumerate(messages):
        text = tokenizer.apply_chat_template(messages[: index + 1], tokenize=False)
        fresh = tokenizer(text, add_special_tokens=False)["input_ids"][len(ids) :]
        learned = message["role"] == "assistant" and message.get("weight", 1) != 0
        ids += fresh
        labels += fresh if learned else [IGNORED] * len(fresh)
    if len(ids) > longest:
        raise SystemExit(f"a row has {len(ids)} tokens, more than {longest}: it would be cut")
    return {"input_ids": ids, "labels": labels}


def read_preference(row: dict) -> dict:
    """An OpenAI preference row as TRL takes it."""
    return {
        "prompt": row["input"]["messages"],
        "chosen": row["preferred_output"],
        "rejected": row["non_preferred_output"],
    }


def main() -> None:
    plan = json.loads((HERE / "manifest.json").read_text(encoding="utf-8"))["training"]
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--model", default=plan["model"])
    options.add_argument("--epochs", type=float, default=plan["epochs"])
    options.add_argument("--learning-rate", type=float, default=plan["learning_rate"])
    options.add_argument("--batch-size", type=int, default=plan["batch_size"])
    options.add_argument("--longest", type=int, default=plan["longest_row"])
    options.add_argument("--seed", type=int, default=plan["seed"])
    args = options.parse_args()
    tokenizer = AutoTokenizer.from_pretrained(args.model)
    model = AutoModelForCausalLM.from_pretrained(args.model)
    train, validation = read_rows("train.jsonl"), read_rows("validation.jsonl")
    common = {
        "output_dir": str(OUT),
        "num_train_epochs": args.epochs,
        "learning_rate": args.learning_rate,
        "per_device_train_batch_size": args.batch_size,
        "per_device_eval_batch_size": args.batch_size,
        "logging_steps": 1,
        "save_strategy": "epoch",
        "eval_strategy": "epoch" if validation else "no",
        "report_to": [],
        "use_cpu": not torch.cuda.is_available(),
        "bf16": torch.cuda.is_available() and torch.cuda.is_bf16_supported(),
        "seed": args.seed,
    }
    lora = LoraConfig(
        r=16, lora_alpha=32, lora_dropout=0.05, target_modules="all-linear", task_type="CAUSAL_LM"
    )
    if plan["method"] == "dpo":
        rows, held_out = map(lambda rows: list(map(read_preference, rows)), (train, validation))
        config = DPOConfig(**common, beta=plan["beta"] or 0.1, max_length=args.longest)
        kind = DPOTrainer
    else:
        rows, held_out = (
            [mark_answers(row, tokenizer, args.longest) for row in part]
            for part in (train, validation)
        )
        config = SFTConfig(
            **common,
            max_length=args.longest,
            remove_unused_columns=False,
            dataset_kwargs={"skip_prepare_dataset": True},
        )
        kind = SFTTrainer
    trainer = kind(
        model=model,
        args=config,
        train_dataset=Dataset.from_list(rows),
        eval_dataset=Dataset.from_list(held_out) if held_out else None,
        processing_class=tokenizer,
        peft_config=lora,
    )
    trainer.train()
    trainer.save_model(str(OUT))
    with (OUT / "metrics.jsonl").open("w", encoding="utf-8") as file:
        for entry in trainer.state.log_history:
            file.write(json.dumps({**entry, "max_steps": trainer.state.max_steps}) + "\n")


if __name__ == "__main__":
    main()
