"""Loads a model with its tokenizer: weights first, then each adapter merged into them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from studio.engine import unpacking
from studio.engine.errors import JobFault
from studio.engine.hardware import BFLOAT16, FOUR_BITS, Plan
from studio.engine.home import Record
from studio.engine.memory import Shape, read_shape
from studio.engine.model_faults import (
    CONFIG,
    TOKENIZER,
    WEIGHTS,
    explain,
    refuse_incomplete,
    refuse_torn,
)
from studio.engine.safetensor_files import count_parameters

HUB = "hub"
PACKED = "gguf"


def load(chain: Sequence[Record], *, download: bool, plan: Plan | None = None) -> tuple[Any, Any]:
    """The model and tokenizer at the end of a chain (``Catalogue.chain``).

    Nothing is downloaded unless ``download`` says so; code that comes with a model is never run.
    Raises JobFault ``model_not_loadable``.
    """
    return load_weights(chain, download=download, plan=plan), load_tokenizer(
        chain, download=download
    )


def load_tokenizer(chain: Sequence[Record], *, download: bool) -> Any:
    """The tokenizer of a chain's weights, with something to fill batches up with."""
    from transformers import AutoTokenizer  # heavy

    with explain(chain[0]["place"], TOKENIZER):
        tokenizer = _try_here_first(AutoTokenizer.from_pretrained, chain[0], download)
    # Many bases have none, and batches must be filled up with something that is never learnt.
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def load_shape(chain: Sequence[Record], *, download: bool) -> Shape:
    """The widths of a chain's model; its weights are counted where they are on this computer."""
    from transformers import AutoConfig  # heavy

    with explain(chain[0]["place"], CONFIG):
        config = _try_here_first(AutoConfig.from_pretrained, chain[0], download)
        return read_shape(config.to_dict(), count_parameters(Path(_prepare(chain[0]))))


def load_weights(chain: Sequence[Record], *, download: bool, plan: Plan | None = None) -> Any:
    """The model of a chain, in the precision and on the device of a plan."""
    first, *adapters = chain
    _refuse_pickle(first["place"])
    from transformers import AutoModelForCausalLM  # heavy

    plan = plan or Plan()
    if adapters and plan.precision == FOUR_BITS:
        # A tuned model is merged into its base before it is tuned on, which four bits can't hold.
        plan = Plan(plan.device, BFLOAT16, plan.threads, plan.niceness, plan.checkpointing)
    refuse_torn(_prepare(first))
    with explain(first["place"], WEIGHTS):
        model, report = _try_here_first(
            AutoModelForCausalLM.from_pretrained,
            first,
            download,
            use_safetensors=True,
            output_loading_info=True,
            **_precision_of(plan),
        )
        refuse_incomplete(first["place"], report)
        for adapter in adapters:
            model = _merge(model, adapter["place"])
    return model if plan.precision == FOUR_BITS else model.to(plan.device)


def _precision_of(plan: Plan) -> dict[str, Any]:
    import torch  # heavy

    if plan.precision != FOUR_BITS:
        return {"dtype": torch.bfloat16 if plan.precision == BFLOAT16 else torch.float32}
    from transformers import BitsAndBytesConfig  # heavy

    # As in QLoRA (Dettmers 2023): four bits that fit weights best, computed with in bfloat16.
    config = BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.bfloat16,
    )
    return {"quantization_config": config, "device_map": {"": plan.device}}


def _try_here_first(read: Any, step: Record, download: bool, **options: Any) -> Any:
    """Read from this computer; only where it is not there, and was asked for, from the hub."""
    source = _prepare(step)
    # Said outright: the library would else ask at a terminal that nobody sees.
    options["trust_remote_code"] = False
    try:
        return read(source, local_files_only=True, **options)
    except OSError:
        if not (download and step["kind"] == HUB):
            raise
    return read(source, local_files_only=False, **options)


def _prepare(step: Record) -> str:
    """The folder of a step's weights, or its id on the hub; a GGUF file is unpacked once."""
    if step["kind"] != PACKED:
        return str(step["place"])
    packed = Path(step["place"])
    folder = Path(step["unpacked"])
    if not (folder / unpacking.CARD).is_file():
        folder.parent.mkdir(parents=True, exist_ok=True)
        unpacking.unpack(packed, folder, {"name": packed.stem, "title": packed.stem})
    return str(folder)


def name_unpacked(packed: Path) -> str:
    """A folder name for what a GGUF file holds; another once the file is another."""
    facts = packed.stat()
    mark = f"{packed.resolve()} {facts.st_size} {facts.st_mtime_ns}"
    return f"{packed.stem}-{hashlib.sha256(mark.encode()).hexdigest()[:12]}"


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


def _merge(model: Any, adapter: str) -> Any:
    from peft import PeftModel  # heavy

    return PeftModel.from_pretrained(model, adapter).merge_and_unload()


def read_context(model: Any) -> int:
    """How many tokens a model can hold."""
    return read_shape(model.config.to_dict()).context
