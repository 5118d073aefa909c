"""Cutting: passages come cleaned and counted, and are what cutting and cleaning alone make."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.domain.book import Chapter
from studio.text import readers
from studio.text.cleaning.rules import RULES, clean
from studio.text.passages.cutting import CleanPassage, cut
from studio.text.passages.splitting import split
from studio.text.tokens import count

BOOKS = Path(__file__).resolve().parents[4] / "shared" / "books"
REAL = sorted(BOOKS.glob("*/*.epub"))


def test_a_passage_is_cleaned_and_counted():
    text = "A goal[1] is a dream with a date.\n\nBegin.\n"
    words = "A goal is a dream with a date.\n\nBegin."
    assert cut(text, [], "en") == [CleanPassage(0, 0, len(text), count(words), words)]


def test_rules_that_were_not_chosen_leave_the_words_alone():
    rules = [rule for rule in RULES if rule.name == "edges"]
    assert cut("A goal[1].\n", [Chapter("", 0, 11)], "en", rules=rules)[0].text == "A goal[1]."


@pytest.mark.skipif(not REAL, reason="the shared books are not here")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_a_real_book_is_cut_as_step_by_step(path):
    book = readers.read(path)
    rows = cut(book.text, book.chapters, book.language)
    spans = split(book.text, book.chapters, count=count, language=book.language)
    for row, span in zip(rows, spans, strict=True):
        source = book.text[span.start : span.end]
        assert (row.chapter, row.start, row.end) == (span.chapter, span.start, span.end)
        assert row.text == clean(source, RULES, book.language)
        assert row.tokens == (span.tokens if row.text == source.strip() else count(row.text))
