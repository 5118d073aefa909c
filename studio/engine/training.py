"""Training itself: TRL's trainer on tokens with labels, in full or by LoRA."""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from peft import LoraConfig
from transformers import PreTrainedTokenizerFast, PrinterCallback, Trainer, set_seed
from transformers.utils.logging import disable_progress_bar
from trl import SFTConfig, SFTTrainer

from studio.engine import rehearsal
from studio.engine.encoding import Encoded, Encoder
from studio.engine.errors import JobFault
from studio.engine.home import Record, append, replace_folder
from studio.engine.jobs import build_event
from studio.engine.model_loading import load, read_context
from studio.engine.rows import Row, flatten_message, read_rows
from studio.engine.training_log import Reporter, forget_after

# Base learning rates, which the multiplier multiplies.
RATES = {"rehearsal": 3e-3, "lora": 2e-4}
LONGEST = 2048  # tokens of a row that are kept
LORA = {"r": 16, "lora_alpha": 32, "lora_dropout": 0.0, "target_modules": "all-linear"}
KEPT = 3  # checkpoints: the last ones, and the best by validation loss


def train(folder: Path, spec: Record) -> Record:
    """Train a job to its end, from its last good checkpoint where there is one.

    Gives ``trained_tokens`` and the ``csv`` of the steps; raises JobFault.
    """
    warnings.filterwarnings("ignore", category=FutureWarning)
    disable_progress_bar()
    _make_repeatable(spec)
    rows = read_rows(Path(spec["training_file"]).read_bytes(), "training_file")
    model, tokenizer = _starting_model(folder, spec, rows)
    encoder = Encoder(tokenizer, min(LONGEST, read_context(model)))
    training = _encode(folder, encoder, rows, "training_file")
    validation = None
    if spec["validation_file"]:
        held_back = read_rows(Path(spec["validation_file"]).read_bytes(), "validation_file")
        validation = _encode(folder, encoder, held_back, "validation_file")
    reporter = Reporter(folder, spec)
    trainer = _trainer(folder, spec, model, tokenizer, training, validation)
    trainer.remove_callback(PrinterCallback)
    trainer.add_callback(reporter)
    checkpoint = find_checkpoint(folder / "ckpt")
    forget_after(folder, int(checkpoint.name.split("-")[1]) if checkpoint else 0)
    trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    _save_model(folder, trainer, tokenizer)
    return {"trained_tokens": training.tokens * spec["n_epochs"], "csv": reporter.csv()}


def _make_repeatable(spec: Record) -> None:
    set_seed(spec["seed"])
    if spec["mode"] == "rehearsal":
        # Half a million weights train faster on one thread than on two.
        torch.set_num_threads(1)
        torch.use_deterministic_algorithms(True, warn_only=True)
        # Costs time, and nothing here reads memory before writing it.
        torch.utils.deterministic.fill_uninitialized_memory = False


def _starting_model(folder: Path, spec: Record, rows: list[Row]) -> tuple[Any, Any]:
    chain = spec["chain"]
    if chain[0]["kind"] != "rehearsal":
        return load(chain, download=True)
    tokenizer = _fit_tokenizer(folder / "tokenizer", rows)
    return rehearsal.make_model(tokenizer, spec["seed"]), tokenizer


def _fit_tokenizer(folder: Path, rows: list[Row]) -> Any:
    """The tokenizer of this job: fitted once, read again when the job goes on."""
    if not folder.is_dir():
        texts = [flatten_message(message)["content"] for row in rows for message in row.messages]
        draft = folder.with_name(".tokenizer")
        rehearsal.make_tokenizer(texts).save_pretrained(draft)
        replace_folder(draft, folder)
    return PreTrainedTokenizerFast.from_pretrained(folder)


def _encode(folder: Path, encoder: Encoder, rows: list[Row], param: str) -> Encoded:
    """Encode a file; what is cut or left out is said, never silent."""
    encoded = encoder.encode(rows)
    name = param.replace("_", " ")
    for lines, fate in (
        (encoded.truncated, "longer than the model takes and was cut"),
        (encoded.empty, "left out: nothing to learn is left within the length"),
    ):
        if lines:
            named = ", ".join(map(str, lines[:20])) + (" …" if len(lines) > 20 else "")
            message = f"{len(lines)} row(s) of the {name} {fate} (line {named})"
            append(folder / "events.jsonl", build_event(message, "warn"))
    if not encoded.examples:
        raise JobFault(f"invalid_{param}", f"No row of the {name} can be trained.", param)
    return encoded


def _trainer(
    folder: Path,
    spec: Record,
    model: Any,
    tokenizer: Any,
    training: Encoded,
    validation: Encoded | None,
) -> Trainer:
    small = spec["mode"] == "rehearsal"
    graphics = torch.cuda.is_available() and not small
    config = SFTConfig(
        output_dir=str(folder / "ckpt"),
        num_train_epochs=spec["n_epochs"],
        # Real weights go row by row, to need little memory; the step stays the same.
        per_device_train_batch_size=spec["batch_size"] if small else 1,
        gradient_accumulation_steps=1 if small else spec["batch_size"],
        per_device_eval_batch_size=8 if small else 1,
        learning_rate=RATES[spec["mode"]] * spec["learning_rate_multiplier"],
        lr_scheduler_type="cosine",
        warmup_steps=0.05,
        seed=spec["seed"],
        data_seed=spec["seed"],
        use_cpu=not graphics,
        bf16=graphics,
        logging_steps=1,
        logging_nan_inf_filter=False,
        eval_strategy="epoch" if validation else "no",
        metric_for_best_model="eval_loss" if validation else None,
        save_strategy="epoch",
        save_total_limit=KEPT,
        max_length=None,
        pad_to_multiple_of=None,
        dataset_kwargs={"skip_prepare_dataset": True},
        remove_unused_columns=False,
        dataloader_pin_memory=graphics,
        report_to=[],
        disable_tqdm=True,
        gradient_checkpointing=False,
    )
    return SFTTrainer(
        model=model,
        args=config,
        train_dataset=Dataset.from_list(training.examples),
        eval_dataset=Dataset.from_list(validation.examples) if validation else None,
        processing_class=tokenizer,
        peft_config=None if small else LoraConfig(task_type="CAUSAL_LM", **LORA),
    )


def find_checkpoint(folder: Path) -> Path | None:
    """The newest checkpoint that is whole; broken ones, left by a kill, are removed."""
    checkpoints = sorted(folder.glob("checkpoint-*"), key=_step_of, reverse=True)
    for checkpoint in checkpoints:
        if _is_complete(checkpoint):
            return checkpoint
        shutil.rmtree(checkpoint)
    return None


def _step_of(checkpoint: Path) -> int:
    return int(checkpoint.name.split("-")[1])


def _is_complete(checkpoint: Path) -> bool:
    weights = [*checkpoint.glob("*.safetensors")]
    try:
        # The trainer writes its state last, so it vouches for what was written before.
        json.loads((checkpoint / "trainer_state.json").read_text(encoding="utf-8"))
        torch.load(checkpoint / "optimizer.pt", map_location="cpu", weights_only=True)
    except (OSError, ValueError, RuntimeError, EOFError):
        return False
    return bool(weights) and all(_is_whole_file(file) for file in weights)


def _is_whole_file(file: Path) -> bool:
    """Whether a safetensors file is as long as its header says."""
    try:
        with file.open("rb") as content:
            length = int.from_bytes(content.read(8), "little")
            header = json.loads(content.read(length))
        ends = [each["data_offsets"][1] for name, each in header.items() if name[:2] != "__"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return file.stat().st_size == 8 + length + max(ends, default=0)


def _save_model(folder: Path, trainer: Any, tokenizer: Any) -> None:
    draft = folder / ".final"
    shutil.rmtree(draft, ignore_errors=True)
    trainer.save_model(str(draft))
    tokenizer.save_pretrained(draft)
    replace_folder(draft, folder / "final")
