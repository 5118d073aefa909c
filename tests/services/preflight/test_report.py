"""A report that is kept says what the page says, in the same words."""

from __future__ import annotations

import json
from collections.abc import Callable

from studio.domain.preflight import Report
from studio.services.preflight import report as reports
from tests.services.preflight.conftest import Accept, good

Look = Callable[[], Report]


def test_a_page_names_lessons_and_severities_as_the_window_does(
    accept: Accept, report: Look
) -> None:
    accept([*good(20), ("Who?", "Write to <b>taro</b>@mail.or.jp, taro@mail.or.jp.")])
    page = reports.to_html(report())
    assert "to be settled first · Clean" in page and "note · Repeat" in page
    assert "21 accepted pairs" in page and "for Local engine" in page
    assert "<b>taro" not in page


def test_json_names_the_findings_by_their_codes(accept: Accept, report: Look) -> None:
    accept(good(20))
    value = json.loads(reports.to_json(report()))
    assert value["ready"] is True and value["endpoints"] == ["local", "openai"]
    assert {one["code"] for one in value["findings"]} >= {"few-rows", "first-try"}
