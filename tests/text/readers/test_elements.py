"""Parts of a page: notes go behind the words, page numbers become anchors, the rest is named."""

from __future__ import annotations

import pytest

from studio.domain.book import Matter, ReadBook
from studio.text import readers


def page(body: str) -> ReadBook:
    return readers.read_bytes(f"<html><body>{body}</body></html>".encode(), "a.html")


def starts(book: ReadBook) -> list[tuple[str, str]]:
    return [(page.label, book.text[page.start :][:4]) for page in book.pages]


NOTES = [
    '<div class="footnote"><p><span class="label">[1]</span> A note.</p></div>',
    '<aside epub:type="footnote" xmlns:epub="http://www.idpf.org/2007/ops">[1] A note.</aside>',
    '<section role="doc-endnotes"><h2>Notes</h2><ol><li>[1] A note.</li></ol></section>',
    '<h2>FOOTNOTES:</h2><div class="footnotes"><p class="footnote">[1] A note.</p></div>',
]


@pytest.mark.parametrize("note", NOTES)
def test_notes_stand_behind_the_words_and_are_offered_for_skipping(note: str) -> None:
    book = page(
        f'<h1>One</h1><p>Words<a class="fnanchor" href="#f">[1]</a>.</p>{note}<h1>Two</h1><p>More.</p>'
    )
    assert book.text == "One\n\nWords.\n\nTwo\n\nMore.\n\n[1] A note."
    assert [(c.title, c.matter) for c in book.chapters] == [
        ("One", Matter.BODY),
        ("Two", Matter.BODY),
        ("Notes", Matter.BACK),
    ]
    assert [(d.what, d.characters) for d in book.dropped] == [("Note marks", 3)]


@pytest.mark.parametrize(
    "mark",
    [
        '<a href="#fn1">1</a>',
        '<sup><a href="n.html#note-12">12</a></sup>',
        '<a href="#Footnote_3">[3]</a>',
        '<a role="doc-noteref" href="#x">*</a>',
        '<sup><a href="#fn2"><i>†</i></a></sup>',
    ],
)
def test_signs_that_lead_to_notes_go(mark: str) -> None:
    assert page(f"<p>A word{mark} more.</p>").text == "A word more."


@pytest.mark.parametrize(
    "link", ['<a href="#fnord">the foot of it</a>', '<a href="#c2">2</a>', "<sup>2</sup>"]
)
def test_other_links_and_raised_letters_are_words(link: str) -> None:
    assert page(f"<p>See {link} there.</p>").text.startswith("See ")
    assert len(page(f"<p>See {link} there.</p>").text) > len("See there.")


@pytest.mark.parametrize(
    "number",
    [
        '<span class="pagenum"><a id="Page_12">[Pg 12]</a></span>',
        '<a id="Page_12"></a>',
        '<a name="page12" />',
        '<span class="pagebreak" title="12"></span>',
        '<span role="doc-pagebreak" aria-label="12" id="x"></span>',
    ],
)
def test_a_printed_page_is_an_anchor(number: str) -> None:
    book = page(f"<p>Before {number} behind.</p>")
    assert book.text == "Before behind."
    assert starts(book) == [("12", "behi")]


def test_a_page_begins_with_the_next_words() -> None:
    number = '<span class="pagenum">{}</span>'
    book = page(
        f"{number.format(1)}<h1>One</h1><p>Words{number.format(2)}</p>{number.format(3)}<p>More"
        f"{number.format('iv')}{number.format('v')} yet.</p>{number.format(6)}"
    )
    assert book.text == "One\n\nWords\n\nMore yet."
    assert starts(book) == [
        ("1", "One\n"),
        ("2", "More"),
        ("3", "More"),
        ("iv", "yet."),
        ("v", "yet."),
        ("6", ""),
    ]


def test_many_pages_in_one_paragraph_are_told_in_no_time() -> None:
    book = page("".join(f'<span class="pagenum">{n}</span>w ' for n in range(1, 30_001)))
    assert len(book.pages) == 30_000
    assert starts(book)[:2] == [("1", "w w "), ("2", "w w ")]
    assert len(book.text) == 59_999


def test_a_page_that_begins_in_a_note_begins_behind_it() -> None:
    book = page(
        '<p>One.</p><p class="footnote">A <span class="pagenum">9</span>note.</p><p>Two.</p>'
    )
    assert book.text == "One.\n\nTwo.\n\nA note."
    assert starts(book) == [("9", "Two.")]


def test_definitions_before_the_page_are_no_words() -> None:
    page = b'<!DOCTYPE html [<!ENTITY a "b">]><html><body><p>Words.</p></body></html>'
    assert readers.read_bytes(page, "a.html").text == "Words."
