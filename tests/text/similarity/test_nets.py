"""However many texts are alike, each is held beside a bounded number of others."""

from __future__ import annotations

import random

import pytest

from studio.resources import RESOURCES
from studio.text import readers
from studio.text.similarity.nets import CROWD, LEARNT_FROM, Nets, hash_texts

ENGLISH = readers.read(RESOURCES / "samples" / "as-a-man-thinketh_pg4507.txt").text.split()
UNKIND = {
    "twenty words in any order": lambda chance: " ".join(chance.sample(ENGLISH[:20], 20)),
    "a small vocabulary": lambda chance: " ".join(chance.choices(ENGLISH[:20], k=20)),
    "ten sentences in any order": lambda chance: " ".join(chance.sample(SENTENCES, 10)),
    "a template": lambda chance: (
        f"The customer {chance.choice(ENGLISH)} asks for a refund of order {chance.random()} as "
        f"the {chance.choice(ENGLISH)} arrived late and the box was damaged"
    ),
    "the same boilerplate": lambda chance: (
        " ".join(ENGLISH[:120]) + " " + " ".join(chance.choices(ENGLISH, k=45))
    ),
}
SENTENCES = [" ".join(ENGLISH[at : at + 11]) + "." for at in range(0, 1_100, 110)]


@pytest.mark.parametrize("kind", UNKIND)
def test_the_thousandth_of_many_alike_costs_no_more_than_the_first(kind: str) -> None:
    """No text is held beside more than a few hundred others, whatever stands in them."""
    chance = random.Random(7)
    texts = [(number, UNKIND[kind](chance)) for number in range(4_000)]
    nets = Nets()
    looked_at = []
    for text in hash_texts(texts):
        candidates, room = nets.find(text)
        looked_at.append(len(candidates))
        if room is not None:
            nets.insert(room, text)
    assert max(looked_at) < 1_500
    assert sum(looked_at[2_000:]) / 2_000 < 500


def test_of_texts_that_are_the_same_to_the_hashes_a_few_hundred_are_kept() -> None:
    """A crowd in the coarse net, one to learn from, and then there is no room for more."""
    same = " ".join(ENGLISH[:50])
    nets = Nets()
    kept = 0
    for text in hash_texts((key, same) for key in range(1_000)):
        _candidates, room = nets.find(text)
        if room is not None:
            nets.insert(room, text)
            kept += 1
    assert CROWD <= kept <= CROWD + LEARNT_FROM


def test_texts_that_have_nothing_in_common_meet_in_no_net() -> None:
    texts = [(n, " ".join(ENGLISH[n * 50 : n * 50 + 50])) for n in range(20)]
    nets = Nets()
    for text in hash_texts(texts):
        candidates, room = nets.find(text)
        assert candidates == [] and room is not None
        nets.insert(room, text)
