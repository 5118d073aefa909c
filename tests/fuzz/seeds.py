"""What the fuzzer begins with: real books and rows where there are some, and small ones made here."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import arro3.core
import arro3.io
import docx
import openpyxl

from studio.resources import RESOURCES
from studio.services.books.dropped_files import BOOK_SUFFIXES, ROW_SUFFIXES
from tests.text.readers.pdf.drawing import Paper, sentences

LARGEST = 60_000
"""Bytes of a seed: what is longer is cut, where it can be cut, so that many inputs are tried."""


@dataclass(frozen=True)
class Seed:
    """A file that is read as it should be: its name and its bytes."""

    name: str
    raw: bytes

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix.lower()

    @property
    def is_book(self) -> bool:
        return self.suffix in BOOK_SUFFIXES


def seeds(shared: Path) -> list[Seed]:
    """Every seed, in an order that does not change; ``shared`` may be missing."""
    found = [*_made(), *_rows()]
    for folder in (RESOURCES / "samples", shared / "books", shared / "datasets"):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
            if path.is_file() and path.suffix in BOOK_SUFFIXES | ROW_SUFFIXES:
                found.append(_fitting(Seed(path.name, path.read_bytes())))
    return [seed for seed in found if seed.raw.strip() and len(seed.raw) < 20 * LARGEST]


def _fitting(seed: Seed) -> Seed:
    """The beginning and the end of a long text: licences and closing notes stand there."""
    if len(seed.raw) <= LARGEST:
        return seed
    if seed.suffix == ".epub":
        return Seed(seed.name, _thin(seed.raw))
    if seed.suffix in (".docx", ".pdf"):
        return seed
    half = LARGEST // 2
    return Seed(seed.name, seed.raw[:half] + seed.raw[-half:])


def _thin(raw: bytes) -> bytes:
    """An EPUB without its pictures, and with less in each of its pages."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(made, "w") as out:
        for info in source.infolist():
            page = source.read(info)
            if info.filename.endswith((".xhtml", ".html")) and len(page) > 6_000:
                body = page.rfind(b"</p>", 0, 5_000)
                page = page[: body + 4] + page[page.rfind(b"</body>") :] if body > 0 else page
            if not info.filename.endswith((".png", ".jpg", ".jpeg", ".svg", ".ttf", ".otf")):
                out.writestr(info.filename, page)
    return made.getvalue()


def _made() -> Iterator[Seed]:
    """Small books in the formats of which no sample ships."""
    document = docx.Document()
    document.add_heading("Chapter I", 1)
    document.add_paragraph(sentences(4))
    document.add_heading("第二章", 1)
    document.add_paragraph("吾輩は猫である。名前はまだ無い。" * 5)
    document.add_table(2, 2).cell(0, 0).text = "a cell"
    made = io.BytesIO()
    document.save(made)
    yield Seed("made.docx", made.getvalue())
    yield Seed("made.pdf", _drawn())
    markdown = f"---\ntitle: T\n---\n# One\n\n{sentences(3)}\n\n- a\n- *b*\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    yield Seed(
        "made.md", (markdown + "\n```\ncode\n```\n\n## 二\n\n> 引用[^1]。\n\n[^1]: 注\n").encode()
    )
    ruby = "<ruby>猫<rp>(</rp><rt>ねこ</rt><rp>)</rp></ruby>"
    page = f"<html lang=ja><head><title>T</title></head><body><h1>一</h1><p>{ruby}である。<h2>二</h2><p>{sentences(3)}"
    yield Seed("made.html", page.encode())
    aozora = "題\n著者\n\n-------\n【テキスト中に現れる記号について】\n-------\n\n［＃２字下げ］一［＃「一」は中見出し］\n\n｜吾輩《わがはい》は※［＃「けものへん＋苗」、第3水準1-87-64］\n"
    yield Seed(
        "made.txt",
        (aozora + "本文。" * 40 + "\n\n底本：「全集」\n　　　2001年1月1日\n").encode("cp932"),
    )


def _drawn() -> bytes:
    """A PDF with a running head and prose on one page, and Japanese from top to bottom on another."""
    paper = Paper("Rules", "A. Author")
    paper.write(180, 40, "RULES", 9)
    paper.prose(sentences(8))
    paper.page()
    paper.downwards(["吾輩は猫である。", "名前はまだ無い。", "どこで生れたか"])
    paper.page()
    return paper.done()


ROWS: Sequence[dict[str, object]] = [
    {
        "messages": [
            {"role": "user", "content": f"問い{n}？"},
            {"role": "assistant", "content": "答え。"},
        ],
        "id": n,
        "score": n / 7,
    }
    for n in range(12)
]
FLAT = [{"prompt": f'say "{n}",\nplease', "completion": "はい；a\tb"} for n in range(12)]


def _rows() -> Iterator[Seed]:
    """Small files of rows in every container."""
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS)
    yield Seed("made.jsonl", lines.encode())
    yield Seed("wide.jsonl", lines.encode("utf-16"))
    yield Seed("made.json", json.dumps(ROWS, indent=1, ensure_ascii=False).encode("cp932"))
    yield Seed("boxed.json", json.dumps({"train": FLAT, "test": FLAT[:2]}).encode())
    for name, sign in (("made.csv", ","), ("made.tsv", "\t"), ("semicolons.csv", ";")):
        table = ["prompt" + sign + "completion"]
        table += [
            f'"{row["prompt"].replace(chr(34), chr(34) * 2)}"{sign}"{row["completion"]}"'
            for row in FLAT
        ]
        yield Seed(name, "\r\n".join(table).encode("utf-8-sig"))
    book = openpyxl.Workbook()
    for row in [["prompt", "completion"], *([row["prompt"], row["completion"]] for row in FLAT)]:
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    yield Seed("made.xlsx", made.getvalue())
    kind = arro3.core.DataType.utf8()
    columns = {name: arro3.core.Array([row[name] for row in FLAT], kind) for name in FLAT[0]}
    table_of = arro3.core.Table.from_pydict(columns)
    for name, write in (
        ("made.parquet", arro3.io.write_parquet),
        ("made.arrow", arro3.io.write_ipc),
        ("stream.arrow", arro3.io.write_ipc_stream),
    ):
        made = io.BytesIO()
        write(table_of, made)
        yield Seed(name, made.getvalue())
