"""A step of the engine's trainer beside one of TRL's own loop, on the same rows and weights.

``python -m tests.bench.training_steps`` runs in the engine's environment and says in one JSON line
how many seconds of the processor a step took either way. One thread, so that what else the computer
does is no part of it.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from studio.providers.engine_process import ROOT, build_command, python_of
from studio.providers.engine_setup import find_environment, is_installed

ROWS, BATCH, STEPS, ROUNDS = 48, 4, 9, 3
HIDDEN, INNER, LAYERS = 576, 1536, 4
"""The widths of SmolLM2-135M, and few of its layers."""


def take() -> dict[str, float]:
    """Seconds a step: ``studio``, ``bare`` (the quicker of TRL's two ways); {} without an engine."""
    env = find_environment()
    if not is_installed(env):
        return {}
    variables = {**os.environ, "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        build_command(python_of(env), "tests.bench.training_steps"),
        env=variables,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    times: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return times


def _measure() -> dict[str, float]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        model, rows = _make_model(folder / "model"), folder / "rows.jsonl"
        rows.write_text("".join(json.dumps(row) + "\n" for row in _make_rows()))
        studio = [_train_here(folder / f"job-{n}", model, rows) for n in range(ROUNDS)]
        # Rows one by one, or as many at once as a step has, each filled up to the longest.
        bare = [_train_bare(model, rows, at_once) for at_once in (1, BATCH) for _ in range(ROUNDS)]
    return {"studio": min(studio), "bare": min(bare)}


def _make_rows() -> list[dict[str, Any]]:
    return [
        {
            "messages": [
                {"role": "user", "content": f"How do I reach goal {n}? " + "And then? " * (n % 7)},
                {"role": "assistant", "content": f"Take step {n}. " * (3 + n % 11)},
            ]
        }
        for n in range(ROWS)
    ]


def _make_model(folder: Path) -> Path:
    from transformers import LlamaConfig, LlamaForCausalLM

    from studio.engine.rehearsal import make_tokenizer

    texts = [each["content"] for row in _make_rows() for each in row["messages"]]
    tokenizer = make_tokenizer(texts)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=HIDDEN,
        intermediate_size=INNER,
        num_hidden_layers=LAYERS,
        num_attention_heads=9,
        num_key_value_heads=3,
        pad_token_id=tokenizer.pad_token_id,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _train_here(folder: Path, model: Path, rows: Path) -> float:
    from studio.engine.training import prepare
    from studio.engine.training_log import Reporter, Stopwatch

    folder.mkdir()
    spec: dict[str, Any] = {
        "job": "ftjob-1",
        "mode": "lora",
        "wishes": {"threads": "1", "precision": "float32", "device": "cpu"},
        "paces": str(folder),
        "chain": [{"kind": "folder", "place": str(model), "name": str(model)}],
        "name": "ft:bench",
        "seed": 1,
        "training_file": str(rows),
        "validation_file": None,
        "n_epochs": 1,
        "batch_size": BATCH,
        "learning_rate_multiplier": 1.0,
    }
    trainer = prepare(folder, spec).trainer
    trainer.add_callback(Reporter(folder, spec))
    trainer.add_callback(Stopwatch())
    return _time(trainer)


def _train_bare(model: Path, rows: Path, at_once: int) -> float:
    import torch
    from datasets import load_dataset
    from peft import LoraConfig
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from trl import SFTConfig, SFTTrainer

    from studio.engine.trainers import LORA

    torch.set_num_threads(1)
    with TemporaryDirectory() as name:
        settings = SFTConfig(
            output_dir=name,
            per_device_train_batch_size=at_once,
            gradient_accumulation_steps=BATCH // at_once,
            gradient_checkpointing=False,
            num_train_epochs=1,
            use_cpu=True,
            bf16=False,
            report_to=[],
            save_strategy="no",
            disable_tqdm=True,
        )
        trainer = SFTTrainer(
            model=AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32),
            args=settings,
            train_dataset=load_dataset("json", data_files=str(rows), split="train", cache_dir=name),
            processing_class=AutoTokenizer.from_pretrained(model),
            peft_config=LoraConfig(task_type="CAUSAL_LM", **LORA),
        )
        return _time(trainer)


def _time(trainer: Any) -> float:
    """Seconds of the processor that a step takes, the first one left out."""
    from transformers import PrinterCallback, TrainerCallback

    marks: list[float] = []

    class Watch(TrainerCallback):  # type: ignore[misc]
        def on_step_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            marks.append(time.process_time())

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            control.should_training_stop = state.global_step >= STEPS
            control.should_save = control.should_evaluate = False

    trainer.remove_callback(PrinterCallback)
    trainer.add_callback(Watch())
    trainer.train()
    return (marks[-1] - marks[1]) / (len(marks) - 2)


if __name__ == "__main__":
    print(json.dumps(_measure()))
