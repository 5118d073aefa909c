"""A suggestion: what a model (or the program) proposes for a pair, until a curator decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SuggestionState(StrEnum):
    """What the curator said of a suggestion."""

    OPEN = "open"  # nobody has decided
    CHOSEN = "chosen"  # its words are (or were, when they were chosen) the pair's
    REFUSED = "refused"  # a worse answer than the pair's: good for a preference row


class SuggestionKind(StrEnum):
    """What a suggestion proposes.

    To add one: a row here, its label in ``services/pairs/question_kinds.py``, and where a model is
    to be asked for it what it is told in ``resources/prompts/kinds.toml``.
    """

    ANSWER = "answer"  # another condensing of the passage, with its question
    WHAT = "what"
    HOW = "how"
    WHY = "why"
    FEELING = "feeling"  # "I feel …": somebody tells where they stand and asks nothing
    FOLLOW_UP = "follow-up"  # what the same person asks next: a second turn behind the pair's
    NEGATIVE = "negative"  # what the book does not answer; the answer says so, as a mentor would


@dataclass(frozen=True)
class Evidence:
    """A sentence that a suggestion names as its ground, and whether it stands in the passage."""

    sentence: str
    is_found: bool = True


@dataclass(frozen=True)
class Suggestion:
    """One proposal for a pair or a passage.

    ``prompt`` and ``answer`` are whole texts; "" for what the pair says already. ``model`` is
    the name of who proposed it, "" for the program itself; ``reason`` says why it was refused.
    """

    id: int
    prompt: str
    answer: str
    kind: SuggestionKind = SuggestionKind.ANSWER
    passage: int | None = None
    pair: int | None = None
    evidence: tuple[Evidence, ...] = ()
    model: str = ""
    state: SuggestionState = SuggestionState.OPEN
    reason: str = ""
    at: datetime | None = None

    @property
    def is_grounded(self) -> bool:
        """Whether every sentence it names stands in the passage; true where none was asked for."""
        return all(evidence.is_found for evidence in self.evidence)
