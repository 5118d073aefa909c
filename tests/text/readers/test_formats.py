"""Formats: what each reader makes of a small file, and the one clear line for one that is broken."""

from __future__ import annotations

import contextlib
import io
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.errors import BookError, DiskError
from studio.text import readers
from studio.text.readers.archive import MOST_BYTES

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="o/p.opf"/></rootfiles></container>'
)
PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<metadata><dc:title>It</dc:title><dc:creator>A. Body</dc:creator>"
    "<dc:language>en-GB</dc:language></metadata><manifest>"
    '<item id="n" href="n.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    '<item id="b" href="b.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="a" href="a%20a.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="a"/><itemref idref="b"/></spine></package>'
)
NAV = (
    '<html xmlns="http://www.w3.org/1999/xhtml"><body><nav><ol><li><a href="a%20a.xhtml">First</a>'
    '</li><li><a href="b.xhtml#x">Second</a></li></ol></nav></body></html>'
)
PAGE = '<html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'


def epub_of(**changed: str | bytes | None) -> bytes:
    parts: dict[str, str | bytes | None] = {
        "META-INF/container.xml": CONTAINER,
        "o/p.opf": PACKAGE,
        "o/n.xhtml": NAV,
        "o/a a.xhtml": PAGE.format("<p>A&nbsp;one <ruby>字<rp>(</rp><rt>じ</rt></ruby>.</p>"),
        "o/b.xhtml": PAGE.format('<p>Still first.</p><h2 id="x">II</h2><p>Words.</p>'),
    }
    parts.update({name.replace("__", "/").replace("_dot_", "."): v for name, v in changed.items()})
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            if content is not None:
                file.writestr(name, content)
    return raw.getvalue()


def test_epub_follows_spine_and_contents():
    book = readers.read_bytes(epub_of(), "it.epub")
    assert (book.title, book.author, book.language) == ("It", "A. Body", "en")
    assert book.text == "A\xa0one 字.\n\nStill first.\n\nII\n\nWords."
    assert [chapter.title for chapter in book.chapters] == ["First", "Second"]


def test_epub_may_hide_its_fonts_but_not_its_words():
    methods = '<e xmlns="x"><EncryptionMethod Algorithm="{}"/></e>'
    fonts = methods.format("http://www.idpf.org/2008/embedding")
    assert readers.read_bytes(epub_of(**{"META-INF__encryption_dot_xml": fonts}), "a.epub").text
    locked = {
        "META-INF__encryption_dot_xml": methods.format(
            "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
        ),
        "META-INF__rights_dot_xml": "<r/>",
    }
    with pytest.raises(BookError, match="Adobe ADEPT"):
        readers.read_bytes(epub_of(**locked), "a.epub")


def test_epub_entities_are_not_expanded():
    bomb = (
        '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">'
        '<!ENTITY c SYSTEM "file:///etc/passwd">]>' + PAGE.format("<p>Words &b; &c;.</p>")
    )
    text = readers.read_bytes(epub_of(o__b_dot_xhtml=bomb), "a.epub").text
    assert "aaaa" not in text
    assert "root:" not in text


def test_epub_that_swells_is_refused():
    swollen = epub_of(o__b_dot_xhtml=b" " * (MOST_BYTES + 1))
    with pytest.raises(BookError, match="unpacks to more than"):
        readers.read_bytes(swollen, "a.epub")


def test_epub_that_climbs_out_reads_nothing_outside():
    climbing = PACKAGE.replace("b.xhtml", "../../../../etc/passwd")
    book = readers.read_bytes(epub_of(o__p_dot_opf=climbing), "a.epub")
    assert book.text == "A\xa0one 字."
    assert [entry.what for entry in book.dropped if "missing" in entry.what] == [
        "Pages that are missing or damaged: ../../../../etc/passwd"
    ]


def test_zip_that_is_no_epub_is_refused():
    with pytest.raises(BookError, match="is a zip archive"):
        readers.read_bytes(epub_of(**{"META-INF__container_dot_xml": None}), "a.epub")


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
def test_epub_cut_off_is_refused(kept):
    raw = epub_of()
    with pytest.raises(BookError, match="damaged"):
        readers.read_bytes(raw[: int(len(raw) * kept)], "a.epub")


def test_html_keeps_words_and_drops_the_rest():
    page = (
        "<html lang=en><head><title>It</title><style>p{}</style></head><body><nav>Home</nav>"
        "<h1>One</h1><p>A&mdash;<b>bold</b>\n word<br>and line<script>x()</script></p>"
        "<h2>Two</h2><p><ruby>字<rp>(</rp><rt>じ</rt><rp>)</rp></ruby> end</body></html>"
    )
    book = readers.read_bytes(page.encode(), "it.htm")
    assert (book.title, book.language) == ("It", "en")
    assert book.text == "One\n\nA—bold word\nand line\n\nTwo\n\n字 end"
    assert [chapter.title for chapter in book.chapters] == ["One", "Two"]


def test_html_says_its_encoding():
    page = '<meta charset="Shift_JIS"><p>表示—①</p>'
    book = readers.read_bytes(page.replace("—", "―").encode("cp932"), "a.html")
    assert (book.encoding, book.text) == ("cp932", "表示―①")


def test_html_too_deep_is_refused_quickly():
    started = time.perf_counter()
    page = b"<html><body>" + b"<div>" * 20_000 + b"words" + b"</div>" * 20_000
    with pytest.raises(BookError, match="nested too deeply"):
        readers.read_bytes(page, "a.html")
    assert time.perf_counter() - started < 20


def test_markdown_headings_are_chapters():
    text = '---\ntitle: "It"\nauthor: A. Body\n---\n# One\n\nWords.\n\nTwo\n---\nMore `#` words.\n'
    book = readers.read_bytes(text.encode(), "it.md")
    assert (book.title, book.author) == ("It", "A. Body")
    assert [chapter.title for chapter in book.chapters] == ["One", "Two"]


def test_plain_text_is_named_after_its_file():
    book = readers.read_bytes(
        "第一章　始まり\n　これは本である。\n第二章\n　終わり。".encode(), "本.txt"
    )
    assert (book.title, book.format, book.language) == ("本", "plain", "ja")
    assert [chapter.title for chapter in book.chapters] == ["第一章 始まり", "第二章"]


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.epub"])
@pytest.mark.parametrize("raw", [b"", b" \r\n ", b"\xef\xbb\xbf", b"\x00" * 99])
def test_an_empty_or_binary_file_is_refused_in_one_line(name, raw):
    with pytest.raises(BookError) as refused:
        readers.read_bytes(raw, name)
    assert "\n" not in str(refused.value)


def test_an_unknown_kind_is_refused_with_what_can_be_read():
    with pytest.raises(BookError, match=r"\.epub"):
        readers.read_bytes(b"x", "song.mp3")


def test_a_missing_file_is_the_disks_fault(tmp_path):
    with pytest.raises(DiskError, match="nowhere"):
        readers.read(tmp_path / "nowhere.txt")


@given(st.text(max_size=300), st.sampled_from(["a.txt", "a.md", "a.html"]))
def test_any_text_is_a_gapless_book_or_a_book_error(text, name):
    try:
        book = readers.read_bytes(text.encode("utf-8", "ignore"), name)
    except BookError:
        return
    assert book.chapters[0].start == 0
    assert book.chapters[-1].end == len(book.text)
    assert all(a.end == b.start for a, b in zip(book.chapters, book.chapters[1:], strict=False))


@given(st.binary(max_size=400))
def test_any_bytes_are_a_book_or_a_book_error(raw):
    for name in ("a.txt", "a.html", "a.epub"):
        with contextlib.suppress(BookError):
            assert readers.read_bytes(raw, name).text


def test_markdown_marks_leave_their_words():
    source = (
        '---\ntitle: T\n---\n# One\n\nA **bold** and _leaning_ [link](http://x.org "t") with `code`, an\n'
        "escaped \\*star\\* and ![a picture](x.png)no picture.\n\nThe second  \nline stays.\n\n"
        "> quoted\n> on\n\n* item **one**\n* item two\n\n| a | b |\n|---|---|\n| c | d |\n\n<div>tag &amp; <i>words</i></div>\n"
    )
    book = readers.read_bytes(source.encode(), "a.md")
    assert book.text == (
        "One\n\nA bold and leaning link with code, an escaped *star* and no picture.\n\n"
        "The second\nline stays.\n\nquoted on\n\nitem one\n\nitem two\n\na\n\nb\n\nc\n\nd\n\ntag & words"
    )
    assert [d.what for d in book.dropped] == ["Front matter", "Pictures", "HTML tags"]


def test_japanese_markdown_lines_are_joined_without_a_blank():
    book = readers.read_bytes("# 題\n\n一つ選び、\n毎日続ける。\n".encode(), "a.md")
    assert (book.text, book.language) == ("題\n\n一つ選び、毎日続ける。", "ja")


def test_markdown_nested_without_end_is_read_in_no_time():
    source = "# T\n\nwords\n\n" + ">" * 20_000 + " deep\n\n" + "[" * 20_000
    assert "words" in readers.read_bytes(source.encode(), "a.md").text
