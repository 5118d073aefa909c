"""Project Gutenberg's headers and footers in all the wordings of fifty years."""

from __future__ import annotations

import pytest

from studio.domain.book import Rights
from studio.text import readers

BODY = (
    "CHAPTER I\n\n\nIt was a _very_ long line of prose that somebody once wrapped to the width\n"
    "of a page, and that goes on for a second line and for a third one before it\nends.\n\n"
    "A second paragraph, which is just as long as it has to be to be wrapped again\n"
    "at the same width.\n"
)
LICENCE = "\n\n*** START: FULL LICENSE ***\n\nTHE FULL PROJECT GUTENBERG LICENSE\n"
HEADS = [
    "The Project Gutenberg EBook of It, by A. Body\n\nTitle: It\n\nAuthor: A. Body\n\n"
    "Language: English\n\n*** START OF THIS PROJECT GUTENBERG EBOOK IT ***\n\n",
    "\ufeffThe Project Gutenberg eBook of It\n\nTitle: It\n\nAuthor: A. Body\n\nLanguage: English\n\n"
    "*** START OF THE PROJECT GUTENBERG EBOOK IT ***\n\nProduced by Some Body\n\n\n\n\n",
    "The Project Gutenberg eBook, It, by A. Body\n\nTitle: It\n\nAuthor: A. Body\n\n"
    "***START OF THE PROJECT GUTENBERG EBOOK IT***\n\nE-text prepared by Some Body\n\n\n\n",
    "The Project Gutenberg Etext of It, by A. Body\n\nTitle: It\nAuthor: A. Body\n\n"
    "*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*\n\n\n\n",
]
FEET = [
    "\n\nEnd of the Project Gutenberg EBook of It, by A. Body\n\n"
    "*** END OF THIS PROJECT GUTENBERG EBOOK IT ***\n" + LICENCE,
    "\n\n*** END OF THE PROJECT GUTENBERG EBOOK IT ***\n" + LICENCE,
    "\n\n***END OF THE PROJECT GUTENBERG EBOOK IT***\n" + LICENCE,
    "\n\nEnd of Project Gutenberg's It, by A. Body\n",
    "\n\nEnd of The Project Gutenberg Etext of It\n",
]


@pytest.mark.parametrize("foot", FEET)
@pytest.mark.parametrize("head", HEADS)
def test_header_and_footer_go_and_the_words_stay(head, foot):
    book = readers.read_bytes((head + BODY + foot).replace("\n", "\r\n").encode(), "it.txt")
    assert (book.title, book.author, book.format) == ("It", "A. Body", "gutenberg")
    assert book.text.startswith("CHAPTER I\n\nIt was a very long line of prose")
    assert book.text.endswith("to be wrapped again at the same width.")
    assert book.rights is Rights.PUBLIC_DOMAIN


def test_a_copyrighted_book_is_not_called_free():
    head = HEADS[0].replace(
        "\n\nTitle", "\n\nThis is a COPYRIGHTED Project Gutenberg eBook\n\nTitle"
    )
    assert readers.read_bytes((head + BODY).encode(), "it.txt").rights is Rights.LICENSED


def test_transcribers_notes_go_to_their_end():
    notes = "[Transcriber's Note: one\n\nand two.]\n\n\n\n\nTranscriber's Notes:\n\nthree\n\n\n\n\n"
    book = readers.read_bytes((HEADS[0] + notes + BODY + FEET[0]).encode(), "it.txt")
    assert book.text.startswith("CHAPTER I")
    assert "Transcriber's notes" in {one.what for one in book.dropped}


def test_what_goes_is_counted():
    book = readers.read_bytes((HEADS[1] + BODY + FEET[0]).encode(), "it.txt")
    assert [one.what for one in book.dropped] == [
        "Project Gutenberg header",
        "Producer's credits",
        "Emphasis marks (_)",
        "Project Gutenberg footer and licence",
    ]
    assert all(one.characters > 0 for one in book.dropped)


def test_a_new_style_page_loses_its_boilerplate_sections():
    page = (
        "<html lang='en'><body><section class='pg-boilerplate pgheader' id='pg-header'>"
        "<p>Title: It</p><p>Author: A. Body</p><div>*** START OF THE PROJECT GUTENBERG EBOOK IT ***"
        "</div></section><h2>One</h2><p>Words.</p><section class='pg-boilerplate pgfooter' "
        "id='pg-footer'>*** END OF THE PROJECT GUTENBERG EBOOK IT ***</section></body></html>"
    )
    book = readers.read_bytes(page.encode(), "it.html")
    assert (book.title, book.author, book.text) == ("It", "A. Body", "One\n\nWords.")


def test_a_number_and_the_name_under_it_are_one_heading():
    body = BODY.replace("CHAPTER I", "III\n\nARRIVAL IN TOWN")
    book = readers.read_bytes((HEADS[0] + "\n\n\n\n" + body + FEET[0]).encode(), "it.txt")
    assert [chapter.title for chapter in book.chapters] == ["III · ARRIVAL IN TOWN"]
