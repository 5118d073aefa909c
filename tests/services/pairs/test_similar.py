"""Accepted pairs like one in view are found by the words they share."""

from __future__ import annotations

from studio.services.pairs import review
from studio.services.pairs.similar import find_similar, list_similar
from studio.services.session import Session


def test_the_most_alike_of_the_accepted_pairs_come_first(session: Session) -> None:
    pairs = {}
    for prompt, answer in (
        ("How do I keep a habit of reading?", "Read one page of a book every evening."),
        ("How do I keep a habit of walking?", "Walk to the corner every evening."),
        ("What should I cook?", "Rice with beans."),
        ("A habit of reading?", "A book every evening, but nobody accepted this."),
    ):
        pairs[prompt] = review.add(session, prompt, answer).value
    accepted = list(pairs.values())[:3]
    review.accept(session, accepted)
    number = review.add(session, "Which reading habit works?", "One book each evening.").value
    similar = find_similar(session, session.library.pairs.get(number))
    assert [pair.id for pair in similar] == accepted[:2]


def test_japanese_pairs_are_compared_as_well(session: Session) -> None:
    one = review.add(session, "習慣を続けるには？", "毎晩、読書を一頁だけ続けましょう。").value
    review.accept(session, [one])
    two = review.add(session, "読書の習慣は？", "毎晩、本を開くことです。").value
    assert [pair.id for pair in find_similar(session, session.library.pairs.get(two))] == [one]


def test_pairs_of_any_status_are_listed_by_the_words_they_share(session: Session) -> None:
    numbers = [
        review.add(session, prompt, answer).value
        for prompt, answer in (
            ("How do I keep a habit of reading?", "Read one page every evening."),
            ("Which reading habit works?", "One book each evening."),
            ("A habit of reading, please?", "A page every evening."),
            ("What should I cook every evening?", "Rice with beans."),
        )
    ]
    review.reject(session, numbers[2:3])
    alike = list_similar(session, numbers[0])
    assert alike[0] == numbers[0] and set(alike[1:]) == {numbers[1], numbers[2]}
    assert list_similar(session, numbers[3]) == (numbers[3],)
