"""Word documents: what is read of them, and what a reader would not see is left out."""

from __future__ import annotations

import io
import zipfile

import docx as python_docx
import pytest
from docx.enum.text import WD_BREAK

from studio.domain.book import Matter, ReadBook
from studio.domain.errors import BookError
from studio.text import readers
from studio.text.readers.archive import MOST_BYTES
from tests.field import find_field_file

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def raw(body: str, **parts: str) -> bytes:
    """A document of this body; ``parts`` are other entries of its word folder, by name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>"
        )
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content.replace("W:", W + " ", 1))
    return made.getvalue()


def read(body: str, *, ruby: bool = False, **parts: str) -> ReadBook:
    return readers.read_bytes(raw(body, **parts), "book.docx", ruby=ruby)


def p(*runs: str, style: str = "") -> str:
    known = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{known}{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    known = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{known}<w:t xml:space="preserve">{text}</w:t></w:r>'


def test_headings_of_a_real_document_are_chapters() -> None:
    document = python_docx.Document()
    document.core_properties.title, document.core_properties.author = "A Book", "A. Writer"
    document.add_heading("First", 1)
    document.add_paragraph("It begins.").add_run().add_break(WD_BREAK.PAGE)
    document.add_heading("Second", 2)
    document.add_paragraph("It goes on.", style="List Bullet")
    document.sections[0].header.paragraphs[0].text = "A BOOK"
    made = io.BytesIO()
    document.save(made)
    book = readers.read_bytes(made.getvalue(), "a.docx")
    assert (book.title, book.author, book.format) == ("A Book", "A. Writer", "docx")
    assert [chapter.title for chapter in book.chapters] == ["First", "Second"]
    assert book.text == "First\n\nIt begins.\n\nSecond\n\nIt goes on."
    assert [(d.what, d.characters) for d in book.dropped] == [("Running heads", 6)]


def test_headings_are_known_by_outline_name_in_any_language_and_parent() -> None:
    styles = (
        "<w:styles W:>"
        '<w:style w:styleId="a1"><w:name w:val="見出し 1"/></w:style>'
        '<w:style w:styleId="own"><w:name w:val="My head"/><w:basedOn w:val="a1"/></w:style>'
        '<w:style w:styleId="lvl"><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
        '<w:style w:styleId="loop"><w:name w:val="x"/><w:basedOn w:val="loop"/></w:style>'
        '<w:style w:styleId="body"><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style></w:styles>'
    )
    text = p(r("本文である。"))
    body = "".join(
        p(r(f"章{n}"), style=style) + text for n, style in enumerate(("a1", "own", "lvl"), 1)
    )
    book = read(body + p(r("地の文"), style="body") + p(r("輪"), style="loop"), styles=styles)
    assert [chapter.title for chapter in book.chapters] == ["章1", "章2", "章3"]


RUBY = p(
    r("彼は"),
    "<w:r><w:ruby><w:rt><w:r><w:t>がくしゅういん</w:t></w:r></w:rt>"
    "<w:rubyBase><w:r><w:t>学習院</w:t></w:r></w:rubyBase></w:ruby></w:r>",
    r("へ行った。"),
)


def test_the_base_of_ruby_stays_and_its_reading_goes_or_stays_in_brackets() -> None:
    assert read(RUBY).text == "彼は学習院へ行った。"
    assert read(RUBY, ruby=True).text == "彼は学習院（がくしゅういん）へ行った。"


def test_what_a_reader_does_not_see_is_left_out() -> None:
    body = p(
        r("Seen"),
        r(" hidden", "<w:vanish/>"),
        r(" shown", '<w:vanish w:val="0"/>'),
        f"<w:del>{r(' deleted')}</w:del>",
        f"<w:ins>{r(' inserted')}</w:ins>",
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + r("12")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "x" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + r(" linked")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        f'<w:fldSimple w:instr="NUMPAGES">{r("99")}</w:fldSimple>',
        "<w:r><w:noBreakHyphen/><w:softHyphen/></w:r>",
        r("end."),
    )
    book = read(body)
    assert book.text == "Seen shown inserted linked-end."
    assert ("Deleted words (tracked changes)", 8) in [(d.what, d.characters) for d in book.dropped]


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{p(r('In the box.'))}</w:txbxContent>"
    both = f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    assert read(p(r("Before."), both)).text == "Before.\n\nIn the box."


def test_tables_are_read_cell_by_cell() -> None:
    cell = "<w:tc>{}</w:tc>"
    row = "".join(cell.format(p(r(words))) for words in ("One", "Two"))
    assert read(f"<w:tbl><w:tr>{row}</w:tr></w:tbl>").text == "One\n\nTwo"


def test_notes_stand_at_the_end_and_are_offered_for_skipping() -> None:
    notes = (
        '<w:footnotes W:><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
        f'<w:footnote w:id="1">{p(r("The note."))}</w:footnote></w:footnotes>'
    )
    book = read(
        p(r("Said."), '<w:r><w:footnoteReference w:id="1"/></w:r>', r(" More.")), footnotes=notes
    )
    assert book.text == "Said. More.\n\nThe note."
    assert [(c.title, c.matter) for c in book.chapters] == [
        ("", Matter.BODY),
        ("Notes", Matter.BACK),
    ]


def test_pages_as_the_program_laid_them_out_are_anchors() -> None:
    broken = p(r("One two "), "<w:r><w:lastRenderedPageBreak/><w:t>three.</w:t></w:r>")
    book = read(broken + p("<w:r><w:lastRenderedPageBreak/><w:t>Four.</w:t></w:r>"))
    assert [(page.label, book.text[page.start :][:4]) for page in book.pages] == [
        ("2", "thre"),
        ("3", "Four"),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "password"),
        (b"PK\x03\x04 cut off", "damaged"),
        (raw(p(r("x")))[:-200], "damaged"),
        (raw("<w:p><w:r>"), "damaged"),
        (raw(""), "contains no text"),
    ],
    ids=["locked", "no zip", "cut", "broken", "empty"],
)
def test_what_is_no_document_is_said_in_one_line(content: bytes, said: str) -> None:
    with pytest.raises(BookError, match=said) as caught:
        readers.read_bytes(content, "book.docx")
    assert "\n" not in str(caught.value)


def test_a_document_that_swells_is_not_opened_further() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (MOST_BYTES + 1))
    with pytest.raises(BookError, match="unpacks to more than"):
        readers.read_bytes(made.getvalue(), "book.docx")


def test_entities_are_not_expanded() -> None:
    laugh = '<!DOCTYPE w [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;">]>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f"{laugh}<w:document {W}><w:body>{p(r('Words &b;'))}</w:body></w:document>",
        )
    with pytest.raises(BookError, match="damaged"):
        readers.read_bytes(made.getvalue(), "book.docx")


# -- other ways of writing a document ------------------------------------------------------------

STRICT = "http://purl.oclc.org/ooxml/"
USUAL = "http://schemas.openxmlformats.org/"
RELATIONS = f"{USUAL}officeDocument/2006/relationships"


def relate(*targets: tuple[str, str], base: str = RELATIONS) -> str:
    rows = "".join(
        f'<Relationship Id="r{n}" Type="{base}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{USUAL}package/2006/relationships">{rows}</Relationships>'


def pack(entries: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return made.getvalue()


def body_of(*paragraphs: str, namespace: str = W) -> str:
    inner = "".join(paragraphs)
    return f"<w:document {namespace} {MC}><w:body>{inner}</w:body></w:document>"


MAIN_PARTS = {
    "Word on the web": ("word/document2.xml", "/word/document2.xml"),
    "relative to the root": ("word/document2.xml", "word/document2.xml"),
    "a folder of its own": ("doc/main.xml", "doc/main.xml"),
    "at the root": ("document.xml", "document.xml"),
    "another case": ("Word/Document.xml", "/word/document.xml"),
    "backslashes in the archive": ("word\\document.xml", "/word/document.xml"),
}


@pytest.mark.parametrize("how", MAIN_PARTS)
def test_the_words_are_where_the_relationships_lead(how):
    name, target = MAIN_PARTS[how]
    entries = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relate(
            ("extended-properties", "docProps/app.xml"), ("officeDocument", target)
        ),
        name: body_of(p(r("Words of it."))),
    }
    assert readers.read_bytes(pack(entries), "book.docx").text == "Words of it."


def test_the_words_are_found_by_their_type_where_no_relationship_leads_to_them():
    types = (
        f'<Types xmlns="{USUAL}package/2006/content-types"><Override PartName="/word/d7.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main'
        '+xml"/></Types>'
    )
    entries = {"[Content_Types].xml": types, "word/d7.xml": body_of(p(r("Words of it.")))}
    assert readers.read_bytes(pack(entries), "book.docx").text == "Words of it."


def test_styles_and_notes_are_found_as_the_words_are():
    styles = (
        f'<w:styles {W}><w:style w:styleId="x"><w:name w:val="heading 1"/></w:style></w:styles>'
    )
    notes = f'<w:footnotes {W}><w:footnote w:id="1">{p(r("The note."))}</w:footnote></w:footnotes>'
    entries = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relate(("officeDocument", "/a/main2.xml")),
        "a/_rels/main2.xml.rels": relate(("styles", "/b/s.xml"), ("footnotes", "notes7.xml")),
        "a/main2.xml": body_of(p(r("One"), style="x"), p(r("Words."))),
        "a/notes7.xml": notes,
        "b/s.xml": styles,
    }
    book = readers.read_bytes(pack(entries), "book.docx")
    assert [chapter.title for chapter in book.chapters] == ["One", "Notes"]
    assert book.text == "One\n\nWords.\n\nThe note."


def make_strict(content: bytes) -> str:
    """A part as Word writes it when asked for Strict Open XML."""
    text = content.decode("utf-8").replace(
        f"{USUAL}wordprocessingml/2006/main", f"{STRICT}wordprocessingml/main"
    )
    return text.replace(RELATIONS, f"{STRICT}officeDocument/relationships")


def test_strict_open_xml_is_read_like_the_usual_form():
    document = python_docx.Document()
    document.add_heading("First", 1)
    document.add_paragraph("Words of the first.")
    document.add_heading("Second", 1)
    document.add_paragraph("Words of the second.")
    usual = io.BytesIO()
    document.save(usual)
    with zipfile.ZipFile(usual) as archive:
        strict = {
            name: make_strict(archive.read(name))
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }
    book = readers.read_bytes(pack(strict), "book.docx")
    assert book == readers.read_bytes(usual.getvalue(), "book.docx")
    assert [chapter.title for chapter in book.chapters] == ["First", "Second"]


@pytest.mark.parametrize("kind", ["footnotes", "endnotes"])
def test_notes_are_not_the_title_of_a_document_without_one(kind):
    single = kind.removesuffix("s")
    notes = f'<w:{kind} W:><w:{single} w:id="1">{p(r("The note."))}</w:{single}></w:{kind}>'
    assert read(p(r("Said.")), **{kind: notes}).title == "book"
    assert read(p(r("Said."))).title == "book"


def test_a_damaged_part_beside_the_words_is_named_and_costs_no_words():
    book = read(p(r("Said.")), styles="<w:styles W:>", footnotes="<w:footnotes W:>")
    assert book.text == "Said."
    assert [entry.what for entry in book.dropped] == [
        "Parts that are damaged: word/styles.xml",
        "Parts that are damaged: word/footnotes.xml",
    ]


def test_a_web_page_put_into_a_document_is_said_to_be_one():
    """html-docx-js and Aspose leave it to Word to convert the page."""
    with pytest.raises(BookError, match="contains a web page"):
        read('<w:altChunk r:id="c" xmlns:r="r"/><w:sectPr/>')


def test_a_document_without_words_anywhere_says_what_was_looked_for():
    with pytest.raises(BookError, match=r"no part with its text .*no word/document\.xml"):
        readers.read_bytes(
            pack({"[Content_Types].xml": "<Types/>", "word/a.xml": "<a/>"}), "b.docx"
        )


@pytest.mark.parametrize(
    ("name", "words"),
    [("05-document2", "DOCUMENTTWO body"), ("05-strict", "STRICT document body")],
)
def test_what_the_field_reported_is_read(name, words):
    book = readers.read(find_field_file(f"09-docx-main-part/{name}.docx"))
    assert book.text.count(words) == (3 if name == "05-strict" else 1)


def test_a_document_with_one_note_is_called_by_its_file():
    book = readers.read(find_field_file("10-notes-becomes-the-title/05-notes-title.docx"))
    assert book.title == "05-notes-title"
