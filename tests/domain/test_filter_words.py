"""What is typed into the search field is the filter that is meant, and can be written out again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.filter_words import KEYS, list_terms, parse_filter, quote_word, write_filter
from studio.domain.pair import Origin, Status
from studio.domain.pair_filter import PairFilter, Range, Sort


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("", PairFilter()),
        ("habit  money", PairFilter(search="habit money")),
        ("tag:money/debt 習慣", PairFilter(tags=("money/debt",), search="習慣")),
        ("-tag:money", PairFilter(without_tags=("money",))),
        ("タグ：お金 状態:accepted", PairFilter(tags=("お金",), status=Status.ACCEPTED)),
        ('author:"William James"', PairFilter(author="William James")),
        ("Status:DRAFT", PairFilter(status=Status.DRAFT)),
        ("is:rejected is:unread", PairFilter(status=Status.REJECTED, read=False)),
        ("is:flagged", PairFilter(flagged=True)),
        ("-is:flagged", PairFilter(flagged=False)),
        ("is:held", PairFilter(held_back=True)),
        ("-is:held", PairFilter(held_back=False)),
        ("-is:unread", PairFilter(read=True)),
        ("book:3", PairFilter(book=3)),
        ("book:Habit", PairFilter(title="Habit")),
        ("origin:model", PairFilter(origin=Origin.MODEL)),
        ("tokens:100..200", PairFilter(tokens=Range(100, 200))),
        ("tokens:>100", PairFilter(tokens=Range(100, None))),
        ("tokens:<=9", PairFilter(tokens=Range(None, 9))),
        ("tokens:12", PairFilter(tokens=Range(12, 12))),
        ("grounding:<50%", PairFilter(grounding=Range(None, 0.5))),
        ("grounding:0.25..0.5", PairFilter(grounding=Range(0.25, 0.5))),
        ("date:2026-11-01..", PairFilter(date=Range("2026-11-01", None))),
        ("sort:worst", PairFilter(sort=Sort.WORST)),
        ("-sort:tokens", PairFilter(sort=Sort.TOKENS, descending=True)),
        ("https://example.org/a:b", PairFilter(search="https://example.org/a:b")),
        ("note:this -5", PairFilter(search="note:this -5")),
        ('"two words"', PairFilter(search='"two words"')),
        ('"', PairFilter(search='""""')),
    ],
)
def test_words_mean_a_filter(text: str, wish: PairFilter) -> None:
    assert parse_filter(text) == (wish, [])
    assert parse_filter(write_filter(wish)) == (wish, [])


@pytest.mark.parametrize(
    "text",
    [
        "status:great",
        "-status:draft",
        "tokens:many",
        "tokens:..",
        "grounding:2000%",
        "date:2026-13-01",
        "date:yesterday",
        "is:nice",
        "sort:upwards",
        'tag:""',
        "-author:x",
        "origin:",
        "タグ：",
    ],
)
def test_a_word_that_means_nothing_is_given_back(text: str) -> None:
    wish, bad = parse_filter(f"habit {text}")
    assert wish.status is wish.flagged is wish.author is None and wish.search.startswith("habit")
    assert len(bad) == 1 or text in wish.search


def test_a_search_is_a_list_of_terms() -> None:
    assert list_terms('habit "weave a" habit "say ""so"""') == ["habit", "weave a", 'say "so"']


def test_words_come_on_top_of_a_filter() -> None:
    base = PairFilter(status=Status.DRAFT, tags=("a",), search="x")
    wish, _bad = parse_filter("tag:b y is:accepted", base)
    assert wish == PairFilter(status=Status.ACCEPTED, tags=("a", "b"), search="x y")


texts = st.text(min_size=1, max_size=12).filter(lambda text: "\0" not in text)


@given(st.lists(texts, max_size=3), texts, st.integers(0, 10**9), st.sampled_from(Sort))
def test_every_filter_can_be_written_and_read(
    terms: list[str], name: str, number: int, sort: Sort
) -> None:
    wish = PairFilter(
        search=" ".join(dict.fromkeys(quote_word(term) for term in terms)),
        tags=(name,),
        author=name,
        chapter=name,
        reason=name,
        book=number,
        tokens=Range(number, None),
        sort=sort,
        descending=sort is not Sort.ENTRY,
    )
    assert parse_filter(write_filter(wish)) == (wish, [])
    assert list_terms(wish.search) == list(dict.fromkeys(terms))


@given(st.text(alphabet='ab:-" "習タグ：..<>tagisort', max_size=40))
def test_anything_may_be_typed(text: str) -> None:
    wish, bad = parse_filter(text)
    again: tuple[PairFilter, list[Any]] = parse_filter(write_filter(wish))
    assert again == (wish, []) and all(isinstance(word, str) for word in bad)


def test_every_key_is_one_word_in_both_languages() -> None:
    for key in KEYS.values():
        assert key.name.isidentifier() and key.japanese.isidentifier()
