"""Passages: joined they are the book again, none crosses a chapter, none is too long."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.book import Chapter
from studio.domain.errors import CuratorError
from studio.text import readers, splitting
from studio.text.splitting import PassageSpan
from studio.text.tokens import count

BOOKS = Path(__file__).resolve().parents[3] / "shared" / "books"
KINDS = (".txt", ".htm", ".html", ".epub")
REAL = sorted(path for path in BOOKS.glob("*/*") if path.suffix in KINDS)


def split(*arguments: object, **options: object) -> list[PassageSpan]:
    return list(splitting.split(*arguments, **options))


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
        text, chapters, count=thirds, language=language, target_tokens=max(1, most // 2),
        max_tokens=most,
    )  # fmt: skip
    assert joined(text, passages) == text
    for passage in passages:
        chapter = chapters[passage.chapter]
        assert chapter.start <= passage.start < passage.end <= chapter.end
        assert passage.tokens <= most


@pytest.mark.skipif(not REAL, reason="the shared books are not here")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_a_real_book_is_its_passages(path):
    book = readers.read(path)
    passages = split(book.text, book.chapters, count=thirds, language=book.language)
    assert joined(book.text, passages) == book.text
    assert max(passage.tokens for passage in passages) <= 400


@pytest.mark.skipif(not REAL, reason="the shared books are not here")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_the_tokens_of_passages_add_up_to_those_of_the_book(path):
    book = readers.read(path)
    passages = split(book.text, book.chapters, count=count, language=book.language)
    exact = sum(count(book.text[passage.start : passage.end]) for passage in passages)
    assert sum(passage.tokens for passage in passages) == pytest.approx(exact, rel=0.02)


@pytest.mark.parametrize("piece", ["a", " ", "\n", "あ。", "a\n\n", "「"])
def test_splitting_is_linear(piece):
    started = time.perf_counter()
    split(piece * 200_000, [], count=thirds, language="ja")
    assert time.perf_counter() - started < 3
