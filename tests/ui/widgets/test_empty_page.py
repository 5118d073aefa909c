"""An empty page: its words stand under each other, in the middle."""

import pytest

from studio.ui.widgets.empty_page import EmptyPage


@pytest.mark.parametrize("width", [1096, 700, 420])
@pytest.mark.parametrize("why", ["103 pairs are accepted.", "Words that wrap. " * 12])
def test_all_lines_have_one_middle(qtbot, width, why):
    page = EmptyPage()
    qtbot.addWidget(page)
    page.show_words("All drafts reviewed", why, "Freeze a version…")
    page.resize(width, 700)
    with qtbot.waitExposed(page):
        page.show()
    middles = [part.geometry().center().x() for part in (page.heading, page.why, page.button)]
    assert max(middles) - min(middles) <= 1
    assert page.why.width() >= min(440, width - 40), "the words have the room that there is"
