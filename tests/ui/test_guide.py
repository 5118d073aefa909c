"""The guide is true: every command, menu, button and key that it names is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from studio.i18n import LOCALE_FOLDER, use_language
from studio.resources import GUIDE
from studio.services.session import Session
from studio.ui import theme
from studio.ui.commands import COMMANDS
from studio.ui.guide_window import PAGES, GuideText, GuideWindow, list_pages, read_title
from studio.ui.keys import normal
from studio.ui.main_window import MainWindow
from studio.ui.pages import PAGES as WINDOW_PAGES

FILES = [file for code in ("en", "ja") for file in list_pages(code) if file.name[0].isdigit()]
"""Pages about the window. Those about other programs name what is not in this one."""
IDS = [f"{file.parent.name}-{file.stem}" for file in FILES]


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


@cache
def sentences(code: str) -> set[str]:
    """Every sentence of the program in a language, without what a menu adds."""
    commands = [*COMMANDS, *(command for page in WINDOW_PAGES for command in page.commands)]
    path = LOCALE_FOLDER / "ja" / "LC_MESSAGES" / "studio.po"
    with path.open("rb") as file:
        catalogue = read_po(file)
    words = {page.title for page in WINDOW_PAGES} | {command.text for command in commands}
    words = words if code == "en" else set()
    for message in catalogue:
        text = message.id if code == "en" else message.string
        for each in text if isinstance(text, (list, tuple)) else (text,):
            words.add(re.sub(r"\(&\w\)|&", "", each or ""))
    return words


@pytest.fixture
def window(desk_session: Session, qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(desk_session)
    qtbot.addWidget(window)
    window.show()
    window.start()
    yield window
    window.close()


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_every_word_in_bold_stands_in_the_program(file: Path) -> None:
    bold = set(re.findall(r"\*\*(.+?)\*\*", read(file), re.S))
    named = {" ".join(word.split()) for word in bold}
    assert named <= sentences(file.parent.name), "such a command, menu or button is not there"


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_every_key_is_one_of_a_command(window: MainWindow, file: Path) -> None:
    keys = {
        normal(key)
        for row in window.commands.rows
        for key in (row.command.key, row.command.also)
        if key
    }
    named = re.findall(r"`((?:Ctrl|Shift|Alt|F\d|Space|\d)[^`]*)`", read(file))
    assert [key for key in named if normal(key) not in keys] == []


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_pictures_and_links_lead_somewhere(file: Path) -> None:
    targets = re.findall(r"\]\(([^)]+)\)", read(file))
    assert [target for target in targets if not (file.parent / target).is_file()] == []
    for target in targets:
        if target.endswith(".png"):
            other = target.replace("-light-", "-dark-")
            assert (file.parent / other).is_file()
            assert file.parent.name in Path(target).stem


def test_both_languages_have_the_same_pages() -> None:
    assert [f.name for f in list_pages("en")] == [f.name for f in list_pages("ja")]
    assert len(list_pages("en")) >= 8
    assert PAGES.keys() == {page.name for page in WINDOW_PAGES}
    assert set(PAGES.values()) <= {file.stem for file in list_pages("en")}


def test_the_pictures_are_small_and_of_every_page() -> None:
    pictures = list((GUIDE / "images").glob("*.png"))
    names = {picture.stem for picture in pictures}
    wanted = {
        f"{page.name}-{scheme}-{code}"
        for page in WINDOW_PAGES
        for scheme in ("light", "dark")
        for code in ("en", "ja")
    }
    assert names == wanted
    assert sum(picture.stat().st_size for picture in pictures) < 3_000_000
    assert all(QImage(str(picture)).width() == 1280 for picture in pictures)


@pytest.mark.parametrize("code", ["en", "ja"])
def test_it_opens_at_what_is_in_view_and_follows_its_links(window: MainWindow, code: str) -> None:
    use_language(code)
    try:
        window.go("datasets")
        window.commands.trigger("guide")
        guide = window.guide
        assert guide is not None and guide.isVisible()
        shown = next(file for file in list_pages(code) if file.stem == "6-training")
        assert guide.list.currentItem().text() == read_title(shown)
        guide.text.anchorClicked.emit(QUrl("3-passages.md"))
        assert guide.list.currentRow() == 2
    finally:
        use_language("en")


def test_it_names_the_keys_of_now(qtbot: QtBot) -> None:
    guide = GuideWindow(lambda: {"Ctrl+Return": "Ctrl+Shift+9", "Ctrl+R": ""})
    qtbot.addWidget(guide)
    guide.show_page("4-desk")
    text = guide.text.toPlainText()
    assert "Ctrl+Shift+9" in text and "Ctrl+Return" not in text


def test_nothing_is_fetched_from_elsewhere(qtbot: QtBot, tmp_path: Path) -> None:
    text = GuideText()
    qtbot.addWidget(text)
    text.show_file(list_pages("en")[0], {})
    outside = tmp_path / "secret.png"
    QImage(4, 4, QImage.Format.Format_RGB32).save(str(outside))
    for url in ("https://example.com/x.png", outside.as_uri(), "../../../README.md"):
        assert text.loadResource(2, QUrl(url)) is None
    picture = text.loadResource(2, QUrl("../images/review-light-en.png"))
    assert isinstance(picture, QImage)


def test_its_pictures_are_as_dark_as_the_window(qtbot: QtBot, qapp) -> None:  # type: ignore[no-untyped-def]
    brightness = {}
    for scheme in ("light", "dark"):
        theme.apply(qapp, scheme)
        text = GuideText()
        qtbot.addWidget(text)
        text.show_file(list_pages("en")[0], {})
        picture = text.loadResource(2, QUrl("../images/books-light-en.png"))
        assert isinstance(picture, QImage)
        brightness[scheme] = picture.pixelColor(300, 300).lightness()
    theme.apply(qapp, "light")
    assert brightness["light"] > brightness["dark"]
