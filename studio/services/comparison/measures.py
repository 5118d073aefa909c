"""Cheap measures of an answer, which need no judge: each a figure, held against the rival's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from studio.domain.comparison import Comparison, Question
from studio.i18n import N_
from studio.services.comparison.paired_statistics import (
    CONFIDENCE,
    Interval,
    adjust_for_many,
    bootstrap_mean,
    permutation_test,
)
from studio.services.session import Session
from studio.text.languages import detect_script, find_language
from studio.text.quality.grounding import measure_grounding
from studio.text.quality.pair_facts import is_refusal

PLAIN = "en"
"""What letters alone do not tell from another language is taken for this one."""
MOST_LETTERS = 6
"""Letters in a row up to which chrF compares two texts, as its author has it."""
REPEATED_WORDS = 4


def format_figure(value: float, *, signed: bool = False) -> str:
    """A figure as people write it: as exact as it is large, with a real minus, 0 without a sign."""
    size = abs(value)
    places = 0 if size >= 1000 else 1 if size >= 10 else 2 if size >= 1 else 3
    text = f"{size:,.{places}f}"
    if not float(text.replace(",", "")):
        return "0"
    return ("−" if value < 0 else "+" if signed else "") + text


@dataclass(frozen=True)
class Measure:
    """A figure about an answer: its name, and whether more of it is better (1), worse (-1) or
    neither (0)."""

    name: str
    title: str
    better: int


MEASURES = (
    Measure("likelihood", N_("Reference likelihood"), 1),
    Measure("overlap", N_("Reference overlap"), 1),
    Measure("must", N_("Required points"), 1),
    Measure("grounding", N_("Grounding"), 1),
    Measure("repetition", N_("Repetition"), -1),
    Measure("refusal", N_("No answer"), -1),
    Measure("language", N_("Right language"), 1),
    Measure("length", N_("Length"), 0),
)
"""In the order of their weight. To add one: a row here, and its figure in ``measure_answer``."""
BY_NAME = {measure.name: measure for measure in MEASURES}


@dataclass(frozen=True)
class MeasuredDifference:
    """How a contestant differs from its rival in one measure, over the questions both answered."""

    measure: Measure
    questions: int
    contestant: float
    """Its mean; ``rival`` likewise."""
    rival: float
    interval: Interval
    """Of the mean difference."""
    chance: float
    """That equals would differ as much, corrected for all measures that were looked at."""

    @property
    def difference(self) -> float:
        return self.contestant - self.rival

    @property
    def is_proven(self) -> bool:
        return self.chance < 1 - CONFIDENCE

    @property
    def is_better(self) -> bool | None:
        """None where more of it is neither better nor worse, or nothing is proven."""
        if not self.measure.better or not self.is_proven:
            return None
        return self.difference * self.measure.better > 0


def measure_answer(session: Session, question: Question, text: str) -> dict[str, float]:
    """What can be said of an answer by looking at it, by the names of ``MEASURES``."""
    language = question.language or detect_script(question.text) or PLAIN
    figures = {
        "length": float(len(text)),
        "repetition": measure_repetition(text, language),
        "refusal": float(not text.strip() or is_refusal(text)),
        "language": float((detect_script(text) or PLAIN) == language),
    }
    if question.reference:
        figures["overlap"] = measure_overlap(text, question.reference)
    if question.must:
        figures["must"] = measure_phrases(text, question.must)
    if question.passage is not None and text.strip():
        # Gone where its book was taken out of the library since.
        for passage in session.library.passages.list([question.passage]):
            share = measure_grounding(text, passage.text, passage.language).share
            figures["grounding"] = share
    return figures


def measure_overlap(answer: str, reference: str) -> float:
    """chrF (Popović 2015): letters in a row that two texts share, recall for twice as much; 0–1."""
    answer, reference = "".join(answer.split()), "".join(reference.split())
    precisions, recalls = [], []
    for size in range(1, MOST_LETTERS + 1):
        ours, theirs = _count_runs(answer, size), _count_runs(reference, size)
        if not ours or not theirs:
            continue
        shared = sum((ours & theirs).values())
        precisions.append(shared / ours.total())
        recalls.append(shared / theirs.total())
    if not precisions:
        return 0.0
    precision, recall = fmean(precisions), fmean(recalls)
    weighted = 4 * precision + recall
    return 5 * precision * recall / weighted if weighted else 0.0


def measure_repetition(text: str, language: str) -> float:
    """The share of words in a row that were said before (1 − distinct-4; Li et al. 2016)."""
    spaced = find_language(language).spaced
    words: Sequence[str] = text.lower().split() if spaced else [c for c in text if c.isalnum()]
    size = REPEATED_WORDS if spaced else 3 * REPEATED_WORDS
    runs = [tuple(words[at : at + size]) for at in range(len(words) - size + 1)]
    return 1 - len(set(runs)) / len(runs) if runs else 0.0


def measure_phrases(text: str, phrases: Sequence[str]) -> float:
    """The share of phrases that stand in a text, small letters or capitals."""
    folded = text.casefold()
    return sum(phrase.casefold() in folded for phrase in phrases) / len(phrases)


def compare_measures(
    comparison: Comparison, contestant: str, rival: str, *, draws: int = 2_000
) -> list[MeasuredDifference]:
    """Each measure that both have, over the questions that both answered."""
    rows = []
    for measure in MEASURES:
        pairs = _pair_figures(comparison, contestant, rival, measure.name)
        if not pairs:
            continue
        differences = [ours - theirs for ours, theirs in pairs]
        rows.append(
            (
                measure,
                pairs,
                bootstrap_mean(differences, seed=comparison.seed, draws=draws),
                permutation_test(differences, seed=comparison.seed, draws=draws),
            )
        )
    chances = adjust_for_many([chance for *_rest, chance in rows])
    return [
        MeasuredDifference(
            measure,
            len(pairs),
            fmean(ours for ours, _theirs in pairs),
            fmean(theirs for _ours, theirs in pairs),
            interval,
            chance,
        )
        for (measure, pairs, interval, _raw), chance in zip(rows, chances, strict=True)
    ]


def measure_all(comparison: Comparison) -> dict[str, list[MeasuredDifference]]:
    """Each contestant beside the one the others are held against, by their keys."""
    bases = (contestant.key for contestant in comparison.contestants if contestant.is_base)
    rival = next(bases, comparison.keys[0])
    return {
        key: compare_measures(comparison, key, rival) for key in comparison.keys if key != rival
    }


def _pair_figures(
    comparison: Comparison, contestant: str, rival: str, name: str
) -> list[tuple[float, float]]:
    pairs = []
    for question in comparison.questions:
        figures = {answer.model: answer.measures.get(name) for answer in question.answers}
        ours, theirs = figures.get(contestant), figures.get(rival)
        if ours is not None and theirs is not None:
            pairs.append((ours, theirs))
    return pairs


def _count_runs(text: str, size: int) -> Counter[str]:
    return Counter(text[at : at + size] for at in range(len(text) - size + 1))
