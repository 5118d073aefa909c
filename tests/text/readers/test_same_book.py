"""The same book from text, HTML, EPUB, Word and PDF gives the same sentences.

What differs at all differs in the files, not in the reading: one edition sets *its own* title page
or prints a heading in capitals, marks emphasis or not, spells a note number, or joins two
paragraphs that another parts.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from studio.domain.book import Matter, ReadBook
from studio.text import readers
from studio.text.sentences.boundaries import split_sentences
from tests.text.readers.shelf import read

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book.opf"/></rootfiles></container>'
)
PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>T</dc:title><dc:language>en</dc:language></metadata><manifest>"
    '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="a"/></spine></package>'
)


def said(book: ReadBook) -> Counter[str]:
    """The sentences of the book's body by their letters and figures; capitals, blanks aside."""
    found: Counter[str] = Counter()
    for chapter in book.chapters:
        if chapter.matter is Matter.BODY:
            text = book.text[chapter.start : chapter.end]
            spans = split_sentences(text, book.language)
            found.update(re.sub(r"[\W_]+", "", text[s.start : s.end]).casefold() for s in spans)
    del found[""]
    return found


def share(one: ReadBook, other: ReadBook) -> float:
    """How many of all sentences stand in both."""
    first, second = said(one), said(other)
    return (first & second).total() / max(first.total(), second.total())


def as_epub(html: Path) -> bytes:
    """An EPUB made of a page, as a converter would."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("book.opf", PACKAGE)
        archive.writestr("a.xhtml", html.read_bytes())
    return made.getvalue()


SAME = [
    ("en/as-a-man-thinketh_pg4507.txt", "en/as-a-man-thinketh_pg4507.htm"),
    ("en/as-a-man-thinketh_pg4507.txt", "made/as-a-man-thinketh.docx"),
    ("en/as-a-man-thinketh_pg4507.htm", "made/as-a-man-thinketh.docx"),
    ("en/art-of-money-getting_pg8581.txt", "en/art-of-money-getting_pg8581.htm"),
    ("en/art-of-money-getting_pg8581.txt", "made/art-of-money-getting.pdf"),
    ("ja/watakushi-no-kojinshugi_772.txt", "ja/watakushi-no-kojinshugi_772.html"),
    ("ja/watakushi-no-kojinshugi_772.txt", "made/watakushi-no-kojinshugi_ruby.docx"),
    ("ja/gakumon-no-susume_47061.txt", "ja/gakumon-no-susume_47061.html"),
    ("ja/kosei-e-no-saidai-ibutsu_519.txt", "ja/kosei-e-no-saidai-ibutsu_519.epub"),
    ("ja/kosei-e-no-saidai-ibutsu_519.txt", "made/kosei-e-no-saidai-ibutsu.pdf"),
]


@pytest.mark.parametrize(("one", "other"), SAME, ids=lambda name: Path(name).name)
def test_two_files_of_a_book_hold_the_same_sentences(
    shared_folder: Path, one: str, other: str
) -> None:
    books = shared_folder / "books"
    first, second = read(books / one), read(books / other)
    assert share(first, second) >= 0.99, (
        list((said(first) - said(second)).items())[:9]
        + list((said(second) - said(first)).items())[:9]
    )


@pytest.mark.parametrize("name", ["as-a-man-thinketh_pg4507", "art-of-money-getting_pg8581"])
def test_an_epub_of_the_page_holds_them_too(shared_folder: Path, name: str) -> None:
    folder = shared_folder / "books/en"
    epub = readers.read_bytes(as_epub(folder / f"{name}.htm"), "book.epub")
    assert share(read(folder / f"{name}.txt"), epub) >= 0.99


@pytest.mark.parametrize(
    "name",
    [
        "ja/watakushi-no-kojinshugi_772.txt",
        "ja/watakushi-no-kojinshugi_772.html",
        "made/watakushi-no-kojinshugi_ruby.docx",
        "ja/kosei-e-no-saidai-ibutsu_519.epub",
        "made/kosei-e-no-saidai-ibutsu.pdf",
    ],
)
def test_readings_stay_in_brackets_where_they_are_wanted(shared_folder: Path, name: str) -> None:
    path = shared_folder / "books" / name
    plain, marked = read(path), read(path, ruby=True)
    found = re.findall(r"[\u4e00-\u9fff々]（[\u3041-\u30ff]+）", marked.text)
    assert len(found) > 100
    assert not any(what.what == "Ruby readings" for what in marked.dropped)
    bare = re.sub(r"（[\u3041-\u30ffー・]+）", "", marked.text)
    assert abs(len(bare) - len(re.sub(r"（[\u3041-\u30ffー・]+）", "", plain.text))) < 0.002 * len(
        bare
    )
