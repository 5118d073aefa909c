"""What failed is said with the way out beside it."""

import pytest

from studio.ui.widgets.notice import Notice


@pytest.fixture
def notice(qtbot):
    notice = Notice()
    qtbot.addWidget(notice)
    return notice


def test_the_way_out_that_a_sentence_names_is_a_button(notice, qtbot):
    notice.say("Choose an endpoint and a model to draft with, in the settings.")
    assert notice.way_out.isVisible()
    with qtbot.waitSignal(notice.go) as went:
        notice.way_out.click()
    assert went.args[0].name == "settings"
    assert not notice.isVisible()


def test_a_sentence_without_a_way_out_has_only_its_dismissal(notice):
    notice.say("The file is gone.")
    assert notice.isVisible() and notice.button.isVisible()
    assert not notice.way_out.isVisible()
