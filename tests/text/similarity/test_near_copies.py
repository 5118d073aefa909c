"""Copies are told by their letters, near copies by what most of their words are."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

import pytest

from studio.resources import RESOURCES
from studio.text import readers
from studio.text.similarity.near_copies import CopyGroup, CopyIndex

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
