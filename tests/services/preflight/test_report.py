"""A report is kept as a page without anything from elsewhere, and as JSON with named keys."""

from __future__ import annotations

import json

from studio.services.preflight.report import to_html, to_json


def test_the_page_escapes_every_word_of_a_book(accept, report):
    accept([("<script>alert(1)</script>?", "<img src=x onerror=alert(2)>")], tags=["<b>bold</b>"])
    page = to_html(report())
    assert page.startswith("<!doctype html>") and page.endswith("</html>\n")
    assert "<script" not in page and "<img" not in page and "<b>bold" not in page
    assert "http" not in page.partition("<body>")[0]


def test_the_json_says_what_the_page_says(accept, report):
    accept([("How?", "So.")])
    seen = report()
    kept = json.loads(to_json(seen))
    assert kept["ready"] is seen.ready and kept["pairs"] == 1
    assert [finding["code"] for finding in kept["findings"]] == [
        finding.code for finding in seen.findings
    ]
