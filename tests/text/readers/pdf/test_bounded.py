"""PDFs with forms in them: read in a process of their own, which can be ended."""

from __future__ import annotations

import pytest

from studio.domain.errors import BookError
from studio.text import readers
from studio.text.readers.pdf import bounded, file, pdf
from tests.text.readers.pdf.drawing import Paper, sentences


def of_forms(depth: int) -> bytes:
    """A page that draws a form ten times, which draws the next one ten times, and so on."""

    def stream(words: str, keys: str = "") -> str:
        return f"<<{keys}/Length {len(words)}>>stream\n{words}\nendstream"

    forms = []
    for at in range(depth):
        inner = f"/XObject<</X {7 + at} 0 R>>" if at < depth - 1 else ""
        drawn = "/X Do " * 10 if inner else "BT /F 12 Tf 50 300 Td (x) Tj ET"
        keys = f"/Subtype/Form/BBox[0 0 400 600]/Resources<</Font<</F 5 0 R>>{inner}>>"
        forms.append(stream(drawn, keys))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents 4 0 R"
        "/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>",
        stream("BT /F 12 Tf 50 500 Td (Words that are read) Tj ET /X Do"),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *forms,
    ]
    body, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{one}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF"
    return body + (head + end).encode()


def test_a_page_with_forms_is_read_as_any_other() -> None:
    raw = of_forms(2)
    assert readers.read_bytes(raw, "a.pdf").text == pdf.read(raw).text
    assert "Words that are read" in pdf.read(raw).text


def test_forms_without_end_are_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "LONGEST_READING", 2.0)
    with pytest.raises(BookError, match=r"takes longer than .* Split it") as refused:
        readers.read_bytes(of_forms(12), "a.pdf")
    assert "\n" not in str(refused.value)


def test_what_is_wrong_is_said_as_if_it_were_read_here() -> None:
    raw = b"%PDF-1.7 /Form\n%%EOF"
    with pytest.raises(BookError, match="damaged") as refused:
        bounded.read(raw)
    with pytest.raises(BookError, match="damaged") as here:
        pdf.read(raw)
    assert str(refused.value) == str(here.value)


def test_a_process_that_dies_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    with pytest.raises(BookError, match="would fill the memory"):
        bounded.read(of_forms(2))


def test_a_page_without_forms_needs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = Paper()
    paper.prose(sentences(5))
    paper.page()
    monkeypatch.setattr(bounded.subprocess, "run", None)
    raw = paper.done()
    assert (b"/Form" in raw) is False
    assert bounded.read(raw) == pdf.read(raw)
