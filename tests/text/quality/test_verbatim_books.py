"""A long stretch of a book is as long to a reader of Japanese as to one of English."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.text import readers
from studio.text.drafting.condensing import condense
from studio.text.passages.cutting import cut
from studio.text.quality.verbatim import repeats_book
from studio.text.sentences.boundaries import split_sentences

BOOKS = {
    "en": "en/self-help_pg935.txt",
    "ja": "ja/gakumon-no-susume_47061.txt",
}


@pytest.fixture(scope="module", params=[pytest.param("en", marks=pytest.mark.slow), "ja"])
def drafts(request: pytest.FixtureRequest, shared_folder: Path) -> list[tuple[str, str]]:
    """Passages of a book and what condensing leaves of each: the book's own sentences."""
    book = readers.read(shared_folder / "books" / BOOKS[request.param])
    condensed = [
        (condense(text, split_sentences(text, request.param), request.param).answer, text)
        for text in (passage.text for passage in cut(book.text, [], request.param))
    ]
    return [(answer, text) for answer, text in condensed if answer]


def test_about_half_of_condensed_drafts_repeat_the_book(drafts: list[tuple[str, str]]) -> None:
    """They are made of whole sentences: those that stood together are one stretch."""
    repeating = sum(repeats_book(answer, source) for answer, source in drafts)
    assert 0.3 <= repeating / len(drafts) <= 0.7


def test_a_short_quotation_is_none(drafts: list[tuple[str, str]]) -> None:
    for answer, source in drafts:
        half = answer[: 60 if not answer.isascii() else 150]
        assert not repeats_book(f"As the book says: {half}", source)


def test_words_of_another_passage_are_none(drafts: list[tuple[str, str]]) -> None:
    for (answer, _own), (_answer, source) in zip(drafts, drafts[7:], strict=False):
        assert not repeats_book(answer, source)
