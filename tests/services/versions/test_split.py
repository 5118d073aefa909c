"""What is held out: whole groups, each tag its share, and no copy of what is trained with."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from studio.domain.dataset import Candidate, Recipe
from studio.services.versions.rows import Sample, compare_by
from studio.services.versions.split import count_leaks, find_furthest_tag, hold_out
from studio.text.similarity.copy_search import CopySearch


def sample(
    number: int, group: str, answer: str = "", *, prompt: str = "", tags: tuple[str, ...] = ()
) -> Sample:
    prompt, answer = prompt or f"Question {number}?", answer or f"Answer {number}."
    source = Candidate(number, prompt, answer, "", "", "curator", 1, None, -1, 0, None, None, 9)
    return Sample(
        source, f"{prompt} {answer}", "A", "B", "", tags, compare_by(prompt, answer), group=group
    )


def tagged(groups: int, seed: int = 5) -> list[Sample]:
    """Groups of uneven size in which one tag is in the first ones, and a rare one here and there."""
    samples = []
    for group in range(groups):
        for n in range(3 + (group * seed) % 11):
            tags = ("habit",) if group < groups // 3 else ("focus",)
            tags += ("rare",) if (group + n) % 9 == 0 else ()
            samples.append(sample(len(samples), f"group {group:03}", tags=tags))
    return samples


@pytest.mark.parametrize("seed", range(5))
def test_groups_stay_whole_whatever_is_wanted(seed: int) -> None:
    samples = tagged(30)
    for stratify in (False, True):
        held = hold_out(samples, Recipe(validation=0.2, seed=seed, stratify=stratify)).numbers
        sides = {(samples[n].group, n in held) for n in range(len(samples))}
        assert len(sides) == 30 and 0.15 <= len(held) / len(samples) <= 0.25


@pytest.mark.parametrize("seed", range(5))
def test_every_tag_has_its_share_of_what_is_held_out(seed: int) -> None:
    samples = tagged(30)
    held = hold_out(samples, Recipe(validation=0.2, seed=seed, stratify=True)).numbers
    everywhere = Counter(tag for one in samples for tag in one.tags)
    there = Counter(tag for n in held for tag in samples[n].tags)
    for tag, count in everywhere.items():
        assert abs(there[tag] / len(held) - count / len(samples)) < 0.04
    assert find_furthest_tag(samples, held)[1] < 0.04


def test_the_same_seed_chooses_the_same_on_any_machine() -> None:
    samples = tagged(40)
    recipe = Recipe(validation=0.1, seed=7, stratify=True)
    chosen = {samples[n].group for n in hold_out(samples, recipe).numbers}
    assert chosen == {samples[n].group for n in hold_out(tagged(40), recipe).numbers}
    assert chosen == {"group 008", "group 017", "group 039"}


def test_a_group_larger_than_the_share_is_held_out_where_there_is_no_smaller() -> None:
    samples = [sample(n, f"book {n % 2}", tags=("a",)) for n in range(20)]
    assert len(hold_out(samples, Recipe(validation=0.1, stratify=True)).numbers) == 10


def test_nothing_is_held_out_where_nothing_is_wanted() -> None:
    assert hold_out(tagged(9), Recipe(validation=0, stratify=True)).numbers == frozenset()


@pytest.mark.parametrize(("letters", "blank", "step"), [(False, " ", 13), (True, "", 18)])
def test_copies_of_copies_are_trained_with_as_well(letters: bool, blank: str, step: int) -> None:
    """The near copy of a training row is moved to it; so is what is near to that one alone."""
    first = [chr(0x4E00 + n) if letters else f"word{n}" for n in range(90 if letters else 40)]
    second = ["変" if n % step == 3 else unit for n, unit in enumerate(first)]
    third = ["別" if n % step == 7 else unit for n, unit in enumerate(second)]
    one, two, three = (blank.join(units) for units in (first, second, third))
    assert not CopySearch([(1, three)]).find_copies([(2, one)])
    samples = [
        sample(0, "a", one),
        sample(1, "b", two),
        sample(2, "b", three),
        sample(3, "b", "No."),
        sample(4, "b", "Something else.", prompt="question5 ?"),
    ]
    found = hold_out([*samples, *(sample(n, "a") for n in range(5, 25))], Recipe(validation=0.2))
    assert (found.numbers, found.moved) == ({3}, 3)


def test_rows_without_a_question_are_no_copies_of_each_other() -> None:
    samples = [sample(n, f"book {n % 5}", prompt=" ") for n in range(20)]
    assert hold_out(samples, Recipe(validation=0.2)).moved == 0


def test_what_is_said_on_both_sides_is_counted_as_a_leak() -> None:
    answer = "Answer {n}, which is too long for a label that many rows may have."
    samples = [sample(n, "a", answer.format(n=n)) for n in range(4)]
    samples.append(sample(9, "b", f" {answer.format(n=2).lower()} "))
    assert count_leaks(samples, frozenset({4})) == 1
    assert count_leaks(samples[:4], frozenset({3})) == count_leaks(samples, frozenset()) == 0


def test_rows_with_the_same_few_labels_stay_held_out() -> None:
    """What a label says is no secret: only the same question on both sides is a copy."""
    samples = [
        sample(n, f"g{n}", ("good", "bad", "unclear")[n % 3], prompt=f"{'word ' * (n % 90)}{n}?")
        for n in range(600)
    ]
    held = hold_out(samples, Recipe(validation=0.1, seed=3))
    assert len(held.numbers) >= 50 and count_leaks(samples, held.numbers) == 0


def test_the_same_question_with_the_same_label_is_trained_with() -> None:
    samples = [sample(n, f"g{n}", "good", prompt=f"Is “{n % 200}” a word?") for n in range(400)]
    held = hold_out(samples, Recipe(validation=0.1, seed=3)).numbers
    outside = {samples[n].hashes[0] for n in range(400) if n not in held}
    assert all(samples[n].hashes[0] not in outside for n in held)


def test_an_instruction_that_every_question_begins_with_makes_no_copies() -> None:
    """Rows of a classifier: a long instruction, a text of its own, a label."""
    chance = random.Random(2)
    instruction = "Read the review and say whether its writer would buy the thing again. " * 3
    vocabulary = [f"word{n}" for n in range(2_000)]
    texts = [" ".join(chance.choices(vocabulary, k=20)) for _n in range(400)]
    samples = [
        sample(n, f"g{n}", ("yes", "no")[n % 2], prompt=f"{instruction}{text}")
        for n, text in enumerate(texts)
    ]
    splits = [hold_out(samples, Recipe(validation=0.1, seed=seed)) for seed in range(8)]
    assert all(len(split.numbers) >= 35 and split.moved == 0 for split in splits)
    samples.append(sample(400, "late", "yes", prompt=f"{instruction}{texts[0]} indeed"))
    splits = [hold_out(samples, Recipe(validation=0.1, seed=seed)) for seed in range(8)]
    assert all((0 in split.numbers) == (400 in split.numbers) for split in splits)
    assert any(split.moved for split in splits)
