"""However many texts are alike, each is held beside a bounded number of others."""

from __future__ import annotations

import random

import pytest

from studio.resources import RESOURCES
from studio.text import readers
from studio.text.similarity.nets import CROWDS, Nets, hash_texts

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
    for key, _letters, minhash, _shingles in hash_texts(texts):
        candidates, room = nets.find(minhash)
        looked_at.append(len(candidates))
        if room is not None:
            nets.insert(room, key, minhash)
    assert max(looked_at) < 1_500
    assert sum(looked_at[2_000:]) / 2_000 < 500


def test_a_crowd_goes_into_finer_nets_and_then_into_none() -> None:
    """Texts that are the same to the hashes fill one net after the other, and no more."""
    (_key, _letters, minhash, _shingles), *_rest = hash_texts([(0, " ".join(ENGLISH[:50]))])
    nets = Nets()
    rooms = []
    for key in range(sum(CROWDS) + 50):
        _candidates, room = nets.find(minhash)
        rooms.append(room)
        if room is not None:
            nets.insert(room, key, minhash)
    assert [rooms.count(net) for net in (0, 1, 2, None)] == [*CROWDS, 50]


def test_texts_that_have_nothing_in_common_meet_in_no_net() -> None:
    texts = [(n, " ".join(ENGLISH[n * 50 : n * 50 + 50])) for n in range(20)]
    nets = Nets()
    for key, _letters, minhash, _shingles in hash_texts(texts):
        candidates, room = nets.find(minhash)
        assert candidates == [] and room == 0
        nets.insert(0, key, minhash)
