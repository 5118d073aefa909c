"""What drafting made, and what it did not."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class DraftReport:
    """Pairs and suggestions that were made, passages left out, tokens bought and their price.

    ``failures`` are passages (or pairs, where questions were asked for) with the reason why nothing
    was made of them; they stay as they were, so that they can be taken up again. ``job`` is the
    model job's number, 0 for what was made offline.
    """

    pairs: int
    skipped: int
    tokens: int = 0
    cost_usd: Decimal = Decimal(0)
    failures: tuple[tuple[int, str], ...] = ()
    suggestions: int = 0
    job: int = 0
