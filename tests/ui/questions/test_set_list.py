"""The list of sets says how many questions each has, of which kinds, and which is asked."""

from __future__ import annotations

from datetime import UTC, datetime

from pytestqt.qtbot import QtBot

from studio.domain.comparison import QuestionDraft, QuestionKind, QuestionSet, SetQuestion
from studio.ui.questions.set_list import SetList

QUESTIONS = (
    SetQuestion(1, QuestionDraft("a", kind=QuestionKind.EVERYDAY)),
    SetQuestion(2, QuestionDraft("b", kind=QuestionKind.FACT)),
)
NOW = datetime.now(UTC)
SETS = [QuestionSet(4, "Held", NOW, QUESTIONS), QuestionSet(5, "<b>New</b>", NOW)]


def test_a_set_is_described_and_chosen(qtbot: QtBot) -> None:
    sets = SetList()
    qtbot.addWidget(sets)
    sets.set_sets(SETS, 4, 4)
    assert [sets.list.item(row).text() for row in range(2)] == [
        "Held\n2 questions, before each run\nwhat the book says, everyday",
        "<b>New</b>\nempty\n",
    ]
    chosen: list[int] = []
    sets.chosen.connect(chosen.append)
    sets.list.setCurrentRow(1)
    assert chosen == [5] and sets.remove.isEnabled()
    sets.set_sets([], 0, None)
    assert not sets.remove.isEnabled() and not sets.copy.isEnabled()
