"""Passages: joined they are the book again, none crosses a chapter, none is too long."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.book import Chapter
from studio.domain.errors import CuratorError
from studio.resources import RESOURCES
from studio.text import readers
from studio.text.passages import splitting
from studio.text.passages.splitting import PassageSpan
from studio.text.tokens import count, count_each

BOOKS = Path(__file__).resolve().parents[4] / "shared" / "books"
KINDS = (".txt", ".htm", ".html", ".epub", ".docx", ".pdf")
SAMPLES = sorted((RESOURCES / "samples").glob("*_*.txt"))
REAL = sorted(path for path in BOOKS.glob("*/*") if path.suffix in KINDS)
real_books = pytest.mark.parametrize(
    "path",
    [*SAMPLES, *(pytest.param(path, marks=pytest.mark.slow) for path in REAL)],
    ids=lambda path: path.name,
)
"""The samples of the studio every day, whole shelves in the slow stage."""


def split(*arguments: object, **options: object) -> list[PassageSpan]:
    return list(splitting.split(*arguments, **options))


read = cache(readers.read)


def words(text: str) -> int:
    return len(text.split())


def thirds(text: str) -> int:
    return (len(text) + 2) // 3


def joined(text: str, passages: list[PassageSpan]) -> str:
    return "".join(text[passage.start : passage.end] for passage in passages)


def test_paragraphs_are_packed_towards_the_target():
    text = "\n\n".join(["one two three four five"] * 10)
    passages = split(
        text,
        [Chapter("", 0, len(text))],
        count=words,
        language="en",
        target_tokens=10,
        max_tokens=20,
    )
    assert [passage.tokens for passage in passages] == [10] * 5


def test_a_paragraph_that_is_too_long_is_cut_at_its_sentences():
    text = "This is the first. " * 10
    passages = split(text, [], count=words, language="en", target_tokens=8, max_tokens=10)
    assert {text[passage.start : passage.end] for passage in passages} == {
        "This is the first. " * 2
    }


def test_a_passage_stays_within_its_chapter():
    text = "short\n\nshort too\n\n"
    chapters = [Chapter("I", 0, 7), Chapter("II", 7, len(text))]
    passages = split(text, chapters, count=words, language="en")
    assert [(passage.chapter, passage.start, passage.end) for passage in passages] == [
        (0, 0, 7),
        (1, 7, len(text)),
    ]


def test_a_short_rest_joins_the_passage_before():
    text = "a b c d e f g h\n\na b c d e f g h\n\nx"
    passages = split(text, [], count=words, language="en", target_tokens=8, max_tokens=12)
    assert [passage.tokens for passage in passages] == [8, 9]


def test_a_target_above_the_longest_length_is_refused():
    with pytest.raises(CuratorError, match="target length"):
        split("a", [], count=words, language="en", target_tokens=500, max_tokens=400)


def test_each_paragraph_is_counted_once():
    counted: list[str] = []

    def counting(text: str) -> int:
        counted.append(text)
        return len(text.split())

    text = "\n\n".join(f"paragraph {number}" for number in range(50))
    split(text, [], count=counting, language="en")
    assert "".join(counted) == text


@given(
    st.text(alphabet='ab c.。「」！\n　とっ,、"”é', max_size=400),
    st.sampled_from(["en", "ja", ""]),
    st.integers(0, 400),
    st.integers(1, 12),
)
def test_joined_passages_are_the_book(text, language, cut, most):
    cut = min(cut, len(text))
    chapters = [Chapter("", 0, cut), Chapter("", cut, len(text))]
    passages = split(
        text,
        chapters,
        count=thirds,
        language=language,
        target_tokens=max(1, most // 2),
        max_tokens=most,
    )
    assert joined(text, passages) == text
    for passage in passages:
        chapter = chapters[passage.chapter]
        assert chapter.start <= passage.start < passage.end <= chapter.end
        assert passage.tokens <= most


@real_books
def test_a_real_book_is_its_passages(path):
    book = read(path)
    passages = split(book.text, book.chapters, count=thirds, language=book.language)
    assert joined(book.text, passages) == book.text
    assert max(passage.tokens for passage in passages) <= 400


@real_books
def test_the_tokens_of_passages_add_up_to_those_of_the_book(path):
    book = read(path)
    passages = split(book.text, book.chapters, count=count, language=book.language)
    exact = sum(count(book.text[passage.start : passage.end]) for passage in passages)
    assert sum(passage.tokens for passage in passages) == pytest.approx(exact, rel=0.02)


LETTERS = ("👨‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇯🇵", "e\u0301", "か\u3099", "ｶﾞ", "각", "नि", "字\ufe00")
"""Letters of several characters, as a reader sees them."""


@given(
    st.lists(st.sampled_from([*LETTERS, "a", "あ", "\r\n"]), min_size=1, max_size=80),
    st.sampled_from(["en", "ja"]),
)
def test_no_letter_is_cut_where_that_can_be_helped(letters, language):
    text = "".join(letters)
    ends = {0}
    for letter in letters:
        ends.add(max(ends) + len(letter))
    # Flags that stand side by side are told apart by counting from the first of them.
    passages = split(text, [], count=len, language=language, target_tokens=8, max_tokens=16)
    assert {passage.start for passage in passages} <= ends
    assert joined(text, passages) == text


def test_a_letter_longer_than_a_passage_is_cut():
    text = "e" + "\u0301" * 500
    passages = split(text, [], count=len, language="en", target_tokens=8, max_tokens=16)
    assert joined(text, passages) == text
    assert max(passage.tokens for passage in passages) <= 16


@given(st.characters(), st.sampled_from(["en", "ja", "fr", ""]))
def test_a_text_of_one_character_is_one_passage(character, language):
    passages = split(character, [], count=count, language=language, target_tokens=1, max_tokens=1)
    assert [(passage.start, passage.end) for passage in passages] == [(0, 1)]


@given(st.text(max_size=300), st.sampled_from(["en", "ja", ""]), st.integers(1, 30), st.data())
def test_any_text_is_its_passages_in_any_lengths(text, language, most, data):
    target = data.draw(st.integers(1, most))
    passages = split(
        text,
        [],
        count=count,
        count_each=count_each,
        language=language,
        target_tokens=target,
        max_tokens=most,
    )
    assert joined(text, passages) == text
    assert all(passage.tokens <= most or passage.end - passage.start == 1 for passage in passages)


@real_books
def test_a_real_book_is_its_passages_in_any_lengths(path):
    book = read(path)
    for target, most in ((1, 1), (5, 8), (40, 60), (120, 2_000), (5_000, 10_000)):
        passages = split(
            book.text,
            book.chapters,
            count=thirds,
            language=book.language,
            target_tokens=target,
            max_tokens=most,
        )
        assert joined(book.text, passages) == book.text
        assert max(passage.tokens for passage in passages) <= most


@pytest.mark.parametrize("text", ["word and " * 50_000, "吾輩は猫。" * 50_000, "a" * 300_000])
def test_passages_of_a_text_without_line_ends_come_one_by_one(text):
    """However long the text, the first passage is there after a few stretches were counted."""
    counted = 0

    def counting(piece: str) -> int:
        nonlocal counted
        counted += len(piece)
        return thirds(piece)

    language = "ja" if text.startswith("吾") else "en"
    next(splitting.split(text, [], count=counting, language=language))
    assert counted < 20_000


@real_books
def test_counting_ahead_makes_the_same_passages(path):
    book = read(path)
    alone = split(book.text, book.chapters, count=count, language=book.language)
    ahead = split(
        book.text, book.chapters, count=count, count_each=count_each, language=book.language
    )
    assert ahead == alone
