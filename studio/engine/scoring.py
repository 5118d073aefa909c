"""How likely a model finds an answer, computed exactly as a training on it would see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from studio.engine.encoding import IGNORED, Encoder
from studio.engine.errors import ApiError, JobFault
from studio.engine.model_loading import read_context
from studio.engine.rows import Row


@dataclass(frozen=True)
class Score:
    """The natural logarithm of an answer's likelihood, summed over its ``tokens``, the mark that
    ends it included."""

    tokens: int
    logprob: float


def score(weights: Any, tokenizer: Any, messages: Sequence[dict[str, Any]], answer: str) -> Score:
    """The likelihood of an answer to ``messages``; ApiError 400 where it can't be told.

    The loss of a training on this row alone is ``-logprob / tokens``.
    """
    import torch  # heavy

    # Earlier answers are read, not judged.
    before = [
        {**message, "weight": 0} if message["role"] == "assistant" else message
        for message in messages
    ]
    # The same way as a training, so that the figure is its loss.
    row = Row(1, (*before, {"role": "assistant", "content": answer}))
    context = read_context(weights)
    try:
        encoded = Encoder(tokenizer, context).encode([row])
    except JobFault as fault:
        raise ApiError(400, fault.message, code=fault.code, param="answer") from fault
    if encoded.truncated or not encoded.examples:
        raise ApiError(
            400,
            f"The messages and the answer are longer than the {context} tokens this model holds.",
            code="context_length_exceeded",
            param="messages",
        )
    tokens, labels = encoded.examples[0]["input_ids"], encoded.examples[0]["labels"]
    with torch.no_grad():
        logits = weights(input_ids=torch.tensor([tokens], device=weights.device)).logits[0, :-1]
    # Each place guesses the next token.
    aims = torch.tensor(labels[1:], device=weights.device)
    judged = aims != IGNORED
    guesses = torch.log_softmax(logits[judged].float(), dim=-1)
    chosen = guesses.gather(1, aims[judged].unsqueeze(1))
    return Score(int(judged.sum()), float(chosen.sum()))
