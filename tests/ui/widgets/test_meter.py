"""A meter: empty looks empty and full looks full, in every scheme."""

import pytest

from studio.ui import theme
from studio.ui.widgets.meter import Meter


@pytest.fixture
def back_to_light(qapp):
    yield
    theme.apply(qapp, "light")


def colour_in_the_middle(meter):
    return meter.grab().toImage().pixelColor(meter.width() // 2, meter.height() // 2).name()


@pytest.mark.parametrize("scheme", sorted(theme.SCHEMES))
def test_empty_and_full_are_told_apart(qapp, qtbot, back_to_light, scheme):
    theme.apply(qapp, scheme)
    meter = Meter()
    qtbot.addWidget(meter)
    meter.resize(100, 6)
    meter.set_share(0)
    empty = colour_in_the_middle(meter)
    meter.set_share(0.9)
    full = colour_in_the_middle(meter)
    assert theme.contrast(full, empty) >= 3


def test_above_the_whole_it_is_full_and_warns(qtbot):
    meter = Meter()
    qtbot.addWidget(meter)
    meter.resize(100, 6)
    meter.set_share(1.4)
    assert colour_in_the_middle(meter) == theme.color("warn").name()
    assert meter.accessibleName() == "140 per cent"
