"""Copies are told by their letters, near copies by what most of their words are."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence

import pytest

from studio.resources import RESOURCES
from studio.text import readers
from studio.text.similarity.near_copies import (
    CopyGroup,
    CopyIndex,
    CopySearch,
    cut_shingles,
    measure_jaccard,
)

ENGLISH = readers.read(RESOURCES / "samples" / "as-a-man-thinketh_pg4507.txt").text.split()
JAPANESE = readers.read(RESOURCES / "samples" / "kagakusha-to-atama_2359.txt").text.replace(
    "\n", ""
)


def english(chance: random.Random) -> tuple[str, str]:
    words = [chance.choice(ENGLISH) for _n in range(50)]
    changed = list(words)
    for _n in range(3):
        changed[chance.randrange(50)] = "altered"
    return " ".join(words), " ".join(changed)


def japanese(chance: random.Random) -> tuple[str, str]:
    letters = [chance.choice(JAPANESE) for _n in range(150)]
    changed = list(letters)
    for _n in range(4):
        changed[chance.randrange(150)] = "変"
    return "".join(letters), "".join(changed)


def groups_of(texts: Iterable[tuple[int, str]]) -> list[CopyGroup]:
    index = CopyIndex()
    index.add(texts)
    return index.groups()


def across(held: Sequence[tuple[int, str]], others: Sequence[tuple[int, str]]) -> dict[int, int]:
    return CopySearch(held).twins(others)


@pytest.mark.parametrize("make", [english, japanese])
def test_planted_near_copies_are_found_and_nothing_else(
    make: Callable[[random.Random], tuple[str, str]],
) -> None:
    chance = random.Random(3)
    pairs = [make(chance) for _n in range(400)]
    texts = [one for one, _other in pairs] + [other for _one, other in pairs[:200]]
    found = groups_of(enumerate(texts))
    planted = {(n, 400 + n) for n in range(200)}
    assert len(planted & {group.members for group in found}) >= 190
    assert len(found) <= 202


def test_copies_differ_in_blanks_width_and_case_only() -> None:
    texts = ["Begin today.", "begin  today", "ＢＥＧＩＮ today!", "Begin tomorrow."]
    assert groups_of(enumerate(texts)) == [CopyGroup((0, 1, 2), 1.0)]
    assert groups_of(enumerate(["一つ、選ぶ。", "一つ 選ぶ"])) == [CopyGroup((0, 1), 1.0)]


def test_ten_thousand_copies_of_one_text_are_one_group() -> None:
    groups = groups_of(
        (n, "The same answer to every question, again and again.") for n in range(10_000)
    )
    assert [len(group.members) for group in groups] == [10_000]


def test_an_index_grows_by_what_is_added_later() -> None:
    index = CopyIndex()
    index.add(
        [(1, "Choose one goal and write it down today."), (2, "Something else entirely here.")]
    )
    assert index.groups() == []
    index.add([(9, "Choose one goal and write it down now today.")])
    assert [group.members for group in index.groups()] == [(1, 9)]


def test_a_copy_across_the_split_is_found() -> None:
    train = [(1, "Rise early and begin the one thing that matters most to you this year.")]
    held = [
        (5, "Rise early and begin the one thing which matters most to you this year."),
        (6, "No."),
    ]
    assert across(held, train) == {5: 1}


@pytest.mark.parametrize("script", ["english", "short", "japanese", "russian"])
def test_the_wide_net_lets_no_near_copy_through(script: str) -> None:
    """Whatever shares seven tenths of its shingles is found, and nothing that shares less."""
    chance = random.Random(11)
    units, blank, length = {
        "english": (ENGLISH, " ", 40),
        "short": (ENGLISH, " ", 14),
        "japanese": (list(JAPANESE), "", 70),
        "russian": (
            ["".join(chance.choices("абвгдежзийклмноп", k=6)) for _n in range(900)],
            " ",
            30,
        ),
    }[script]
    one, other = [], []
    for number in range(600):
        words = chance.choices(units, k=length)
        changed = list(words)
        for _change in range(chance.randrange(1, 5)):
            changed[chance.randrange(length)] = chance.choice(units)
        one.append((number, blank.join(words)))
        other.append((number, blank.join(changed)))
    near = {
        number
        for (number, text), (_same, changed) in zip(one, other, strict=True)
        if measure_jaccard(frozenset(cut_shingles(text)), frozenset(cut_shingles(changed))) >= 0.7
    }
    found = across(one, other)
    assert found == {number: number for number in found}
    assert set(found) <= near and len(found) >= 0.97 * len(near) > 100


def test_a_near_copy_in_letters_of_another_width_is_found() -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in " ".join(ENGLISH[:40]))
    assert across([(1, wide)], [(2, " ".join(ENGLISH[1:40]))]) == {1: 2}


def test_many_copies_on_both_sides_are_told_from_each_other_once() -> None:
    held = [
        (n, f"The same answer to every question, again and again, {n % 3}.") for n in range(2_000)
    ]
    assert across(held, held) == {n: n % 3 for n, _text in held}
    assert across(held, []) == across([], held) == {}
