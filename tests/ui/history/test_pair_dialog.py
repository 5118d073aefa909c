"""The states of a pair, word for word."""

from __future__ import annotations

import pytest

from studio.domain.history import Who
from studio.services.pairs import history, review
from studio.ui.history.pair_dialog import PairHistoryDialog


@pytest.fixture
def dialog(desk_session, qtbot):
    library = desk_session.library
    review.edit(desk_session, 1, prompt="How?", answer="Begin with one stone today.")
    with library.journal.edit("Shorten", who=Who.MODEL, agent="gpt-5-mini"):
        library.pairs.update(1, prompt="How?", answer="Begin today.", tokens=9, draft_prompt=False)
    review.reject(desk_session, [1], reason="Too short.")
    made = PairHistoryDialog(history.list_states(desk_session, 1))
    qtbot.addWidget(made)
    return made


def names(dialog) -> list[str]:
    model = dialog.model
    return [model.data(model.index(row, 0)) for row in range(model.rowCount())]


def test_each_state_says_which_step_made_it_and_what_changed(dialog):
    first, second, third, last = names(dialog)
    assert first == "Reject 1 pair: status, reason"
    assert second == "Shorten: answer, tokens"
    assert third.startswith("Edit “") and last.startswith("Draft pairs: new pair")
    assert dialog.model.data(dialog.model.index(1, 1)) == "gpt-5-mini"


def test_what_a_step_changed_is_marked(dialog):
    dialog.table.choose_row(1)
    assert "Begin with one stone today." in dialog.text.toPlainText(), "the old words among the new"
    dialog.now_chip.click()
    assert "with one stone" not in dialog.text.toPlainText()
    assert "Too short." in dialog.text.toPlainText(), "what going back would take away"


def test_only_an_earlier_state_can_be_gone_back_to(dialog, qtbot):
    assert not dialog.back_button.isEnabled()
    dialog.table.choose_row(2)
    with qtbot.waitSignal(dialog.state_wanted) as signal:
        dialog.back_button.click()
    assert signal.args[0].pair.answer == "Begin with one stone today."


def test_a_state_in_which_it_was_gone_can_not(desk_session, qtbot):
    review.remove(desk_session, [1])
    dialog = PairHistoryDialog(history.list_states(desk_session, 1))
    qtbot.addWidget(dialog)
    assert names(dialog)[0] == "Remove 1 pair: removed"
    assert dialog.text.toPlainText().startswith("Removed")
    dialog.table.choose_row(1)
    assert dialog.back_button.isEnabled()
