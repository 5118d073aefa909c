"""What failed is said with the way out beside it, whatever the language."""

import pytest

from studio.domain.errors import CuratorError, EndpointError, KeyRefused, OverBudget
from studio.ui.widgets.notice import WAYS_OUT, Notice


@pytest.fixture
def notice(qtbot):
    notice = Notice()
    qtbot.addWidget(notice)
    return notice


def test_the_way_out_of_an_error_is_a_button(notice, qtbot):
    notice.say("鍵がありません。")
    notice.offer("settings")
    assert notice.way_out.isVisible()
    with qtbot.waitSignal(notice.go) as went:
        notice.way_out.click()
    assert went.args[0].name == "settings"
    assert not notice.isVisible()


def test_words_alone_are_no_way_out(notice, qtbot):
    notice.say("The file “settings page” is gone.")
    assert notice.isVisible() and notice.button.isVisible()
    assert not notice.way_out.isVisible()


def test_the_next_line_has_not_the_way_out_of_the_last(notice):
    notice.say("There is no key.")
    notice.offer("settings")
    notice.say("The file is gone.")
    assert not notice.way_out.isVisible()


def test_errors_say_where_they_are_mended():
    assert CuratorError("x").leads_to == ""
    assert CuratorError("x", leads_to="review").leads_to == "review"
    assert OverBudget("x").leads_to == KeyRefused("x").leads_to == "settings"
    assert EndpointError("x", status=500).leads_to == ""
    assert str(CuratorError("x", leads_to="review")) == "x"
    assert {"settings", "review", "datasets"} <= WAYS_OUT.keys()
