"""EPUBs as programs and people really make them: careless names, half titles, several roles."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence

import pytest

from studio.domain.book import Matter, ReadBook
from studio.domain.errors import BookError
from studio.text import readers
from studio.text.readers.signatures import kind_of
from tests.field import find_field_file

CONTAINER = (
    '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="{}" media-type="application/oebps-package+xml"/></rootfiles>'
    "</container>"
)
PAGE = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">{}</html>'
)
WORDS = "A steady reader finishes more books than a hurried one."


def chapter(title: str, kind: str = "bodymatter", section: str = "chapter") -> str:
    return PAGE.format(
        f'<body epub:type="{kind}"><section epub:type="{section}"><h2>{title}</h2>'
        f"<p>{title.upper()} {WORDS}</p></section></body>"
    )


def pack(entries: Mapping[str, str | bytes]) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return raw.getvalue()


def package(
    hrefs: Sequence[str],
    *,
    metadata: str = "<dc:title>It</dc:title><dc:creator>Ada Sample</dc:creator>",
    items: str = "",
    before: str = "",
) -> str:
    listed = "".join(
        f'<item id="p{n}" href="{href}" media-type="application/xhtml+xml"/>'
        for n, href in enumerate(hrefs)
    )
    spine = "".join(f'<itemref idref="p{n}"/>' for n in range(len(hrefs)))
    return (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:opf="http://www.idpf.org/2007/opf">{metadata}</metadata>'
        f"<manifest>{items}{listed}</manifest><spine>{before}{spine}</spine></package>"
    )


def read(entries: Mapping[str, str | bytes]) -> ReadBook:
    return readers.read_bytes(pack(entries), "a.epub")


def read_pages(pages: Mapping[str, str], **more: str) -> ReadBook:
    """A book of these pages, each at its own name."""
    entries = {"META-INF/container.xml": CONTAINER.format("p.opf")}
    return read({**entries, "p.opf": package(list(pages), **more), **pages})


def chapters(book: ReadBook) -> list[tuple[str, Matter]]:
    return [(chapter.title, chapter.matter) for chapter in book.chapters]


# -- names that are written carelessly -----------------------------------------------------------

NAMES = {
    # what the package document says, and what the archive calls it
    "a leading slash, as some web publishers write": ("/OEBPS/text/six.xhtml", "text/six.xhtml"),
    "a slash that means the package's folder": ("/text/six.xhtml", "text/six.xhtml"),
    "upper and lower case, of a book made on Windows": ("Text/Six.XHTML", "text/six.xhtml"),
    "percent signs for blanks": ("text/chapter%201.xhtml", "text/chapter 1.xhtml"),
    "percent signs left in the name": ("text/chapter%201.xhtml", "text/chapter%201.xhtml"),
    "blanks as they are": ("text/chapter 1.xhtml", "text/chapter%201.xhtml"),
    "percent signs quoted twice": ("text/chapter%25201.xhtml", "text/chapter 1.xhtml"),
    "backslashes in the package document": ("text\\six.xhtml", "text/six.xhtml"),
    "backslashes in the archive, as .NET once wrote": ("text/six.xhtml", "text\\six.xhtml"),
    "accents put together by macOS": (
        "text/café.xhtml",
        unicodedata.normalize("NFD", "text/café.xhtml"),
    ),
    "accents apart in the package document": (
        unicodedata.normalize("NFD", "text/café.xhtml"),
        "text/café.xhtml",
    ),
    "accents behind percent signs": ("text/caf%C3%A9.xhtml", "text/café.xhtml"),
    "Japanese": ("text/第一章.xhtml", "text/第一章.xhtml"),
    "a dot and a part of the page": ("./text/six.xhtml#start", "text/six.xhtml"),
    "up and down again": ("../OEBPS/text/six.xhtml", "text/six.xhtml"),
    "a question mark in the name": ("text/why?.xhtml", "text/why?.xhtml"),
    "a colon in the name": ("c:1.xhtml", "c:1.xhtml"),
    "a number sign in the name": ("text/no%231.xhtml", "text/no#1.xhtml"),
    "blanks around it": (" text/six.xhtml ", "text/six.xhtml"),
    "another folder, the name being the only one": ("html/six.xhtml", "text/six.xhtml"),
}


@pytest.mark.parametrize("case", NAMES)
def test_a_page_is_found_however_its_name_is_written(case):
    href, name = NAMES[case]
    book = read(
        {
            "META-INF/container.xml": CONTAINER.format("OEBPS/p.opf"),
            "OEBPS/p.opf": package([href, "ok.xhtml"]),
            f"OEBPS/{name}": chapter("Six"),
            "OEBPS/ok.xhtml": chapter("Seven"),
        }
    )
    assert [title for title, _matter in chapters(book)] == ["Six", "Seven"]
    assert book.dropped == ()


def test_the_exact_name_wins_over_one_that_is_alike():
    book = read_pages({"A.xhtml": chapter("Large"), "a.xhtml": chapter("Small")})
    assert [title for title, _matter in chapters(book)] == ["Large", "Small"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_a_name_whose_encoding_the_archive_does_not_say_is_found(encoding):
    """Info-ZIP on macOS writes UTF-8 and Windows its code page, and neither says so."""
    entries = {
        "META-INF/container.xml": CONTAINER.format("p.opf"),
        "p.opf": package(["第一章.xhtml"]),
        "XXXXXXXXX.xhtml": chapter("Six"),
    }
    name = "第一章".encode(encoding)
    filler = b"X" * len(name)
    entries = {key.replace("XXXXXXXXX", filler.decode()): value for key, value in entries.items()}
    raw = pack(entries).replace(filler + b".xhtml", name + b".xhtml")
    assert "SIX" in readers.read_bytes(raw, "a.epub").text


@pytest.mark.parametrize(
    "folder", ["mybook/", "My Book.epub/", "a/b/"], ids=["plain", "named as it", "deep"]
)
def test_a_zipped_folder_is_read_whole(folder):
    """macOS's "Compress" puts the folder in, and its own leftovers beside it."""
    entries = {
        "__MACOSX/._x": b"\0\5\26\7",
        f"__MACOSX/{folder}META-INF/._container.xml": b"\0\5\26\7",
        f"{folder}.DS_Store": b"\0\0\0\1Bud1",
        f"{folder}mimetype": "application/epub+zip",
        f"{folder}META-INF/container.xml": CONTAINER.format("OEBPS/p.opf"),
        f"{folder}OEBPS/p.opf": package(["c1.xhtml"]),
        f"{folder}OEBPS/c1.xhtml": chapter("One"),
    }
    raw = pack(entries)
    kind = kind_of(raw)
    assert kind is not None and kind.suffixes == (".epub",)
    assert chapters(readers.read_bytes(raw, "a.epub")) == [("One", Matter.BODY)]


@pytest.mark.parametrize("path", ["/OEBPS/p.opf", "OEBPS\\p.opf", "oebps/P.opf", "gone.opf"])
def test_the_package_document_is_found_too(path):
    book = read(
        {
            "META-INF/container.xml": CONTAINER.format(path),
            "OEBPS/p.opf": package(["c1.xhtml"]),
            "OEBPS/c1.xhtml": chapter("One"),
        }
    )
    assert chapters(book) == [("One", Matter.BODY)]


def test_the_table_of_contents_is_found_as_its_pages_are():
    nav = PAGE.format(
        '<body><nav epub:type="toc"><ol><li><a href="/Text/C1.xhtml">First of all</a></li></ol>'
        "</nav></body>"
    )
    item = '<item id="n" href="NAV.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
    book = read(
        {
            "META-INF/container.xml": CONTAINER.format("p.opf"),
            "p.opf": package(["text/c1.xhtml"], items=item),
            "nav.xhtml": nav,
            "text/c1.xhtml": chapter("One"),
        }
    )
    assert chapters(book) == [("First of all", Matter.BODY)]


@pytest.mark.parametrize("kind", ["text/x-oeb1-document", "application/xml", "text/plain", ""])
def test_a_page_of_words_is_read_whatever_type_it_is_said_to_be(kind):
    pages = package(["c1.xhtml"]).replace(
        'media-type="application/xhtml+xml"', f'media-type="{kind}"'
    )
    book = read(
        {
            "META-INF/container.xml": CONTAINER.format("p.opf"),
            "p.opf": pages,
            "c1.xhtml": chapter("One"),
        }
    )
    assert "ONE" in book.text


# -- pages that are lost -------------------------------------------------------------------------


def corrupt(raw: bytes, name: str) -> bytes:
    """The archive with another checksum for this entry, as a flipped bit leaves it."""
    out = bytearray(raw)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        info = archive.getinfo(name)
    wrong = struct.pack("<I", info.CRC ^ 1)
    out[info.header_offset + 14 : info.header_offset + 18] = wrong
    at = raw.rfind(b"PK\1\2", 0, raw.rfind(name.encode()))
    out[at + 16 : at + 20] = wrong
    return bytes(out)


def three_chapters(**changed: str | bytes | None) -> dict[str, str | bytes]:
    entries: dict[str, str | bytes | None] = {
        "META-INF/container.xml": CONTAINER.format("p.opf"),
        "p.opf": package(["c1.xhtml", "c2.xhtml", "c3.xhtml"]),
        "c1.xhtml": chapter("One"),
        "c2.xhtml": chapter("Two"),
        "c3.xhtml": chapter("Three"),
    }
    entries.update({name.replace("_", "."): content for name, content in changed.items()})
    return {name: content for name, content in entries.items() if content is not None}


LOST = {
    "missing": pack(three_chapters(c2_xhtml=None)),
    "checksum": corrupt(pack(three_chapters()), "c2.xhtml"),
    "no text": pack(three_chapters(c2_xhtml=bytes(range(256)) * 4)),
    "lost letters": pack(three_chapters(c2_xhtml="<p>\ufffd\ufffd</p>")),
}


@pytest.mark.parametrize("how", LOST)
def test_the_other_pages_are_read_and_the_lost_one_is_named(how):
    book = readers.read_bytes(LOST[how], "a.epub")
    assert [title for title, _matter in chapters(book)] == ["One", "Three"]
    assert [(entry.what, entry.characters) for entry in book.dropped] == [
        ("Pages that are missing or damaged: c2.xhtml", 0)
    ]


def test_an_item_that_is_not_in_the_list_of_files_is_named():
    book = read_pages({"c1.xhtml": chapter("One")}, before='<itemref idref="zz"/>')
    assert [entry.what for entry in book.dropped] == ["Pages that are missing or damaged: zz"]


def test_a_book_of_which_no_page_is_left_is_refused_by_what_it_names():
    with pytest.raises(BookError, match=r"none of the pages it names \(c1.xhtml, c2.xhtml"):
        read(three_chapters(c1_xhtml=None, c2_xhtml=None, c3_xhtml=None))
    with pytest.raises(BookError, match="damaged"):
        readers.read_bytes(
            corrupt(
                pack(
                    {k: v for k, v in three_chapters().items() if k not in ("c2.xhtml", "c3.xhtml")}
                ),
                "c1.xhtml",
            ),
            "a.epub",
        )


def test_a_damaged_table_of_contents_costs_no_words():
    item = '<item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
    entries = three_chapters()
    entries["p.opf"] = package(["c1.xhtml", "c2.xhtml", "c3.xhtml"], items=item)
    entries["nav.xhtml"] = "<html/>"
    book = readers.read_bytes(corrupt(pack(entries), "nav.xhtml"), "a.epub")
    assert [title for title, _matter in chapters(book)] == ["One", "Two", "Three"]


def test_a_picture_as_a_page_has_the_page_it_falls_back_to():
    items = (
        '<item id="svg" href="a.svg" media-type="image/svg+xml" fallback="p0"/>'
        '<item id="alone" href="b.svg" media-type="image/svg+xml"/>'
    )
    before = '<itemref idref="svg"/><itemref idref="alone"/>'
    book = read_pages({"c1.xhtml": chapter("One")}, items=items, before=before)
    assert (chapters(book), book.dropped) == ([("One", Matter.BODY)], ())


# -- front matter --------------------------------------------------------------------------------

HALF_TITLES = {
    "Standard Ebooks": chapter("It", "frontmatter", "halftitlepage").replace(
        f"<p>IT {WORDS}</p>", ""
    ),
    "on the body": PAGE.format('<body epub:type="titlepage"><h1>It</h1><h2>Ada Sample</h2></body>'),
    "within wrappers": PAGE.format(
        '<body><div><div><section epub:type="halftitlepage"><p/><h1>Another</h1></section></div>'
        "</div></body>"
    ),
    "ARIA, as Vellum writes it": PAGE.format(
        '<body><section role="doc-cover"><h1>It</h1></section></body>'
    ).replace("doc-cover", "doc-titlepage"),
}


@pytest.mark.parametrize("how", HALF_TITLES)
@pytest.mark.parametrize("listed", [True, False], ids=["in the contents", "by headings"])
def test_a_half_title_makes_no_front_matter_of_the_first_chapter(how, listed):
    pages = {"ht.xhtml": HALF_TITLES[how], "c1.xhtml": chapter("Begin"), "c2.xhtml": chapter("On")}
    items = ""
    if listed:
        links = "".join(
            f'<li><a href="{page}">{title}</a></li>'
            for page, title in (
                ("ht.xhtml", "It"),
                ("c1.xhtml", "I: Begin"),
                ("c2.xhtml", "II: On"),
            )
        )
        nav = PAGE.format(f'<body><nav epub:type="toc"><ol>{links}</ol></nav></body>')
        items = '<item id="n" href="n.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        entries: dict[str, str] = {
            "META-INF/container.xml": CONTAINER.format("p.opf"),
            "p.opf": package(list(pages), items=items),
            "n.xhtml": nav,
        }
        book = read({**entries, **pages})
    else:
        book = read_pages(pages)
    expected = ["I: Begin", "II: On"] if listed else ["Begin", "On"]
    assert chapters(book) == [(title, Matter.BODY) for title in expected]


def test_front_matter_with_words_of_its_own_stays_a_chapter_to_skip():
    pages = {
        "d.xhtml": chapter("Dedication", "frontmatter", "dedication"),
        "c1.xhtml": chapter("Begin"),
        "i.xhtml": chapter("Words", "backmatter", "index"),
    }
    assert chapters(read_pages(pages)) == [
        ("Dedication", Matter.FRONT),
        ("Begin", Matter.BODY),
        ("Words", Matter.BACK),
    ]


def test_a_page_of_several_parts_is_told_part_by_part():
    """Some converters put a whole book in one page, its parts as sections."""
    page = PAGE.format(
        '<body><section epub:type="titlepage"><h1>It</h1></section>'
        f'<section epub:type="dedication"><p>To all. {WORDS}</p></section>'
        f'<section epub:type="chapter"><h2>Begin</h2><p>{WORDS}</p></section>'
        f'<section epub:type="chapter"><h2>On</h2><p>{WORDS}</p></section>'
        f'<section epub:type="colophon"><h2>Made</h2><p>{WORDS}</p></section></body>'
    )
    assert chapters(read_pages({"all.xhtml": page})) == [
        ("", Matter.FRONT),  # the title page
        ("", Matter.FRONT),
        ("Begin", Matter.BODY),
        ("On", Matter.BODY),
        ("Made", Matter.BACK),
    ]


# -- who wrote it --------------------------------------------------------------------------------

ROLE = '<meta refines="#{}" property="role" scheme="marc:relators">{}</meta>'
AUTHORS = {
    "one of three roles, as Standard Ebooks writes": (
        '<dc:creator id="w">Ada Sample</dc:creator>'
        + "".join(ROLE.format("w", role) for role in ("ann", "aut", "dto"))
        + '<dc:creator id="t">Tom Turner</dc:creator>'
        + ROLE.format("t", "trl"),
        "Ada Sample",
    ),
    "the author's role first": (
        '<dc:creator id="w">Ada Sample</dc:creator>'
        + ROLE.format("w", "aut")
        + ROLE.format("w", "ill"),
        "Ada Sample",
    ),
    "no author at all": (
        '<dc:creator id="e">Ed Itor</dc:creator>'
        + ROLE.format("e", "edt")
        + '<dc:creator id="t">Tom Turner</dc:creator>'
        + ROLE.format("t", "trl"),
        "Ed Itor",
    ),
    "EPUB 2's attribute": (
        '<dc:creator opf:role="ill">Ilse</dc:creator><dc:creator opf:role="aut">Ada</dc:creator>',
        "Ada",
    ),
    "two roles in one attribute": ('<dc:creator opf:role="edt aut">Ada</dc:creator>', "Ada"),
    "a code as an address": (
        '<dc:creator id="w">Ada</dc:creator>'
        + ROLE.format("w", "http://id.loc.gov/vocabulary/relators/aut")
        + '<dc:creator id="t">Tom</dc:creator>'
        + ROLE.format("t", "trl"),
        "Ada",
    ),
    "in words": ('<dc:creator id="w">Ada</dc:creator>' + ROLE.format("w", "Author"), "Ada"),
    "no roles": ("<dc:creator>Ada</dc:creator><dc:creator>Ben</dc:creator>", "Ada, Ben"),
    "only as a contributor": ('<dc:contributor opf:role="aut">Ada</dc:contributor>', "Ada"),
    "only a maker": ('<dc:contributor opf:role="bkp">calibre</dc:contributor>', ""),
}


@pytest.mark.parametrize("how", AUTHORS)
def test_the_author_is_who_wrote_it_among_other_things(how):
    metadata, author = AUTHORS[how]
    book = read_pages({"c1.xhtml": chapter("One")}, metadata=f"<dc:title>It</dc:title>{metadata}")
    assert book.author == author


def test_the_main_title_is_told_from_the_others():
    metadata = (
        '<dc:title id="s">A Series</dc:title><meta refines="#s" property="title-type">collection'
        '</meta><dc:title id="m">It</dc:title><meta refines="#m" property="title-type">main</meta>'
    )
    assert read_pages({"c1.xhtml": chapter("One")}, metadata=metadata).title == "It"


# -- the inputs of the field ---------------------------------------------------------------------


def test_the_first_chapter_behind_a_half_title_is_read():
    book = readers.read(find_field_file("06-halftitle-swallows-first-chapter/16-halftitle.epub"))
    assert chapters(book) == [
        ("Foreword", Matter.BODY),
        ("I: Begin", Matter.BODY),
        ("II: Go on", Matter.BODY),
    ]


def test_an_author_who_also_drew_the_pictures_is_the_author():
    assert (
        readers.read(find_field_file("07-author-with-two-roles/17-roles.epub")).author
        == "Ada Sample"
    )


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("06-backslash", ["One"]),
        ("06-case", ["One", "Ok"]),
        ("06-folder", ["One"]),
        ("06-hrefs", ["One", "Two", "Three", "Four", "Five", "Six"]),
        ("06-slash", ["One", "Ok"]),
    ],
)
def test_a_book_with_a_careless_name_is_read_whole(name, titles):
    book = readers.read(find_field_file(f"08-epub-page-not-found-refuses-book/{name}.epub"))
    assert [title for title, _matter in chapters(book)] == titles
    assert book.dropped == ()


@pytest.mark.parametrize(("name", "lost"), [("06-noitem", "zz"), ("07-missing", "c2.xhtml")])
def test_what_is_not_there_is_named(name, lost):
    book = readers.read(find_field_file(f"08-epub-page-not-found-refuses-book/{name}.epub"))
    assert [entry.what for entry in book.dropped] == [f"Pages that are missing or damaged: {lost}"]
