"""Beginning: what a choice may cost is said before, and a question that can't be read as well."""

import pytest
from PySide6.QtWidgets import QWidget

from studio.domain.comparison import Contestant, QuestionDraft
from studio.domain.errors import StudioError
from studio.services.comparison import before_training, question_sets
from studio.services.session import Session
from studio.ui.comparison.beginning import Pricing, make_dialog
from studio.ui.comparison.new_comparison import ComparisonChoice

BASE = Contestant("base", "", "local", "rehearsal-tiny", is_base=True)


def choose(question_set=None, path=None):
    return ComparisonChoice((BASE,), 1, question_set, path, 12, 0.0)


def test_nothing_is_paid_on_this_computer(tmp_path):
    with Session.open(tmp_path / "mentor.studio", create=True) as session:
        number = question_sets.make_set(session, "Held", [QuestionDraft("Why?")]).value
        assert Pricing(session).describe(choose(number)) == "1 question; nothing is paid."


def test_a_file_that_can_not_be_read_is_said(tmp_path):
    with Session.open(tmp_path / "mentor.studio", create=True) as session:
        with pytest.raises(StudioError, match="can't be read"):
            Pricing(session).describe(choose(path=tmp_path / "gone.txt"))


def test_the_set_that_is_asked_at_each_run_is_chosen_at_first(empty_session, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    question_sets.make_set(empty_session, "Other", [QuestionDraft("How?")])
    number = question_sets.make_set(empty_session, "Held", [QuestionDraft("Why?")]).value
    assert make_dialog(empty_session, [], None, parent).choice().question_set is None
    before_training.choose_asked_set(empty_session, number)
    assert make_dialog(empty_session, [], None, parent).choice().question_set == number
