"""What is on its way into the library lies over what is read of it."""

from array import array

from studio.domain.pair import Pair, Status
from studio.ui.review.pending import Pending

PAIR = Pair(7, "Why?", "So.")


def test_what_was_typed_stands_in_the_pair_until_it_is_written():
    pending, words = Pending(), ("Why now?", "So it is.")
    pending.add_words(7, words)
    assert pending.complete(PAIR).prompt == "Why now?"
    pending.forget_words(7, words)
    assert pending.complete(PAIR) == PAIR


def test_what_was_typed_since_then_stays():
    pending, first, second = Pending(), ("Why now?", ""), ("Why now, then?", "")
    pending.add_words(7, first)
    pending.add_words(7, second)
    pending.forget_words(7, first)
    assert pending.complete(PAIR).prompt == "Why now, then?"


def test_a_decided_pair_leaves_its_filter_at_once():
    pending, ids = Pending(), array("q", [6, 7, 8])
    pending.add_status(7, Status.ACCEPTED)
    assert pending.complete(PAIR).status is Status.ACCEPTED
    assert list(pending.filter_ids(ids, Status.DRAFT)) == [6, 8]
    assert list(pending.filter_ids(ids, Status.ACCEPTED)) == [6, 7, 8]
    assert list(pending.filter_ids(ids, None)) == [6, 7, 8]
