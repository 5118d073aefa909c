"""A finding leads to the questions that it is about, one by one."""

from studio.domain.preflight import PreflightFinding
from studio.services.preflight.checks.questions import QUESTIONS_TRAINED_ON
from studio.ui.preflight.finding_card import FindingCard

FINDING = PreflightFinding(
    QUESTIONS_TRAINED_ON, QUESTIONS_TRAINED_ON.severity, "2 pairs ask …", pairs=(3,)
)


def make_card(qtbot, questions):
    card = FindingCard(FINDING, questions=questions)
    qtbot.addWidget(card)
    wanted = []
    card.question_wanted.connect(wanted.append)
    return card, wanted


def test_one_question_is_a_click_away(qtbot):
    card, wanted = make_card(qtbot, {7: "Why?"})
    card.question_button.click()
    assert wanted == [7]


def test_several_stand_in_a_menu_as_they_are_written(qtbot):
    card, wanted = make_card(qtbot, {7: "Tea & cake?", 9: "よ" * 80})
    tea, long = card.question_button.menu().actions()
    assert tea.text() == "Tea && cake?" and len(long.text()) == 60
    long.trigger()
    assert wanted == [9]


def test_a_finding_about_no_question_has_no_such_button(qtbot):
    card, _wanted = make_card(qtbot, {})
    assert not hasattr(card, "question_button")
