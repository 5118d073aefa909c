"""Passages with real clicks: filter, skip, clean and draft; nothing changes the source."""

import pytest
from PySide6.QtCore import Qt

from studio.domain.book import PassageStatus
from studio.domain.work import finish
from studio.services import ingest, review
from studio.ui.page import EVERYTHING
from studio.ui.passages_page import PassagesPage

MARKED = """A Small Book

A goal is chosen once.[1] It is then kept every single day, in good weather and in bad weather,
because the habit carries it.

* * *

[1] This note is the editor's.

Whoever waits for the right hour waits for ever. Therefore begin now, with what is at hand, and
better it on the way.
"""


@pytest.fixture
def session(empty_session, tmp_path):
    path = tmp_path / "small.txt"
    path.write_text(MARKED, encoding="utf-8")
    empty_session.settings.set("target_tokens", 40)
    empty_session.settings.set("max_tokens", 80)
    finish(ingest.add_books(empty_session, [path]))
    return empty_session


@pytest.fixture
def page(session, qtbot):
    page = PassagesPage(session)
    qtbot.addWidget(page)
    page.changed.connect(page.refresh)
    page.resize(1096, 740)
    page.refresh(EVERYTHING)
    with qtbot.waitExposed(page):
        page.show()
    qtbot.waitUntil(lambda: not page.busy())
    yield page
    page.stop()


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def count(session, status=None):
    return len(session.library.passage_ids(status=status))


def test_source_and_cleaned_text_stand_side_by_side(page, session):
    first = session.library.passages(session.library.passage_ids())[0]
    assert page.source.toPlainText() == first.source
    assert page.cleaned.toPlainText() == first.text


def test_every_rule_says_how_many_passages_it_touches(page):
    assert page.rules["ornaments"].text().split()[-1] == "1"


def test_without_rules_the_text_is_the_source_again(page, session, qtbot):
    for box in page.rules.values():
        box.setChecked(False)
    click(qtbot, page.clean_button)
    qtbot.waitUntil(lambda: not page.busy())
    library = session.library
    assert all(one.text == one.source for one in library.passages(library.passage_ids()))


def test_new_passages_are_drafted_with_one_click(page, session, qtbot):
    click(qtbot, page.draft_button)
    qtbot.waitUntil(lambda: not page.busy(), timeout=10_000)
    assert session.library.counts()["draft"] > 0
    assert count(session, PassageStatus.NEW) == 0
    assert page.draft_button.text() == "All drafted"
    assert not page.draft_button.isEnabled()


def test_a_passage_is_skipped_and_brought_back(page, session, qtbot):
    click(qtbot, page.skip_button)
    assert count(session, PassageStatus.SKIPPED) == 1
    page.refresh(review.undo(session)[1])
    assert count(session, PassageStatus.SKIPPED) == 0


def test_a_filter_shows_its_status_alone(page, session, qtbot):
    click(qtbot, page.skip_button)
    click(qtbot, page.chips[PassageStatus.SKIPPED])
    assert page.model.rowCount() == 1
    click(qtbot, page.chips[None])
    assert page.model.rowCount() == count(session)


def test_search_finds_words_of_the_text(page, qtbot):
    qtbot.keyClicks(page.search, "right hour")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert "right hour" in page.cleaned.toPlainText()
