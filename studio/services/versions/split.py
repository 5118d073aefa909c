"""Which rows are held out to validate with: whole groups, no copy of what is trained with."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from studio.domain.dataset import Recipe
from studio.services.versions.rows import Sample
from studio.text.similarity.boilerplate import Boilerplate
from studio.text.similarity.copy_search import CopySearch
from studio.text.similarity.shingles import is_label

OVER = 1.25
"""Times the wanted share that whole groups may come to."""

TRIES = 200_000
"""Changes of the choice that are looked at for the tags' sake; then it is good enough."""

STARTS = 12
"""Times the choice is begun anew, each from other groups; the best of them stands."""

FEWEST_LABELLED, LEARNT_FROM = 100, 1_000
"""Rows with labels from which what their questions share is learnt first, and from how many."""


@dataclass(frozen=True)
class HeldOut:
    """The numbers of the samples held out, and of how many were not, being copies."""

    numbers: frozenset[int]
    moved: int


def hold_out(samples: Sequence[Sample], recipe: Recipe) -> HeldOut:
    """Choose whole groups up to the share, then give back to training what is a copy of it."""
    sizes = Counter(sample.group for sample in samples)
    size = round(len(samples) * recipe.validation)
    chosen = _choose_evenly(samples, sizes, size, recipe.seed) if recipe.stratify else set[str]()
    chosen = chosen or _choose_by_chance(sizes, size, recipe.seed)
    held = [number for number, sample in enumerate(samples) if sample.group in chosen]
    moved = _find_copies(samples, held)
    return HeldOut(frozenset(held) - moved, len(moved))


def count_leaks(samples: Sequence[Sample], held: frozenset[int]) -> int:
    """Held-out rows whose question or answer a training row has as well; 0 is wanted.

    What was said before them, a greeting maybe, may stand on both sides.
    """
    texts = {word for number in held for word in samples[number].hashes if word}
    leaking: set[bytes] = set()
    for number, sample in enumerate(samples):
        if number not in held and not texts.isdisjoint(sample.hashes):
            leaking.update(texts.intersection(sample.hashes))
    return (
        sum(1 for number in held if not leaking.isdisjoint(samples[number].hashes))
        if leaking
        else 0
    )


def find_furthest_tag(samples: Sequence[Sample], held: frozenset[int]) -> tuple[str, float]:
    """The tag whose share of the rows held out is furthest from its share of all, and how far
    (0.0 to 1.0); ("", 0.0) where there are no tags or nothing is held out."""
    everywhere = Counter(tag for sample in samples for tag in sample.tags)
    there = Counter(tag for number in held for tag in samples[number].tags)
    if not everywhere or not held:
        return "", 0.0
    gaps = {
        tag: abs(there[tag] / len(held) - count / len(samples)) for tag, count in everywhere.items()
    }
    tag = min(gaps, key=lambda tag: (-gaps[tag], tag))
    return tag, gaps[tag]


def _choose_by_chance(sizes: Mapping[str, int], size: int, seed: int) -> set[str]:
    names = sorted(sizes)
    random.Random(seed).shuffle(names)
    chosen: set[str] = set()
    rows = 0
    for name in names:
        if rows + sizes[name] <= max(size * OVER, 1) and rows < size:
            chosen.add(name)
            rows += sizes[name]
    if size and not chosen and len(names) > 1:
        # Every group is larger than the share: the smallest one is the least loss.
        chosen = {min(names, key=lambda name: (sizes[name], name))}
    return chosen


def _choose_evenly(
    samples: Sequence[Sample], sizes: Mapping[str, int], size: int, seed: int
) -> set[str]:
    """Groups that come near the share of rows and, of each tag, to the same share of its rows.

    Greedy, the largest groups first as in scikit-learn's ``StratifiedGroupKFold``, then bettered
    by single changes and exchanges as long as there are any, and begun anew a few times; the
    same on any machine. Empty where no group fits.
    """
    tags: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (group, carried), count in Counter(
        (sample.group, sample.tags) for sample in samples
    ).items():
        for tag in carried or ("",):
            tags[group][tag] += count
    # Python's generator gives the same numbers on any machine and in any later version.
    chance = random.Random(seed)
    best: _Choice | None = None
    left = TRIES
    for _start in range(STARTS):
        names = sorted(sizes)
        chance.shuffle(names)
        if best is None:
            # Only the first time: the others begin by chance, for greed alone ends in one place.
            names.sort(key=lambda name: -sizes[name])
        choice = _Choice(sizes, tags, size, size / len(samples))
        left -= _improve(choice, names, left, chance)
        if best is None or choice.cost() < best.cost() - 1e-9:
            best = choice
        if left <= 0:
            break
    return best.chosen if best else set()


def _improve(choice: _Choice, names: Sequence[str], most: int, chance: random.Random) -> int:
    """Better a choice as long as that is possible; how many changes were looked at."""
    looked = 0
    while looked < most:
        better = [choice.turn_if_better(name) for name in names]
        exchanges = choice.exchanges(names, most - looked, chance)
        better += [choice.exchange_if_better(inner, outer) for inner, outer in exchanges]
        looked += len(better)
        if not any(better):
            break
    return looked


@dataclass
class _Choice:
    """Groups chosen so far, and how far their rows and tags are from what is wanted."""

    sizes: Mapping[str, int]
    tags: Mapping[str, Mapping[str, int]]
    target: int
    share: float
    chosen: set[str] = field(default_factory=set)
    rows: int = 0
    gaps: dict[str, float] = field(default_factory=dict)  # by tag: rows there, less those wanted
    weights: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        totals: Counter[str] = Counter()
        for counts in self.tags.values():
            totals.update(counts)
        for tag, count in totals.items():
            self.gaps[tag] = -count * self.share
            self.weights[tag] = 1 / (count * self.share) if self.target else 0.0
        self._weight = len(totals) / self.target if self.target else 0.0

    def cost(self) -> float:
        """How far the rows and tags are from what is wanted; 0.0 is just so."""
        rows = self._weight * (self.rows - self.target) ** 2
        return rows + sum(self.weights[tag] * gap**2 for tag, gap in self.gaps.items())

    def turn_if_better(self, name: str) -> bool:
        """Take a group in, or out, where that comes nearer to what is wanted."""
        return self._change_if_better([name])

    def exchanges(
        self, names: Sequence[str], most: int, chance: random.Random
    ) -> list[tuple[str, str]]:
        """Each group that is in with each that is out; so many by chance where these are more."""
        inside = [name for name in names if name in self.chosen]
        outside = [name for name in names if name not in self.chosen]
        if not inside or not outside or len(inside) * len(outside) <= most:
            return [(inner, outer) for inner in inside for outer in outside]
        return [(chance.choice(inside), chance.choice(outside)) for _try in range(most // 4)]

    def exchange_if_better(self, inner: str, outer: str) -> bool:
        """Take a group out and another inner in, where that comes nearer."""
        if inner not in self.chosen or outer in self.chosen:
            return False
        return self._change_if_better([inner, outer])

    def _change_if_better(self, names: Sequence[str]) -> bool:
        rows, steps = 0, dict[str, int]()
        for name in names:
            sign = -1 if name in self.chosen else 1
            rows += sign * self.sizes[name]
            for tag, count in self.tags[name].items():
                steps[tag] = steps.get(tag, 0) + sign * count
        if self.rows + rows > max(self.target * OVER, 1):
            return False
        gain = self._weight * rows * (2 * (self.rows - self.target) + rows)
        for tag, step in steps.items():
            gain += self.weights[tag] * step * (2 * self.gaps[tag] + step)
        if gain > -1e-9:
            return False
        self.chosen.symmetric_difference_update(names)
        self.rows += rows
        for tag, step in steps.items():
            self.gaps[tag] += step
        return True


def _find_copies(samples: Sequence[Sample], held: Sequence[int]) -> set[int]:
    """Of the samples to be held out, those that are copies or near copies of the others; then
    those that are copies of these, as they are trained with, too."""
    moved: set[int] = set()
    within = set(held)
    fresh: Iterable[int] = [n for n in range(len(samples)) if n not in within]
    by_words: defaultdict[bytes, list[int]] = defaultdict(list)
    for number in held:
        for word in filter(None, samples[number].hashes):
            by_words[word].append(number)
    instructions = _learn_instructions(samples)
    near = CopySearch(_list_texts(samples, held, instructions))
    while fresh and len(moved) < len(within):
        copies = near.find_copies(_list_texts(samples, fresh, instructions))
        # Each text once: thousands of rows may say the same.
        for word in {word for other in fresh for word in samples[other].hashes}:
            copies.update(by_words.pop(word, ()))
        fresh = sorted(copies - moved)
        moved |= copies
    return moved


def _learn_instructions(samples: Sequence[Sample]) -> Boilerplate:
    """What the questions of rows with labels have in common: "Is this review good or bad?"."""
    questions = [sample.source.prompt for sample in samples if is_label(sample.source.answer)]
    instructions = Boilerplate()
    if len(questions) >= FEWEST_LABELLED:
        instructions.learn(questions[:: 1 + len(questions) // LEARNT_FROM])
    return instructions


def _list_texts(
    samples: Sequence[Sample], numbers: Iterable[int], instructions: Boilerplate
) -> list[tuple[int, str]]:
    texts = ((number, _text_to_compare(samples[number], instructions)) for number in numbers)
    return [(number, text) for number, text in texts if text]


def _text_to_compare(sample: Sample, instructions: Boilerplate) -> str:
    """The words by which it is told whether a row is nearly another one; "" where there are too few
    for that: then only the same question is a copy."""
    answer = sample.source.answer
    if not is_label(answer):
        return answer
    # A long instruction before each text would make all of them near copies of each other.
    question = instructions.without(sample.source.prompt)
    return "" if is_label(question) else f"{question}\n{answer}"
