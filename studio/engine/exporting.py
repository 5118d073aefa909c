"""Saves a model to take along: merged safetensors, or GGUF with a Modelfile, read back to check.

``python -m studio.engine.exporting HOME MODEL FOLDER KINDS SYSTEM`` prints a line of JSON.
"""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from studio.engine import rehearsal
from studio.engine.catalogue import Catalogue, Model
from studio.engine.errors import JobFault
from studio.engine.gguf_writing import KINDS, plain_template, read_source, write_gguf
from studio.engine.hardware import FLOAT32, Plan
from studio.engine.home import Home, Record
from studio.engine.model_loading import load
from studio.engine.processes import QUIET
from studio.engine.safetensor_files import is_whole
from studio.engine.unpacking import read_packed

QUESTION = "What should I do first?"
WORDS = 12
"""Tokens of the answer that is compared."""
ALIKE = 0.99
"""How alike the two models' guesses of the next word must be (cosine), in eight bits."""
CHATML = "<|im_start|>"
OLLAMA_CHATML = """{{- range .Messages }}<|im_start|>{{ .Role }}
{{ .Content }}<|im_end|>
{{ end }}<|im_start|>assistant
"""
TEMPERATURE = 0.7
"""Ollama's own usual one is higher, and lets a small model ramble."""


def export(home: Home, id: str, folder: Path, kinds: Sequence[str], system: str) -> list[Record]:
    """Save a model into a new folder; the files with their kind, in bytes. Raises JobFault."""
    home.make()
    catalogue = Catalogue(home)
    model = catalogue.find(id)
    if model is None:
        raise JobFault("model_not_available", f"The model {id} is not on this computer.", "model")
    if folder.exists() and any(folder.iterdir()):
        raise JobFault("folder_in_use", f"{folder} holds something already; name a new folder.")
    # Nothing stands in the curator's folder before all of it was checked.
    draft = folder.with_name(f".{folder.name}-{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        files = _write(catalogue, model, draft, kinds, system)
        if folder.exists():
            folder.rmdir()
        os.replace(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return files


def _write(
    catalogue: Catalogue, model: Model, folder: Path, kinds: Sequence[str], system: str
) -> list[Record]:
    weights, tokenizer = _load(catalogue, model)
    merged = folder / "safetensors"
    _save(weights, tokenizer, merged)
    name = name_file(model)
    files = []
    for kind in kinds:
        if kind in KINDS:
            file = folder / f"{name}-{kind}.gguf"
            source = read_source(merged, tokenizer)
            write_gguf(source, weights.state_dict(), file, kind, name)
            check(file, weights, tokenizer, exact=kind == "f16")
            files.append({"kind": kind, "file": file.name, "bytes": file.stat().st_size})
    if files:
        text = build_modelfile(str(files[-1]["file"]), tokenizer, system)
        (folder / "Modelfile").write_text(text, encoding="utf-8")
    if "safetensors" in kinds:
        size = sum(file.stat().st_size for file in merged.iterdir())
        files.append({"kind": "safetensors", "file": merged.name, "bytes": size})
    else:
        shutil.rmtree(merged)
    return files


def _load(catalogue: Catalogue, model: Model) -> tuple[Any, Any]:
    if model.kind == "rehearsal":
        rehearsal.make_base(Path(model.weights))
    weights, tokenizer = load(catalogue.chain(model), download=False, plan=Plan(precision=FLOAT32))
    if not tokenizer.chat_template:
        raise JobFault("no_chat_template", f"The model {model.id} has no chat template.", "model")
    return weights.eval(), tokenizer


def _save(weights: Any, tokenizer: Any, folder: Path) -> None:
    """The whole model, adapters merged, in the half of single precision."""
    import torch  # heavy

    # A copy: the GGUF files are written from the exact numbers.
    copy.deepcopy(weights).to(torch.bfloat16).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    if not all(map(is_whole, folder.glob("*.safetensors"))):
        raise JobFault("not_written", "What was written is not whole; is the disk full?")


def check(file: Path, weights: Any, tokenizer: Any, *, exact: bool) -> None:
    """Read a GGUF file back: it must hold the same words and give the same answer."""
    reader, model = read_packed(file, copy.deepcopy(weights.config))
    prompt = _ask(tokenizer)
    if reader.encode(QUESTION) != tokenizer.encode(QUESTION):
        raise _differs(file, "cuts words in another way")
    if exact:
        if _answer(model, prompt, tokenizer) != _answer(weights, prompt, tokenizer):
            raise _differs(file, "answers in another way")
    elif _compare(model, weights, prompt) < ALIKE:
        raise _differs(file, "guesses in another way")


def _ask(tokenizer: Any) -> Any:
    return tokenizer.apply_chat_template(
        [{"role": "user", "content": QUESTION}],
        add_generation_prompt=True,
        return_tensors="pt",
        return_dict=True,
    )


def _answer(model: Any, prompt: Any, tokenizer: Any) -> list[int]:
    made = model.generate(
        **prompt, max_new_tokens=WORDS, do_sample=False, pad_token_id=tokenizer.pad_token_id
    )
    return [int(number) for number in made[0]]


def _compare(model: Any, weights: Any, prompt: Any) -> float:
    import torch  # heavy

    with torch.no_grad():
        ours, theirs = (each(**prompt).logits[0, -1].float() for each in (weights, model))
    return float(torch.nn.functional.cosine_similarity(ours, theirs, dim=0))


def _differs(file: Path, how: str) -> JobFault:
    return JobFault(
        "not_the_same", f"{file.name} was read back and {how} than the model; it was not kept."
    )


def name_file(model: Model) -> str:
    """A file name that says which model it is: ``ft:smol:studio:mentor:12`` → smol-mentor-12."""
    parts = model.id.split(":")
    if parts[0] == "ft":
        parts = [parts[1], *parts[3:]]
        return re.sub(r"[^\w.-]+", "-", "-".join(filter(None, parts)))
    return model.short_name


def build_modelfile(file: str, tokenizer: Any, system: str) -> str:
    """What Ollama makes a model of: ``ollama create NAME -f Modelfile``."""
    lines = [f"FROM ./{file}", f"PARAMETER temperature {TEMPERATURE}"]
    if CHATML in plain_template(tokenizer.chat_template):
        # Ollama reads a template of its own language; the file's is in another.
        lines += [f'TEMPLATE """{OLLAMA_CHATML}"""', 'PARAMETER stop "<|im_end|>"']
    elif tokenizer.eos_token:
        lines.append(f"PARAMETER stop {json.dumps(tokenizer.eos_token, ensure_ascii=False)}")
    if system:
        lines.append(f'SYSTEM """{system.replace(chr(34) * 3, chr(34))}"""')
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    home, model, folder, kinds, system = arguments
    os.environ.update(QUIET, HF_HUB_OFFLINE="1")
    try:
        files = export(Home(Path(home)), model, Path(folder), kinds.split(","), system)
    except (JobFault, OSError) as error:
        print(error)
        return 1
    print(json.dumps({"files": files}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
