"""A draft made offline: a passage's own conclusion, and a question that it answers."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from studio.domain.book import Condensed, Passage, SkipReason
from studio.text.drafting.condensing import condense
from studio.text.drafting.draft_questions import draft_question
from studio.text.drafting.tagging import suggest_tags
from studio.text.sentences.boundaries import split_sentences


@dataclass(frozen=True)
class Draft:
    """A question and its answer, as a method made them."""

    prompt: str
    answer: str
    tags: tuple[str, ...]
    draft_prompt: bool


@dataclass(frozen=True)
class Skip:
    """Why nothing is to be made of a passage."""

    reason: SkipReason


def condense_passage(passage: Passage) -> Condensed:
    """Which sentences of a passage carry its conclusion."""
    return _condense_text(passage.text, passage.language)


def draft_extract(passage: Passage, *, avoid: Collection[str] = ()) -> Draft | Skip:
    """A draft made offline: the sentences that say what a mentor could say, and a question that
    they answer; or why there is none. ``avoid`` are questions that were asked before."""
    condensed = condense_passage(passage)
    if condensed.reason or not condensed.answer.strip():
        return Skip(condensed.reason or SkipReason.NOTHING)
    question = draft_question(
        condensed.answer, language=passage.language, seed=_make_seed(passage), avoid=avoid
    )
    if not question:
        return Skip(SkipReason.TOPIC)
    tags = suggest_tags(passage.text, passage.language)
    return Draft(question.prompt, condensed.answer, tuple(tags), draft_prompt=True)


@lru_cache(maxsize=256)
def _condense_text(text: str, language: str) -> Condensed:
    return condense(text, split_sentences(text, language), language)


def _make_seed(passage: Passage) -> int:
    return int.from_bytes(hashlib.blake2b(passage.text.encode(), digest_size=4).digest())
