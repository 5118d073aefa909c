"""Loads a model with its tokenizer: weights first, then each adapter merged into them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from studio.engine.errors import JobFault
from studio.engine.home import Record


def load(chain: Sequence[Record], *, download: bool) -> tuple[Any, Any]:
    """The model and tokenizer at the end of a chain (``Catalogue.chain``).

    Nothing is downloaded unless ``download`` says so; code that comes with a model is never run.
    Raises JobFault ``model_not_loadable``.
    """
    first, *adapters = chain
    _refuse_pickle(first["place"])
    try:
        model, tokenizer = _load_weights(first["place"], download and first["kind"] == "hub")
        for adapter in adapters:
            model = _merge(model, adapter["place"])
    except (OSError, ValueError, KeyError, ImportError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise JobFault(
            "model_not_loadable", f"The model {first['place']} can't be loaded: {reason}", "model"
        ) from error
    return model, tokenizer


def _refuse_pickle(source: str) -> None:
    """A pickle runs code when it is read, so weights kept as one are not read at all."""
    folder = Path(source)
    pickles = [*folder.glob("*.bin"), *folder.glob("*.pt"), *folder.glob("*.pth")]
    if pickles and not any(folder.glob("*.safetensors")):
        raise JobFault(
            "model_not_loadable",
            f"The weights of {source} are a pickle ({pickles[0].name}), which can run code when it "
            "is read. Take a model whose weights are safetensors.",
            "model",
        )


def _load_weights(source: str, download: bool) -> tuple[Any, Any]:
    try:
        return _read(source, local=True)
    except OSError:
        if not download:
            raise
    return _read(source, local=False)


def _read(source: str, *, local: bool) -> tuple[Any, Any]:
    from transformers import AutoModelForCausalLM, AutoTokenizer  # heavy

    tokenizer = AutoTokenizer.from_pretrained(source, local_files_only=local)
    model = AutoModelForCausalLM.from_pretrained(
        source, local_files_only=local, dtype="auto", use_safetensors=True
    )
    # Many bases have none, and batches must be filled up with something that is never learnt.
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return model, tokenizer


def _merge(model: Any, adapter: str) -> Any:
    from peft import PeftModel  # heavy

    return PeftModel.from_pretrained(model, adapter).merge_and_unload()


def read_context(model: Any) -> int:
    """How many tokens a model can hold."""
    return int(getattr(model.config, "max_position_embeddings", 0) or 2048)
