"""Suggestions: the weightiest on top, each queued or led to by its button."""

import pytest

from studio.services.experiments.next_step import MOST_SUGGESTIONS, NextExperiment, Step
from studio.ui.experiments.findings import Suggestion
from studio.ui.experiments.next_panel import LEADS_TO, NextPanel
from studio.ui.pages import PAGES
from tests.ui.experiments.test_findings import ORDER


@pytest.fixture
def panel(qtbot):
    panel = NextPanel()
    qtbot.addWidget(panel)
    panel.show()
    return panel


def test_every_suggestion_has_a_page_where_it_begins():
    assert set(LEADS_TO) == set(Step)
    assert {page for page, _words in LEADS_TO.values()} <= {page.name for page in PAGES}


def test_what_can_be_queued_is_pressed_and_what_can_not_leads_on(panel, qtbot):
    queued = NextExperiment(Step.MORE_EPOCHS, "Train longer.", 1, orders=(ORDER,))
    looked = NextExperiment(Step.FIX, "Look first.", 1, comparison=7)
    panel.show_suggestions([Suggestion(queued, ""), Suggestion(looked, "")])
    assert [button.isVisible() for button in panel.buttons] == [True, True, False]
    with qtbot.waitSignal(panel.pressed) as pressed:
        panel.press_first()
    assert pressed.args[0] is queued
    with qtbot.waitSignal(panel.go) as gone:
        panel.buttons[1].click()
    assert (gone.args[0].name, gone.args[0].comparison) == ("comparison", 7)
    assert len(panel.buttons) == MOST_SUGGESTIONS
