"""The palette finds every command by any word of its name, in both languages."""

import pytest
from PySide6.QtCore import Qt

from studio.i18n import _, use_language
from studio.ui.palette import Entry, Palette
from studio.ui.palette_search import rate, read_aloud, spell, to_latin
from tests.ui.conftest import catch_dialogs


@pytest.fixture
def open_palette(window, monkeypatch, qtbot):
    """Opens the palette of the window without waiting for its end."""
    opened = catch_dialogs(monkeypatch, Palette)

    def open_it():
        window.open_palette()
        palette = opened[-1]
        palette.show()
        return palette

    return open_it


def entry(name, text, done=None):
    return Entry(name, text, spell(text), "", "", lambda: done.append(name))


def test_some_letters_and_return_run_the_command(qtbot):
    done = []
    palette = Palette([entry("undo", "Undo", done), entry("redo", "Redo", done)])
    qtbot.addWidget(palette)
    qtbot.keyClicks(palette.field, "RED")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == ["redo"]


def test_arrows_move_in_the_list_while_one_types(qtbot):
    done = []
    palette = Palette([entry(name, name, done) for name in ("one", "two", "three")])
    qtbot.addWidget(palette)
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == ["two"]


def test_letters_that_no_command_has_are_said(qtbot):
    palette = Palette([entry("undo", "Undo")])
    qtbot.addWidget(palette)
    palette.show()
    assert not palette.nothing.isVisible()
    qtbot.keyClicks(palette.field, "zzz")
    assert palette.nothing.isVisible()


def test_what_was_used_last_comes_first_among_what_fits_as_well(qtbot):
    entries = [entry(name, name.title()) for name in ("add books", "add tag", "reject")]
    palette = Palette(entries, ["reject", "add tag"])
    qtbot.addWidget(palette)
    assert palette.texts() == ["Reject", "Add Tag", "Add Books"]
    qtbot.keyClicks(palette.field, "add")
    assert palette.texts() == ["Add Tag", "Add Books"]


@pytest.mark.parametrize(
    ("query", "name", "fit"),
    [
        ("acc", "accept and next", 0),
        ("next", "accept and next", 1),
        ("next acc", "accept and next", 1),
        ("cept", "accept and next", 2),
        ("acnx", "accept and next", 3),
        ("x", "accept and next", 2),
        ("dark", "history: what was done and by which work", None),
        ("zz", "accept and next", None),
        ("next zz", "accept and next", None),
        ("", "accept and next", 0),
    ],
)
def test_beginnings_fit_better_than_scattered_letters(query, name, fit):
    assert rate(query, [name]) == fit


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("採用", "採用して次へ"),
        ("さいよう", "採用して次へ"),
        ("サイヨウ", "採用して次へ"),
        ("saiyou", "採用して次へ"),
        ("つぎ", "採用して次へ"),
        ("kyakka", "却下"),
        ("がくしゅうまえ", "学習前チェック"),
        ("ﾁｪｯｸ", "学習前チェック"),
    ],
)
def test_japanese_is_found_as_written_and_as_read(query, text):
    assert rate(query, spell(text)) is not None


def test_readings_in_letters_are_those_one_types():
    assert to_latin("がっこうのしゃしん") == "gakkounoshashin"
    assert read_aloud("却下") == "きゃっか"


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("accept", "accept"),
        ("さいよう", "accept"),
        ("tag", "tag"),
        ("タグ", "tag"),
        ("dark", "theme-dark"),
        ("theme dark", "theme-dark"),
        ("books", "add-books"),
        ("ほん", "add-books"),
    ],
)
def test_every_command_is_found_in_either_language(open_palette, window, language, query, name):
    use_language(language)
    try:
        window.go("review")
        palette = open_palette()
        palette.field.insert(query)
        assert name in [match.name for match in palette._matches[:8]]
    finally:
        use_language("en")


def test_what_the_page_in_view_does_comes_first(open_palette, window):
    window.go("review")
    texts = open_palette().texts()
    assert texts[0] == "Accept and next"
    window.go("passages")
    texts = open_palette().texts()
    assert texts.index("Join the selected passages") < texts.index("Accept and next")


def test_a_command_done_to_what_is_in_view_leads_there_first(
    open_palette, window, desk_session, qtbot, settle
):
    window.go("books")
    drafts = desk_session.library.counts()["draft"]
    palette = open_palette()
    qtbot.keyClicks(palette.field, "accept and")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    settle(window)
    assert window.page() is window.pages["review"]
    assert desk_session.library.counts()["draft"] == drafts
    assert "Accept and next" in window.status.message.text()
    palette = open_palette()
    qtbot.keyClicks(palette.field, "accept and")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    settle(window)
    assert desk_session.library.counts()["draft"] == drafts - 1


def test_what_was_run_is_remembered(open_palette, window, desk_session, qtbot):
    palette = open_palette()
    qtbot.keyClicks(palette.field, "preflight")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert desk_session.settings.get("recent_commands") == ["go-preflight"]
    assert open_palette().texts()[0] == "Preflight"


@pytest.fixture
def japanese():
    use_language("ja")
    yield
    use_language("en")


def test_every_word_of_a_japanese_command_has_its_reading(window, japanese):
    """A kanji without a row in ``resources/readings.toml`` can't be found by typing it in kana."""
    texts = {_(row.command.text) for row in window.commands.rows}
    unread = {text: left for text in texts if (left := _kanji_in(read_aloud(text)))}
    assert unread == {}


def _kanji_in(text):
    return "".join(letter for letter in text if "一" <= letter <= "鿿")
