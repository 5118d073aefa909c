"""What is counted beside the list is what the filter of each value would find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from studio.domain.book import ReadBook
from studio.domain.pair import Status
from studio.domain.pair_filter import PairFilter, Range, Sort
from studio.store.library import Library
from studio.store.pair_facets import BINS, draw_histogram

InsertPair = Callable[..., int]


def count_by(library: Library, wish: PairFilter, facet: str) -> dict[str | int, int]:
    return {value.value: value.pairs for value in library.pairs.facets(wish).values[facet]}


def fill(library: Library, read_book: ReadBook, insert_pair: InsertPair, book: int) -> None:
    with library.journal.edit("Add"):
        library.books.insert(replace(read_book, title="論語", author="孔子"), b"j", "j.txt")
    first, second, *_rest = library.passages.ids(book=book)
    for number in range(12):
        insert_pair(
            f"How {number}?",
            book=book if number % 3 else 2,
            passage=(first, second)[number % 2] if number % 3 else None,
            tags=[("money/debt", "money/saving", "habit")[number % 3]],
            tokens=10 * number,
            grounding=number / 12,
        )
    with library.journal.edit("Decide"):
        library.pairs.set_status([1, 2, 3], Status.ACCEPTED)
        library.pairs.set_status([4], Status.REJECTED, reason="wrong")
        library.pairs.set_flagged([5], True)


def test_each_value_counts_what_its_filter_finds(
    library: Library, read_book: ReadBook, insert_pair: InsertPair, book: int
) -> None:
    fill(library, read_book, insert_pair, book)
    fields = {"tag": lambda value: {"tags": (value,)}}
    wishes = [
        PairFilter(),
        PairFilter(book=1),
        PairFilter(status=Status.DRAFT, tokens=Range(20)),
        PairFilter(search="how", tags=("money",)),
        PairFilter(search="nowhere"),
    ]
    for wish in wishes:
        facets = library.pairs.facets(wish)
        assert facets.pairs == library.pairs.count(wish)
        for name, values in facets.values.items():
            for value in values:
                make = fields.get(name, lambda value, name=name: {name: value})
                narrower = replace(wish, **make(value.value))
                assert value.pairs == library.pairs.count(narrower), (name, value)


def test_tags_stand_below_the_one_above_them(
    library: Library, read_book: ReadBook, insert_pair: InsertPair, book: int
) -> None:
    fill(library, read_book, insert_pair, book)
    assert count_by(library, PairFilter(), "tag") == {
        "money": 8,
        "money/debt": 4,
        "money/saving": 4,
        "habit": 4,
    }
    assert next(iter(count_by(library, PairFilter(), "tag"))) == "money"


def test_a_facet_is_counted_without_its_own_condition(
    library: Library, read_book: ReadBook, insert_pair: InsertPair, book: int
) -> None:
    fill(library, read_book, insert_pair, book)
    by_status = count_by(library, PairFilter(status=Status.ACCEPTED), "status")
    assert by_status == {"draft": 8, "accepted": 3, "rejected": 1}
    assert "chapter" not in library.pairs.facets().values
    assert count_by(library, PairFilter(book=book), "chapter") == {"First": 4}


def test_a_search_leaves_nothing_behind(library: Library, insert_pair: InsertPair) -> None:
    insert_pair()
    for _again in range(2):
        assert library.pairs.facets(PairFilter(search="begin")).pairs == 1
    assert library.connection.select("SELECT * FROM temp.sqlite_schema") == []


@given(st.lists(st.tuples(st.integers(-5, 10_000), st.integers(1, 9)), max_size=60))
def test_a_histogram_holds_every_pair_once(counts: list[tuple[int, int]]) -> None:
    merged: dict[float, int] = {}
    for number, pairs in counts:
        merged[number] = merged.get(number, 0) + pairs
    histogram = draw_histogram(sorted(merged.items()))
    assert sum(histogram.bins) == sum(merged.values())
    assert len(histogram.bins) <= BINS
    assert histogram.low <= histogram.high


def test_a_giant_does_not_make_one_bar_of_the_rest() -> None:
    histogram = draw_histogram([*((number, 10) for number in range(100)), (100_000, 1)])
    assert histogram.high < 100 and histogram.bins[-1] > 10


def test_who_imported_rows_say_wrote_them_counts_among_the_authors(
    library: Library, insert_pair: InsertPair, book: int
) -> None:
    insert_pair(book=book)
    (author,) = count_by(library, PairFilter(), "author")
    imported = [insert_pair() for _row in range(3)]
    with library.journal.edit("Import"):
        for number, name in zip(imported, (str(author), " Seneca ", "Seneca"), strict=True):
            library.connection.execute(
                "UPDATE pair SET extra = json_object('fields', json_object('author', ?)) WHERE id = ?",
                [name, number],
            )
    assert count_by(library, PairFilter(), "author") == {author: 2, "Seneca": 2}
    assert list(library.pairs.ids(PairFilter(author="Seneca"))) == imported[1:]
    assert len(library.pairs.ids(PairFilter(author="senec"))) == 2
    assert list(library.pairs.ids(PairFilter(author=str(author)))) == [1, imported[0]]
    assert count_by(library, PairFilter(author="Seneca", tags=("x",)), "author") == {}
    order = list(library.pairs.ids(PairFilter(sort=Sort.AUTHOR, descending=True)))
    assert sorted(order[2:]) == imported[1:], f"{author} comes after Seneca"


def test_a_subject_tagged_in_two_languages_is_one(
    library: Library, insert_pair: InsertPair
) -> None:
    insert_pair(tags=["money"])
    insert_pair(tags=["お金", "money"])
    insert_pair(tags=["お金/借金"])
    insert_pair(tags=["work"])
    tags = library.pairs.facets().values["tag"]
    assert [(tag.value, tag.text, tag.pairs) for tag in tags[:2]] == [
        ("money", "money · お金", 3),
        ("お金/借金", "お金/借金", 1),
    ]
    for tag in ("money", "お金"):
        assert list(library.pairs.ids(PairFilter(tags=(tag,)))) == [1, 2, 3]
    assert list(library.pairs.ids(PairFilter(without_tags=("お金",)))) == [4]
