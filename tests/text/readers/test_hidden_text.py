"""Words that nobody sees are no words of the book; those that only look so are."""

from __future__ import annotations

import pytest

from studio.text import readers
from studio.text.readers.hidden_text import HIDDEN, Hidden
from tests.text.readers.test_epub import PAGE, read_pages

SEEN = "<p>Words that are seen.</p>"
UNSEEN = {
    "inline": '<p style="display:none">Gone.</p>',
    "with blanks and capitals": '<p style="color: red; DISPLAY : None !important">Gone.</p>',
    "visibility": '<span style="visibility: hidden">Gone.</span>',
    "attribute": "<div hidden><p>Gone.</p></div>",
    "a rule for a class": "<style>p, .menu { display: none }</style><div class='a menu'>Gone.</div>",
    "a rule for an id": "<style>#tip{margin:0;display:none;}</style><div id='tip'>Gone.</div>",
    "a rule for tag and class": "<style>div.x{display:none}</style><div class=x>Gone.</div>",
    "for screen readers": '<a class="sr-only" href="#main">Gone.</a>',
    "with words inside": '<div style="display:none"><h2>Gone</h2><p>Gone.</p></div>',
}


def read(body: str) -> object:
    return readers.read_bytes(f"<html><body>{body}</body></html>".encode(), "a.html")


@pytest.mark.parametrize("how", UNSEEN)
def test_what_is_not_shown_is_left_out_and_named(how):
    book = readers.read_bytes(f"<html><body>{SEEN}{UNSEEN[how]}</body></html>".encode(), "a.html")
    assert book.text == "Words that are seen."
    assert [entry.what for entry in book.dropped] == [HIDDEN]


@pytest.mark.parametrize(
    "body",
    [
        '<p style="display:block">Words.</p>',
        "<style>/* .a{display:none} */ .b{color:red}</style><p class='a b'>Words.</p>",
        "<style>@media print {.a{display:none}}</style><p class=a>Words.</p>",
        "<style>.menu .a{display:none}</style><p class=a>Words.</p>",
        "<style>.a:before{display:none}</style><p class=a>Words.</p>",
        '<p aria-hidden="true">Words.</p>',
    ],
    ids=["block", "comment", "on paper", "within another", "before", "for listeners"],
)
def test_what_is_shown_stays(body):
    assert (
        readers.read_bytes(f"<html><body>{body}</body></html>".encode(), "a.html").text == "Words."
    )


def test_a_page_that_hides_itself_until_its_script_ran_is_read():
    page = b'<html><body style="visibility:hidden"><p>Words.</p></body></html>'
    assert readers.read_bytes(page, "a.html").text == "Words."


def test_the_style_sheet_of_an_epub_hides_too():
    page = PAGE.format(
        '<head><link rel="stylesheet" href="a.css" type="text/css"/></head>'
        '<body><p>Words.</p><p class="no">Gone.</p></body>'
    )
    book = read_pages({"c1.xhtml": page, "a.css": ".no { display: none; }"})
    assert "Words." in book.text and "Gone" not in book.text


def test_rules_within_rules_are_passed_over():
    sheet = (
        "@media x{.a{display:none}.b{display:none}} .c{display:none} @import 'y'; .d{display:none}"
    )
    assert Hidden.of([sheet]).selectors == {("", ".", "c"), ("", ".", "d")}
