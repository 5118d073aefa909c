"""PDFs with forms in them: read in a process of their own, which can be ended."""

from __future__ import annotations

import pytest

from studio.domain.errors import BookError
from studio.text import readers
from studio.text.readers.pdf import document, reader
from studio.text.readers.pdf.book import read_pdf
from tests.text.readers.pdf.drawing import Paper, draw_nested_forms, sentences


def test_a_page_with_forms_is_read_as_any_other() -> None:
    raw = draw_nested_forms(2)
    assert readers.read_bytes(raw, "a.pdf").text == read_pdf(raw).text
    assert "Words that are read" in read_pdf(raw).text


def test_forms_without_end_are_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "LONGEST_READING", 0.5)
    with pytest.raises(BookError, match=r"takes longer than .* Split it") as refused:
        readers.read_bytes(draw_nested_forms(12), "a.pdf")
    assert "\n" not in str(refused.value)


def test_what_is_wrong_is_said_as_if_it_were_read_here() -> None:
    raw = b"%PDF-1.7 /Form\n%%EOF"
    with pytest.raises(BookError, match="damaged") as refused:
        reader.read(raw)
    with pytest.raises(BookError, match="damaged") as here:
        read_pdf(raw)
    assert str(refused.value) == str(here.value)


def test_a_process_that_dies_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    with pytest.raises(BookError, match="would fill the memory"):
        reader.read(draw_nested_forms(2))


def test_a_page_without_forms_needs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = Paper()
    paper.prose(sentences(5))
    paper.page()
    monkeypatch.setattr(reader.sandbox, "call", None)
    raw = paper.done()
    assert (b"/Form" in raw) is False
    assert reader.read(raw) == read_pdf(raw)
