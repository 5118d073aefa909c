"""Short rows are trained in one piece on a processor: quicker, and nothing else is learned.

Measured with 135 million weights on two cores, rows of 46, 138 and 287 tokens: in one piece they
take 0.62 to 0.70, 0.89 to 0.93 and 1.21 times the computing of row by row. So a piece stays small.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from studio.engine.hardware import BFLOAT16

TOKENS = 256
"""Of a usual piece at most: what a longer one saves, its attention takes."""
LONGEST = 2 * TOKENS
"""Of the longest piece at most, were all of the longest rows to meet in it."""
COUNTS = (8, 4, 2)
ROW = 12
"""Tokens of the rows that the proof is made on."""
TOLERANCE = {True: 0.06, False: 1e-3}
"""How far answers may differ, relative to their size, by rounding alone: in bfloat16, and not. Rows
that see each other differ by far more."""


def count_rows_in_piece(lengths: Sequence[int], batch: int) -> int:
    """How many rows of these lengths are trained in one piece, where a step has ``batch``; 1 where
    they are too long to gain by it."""
    mean = sum(lengths) / len(lengths)
    for rows in COUNTS:
        fits = rows * mean <= TOKENS and measure_longest_piece(lengths, rows) <= LONGEST
        if fits and batch % rows == 0:
            return rows
    return 1


def measure_longest_piece(lengths: Sequence[int], rows: int) -> int:
    """Tokens of the longest piece that chance can put together."""
    return sum(sorted(lengths)[-rows:])


def keeps_rows_apart(model: Any, precision: str) -> bool:
    """Whether a row means the same to a model in a piece as alone.

    Attention is told where a row ends; layers that carry something from token to token by other
    ways (convolutions, states) are not, and such a model takes its rows one by one.
    """
    import torch  # heavy

    generator = torch.Generator().manual_seed(0)  # the training's own chance is left alone
    vocabulary = model.get_input_embeddings().weight.shape[0]
    rows = torch.randint(0, vocabulary, (2, ROW), generator=generator)
    positions = torch.arange(ROW).repeat(2)[None]
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            piece = model(input_ids=rows.reshape(1, -1), position_ids=positions, use_cache=False)
            alone = model(input_ids=rows[1:], use_cache=False).logits.float()
    finally:
        model.train(was_training)
    distance = (piece.logits[:, ROW:].float() - alone).norm() / alone.norm()
    return bool(distance < TOLERANCE[precision == BFLOAT16])
