"""How much memory a training takes, worked out from the shape of its model before it is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.engine.hardware import Need

LIBRARIES = 450_000_000
"""Bytes of PyTorch and the libraries around it, before a model is loaded (measured)."""
LORA_RANK = 16
STATE = 16
"""Bytes of a trained weight: itself, its gradient and the optimizer's two moments, in float32."""
PER_HIDDEN, PER_INNER = 20, 6
"""Numbers kept of each token in each layer, for each of its widths, until the step back; measured
on a Llama of 135 million weights, and a little more than the textbook's (Korthikanti 2022)."""
PER_WORD = 16
"""Bytes of each token for each word of the vocabulary: the last layer's guesses, in float32."""


@dataclass(frozen=True)
class Shape:
    """The widths of a language model."""

    layers: int
    hidden: int
    inner: int
    vocabulary: int
    keys: int
    """Width of all keys of a layer together; the values have the same."""
    tied: bool = True
    context: int = 2048
    """Tokens that the model can hold."""
    weights: int = 0
    """How many there are, where that was counted; 0: worked out from the widths."""

    @property
    def parameters(self) -> int:
        embedding = self.vocabulary * self.hidden * (1 if self.tied else 2)
        attention = 2 * self.hidden * (self.hidden + self.keys)
        return self.weights or embedding + self.layers * (attention + 3 * self.hidden * self.inner)

    @property
    def adapter(self) -> int:
        """Weights of a LoRA on all linear layers."""
        attention = 2 * (self.hidden + self.hidden) + 2 * (self.hidden + self.keys)
        return LORA_RANK * self.layers * (attention + 3 * (self.hidden + self.inner))


def read_shape(config: Mapping[str, Any], weights: int = 0) -> Shape:
    """The shape in a model's ``config.json``; what it does not say is guessed from the rest."""
    inner = config.get("text_config")
    config = inner if isinstance(inner, Mapping) else config
    hidden = int(config.get("hidden_size") or config.get("n_embd") or 1024)
    heads = int(config.get("num_attention_heads") or config.get("n_head") or 16)
    width = int(config.get("head_dim") or hidden // heads)
    return Shape(
        layers=int(config.get("num_hidden_layers") or config.get("n_layer") or 24),
        hidden=hidden,
        inner=int(config.get("intermediate_size") or 4 * hidden),
        vocabulary=int(config.get("vocab_size") or 32_000),
        keys=int(config.get("num_key_value_heads") or heads) * width,
        tied=bool(config.get("tie_word_embeddings", True)),
        context=int(config.get("max_position_embeddings") or 2048),
        weights=weights,
    )


def compute_need(shape: Shape, longest: int, *, full: bool = False, rows: int = 1) -> Need:
    """What a training of rows of at most ``longest`` tokens takes, ``rows`` of them at once."""
    tokens = longest * rows
    trained = shape.parameters if full else shape.adapter
    layer = PER_HIDDEN * shape.hidden + PER_INNER * shape.inner
    return Need(
        fixed=LIBRARIES + trained * STATE + tokens * shape.vocabulary * PER_WORD,
        weights=shape.parameters,
        activations=tokens * shape.layers * layer,
        checkpointed=tokens * (shape.layers * 2 * shape.hidden + layer),
    )
