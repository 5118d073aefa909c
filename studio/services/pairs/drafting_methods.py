"""A draft made offline: a passage's own conclusion, and a question that it answers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from studio.domain.book import Condensed, Passage
from studio.text.drafting.condensing import condense
from studio.text.drafting.draft_questions import draft_question
from studio.text.drafting.tagging import find_key_terms, suggest_tags
from studio.text.sentences.boundaries import split_sentences


@dataclass(frozen=True)
class Draft:
    """A question and its answer, as a method made them."""

    prompt: str
    answer: str
    tags: tuple[str, ...]
    draft_prompt: bool


def condense_passage(passage: Passage) -> Condensed:
    """Which sentences of a passage carry its conclusion."""
    return _condense_text(passage.text, passage.language)


def draft_extract(passage: Passage) -> Draft | None:
    """A draft made offline: the sentences that carry the conclusion, and a question made of its
    terms; None where the passage holds none."""
    condensed = condense_passage(passage)
    if not condensed.answer.strip():
        return None
    question = draft_question(
        passage.text,
        language=passage.language,
        chapter_title=passage.chapter_title,
        book_title=passage.book_title,
        terms=find_key_terms(passage.text, passage.language),
        seed=_make_seed(passage),
    )
    tags = suggest_tags(passage.text, passage.language)
    return Draft(question.prompt, condensed.answer, tuple(tags), draft_prompt=True)


@lru_cache(maxsize=256)
def _condense_text(text: str, language: str) -> Condensed:
    return condense(text, split_sentences(text, language), language)


def _make_seed(passage: Passage) -> int:
    return int.from_bytes(hashlib.blake2b(passage.text.encode(), digest_size=4).digest())
