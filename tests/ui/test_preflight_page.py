"""Preflight with real clicks: a verdict, six lights, and what mends a finding."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt

from studio.domain.preflight import Lesson, Light
from studio.domain.work import finish
from studio.resources import RESOURCES
from studio.services import imports, review
from studio.text import readers
from studio.ui.main_window import MainWindow

PROSE = readers.read(RESOURCES / "samples" / "as-a-man-thinketh_pg4507.txt").text[2_000:]


def rows(folder, count=40):
    path = folder / "failed.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for n in range(count):
            turns = [
                {"role": "user", "content": "What does the book say?"},
                {"role": "assistant", "content": PROSE[n * 900 :][:600]},
            ]
            file.write(json.dumps({"messages": turns}) + "\n")
    return path


@pytest.fixture
def window(empty_session, tmp_path, qtbot):
    finish(imports.import_rows(empty_session, rows(tmp_path)))
    window = MainWindow(empty_session)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.go("preflight")
    looked(window, qtbot)
    yield window
    window.close()


def looked(window, qtbot):
    qtbot.waitUntil(lambda: not window.preflight.busy(), timeout=10_000)


def codes(window):
    return [card.finding.code for card in window.preflight.cards]


def card(window, code):
    return next(one for one in window.preflight.cards if one.finding.code == code)


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_failed_data_set_is_explained_without_a_book(window):
    page = window.preflight
    assert page.verdict.text().startswith("Not ready")
    assert codes(window)[:3] == ["raw-prose", "one-question", "no-validation"]
    assert page.lights.lamps[Lesson.CLEAN].light is Light.WARNING
    assert page.lights.said[Lesson.MONEY].text() == "worth a look"
    assert page.of.text().startswith("40 drafts, none accepted yet")


def test_the_pairs_of_a_finding_are_shown_and_all_of_them_again(window, qtbot):
    click(qtbot, card(window, "one-question").show_button)
    assert window.page() is window.review
    assert window.review.head.only.isVisible() and window.review.head.list_button.isChecked()
    window.review.show_pairs([3, 4], "two of them")
    assert list(window.review._ids) == [3, 4]
    click(qtbot, window.review.head.only)
    assert len(window.review._ids) == 40 and window.review.head.only.isHidden()


def test_a_fix_mends_and_can_be_taken_back(window, qtbot, empty_session):
    before = empty_session.library.pairs(empty_session.library.pair_ids())
    click(qtbot, card(window, "one-question").fix_button)
    looked(window, qtbot)
    assert "one-question" not in codes(window)
    assert len({pair.prompt for pair in empty_session.library.pairs(range(1, 41))}) > 10
    window.undo()
    looked(window, qtbot)
    assert empty_session.library.pairs(empty_session.library.pair_ids()) == before
    assert "one-question" in codes(window)


def test_what_only_a_person_can_choose_leads_to_its_page(window, qtbot):
    click(qtbot, card(window, "no-validation").fix_button)
    assert window.page() is window.datasets


def test_it_looks_again_when_something_has_changed(window, qtbot, empty_session):
    window.go("review")
    window._changed(review.accept(empty_session, list(range(1, 21))))
    window.go("preflight")
    looked(window, qtbot)
    assert window.preflight.of.text().startswith("20 accepted pairs")


@pytest.mark.parametrize("suffix", ["html", "json"])
def test_the_report_is_kept(window, tmp_path, suffix):
    path = tmp_path / f"report.{suffix}"
    window.preflight.save_to(path)
    text = path.read_text(encoding="utf-8")
    assert "raw prose" in text and ("<!doctype html>" in text) == (suffix == "html")
    said = []
    window.preflight.error.connect(said.append)
    window.preflight.save_to(tmp_path / "nowhere" / "report.html")
    assert len(said) == 1 and "can't be written" in said[0]


def test_an_empty_library_says_what_will_be_here(empty_session, qtbot):
    window = MainWindow(empty_session)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.go("preflight")
    assert window.preflight.empty.isVisible()
    click(qtbot, window.preflight.empty.other)
    assert window.page() is window.books
    window.close()
