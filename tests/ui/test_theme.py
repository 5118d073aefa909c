"""The look: every text can be read on its ground, in each scheme, in both scripts."""

import re

import pytest
from PySide6.QtGui import QFontDatabase

from studio.ui import theme

AA = 4.5
SCHEMES = sorted(theme.SCHEMES)
EXEMPT = (":disabled",)  # what can't be used may recede; WCAG asks for no contrast there


@pytest.fixture
def back_to_light(qapp):
    yield
    theme.apply(qapp, "light")


def pairs_of_the_sheet():
    """Text and ground wherever one rule of the style sheet sets both."""
    pairs = set()
    for selector, body in re.findall(r"([^{}]+)\{\{([^{}]*(?:\{\w+\}[^{}]*)*)\}\}", theme._SHEET):
        if any(word in selector for word in EXEMPT):
            continue
        text = re.search(r"(?<![-\w])color: \{(\w+)\}", body)
        ground = re.search(r"(?<![-\w])background: \{(\w+)\}", body)
        if text and ground:
            pairs.add((text[1], ground[1]))
    return pairs


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), theme.PAIRS)
def test_text_can_be_read_on_its_ground(scheme, text, ground):
    colours = theme.SCHEMES[scheme]
    assert theme.contrast(colours[text], colours[ground]) >= AA


def test_the_style_sheet_uses_no_pair_that_is_not_computed():
    pairs = pairs_of_the_sheet()
    assert ("on_accent", "accent") in pairs
    assert pairs <= set(theme.PAIRS)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_button_that_cant_be_pressed_can_still_be_read(scheme):
    colours = theme.SCHEMES[scheme]
    assert theme.contrast(colours["muted"], colours["track"]) >= 3


def test_contrast_is_that_of_wcag():
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert theme.contrast("#123456", "#123456") == pytest.approx(1)


def test_every_scheme_has_every_token():
    for colours in theme.SCHEMES.values():
        assert colours.keys() == theme.LIGHT.keys()


def test_high_contrast_reaches_the_stricter_ratio():
    colours = theme.HIGH_CONTRAST
    for text, ground in theme.PAIRS:
        assert theme.contrast(colours[text], colours[ground]) >= 7


@pytest.mark.parametrize("scheme", SCHEMES)
def test_palette_and_tokens_are_of_the_scheme(qapp, back_to_light, scheme):
    theme.apply(qapp, scheme)
    assert qapp.palette().window().color() == theme.color("window")
    assert qapp.palette().text().color() == theme.color("ink")
    assert theme.color("accent").name().upper() == theme.SCHEMES[scheme]["accent"]


def test_a_chosen_scheme_goes_before_the_system(qapp):
    assert theme.scheme_for("dark") == "dark"
    assert theme.scheme_for("high-contrast") == "high-contrast"
    assert theme.scheme_for("system") in ("light", "dark")


def test_both_fonts_have_a_japanese_one_behind_the_latin_one():
    if not QFontDatabase.families(QFontDatabase.WritingSystem.Japanese):
        pytest.skip("no Japanese font is installed")
    for font in (theme.sans(), theme.serif()):
        assert any("CJK" in name or "IPA" in name for name in font.families())
        assert font.pixelSize() >= 12
