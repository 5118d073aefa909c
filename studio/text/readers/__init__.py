"""Readers: one row a format; a file's name says which, its bytes are what is read.

Those that take markup or pages apart are loaded with the first such file: what they need is 5 MB.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from studio.domain.book import ReadBook
from studio.domain.errors import BookError, DiskError
from studio.i18n import N_, _, join_list
from studio.os_errors import explain_os_error
from studio.text import encoding as encodings
from studio.text.readers import markdown, plain, signatures


@dataclass(frozen=True)
class Reader:
    """A row: the format's name, its suffixes, and what makes a book of bytes.

    ``called`` is what one such file is called in a sentence. ``read`` is given the encoding (None:
    to be found out, or said by the file itself) and whether readings are to be kept, in brackets
    behind their words.
    """

    name: str
    title: str
    called: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes, str | None, bool], ReadBook]


def _plain(raw: bytes, encoding: str | None, ruby: bool) -> ReadBook:
    return plain.read(*encodings.decode(raw, encoding), ruby=ruby)


def _markdown(raw: bytes, encoding: str | None, ruby: bool) -> ReadBook:
    return markdown.read(*encodings.decode(raw, encoding))


def _html(raw: bytes, encoding: str | None, ruby: bool) -> ReadBook:
    import studio.text.readers.html as web

    return web.read(*web.decode(raw, encoding), ruby=ruby)


def _epub(raw: bytes, encoding: str | None, ruby: bool) -> ReadBook:
    import studio.text.readers.epub as epub

    return epub.read(raw, ruby=ruby)


def _docx(raw: bytes, encoding: str | None, ruby: bool) -> ReadBook:
    import studio.text.readers.docx as word

    return word.read(raw, ruby=ruby)


def _pdf(raw: bytes, encoding: str | None, ruby: bool) -> ReadBook:
    import studio.text.readers.pdf.reader as pdf

    return pdf.read(raw, ruby=ruby)


READERS = (
    Reader("plain", N_("Plain text"), N_("a text"), (".txt", ".text"), _plain),
    Reader("markdown", N_("Markdown"), N_("a text in Markdown"), (".md", ".markdown"), _markdown),
    Reader("html", N_("Web page"), N_("a web page"), (".html", ".htm", ".xhtml"), _html),
    Reader("epub", N_("EPUB"), N_("an EPUB"), (".epub",), _epub),
    Reader("docx", N_("Word document"), N_("a Word document"), (".docx",), _docx),
    Reader("pdf", N_("PDF"), N_("a PDF"), (".pdf",), _pdf),
)
"""Every format that can be read; the file dialog and the manual are made from it.

To add one: write a module with a ``read`` that makes a ``ReadBook`` of bytes (blocks into
``assemble``), and put a row here. If files of the kind are named wrongly at times, teach
``signatures.py`` how one begins.
"""


def read(path: Path, *, encoding: str | None = None, ruby: bool = False) -> ReadBook:
    """The book of a file. Raises ``BookError``, or ``DiskError`` where it can't be opened."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DiskError(
            _("{name} can't be opened: {reason}.").format(
                name=path.name, reason=explain_os_error(error)
            )
        ) from error
    return read_bytes(raw, path.name, encoding=encoding, ruby=ruby)


def read_bytes(
    raw: bytes, name: str, *, encoding: str | None = None, ruby: bool = False
) -> ReadBook:
    """The book of a file's bytes, by its name's suffix; an untitled one is called by its name."""
    suffix = Path(name).suffix.lower()
    reader = _find_reader(suffix)
    if reader is None:
        raise BookError(
            _("{name} is not a kind of file that can be read. Choose one of: {kinds}.").format(
                name=name, kinds=join_list(kind for row in READERS for kind in row.suffixes)
            )
        )
    if not raw.strip():
        raise BookError(_("{name} is empty. Choose a file with text in it.").format(name=name))
    _refuse_other_kind(raw, name, suffix, reader)
    book = reader.read(raw, encoding, ruby)
    return book if book.title else replace(book, title=Path(name).stem)


def _find_reader(suffix: str) -> Reader | None:
    return next((row for row in READERS if suffix in row.suffixes), None)


def _refuse_other_kind(raw: bytes, name: str, suffix: str, reader: Reader) -> None:
    """Say what a file really is where its name says something else."""
    kind = signatures.kind_of(raw)
    if kind is None or suffix in kind.suffixes:
        return
    # What a kind's files are called says nothing of whether one of the readers takes them.
    readable = [suffix for suffix in kind.suffixes if _find_reader(suffix)]
    if not readable:
        raise BookError(
            _("{name} is {kind}. {advice}").format(
                name=name, kind=_(kind.title), advice=_(kind.advice)
            )
        )
    raise BookError(
        _(
            "{name} is {kind}, not {called}. Let its name end in {suffix} and choose it again."
        ).format(name=name, kind=_(kind.title), called=_(reader.called), suffix=readable[0])
    )
