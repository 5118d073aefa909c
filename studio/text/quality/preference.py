"""Which of two answers is better: whether a preference row says so at all."""

from __future__ import annotations

from studio.text.languages import find_language
from studio.text.similarity.shingles import reduce_to_letters

NEAR = 0.95
"""Likeness of two answers (1 less their edit distance over their length) from which there is next
to nothing to tell them apart by (house heuristic)."""
_LONGEST = 20_000
"""Characters of an answer that are compared: past it a difference has shown itself."""


def check_preference(preferred: str, rejected: str, language: str = "") -> tuple[str, ...]:
    """What is wrong with a preference: ``rejected-empty``, ``answers-same`` (but for blanks,
    punctuation and case), ``answers-near`` or ``answer-stub`` (one is next to nothing)."""
    if not preferred.strip() or not rejected.strip():
        return ("rejected-empty",) if preferred.strip() else ()
    # From the surest to the least: one preference gets one code.
    if reduce_to_letters(preferred) == reduce_to_letters(rejected):
        return ("answers-same",)
    if _likeness(preferred, rejected) >= NEAR:
        return ("answers-near",)
    short, long = sorted((len(preferred.strip()), len(rejected.strip())))
    if short < find_language(language).shortest_choice and long >= 10 * short:
        return ("answer-stub",)
    return ()


def _likeness(preferred: str, rejected: str) -> float:
    from rapidfuzz.distance import Indel  # heavy: only where there are two answers

    return Indel.normalized_similarity(preferred[:_LONGEST], rejected[:_LONGEST], score_cutoff=NEAR)
