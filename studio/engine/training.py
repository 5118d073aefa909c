"""Training itself: the rows are encoded, the pace is measured, the model trained and kept."""

from __future__ import annotations

import math
import shutil
import time
import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from transformers import PreTrainedTokenizerFast, PrinterCallback, set_seed
from transformers.utils.logging import disable_progress_bar

from studio.domain.pace import Pace, Workload
from studio.engine import rehearsal
from studio.engine.checkpoints import find_checkpoint, step_of
from studio.engine.encoding import Encoded, Encoder
from studio.engine.errors import JobFault
from studio.engine.hardware import Plan, Wishes, fits, look, plan_use, read_wishes, stand_back
from studio.engine.home import Record, append, replace_folder, write_json
from studio.engine.jobs import build_event
from studio.engine.measuring import measure_pace, read_peak_memory
from studio.engine.memory import compute_need
from studio.engine.model_loading import load_shape, load_tokenizer, load_weights
from studio.engine.paces import find_pace, keep_pace, name_root
from studio.engine.packing import count_rows_in_piece, keeps_rows_apart, measure_longest_piece
from studio.engine.rows import Row, flatten_message, read_rows
from studio.engine.trainers import Material, make_trainer
from studio.engine.training_log import Reporter, Stopwatch, forget_after
from studio.engine.workers import claim_card, count_processes, is_first

LONGEST = 2048  # tokens of a row that are kept
DEVICES = {"cpu": "the processor", "cuda": "the graphics card", "mps": "Apple's graphics"}


def train(folder: Path, spec: Record) -> Record:
    """Train a job to its end, from its last good checkpoint where there is one.

    Gives ``trained_tokens`` and the ``csv`` of the steps; raises JobFault.
    """
    # All that can be refused is refused here, before a step is made.
    ready = prepare(folder, spec)
    trainer, work = ready.trainer, ready.work
    pace = _foresee(folder, spec, ready)
    reporter, stopwatch = Reporter(folder, spec), Stopwatch()
    trainer.remove_callback(PrinterCallback)
    if is_first():
        trainer.add_callback(reporter)
    trainer.add_callback(stopwatch)
    checkpoint = find_checkpoint(folder / "ckpt")
    if is_first():
        forget_after(folder, step_of(checkpoint) if checkpoint else 0)
    set_seed(spec["seed"])  # measuring must not change what chance does
    trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    if trainer.is_world_process_zero():
        _save_model(folder, trainer, ready.tokenizer)
        _correct(spec, pace, stopwatch, work)
    return {"trained_tokens": work.tokens * spec["n_epochs"], "csv": reporter.csv()}


@dataclass(frozen=True)
class Ready:
    """A training before its first step. ``began`` is when it was begun (``time.monotonic``)."""

    trainer: Any
    tokenizer: Any
    plan: Plan
    lengths: list[int]
    work: Workload
    began: float


def prepare(folder: Path, spec: Record) -> Ready:
    """Read and encode the rows, look what there is to compute with, and load the model.

    ``began`` of the spec is when the process began: loading its libraries takes a while, too.
    """
    began = spec.get("began", time.monotonic())
    warnings.filterwarnings("ignore", category=FutureWarning)
    disable_progress_bar()
    claim_card()
    _make_repeatable(spec)
    rows = _read(spec, "training_file")
    # First of all: a model that brings code of its own is refused for that, not for its tokenizer.
    context = _read_context(spec)
    tokenizer = _load_tokenizer(folder, spec, rows)
    encoder = Encoder(tokenizer, min(LONGEST, context))
    training = _encode(folder, encoder, rows, "training_file")
    validation = None
    if spec["validation_file"]:
        held_back = _read(spec, "validation_file")
        validation = _encode(folder, encoder, held_back, "validation_file")
    plan = choose_plan(spec, training.lengths)
    stand_back(plan.niceness)
    model = _load_weights(spec, tokenizer, plan)
    if plan.packed > 1 and not keeps_rows_apart(model, plan.precision):
        plan = replace(plan, packed=1)
    _tell(folder, f"Training on {_describe(plan)}")
    material = Material(model, tokenizer, training, validation)
    trainer = make_trainer(folder, spec, plan, material)
    work = count_work(spec, training, validation)
    return Ready(trainer, tokenizer, plan, training.lengths, work, began)


def choose_plan(spec: Record, lengths: list[int]) -> Plan:
    """How to compute with a job's model here; JobFault when there is not enough memory."""
    if spec["mode"] == "rehearsal":
        # Half a million weights train faster on one thread than on two.
        plan = Plan(threads=1)
    else:
        wishes = read_wishes(spec.get("wishes") or {})
        shape = load_shape(spec["chain"], download=True)
        both = 2 if spec.get("method") == "dpo" else 1
        need = compute_need(shape, max(lengths), rows=both)
        hardware = look(wishes)
        plan = plan_use(hardware, _spread(wishes), need)
        packed = _count_packed(spec, plan, lengths)
        need = compute_need(shape, measure_longest_piece(lengths, packed))
        if packed > 1 and fits(need, plan, hardware):
            plan = replace(plan, packed=packed)
    torch.set_num_threads(plan.threads)
    return plan


def _count_packed(spec: Record, plan: Plan, lengths: list[int]) -> int:
    """Rows of a piece: where memory is short, or a row is two answers, each goes by itself."""
    if plan.device != "cpu" or plan.checkpointing or spec.get("method") == "dpo":
        return 1
    return count_rows_in_piece(lengths, max(1, spec["batch_size"] // count_processes()))


def _spread(wishes: Wishes) -> Wishes:
    """Several processes of one training share the cores."""
    workers = count_processes()
    if workers == 1 or wishes.threads:
        return wishes
    cores = look(wishes).cores
    return Wishes(wishes.device, wishes.precision, max(1, cores // workers), wishes.gently)


def count_work(spec: Record, training: Encoded, validation: Encoded | None) -> Workload:
    """What a job has before it, in the model's own tokens."""
    steps = math.ceil(len(training.examples) / spec["batch_size"]) * spec["n_epochs"]
    looked_at = validation.tokens if validation else 0
    return Workload(training.tokens, looked_at, spec["n_epochs"], steps)


def _make_repeatable(spec: Record) -> None:
    set_seed(spec["seed"])
    if spec["mode"] == "rehearsal":
        torch.set_num_threads(1)
        torch.use_deterministic_algorithms(True, warn_only=True)
        # Costs time, and nothing here reads memory before writing it.
        torch.utils.deterministic.fill_uninitialized_memory = False


def _read(spec: Record, param: str) -> list[Row]:
    content = Path(spec[param]).read_bytes()
    return read_rows(content, param, method=spec.get("method", "supervised"))


def _is_random(spec: Record) -> bool:
    return bool(spec["chain"][0]["kind"] == "rehearsal")


def _load_tokenizer(folder: Path, spec: Record, rows: list[Row]) -> Any:
    if _is_random(spec):
        return _fit_tokenizer(folder / "tokenizer", rows)
    return load_tokenizer(spec["chain"], download=True)


def _read_context(spec: Record) -> int:
    if _is_random(spec):
        return rehearsal.CONTEXT
    return load_shape(spec["chain"], download=True).context


def _load_weights(spec: Record, tokenizer: Any, plan: Plan) -> Any:
    if _is_random(spec):
        return rehearsal.make_model(tokenizer, spec["seed"])
    return load_weights(spec["chain"], download=True, plan=plan)


def _fit_tokenizer(folder: Path, rows: list[Row]) -> Any:
    """The tokenizer of this job: fitted once, read again when the job goes on."""
    if not folder.is_dir():
        texts = [
            flatten_message(message)["content"]
            for row in rows
            for message in (*row.messages, row.better, row.worse)
            if message
        ]
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
            _tell(folder, message, "warn")
    if not encoded.examples:
        raise JobFault(f"invalid_{param}", f"No row of the {name} can be trained.", param)
    return encoded


def _tell(folder: Path, message: str, level: str = "info") -> None:
    if is_first():
        append(folder / "events.jsonl", build_event(message, level))


def _describe(plan: Plan) -> str:
    line = f"{DEVICES.get(plan.device, plan.device)} in {plan.precision}"
    if plan.device == "cpu":
        line += f", {plan.threads} thread(s)"
    if (workers := count_processes()) > 1:
        line += f", {workers} processes together"
    if plan.packed > 1:
        line += f", {plan.packed} short rows in one piece"
    return line + (", with gradient checkpointing" if plan.checkpointing else "")


def _foresee(folder: Path, spec: Record, ready: Ready) -> Pace:
    """Say how long it will take: by the pace kept of this model, else by one measured now."""
    paces, method = Path(spec["paces"]), spec.get("method", "supervised")
    pace = find_pace(paces, name_root(spec["chain"]), ready.plan, method)
    if pace is None or pace.threads != ready.plan.threads:
        pace = measure(spec, ready)
        pace = keep_pace(paces, pace) if is_first() else pace
    left = pace.estimate(ready.work) - pace.start
    if is_first():
        write_json(folder / "outlook.json", {"finish": time.time() + left, "seconds": left})
    memory = f", {pace.memory / 1e9:.1f} GB of memory" if pace.memory else ""
    _tell(folder, f"This should take {describe_seconds(left)}{memory}")
    return pace


def measure(spec: Record, ready: Ready, *, busy: bool = False) -> Pace:
    """How fast this training would be, measured on a few of its rows."""
    method = spec.get("method", "supervised")
    pace = measure_pace(
        ready.trainer.model,
        [length * ready.plan.packed for length in ready.lengths],
        ready.plan,
        name=name_root(spec["chain"]),
        method=method,
        began=ready.began,
        busy=busy,
    )
    # Each process goes through its share of the rows.
    return replace(pace, token=pace.token / count_processes())


def describe_seconds(seconds: float) -> str:
    """A time in words that promise no more than is known."""
    if seconds < 90:
        return f"about {max(1, round(seconds))} seconds"
    if seconds < 5400:
        return f"about {round(seconds / 60)} minutes"
    return f"about {seconds / 3600:.1f} hours"


def _correct(spec: Record, pace: Pace, stopwatch: Stopwatch, work: Workload) -> None:
    """Keep the pace that the whole training had, for the next estimate."""
    if not stopwatch.steps or not work.steps:
        return
    tokens = work.tokens * work.epochs * stopwatch.steps / work.steps
    record = {
        **pace.record(),
        "token": max(stopwatch.seconds - stopwatch.steps * pace.step, 0.1) / tokens,
        "memory": read_peak_memory(pace.device),
    }
    if corrected := Pace.read(record):
        keep_pace(Path(spec["paces"]), corrected)


def _save_model(folder: Path, trainer: Any, tokenizer: Any) -> None:
    draft = folder / ".final"
    shutil.rmtree(draft, ignore_errors=True)
    trainer.save_model(str(draft))
    tokenizer.save_pretrained(draft)
    replace_folder(draft, folder / "final")
