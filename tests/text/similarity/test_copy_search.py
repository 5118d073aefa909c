"""What must not stand on both sides of a split is found, whatever the rest is like."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from studio.resources import RESOURCES
from studio.text import readers
from studio.text.similarity.copy_search import CopySearch
from studio.text.similarity.shingles import cut_shingles, measure_jaccard
from tests.text.similarity.test_nets import UNKIND

ENGLISH = readers.read(RESOURCES / "samples" / "as-a-man-thinketh_pg4507.txt").text.split()
JAPANESE = readers.read(RESOURCES / "samples" / "kagakusha-to-atama_2359.txt").text.replace(
    "\n", ""
)


def across(held: Sequence[tuple[int, str]], others: Sequence[tuple[int, str]]) -> set[int]:
    return CopySearch(held).find_copies(others)


def test_a_copy_across_the_split_is_found() -> None:
    train = [(1, "Rise early and begin the one thing that matters most to you this year.")]
    held = [
        (5, "Rise early and begin the one thing which matters most to you this year."),
        (6, "No."),
    ]
    assert across(held, train) == {5}


def test_each_text_and_each_other_one_stands_beside_its_copy() -> None:
    text = "Rise early and begin the one thing that matters most to you this year."
    near = text.replace("that", "which")
    search = CopySearch([(1, text), (2, "Nothing of the kind was ever said by anybody here.")])
    assert search.find_partners([(5, near), (6, text), (7, "No."), (8, near)]) == {
        (1, 5),
        (1, 6),
        (1, 8),
    }
    assert search.find_partners([]) == CopySearch([]).find_partners([(5, near)]) == set()


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
    assert found <= near and len(found) >= 0.97 * len(near) > 100


def test_a_near_copy_in_letters_of_another_width_is_found() -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in " ".join(ENGLISH[:40]))
    assert across([(1, wide)], [(2, " ".join(ENGLISH[1:40]))]) == {1}


def test_many_copies_on_both_sides_are_all_found() -> None:
    held = [
        (n, f"The same answer to every question, again and again, {n % 3}.") for n in range(2_000)
    ]
    assert across(held, held) == {n for n, _text in held}
    assert across(held, []) == across([], held) == set()


def test_near_copies_are_found_among_rows_that_are_all_alike() -> None:
    chance = random.Random(9)
    make = UNKIND["twenty words in any order"]
    texts = [make(chance) for _n in range(3_000)]
    held = [(n, texts[n].replace(f" {ENGLISH[5]} ", " altered ")) for n in range(300)]
    others = list(enumerate(texts))
    near = {
        n
        for n, text in held
        if measure_jaccard(frozenset(cut_shingles(text)), frozenset(cut_shingles(texts[n]))) >= 0.7
    }
    found = across(held, others)
    assert len(found & near) >= 0.95 * len(near) > 200


def test_a_crowd_that_no_net_tells_apart_is_found_with_the_one_it_follows() -> None:
    chance = random.Random(4)
    held = [(n, UNKIND["ten sentences in any order"](chance)) for n in range(2_000)]
    others = [(n, UNKIND["ten sentences in any order"](chance)) for n in range(200)]
    assert len(across(held, others)) >= 0.98 * len(held)
