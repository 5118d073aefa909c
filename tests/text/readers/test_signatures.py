"""What a file is by its bytes: said in one line where its name says something else."""

from __future__ import annotations

import io
import zipfile

import pytest

from studio.domain.errors import BookError
from studio.text import readers
from studio.text.readers.signatures import kind_of

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


def zipped(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "<a/>")
    return made.getvalue()


EPUB = zipped("mimetype", "META-INF/container.xml")
WORD = zipped("[Content_Types].xml", "word/document.xml")
FILES = [
    (b"%PDF-1.7\n", "a PDF", ".pdf"),
    (EPUB, "an EPUB", ".epub"),
    (WORD, "a Word document", ".docx"),
    (zipped("book.txt"), "a zip archive", "Unpack it"),
    (zipped("mimetype", "content.xml"), "an OpenDocument file", "save it as .docx"),
    (zipped("xl/workbook.xml"), "a workbook", "import them"),
    (rb"{\rtf1\ansi Words}", "a document in RTF", "save it as .docx"),
    (b"A book".ljust(60, b"\0") + b"BOOKMOBI", "a Kindle book", "Choose an EPUB"),
    (b"\x1f\x8b\x08" + bytes(9), "a gzip archive", "Unpack it"),
    (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password", "without a password"),
    (OLE + "WordDocument".encode("utf-16-le"), "Word's old format", "save it as .docx"),
    (OLE, "protected by a password, or", "save it as .docx"),
    (b"<!DOCTYPE html>\n<p>Words", "a web page", ".html"),
    (b'<?xml version="1.0"?>\n<html xmlns="x"><p>Words</p></html>', "a web page", ".html"),
]


@pytest.mark.parametrize("ending", ["txt", "md", "html", "epub", "docx", "pdf"])
@pytest.mark.parametrize(("raw", "what", "advice"), FILES, ids=lambda value: str(value)[:20])
def test_a_wrong_ending_is_named(raw: bytes, what: str, advice: str, ending: str) -> None:
    kind = kind_of(raw)
    assert kind is not None
    if f".{ending}" in kind.suffixes:
        return
    with pytest.raises(BookError) as caught:
        readers.read_bytes(raw, f"book.{ending}")
    said = str(caught.value)
    assert said.startswith("book.") and what in said and advice in said
    assert "\n" not in said and len(said) < 200


@pytest.mark.parametrize(
    "raw", [b"Plain words.", b"<p>of a page</p>", b"PK is short for Phil Katz.", b"", EPUB[:-30]]
)
def test_a_text_and_what_is_broken_are_left_to_their_readers(raw: bytes) -> None:
    assert kind_of(raw) is None


def test_a_text_that_calls_itself_an_epub_is_told_from_a_damaged_one() -> None:
    with pytest.raises(BookError, match="This is not a valid EPUB, or it is too damaged"):
        readers.read_bytes(b"Plain words.", "book.epub")
    with pytest.raises(BookError, match="damaged or cut off"):
        readers.read_bytes(EPUB[:-30], "book.epub")
