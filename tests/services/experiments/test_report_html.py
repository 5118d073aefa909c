"""The report: one HTML file that says first what came out worse, and loads nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import html

from studio.domain.work import finish
from studio.services.experiments.report import build_report
from studio.services.experiments.report_html import render_html, write_html
from studio.services.session import Session
from tests.services.experiments.test_experiments import compare_run, frozen, make_run

__all__ = ["frozen"]


@pytest.fixture
def report(frozen: Session) -> str:
    compare_run(frozen, make_run(frozen, [2.0, 1.6, 1.7]), wins=14, losses=1)
    compare_run(frozen, make_run(frozen, [2.0, 1.9]), wins=1, losses=14)
    return render_html(finish(build_report(frozen)).value)


def test_what_came_out_worse_is_said_first_and_in_red(report: str) -> None:
    page = html.fromstring(report)
    first = page.xpath("//p[@class='bad']")[0].text_content()
    assert first.startswith("Run 2 came out worse than its base.")
    assert report.index('class="bad"') < report.index("<table")


def test_nothing_is_loaded_from_outside(report: str) -> None:
    page = html.fromstring(report)
    assert page.xpath("//script | //link | //img | //iframe | //@src | //@href") == []
    assert "default-src 'none'" in report


def test_every_run_has_its_line_and_its_curve(report: str) -> None:
    page = html.fromstring(report)
    cells = page.xpath("(//table)[1]/tbody/tr/td[1]")
    assert [cell.text_content() for cell in cells] == ["2", "1"]
    assert len(page.xpath("//polyline")) == 2


def test_a_librarys_name_is_text(frozen: Session, tmp_path: Path) -> None:
    frozen.library.path = tmp_path / "<script>alert(1)</script>.studio"
    assert "<script>" not in render_html(finish(build_report(frozen)).value)


def test_the_report_of_an_empty_library_says_so(session: Session, tmp_path: Path) -> None:
    path = finish(write_html(session, tmp_path / "report.html")).value
    assert "Nothing has been trained yet." in path.read_text(encoding="utf-8")


def test_a_run_without_validation_has_no_curve(frozen: Session) -> None:
    make_run(frozen, [])
    assert "<svg" not in render_html(finish(build_report(frozen)).value)


@pytest.mark.slow
def test_a_real_browser_shows_it_and_asks_for_nothing(report: str, tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no browser is installed here: apt-get install chromium")
    page, log = tmp_path / "report.html", tmp_path / "net.json"
    page.write_text(report, encoding="utf-8")
    done = subprocess.run(
        [
            browser,
            *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
            f"--user-data-dir={tmp_path / 'profile'}",
            f"--log-net-log={log}",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    shown = html.fromstring(done.stdout)
    assert shown.xpath("//p[@class='bad']") and len(shown.xpath("//polyline")) == 2
    # The browser itself asks its maker for this and that, whatever page it shows.
    own = re.compile(r"https?://[^/]*(google|gvt1|gstatic|googleapis)[^/]*/")
    requests = re.findall(r'"url":"(https?:[^"]*)"', log.read_text(encoding="utf-8"))
    assert [url for url in requests if not own.match(url)] == []
