"""The report as a PDF: whole in both languages, A4, numbered, its pictures lines, no row torn."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from pypdfium2 import raw

from studio.i18n import use_language
from studio.services.experiments.charts import Chart, Series
from studio.services.experiments.report import Heading, Report, Table, Words
from studio.text import readers
from studio.ui.experiments.report_pdf import render_pdf

LINE = Series("学習1", ((1.0, 2.0), (2.0, 1.5)), is_joined=True)
ANSWERS = {
    "en": "Give the first hour (5–6 a.m.) to the one thing that matters; the office is for 95 %.",
    "ja": "一日の最初の一時間（5〜6時）を、比べて用いる大事な一つの力に使ってください。",
}


def make_report(text: str, rows: int = 40) -> Report:
    cells = tuple((f"Frage{n:03}.", f"{text} {n}", text * (1 + n % 4)) for n in range(rows))
    return Report(
        f"Report {text}",
        (
            Words("学習1は悪化しました。Worse than its base.", "bad"),
            Heading(text),
            Chart("", "epochs", "loss", (LINE,), level=(1.8, "base")),
            Table(("Question", "run 1", "run 2"), cells, ("bad", "good") * (rows // 2), (1, 2, 2)),
        ),
    )


def read_pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return ["".join(page.get_textpage().get_text_range().split()) for page in document]


@pytest.mark.parametrize("language", ANSWERS)
def test_every_word_can_be_read_again(qapp, language):
    report = make_report(ANSWERS[language])
    pdf = render_pdf(report)
    text = "".join(read_pages(pdf))
    table = report.blocks[-1]
    for wanted in (report.title, report.blocks[0].text, *(cell for r in table.rows for cell in r)):
        assert "".join(wanted.split()) in text
    # The studio's own reader of books finds its words as well.
    book = readers.read_bytes(pdf, "report.pdf")
    assert "".join(ANSWERS[language].split()) in "".join(book.text.split())


def test_no_row_is_torn_and_each_page_has_its_number_and_its_heads(qapp):
    text = ANSWERS["ja"]
    report = make_report(text)
    pages = read_pages(render_pdf(report))
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert page.endswith(f"page{number}")
    for number, row in enumerate(report.blocks[-1].rows):
        whole = "".join("".join(row).split())
        assert sum(whole in page for page in pages) == 1, number
    assert all("Questionrun1run2" in page for page in pages[1:])


def test_pages_are_a4_and_pictures_are_lines(qapp):
    document = pypdfium2.PdfDocument(render_pdf(make_report(ANSWERS["en"])))
    assert document[0].get_size() == (pytest.approx(595, abs=1), pytest.approx(842, abs=1))
    kinds = {found.type for page in document for found in page.get_objects()}
    assert raw.FPDF_PAGEOBJ_PATH in kinds and raw.FPDF_PAGEOBJ_IMAGE not in kinds


def test_a_row_higher_than_a_page_is_cut_and_not_lost(qapp):
    report = Report("Long", (Table(("a", "b"), (("start", "word " * 9_000),)),))
    (text,) = read_pages(render_pdf(report))
    assert "start" in text and "…" in text


@pytest.mark.slow
def test_the_command_line_writes_it_without_a_screen(tmp_path: Path):
    use_language("en")
    library, pdf = tmp_path / "mentor.studio", tmp_path / "report.pdf"
    for words in (["new", str(library)], ["experiments", str(library), "--report", str(pdf)]):
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "LANG": "C.UTF-8"}
        done = subprocess.run(
            [sys.executable, "-m", "studio", *words],
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    assert "Nothinghasbeentrainedyet." in read_pages(pdf.read_bytes())[0]
