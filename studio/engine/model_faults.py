"""What is wrong with the files of a model, in one line that says what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from studio.engine.errors import JobFault
from studio.engine.room import lacks_room
from studio.engine.safetensor_files import is_whole

WEIGHTS, TOKENIZER, CONFIG = "weights", "tokenizer", "config.json"
"""Parts of a model, by whose reading an error is explained."""
LONGEST = 300
REASONS = (
    (
        "trust_remote_code",
        "it brings program code of its own, and that is never run here: it could do "
        "anything on this computer. Take a model that the library transformers knows by "
        "itself (its page says no trust_remote_code; Qwen, Llama, Gemma, Mistral, Phi and "
        "SmolLM are such), or export a bundle and train it with a program of your own",
    ),
    (
        "ignore_mismatched_sizes",
        "its weights have other widths than its config.json says; one of the two files belongs to "
        "another model",
    ),
    (
        "backend tokenizer",
        "it has no tokenizer (tokenizer.json or tokenizer.model); copy that from where the model "
        "came",
    ),
    (
        "no file named",
        "it has no weights as safetensors; choose the folder that holds them",
    ),
    (
        "does not recognize this architecture",
        "the engine's libraries don't know this kind of model; take one that they know, such as "
        "Qwen, Llama, Gemma, Mistral, Phi or SmolLM",
    ),
    (
        "Should have a `model_type` key",
        "its config.json says no model_type; copy it from where the model came",
    ),
)
"""What libraries say at length, and what it means. To add one: words of their error, and a line."""


@contextmanager
def explain(source: str, part: str) -> Iterator[None]:
    """Say in a line what the libraries say in many when ``part`` of a model can't be read."""
    try:
        yield
    except (JobFault, MemoryError):
        raise
    except Exception as error:  # a library of any make, with errors of its own
        if lacks_room(error):
            raise
        raise refuse(source, _find_reason(error, part)) from error


def refuse(source: str, reason: str) -> JobFault:
    """That a model can't be loaded, and why."""
    line = f"The model {source} can't be loaded: {reason.rstrip('.')}."
    return JobFault("model_not_loadable", line, "model")


def refuse_torn(source: str) -> None:
    """``JobFault`` where a file of weights is not as long as it says of itself."""
    for file in sorted(Path(source).glob("*.safetensors")):
        if file.is_file() and not is_whole(file):
            reason = f"{file.name} is damaged or cut short; copy or fetch the model again"
            raise refuse(source, reason)


def refuse_incomplete(source: str, missing: Mapping[str, Any]) -> None:
    """``JobFault`` where the files do not hold all weights of the model: the library would fill in
    random numbers, and the training would look like any other."""
    keys = sorted(missing.get("missing_keys") or ())
    if keys:
        reason = (
            f"{len(keys)} of its weights are in none of its files ({keys[0]}, …); copy or fetch "
            "the model again"
        )
        raise refuse(source, reason)


def describe_folder(path: Path) -> str:
    """Why there is no model at a path that was named, "" where nothing is known against it."""
    try:
        if not path.exists():
            return f"There is nothing at {path}."
        packed = sorted(path.glob("*.gguf")) if path.is_dir() else []
    except OSError as error:  # links in a circle, a folder that may not be read
        return f"{path} can't be read: {error.strerror}."
    if len(packed) > 1:
        return f"{path} holds {len(packed)} GGUF files; name one of them."
    return (
        f"{path} is no model: choose the folder that holds config.json and the weights, or a GGUF "
        "file."
    )


def describe_packed(error: Exception) -> str:
    """Why a GGUF file can't be read: its readers stumble over a torn one in ways of their own."""
    return _find_meaning(error) or (
        "the GGUF file is damaged or cut short, or packed in a way that the engine can't read; "
        f"copy or fetch it again, or take the model as safetensors ({_read_first_line(error)})"
    )


def _find_reason(error: Exception, part: str) -> str:
    meaning, first = _find_meaning(error), _read_first_line(error)
    return meaning or (first if part in first else f"its {part} can't be read: {first}")


def _find_meaning(error: Exception) -> str:
    """What an error is known to mean; "" for any other."""
    return next((reason for sign, reason in REASONS if sign in str(error)), "")


def _read_first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:LONGEST].rstrip(".")
