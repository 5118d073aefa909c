"""Hostile files: each is one clear line, within bounds, and the library is as it was."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from studio.domain.book import Book
from studio.domain.errors import StudioError
from studio.domain.row_import import RowFile
from studio.domain.work import finish
from studio.resources import RESOURCES
from studio.services.books import dropped_files, ingest
from studio.services.pairs import row_import
from studio.services.session import Session

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = RESOURCES / "samples/kagakusha-to-atama_2359.txt"
CONTAINER = (
    b'<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    b'<rootfiles><rootfile full-path="c.opf"/></rootfiles></container>'
)
PACKAGE = (
    b'<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="p" href="p.xhtml" '
    b'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="p"/></spine></package>'
)
PROSE = b"The first thing is to begin, and then to go on. " * 20


def state(session: Session) -> object:
    """All of a library that a file could have changed."""
    library = session.library
    return (
        library.counts(),
        library.books.list(),
        library.passages.ids(),
        list(library.pairs.ids()),
        library.row_files.list(),
        library.journal.undo_label,
        library.journal.redo_label,
    )


def is_clear(error: StudioError) -> bool:
    """One line of at most three sentences that a person can read and act upon."""
    line = str(error)
    line.encode("utf-8")
    return (
        line.splitlines() == [line]
        and line.endswith(".")
        and len(line) < 400
        and line.count(". ") < 3
    )


def refused_book(session: Session, path: Path) -> str:
    """The line with which a book is refused, the library being as before."""
    before = state(session)
    (refused,) = finish(ingest.add_books(session, [path])).value  # type: ignore[misc]
    assert isinstance(refused, ingest.Refused), refused
    assert is_clear(refused.error), refused.error
    assert state(session) == before
    return str(refused.error)


def refused_rows(session: Session, path: Path) -> str:
    """The line with which a file of rows is refused, the library being as before."""
    before = state(session)
    with pytest.raises(StudioError) as caught:
        finish(row_import.import_rows(session, path))
    assert is_clear(caught.value), caught.value
    assert state(session) == before
    return str(caught.value)


# -- books --------------------------------------------------------------------------------------


def epub(page: bytes = PROSE, *, how: int = zipfile.ZIP_DEFLATED, **parts: bytes) -> bytes:
    """An EPUB of one page; ``parts`` replace or add entries."""
    entries = {"META-INF/container.xml": CONTAINER, "c.opf": PACKAGE, "p.xhtml": page}
    entries.update(parts)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how, compresslevel=1) as archive:
        for name, raw in entries.items():
            archive.writestr(name, raw)
    return made.getvalue()


def docx(document: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", document)
    return made.getvalue()


def zipped(name: str, raw: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, raw)
    return made.getvalue()


def with_astray_entries(raw: bytes) -> bytes:
    """The same zip file with a beginning cut off, so that its entries lie before it."""
    return raw[len(raw) // 3 :]


PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20


@cache
def bomb(kind: str) -> bytes:
    """A file of some kilobytes that unpacks to more than a book can be."""
    blanks = b" " * (65 * 1024 * 1024)
    return epub(blanks) if kind == "EPUB" else docx(blanks)


BOOKS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a zip bomb": ("b.epub", lambda: bomb("EPUB"), "unpacks to more than 64 MB"),
    "a Word bomb": ("b.docx", lambda: bomb("Word"), "unpacks to more than 64 MB"),
    "an archive in an archive": ("b.epub", lambda: zipped("inner.epub", epub()), "Unpack it"),
    "a name that climbs out": (
        "b.epub",
        lambda: epub(
            **{"META-INF/container.xml": CONTAINER.replace(b"c.opf", b"../../etc/passwd")}
        ),
        "damaged",
    ),
    "a page outside": (
        "b.epub",
        lambda: epub(**{"c.opf": PACKAGE.replace(b"p.xhtml", b"/etc/passwd")}),
        "damaged",
    ),
    "entities that swell": (
        "b.epub",
        lambda: epub(
            b'<!DOCTYPE h [<!ENTITY a "'
            + b"a" * 999
            + b'"><!ENTITY b "'
            + b"&a;" * 999
            + b'">]><html><body></body></html>'
        ),
        "contains no text",
    ),
    "entries that lie before the file": (
        "b.epub",
        lambda: with_astray_entries(epub(os.urandom(9_000))),
        "damaged",
    ),
    "another way of packing": ("b.epub", lambda: epub(how=zipfile.ZIP_LZMA), "damaged"),
    "a cut archive": ("b.epub", lambda: epub()[:-30], "damaged"),
    "a cut Word document": ("b.docx", lambda: docx(b"<w/>")[:60], "damaged"),
    "a locked Word document": (
        "b.docx",
        lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(900),
        "password",
    ),
    "tags without end": ("b.html", lambda: b"<p>" * 4_000_001, "millions of tags"),
    "tags within tags": ("b.html", lambda: b"<div>" * 20_000 + PROSE, "nested too deeply"),
    "tags within tags in a book": (
        "b.epub",
        lambda: epub(b"<html>" + b"<b>" * 9_000 + b"</b>" * 9_000 + b"</html>"),
        "nested too deeply",
    ),
    "NUL bytes": ("b.txt", lambda: PROSE + b"\0" * 900, "binary data"),
    "NUL bytes behind a good beginning": (
        "b.txt",
        lambda: PROSE * 300 + b"\0" * 900,
        "binary data",
    ),
    "a codec of half characters": (
        "b.txt",
        lambda: b"Character set encoding: unicode_escape\n\n\x81\\ud800" + PROSE,
        "encoding",
    ),
    "lost characters": (
        "b.txt",
        lambda: "Lost \ufffd here.".encode(),
        "lost in an earlier conversion",
    ),
    "a garbled text": (
        "b.txt",
        lambda: ("後世へ\r\n" * 60).encode("cp932").decode("latin-1").encode(),
        "garbled",
    ),
    "a picture as a text": ("b.txt", lambda: PICTURE, "binary data"),
    "a picture as an EPUB": ("b.epub", lambda: PICTURE, "damaged"),
    "a picture as a Word document": ("b.docx", lambda: PICTURE, "damaged"),
    "a picture as a PDF": ("b.pdf", lambda: PICTURE, "not a PDF"),
    "a text as a PDF": ("b.pdf", lambda: PROSE, "not a PDF"),
    "a PDF that is its own page": (
        "b.pdf",
        lambda: b"%PDF-1.7\n" + b"1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\n" * 900,
        "damaged",
    ),
    "an EPUB as a Word document": ("b.docx", lambda: epub(), "not a"),
    "an unknown kind": ("b.exe", lambda: PROSE, "not a kind of file that can be read"),
    "nothing": ("b.txt", lambda: b"", "empty"),
    "nothing but blanks": ("b.html", lambda: b" \n" * 900, "empty"),
}


@pytest.mark.parametrize("name", BOOKS)
def test_a_hostile_book_is_refused_in_one_line(session: Session, tmp_path: Path, name: str) -> None:
    file, make, says = BOOKS[name]
    path = tmp_path / file
    path.write_bytes(make())
    assert says in refused_book(session, path)


def test_what_only_looks_hostile_is_a_book(session: Session, tmp_path: Path) -> None:
    odd = {
        "a.html": b'<meta charset="hex"><p>' + "été ".encode("cp1252") + PROSE,
        "b.txt": b"Character set encoding: hex\n\n" + "été ".encode("cp1252") + PROSE,
        "c.epub": epub(b"<html><body><p>&#0;&#xD800;&nope;" + PROSE + b"</p></body></html>"),
        "d.md": b"# T\n\nA &#0; &#xD800; &#x110000; reference.\n\n<p>&#0;\n",
        "f.html": b"<p>A &#0;&#xD800;&#x110000;&#xFFFD; reference.",
        "e.epub": epub(PROSE + b"<p>" * 300),
    }
    for name, raw in odd.items():
        (tmp_path / name).write_bytes(raw)
    result = finish(ingest.add_books(session, [tmp_path / name for name in odd])).value
    assert isinstance(result, list)
    assert all(isinstance(one, Book) for one in result), result


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE" * 40_000 + PROSE,
        b"<!DOCTYPE[" * 40_000 + PROSE,
        b"<!--" * 60_000 + PROSE,
        b"<script>" * 30_000 + PROSE,
        b"<" * 200_000 + PROSE,
        b"&amp" * 60_000 + PROSE,
        b"<table><tr><td>" * 400 + PROSE,
        b"<p " + b"a=b " * 50_000 + b">" + PROSE,
    ],
)
def test_a_page_of_nothing_but_beginnings_comes_to_an_end(
    session: Session, tmp_path: Path, page: bytes
) -> None:
    for name, raw in (("page.html", page), ("page.epub", epub(page)), ("page.md", page)):
        (tmp_path / name).write_bytes(raw)
        with suppress(StudioError):
            assert ingest.read_file(tmp_path / name).text


def test_what_an_entity_refers_to_is_not_read(session: Session, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    entity = f'<!DOCTYPE h [<!ENTITY s SYSTEM "{secret.as_uri()}">]><html><body><p>Words &s;</p></body></html>'
    for name, raw in (("a.epub", epub(entity.encode())), ("a.html", entity.encode())):
        (tmp_path / name).write_bytes(raw)
        assert "secret" not in ingest.read_file(tmp_path / name).text


@pytest.mark.parametrize("what", ["missing", "folder", "loop", "broken link"])
def test_what_is_no_file_is_no_book(session: Session, tmp_path: Path, what: str) -> None:
    path = tmp_path / "book.txt"
    if what == "folder":
        path.mkdir()
    elif what != "missing":
        path.symlink_to("book.txt" if what == "loop" else "nowhere")
    assert "book.txt" in refused_book(session, path)
    assert "book.txt" in refused_rows(session, path)


def test_a_good_book_among_hostile_ones_comes_in(session: Session, tmp_path: Path) -> None:
    (tmp_path / "bomb.epub").write_bytes(bomb("EPUB"))
    (tmp_path / "folder.epub").mkdir()
    files = [tmp_path / "bomb.epub", tmp_path / "gone.pdf", SAMPLE, tmp_path / "folder.epub"]
    result = finish(ingest.add_books(session, files)).value
    assert isinstance(result, list)
    assert [isinstance(one, Book) for one in result] == [False, False, True, False]
    assert session.library.journal.undo_label == "Add 科学者とあたま"


def test_a_name_of_any_letters_is_shown_in_one_line(session: Session, tmp_path: Path) -> None:
    name = b"two\nlines\x1b[31m\xff"
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name + b".txt"))
    assert "two?lines?[31m?.txt" in refused_book(session, path)
    path.write_bytes(PROSE)
    result = finish(ingest.add_books(session, [path])).value
    assert isinstance(result, list) and isinstance(result[0], Book)
    assert (result[0].title, result[0].source_name) == ("two?lines?[31m?", "two?lines?[31m?.txt")
    rows = path.with_suffix(".jsonl")
    refused_rows(session, rows)
    rows.write_text('{"prompt": "q", "completion": "a"}\n')
    finish(row_import.import_rows(session, rows))
    assert session.library.row_files.list()[0].name == "two?lines?[31m?.jsonl"


# -- rows ---------------------------------------------------------------------------------------

ROWS: dict[str, tuple[str, bytes, str]] = {
    "half a line": ("r.jsonl", b'{"messages": [', "contains no rows"),
    "rows nested without end": (
        "r.jsonl",
        b'{"a":' + b"[" * 90_000 + b"\n" + b"[" * 90_000,
        "nested too deeply",
    ),
    "a document nested without end": ("r.json", b'[{"a":' + b"[" * 90_000, "nested too deeply"),
    "a picture": ("r.jsonl", PICTURE, "not a kind of file"),
    "a picture as a workbook": ("r.xlsx", PICTURE, "not a kind of file"),
    "a zip file as a workbook": ("r.xlsx", zipped("a.txt", PROSE), "workbook"),
    "a cut workbook": ("r.xlsx", zipped("xl/workbook.xml", PROSE)[:50], "workbook"),
    "a locked workbook": ("r.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(900), "password"),
    "a cut Parquet file": ("r.parquet", b"PAR1" + PROSE, "damaged"),
    "a Parquet file that lies": ("r.parquet", b"PAR1" + PROSE + b"\x20\0\0\0PAR1", "damaged"),
    "an Arrow stream that lies": (
        "r.arrow",
        b"\xff\xff\xff\xff\xff\xff\xff\x7f" + PROSE,
        "damaged",
    ),
    "an Arrow file that lies": ("r.arrow", b"ARROW1\0\0" + PROSE + b"\x90\0\0\0ARROW1", "damaged"),
    "two columns of one name": ("r.csv", b"prompt,prompt\na,b\n", "two columns"),
    "a table without answers": ("r.csv", b"prompt,notes\na,b\n", "no column was found for answer"),
    "a head alone": ("r.csv", b"prompt,answer\n", "contains no rows"),
    "a number that is no row": ("r.json", b"7", "contains no rows"),
    "an empty list": ("r.json", b"[]", "contains no rows"),
    "nothing": ("r.jsonl", b"", "is empty"),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_hostile_file_of_rows_is_refused_in_one_line(
    session: Session, tmp_path: Path, name: str
) -> None:
    file, raw, says = ROWS[name]
    path = tmp_path / file
    path.write_bytes(raw)
    assert says in refused_rows(session, path)


def test_rows_before_a_break_come_in_and_the_break_is_noted(
    session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    with path.open("wb") as file:
        file.write(b"prompt,answer\n" + b"".join(b"q%d,a%d\n" % (n, n) for n in range(6_000)))
        file.truncate(64 * 1024 * 1024)
    file_of = finish(row_import.import_rows(session, path)).value
    assert isinstance(file_of, RowFile)
    assert (file_of.imported, file_of.rejected_rows) == (6_000, 1)
    (note,) = file_of.rejected
    assert (note.line, note.code) == (6_002, "broken-off") and "16 million" in note.message


def test_few_rows_of_great_length_are_written_before_they_fill_the_memory(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_import, "LARGEST_BLOCK", 10_000)
    path = tmp_path / "rows.jsonl"
    rows = [{"prompt": f"{n}" * 6_000, "completion": "a"} for n in range(9)]
    path.write_text("\n".join(map(json.dumps, rows)))
    assert [step.done for step in row_import.import_rows(session, path)] == [2, 4, 6, 8, 9]


def test_nothing_in_a_row_is_too_odd_for_the_library(session: Session, tmp_path: Path) -> None:
    deep: object = "x"
    for _level in range(150):
        deep = [deep]
    odd = [
        {"prompt": "q", "completion": "a", "deep": deep},
        {
            "prompt": "'; DROP TABLE pair; --",
            "completion": "\u2028\u202e\U0001f600\ufdd0",
            "": {"": None},
        },
        {"prompt": 1e308, "completion": 10**400, "id": -(2**70)},
        {"prompt": "p" * 200_000, "completion": "<|endoftext|>" * 9},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, odd)))
    taken = finish(row_import.import_rows(session, path)).value
    assert isinstance(taken, RowFile) and taken.imported == 4
    pairs = session.library.pairs.list(session.library.pairs.ids())
    assert [json.loads(pair.extra)["fields"] for pair in pairs[:2]] == [
        {"deep": deep},
        {"": {"": None}},
    ]
    assert json.loads(pairs[2].extra)["fields"] == {"id": -(2**70)}


# -- bounds, and what the system refuses: in a process of their own ------------------------------

SCRIPT = """
import json, os, resource, sys
from pathlib import Path
folder = sys.argv[2]
os.environ.update(STUDIO_CONFIG_DIR=folder, STUDIO_DATA_DIR=folder)
from studio.domain.errors import StudioError
from studio.domain.work import finish
from studio.services.books import dropped_files, ingest
from studio.services.pairs import row_import
from studio.services.session import Session
resource.setrlimit(resource.RLIMIT_AS, (1200 << 20, 1200 << 20))
with Session.open(Path(folder) / "a.studio", create=True) as session:
    before = session.library.counts()
    if sys.argv[1] == "as nobody" and os.geteuid() == 0:
        os.setuid(65534)
    said = {}
    files = [Path(name) for name in sys.argv[3:]]
    for path in files:
        (done,) = finish(ingest.add_books(session, [path])).value
        said[path.name] = [str(done.error) if isinstance(done, ingest.Refused) else ""]
        try:
            finish(row_import.import_rows(session, path))
            said[path.name].append("")
        except StudioError as error:
            said[path.name].append(str(error))
        found = dropped_files.sort_files([path])
        said[path.name].append([str(error) for _path, error in found.refused])
    assert session.library.counts() == before and not session.library.row_files.list()
print(json.dumps(said))
"""


def refused_apart(how: str, *paths: Path) -> dict[str, list[str]]:
    """The lines with which files are refused as books and as rows, with little memory."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, how, folder, *map(str, paths)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert done.returncode == 0, done.stderr
    said: dict[str, list[str]] = json.loads(done.stdout)
    return said


def test_sparse_gigabytes_are_refused_with_little_memory(tmp_path: Path) -> None:
    paths = []
    for suffix, size in (
        (".txt", 2048),
        (".html", 2048),
        (".epub", 2048),
        (".pdf", 2048),
        (".docx", 90),
    ):
        paths.append(tmp_path / f"sparse{suffix}")
        with paths[-1].open("wb") as file:
            file.write(b"%PDF-1.7\n" if suffix == ".pdf" else b"PK\x03\x04")
            file.truncate(size << 20)
    said = refused_apart("", *paths)
    assert all(is_clear(StudioError(one)) for lines in said.values() for one in lines[:2]), said


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
def test_a_pipe_a_socket_and_a_device_never_hang(tmp_path: Path) -> None:
    pipe, bound = tmp_path / "pipe.txt", tmp_path / "socket.txt"
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(bound))
        said = refused_apart("", pipe, bound, Path("/dev/zero"))
    assert all("a pipe or a device" in one for lines in said.values() for one in lines[:2]), said


@pytest.mark.skipif(sys.platform == "win32", reason="rights are another thing there")
def test_what_may_not_be_read_is_refused(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "book.txt").write_bytes(PROSE)
        (folder / "book.txt").chmod(0)
        (folder / "locked").mkdir(mode=0)
        said = refused_apart(
            "as nobody", folder / "book.txt", folder / "locked", folder / "locked/in.txt"
        )
    for name, lines in said.items():
        assert "no permission" in lines[1], said
        assert "no permission" in lines[0] or name == "locked", said
        assert bool(lines[2]) == (name != "book.txt"), said


def test_a_folder_of_links_to_itself_is_looked_through_once(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/book.txt").write_bytes(PROSE)
    (tmp_path / "in/round").symlink_to(".")
    (tmp_path / "in/up").symlink_to("..")
    (tmp_path / "in/broken.txt").symlink_to("nowhere")
    assert dropped_files.sort_files([tmp_path]).books == (tmp_path / "in/book.txt",)
