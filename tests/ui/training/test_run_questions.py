"""The card of a new run says what is asked before it, and what its version should not train on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from studio.domain.comparison import QuestionDraft
from studio.domain.work import Change, Changes
from studio.services.comparison import before_training, question_sets
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.versions import freezing
from studio.ui.page import Page
from studio.ui.training.new_run import NewRun
from studio.ui.training.run_questions import RunQuestions


class Desk(Page):
    def refresh(self, changes: Changes) -> None: ...


@pytest.fixture
def version(desk_session: Session) -> int:
    review.accept(desk_session, desk_session.library.pairs.ids())
    return freezing.freeze(desk_session, validation=0).value.number


def test_what_is_asked_and_what_leaks_is_said(
    desk_session: Session, version: int, qtbot: QtBot, settle: Callable[[Page], None]
) -> None:
    page, card = Desk(desk_session), NewRun()
    for widget in (page, card):
        qtbot.addWidget(widget)
    said = RunQuestions(page, card)
    said.describe(version, "local", "rehearsal-tiny")
    settle(page)
    assert card.questions.isHidden() and card.leaks.isHidden()
    prompt = desk_session.library.pairs.get(desk_session.library.pairs.ids()[0]).prompt
    number = question_sets.make_set(desk_session, "Held", [QuestionDraft(prompt)]).value
    before_training.choose_asked_set(desk_session, number)
    said.refresh(Changes(Change.COMPARISONS))
    settle(page)
    assert card.questions.text() == (
        "“Held” is asked before and after it: 1 question of the base first."
    )
    assert "of version 1" in card.leaks.text() and not card.leaks_button.isHidden()
