"""The window's entry: it opens what it can, and says in one line what it can't."""

import pytest

from studio import app
from studio.domain.work import Progress
from studio.services.session import Session
from studio.services.settings.prices import Prices, overrides_file
from studio.services.settings.settings import Settings, data_folder
from studio.ui.singletons import keep_singletons


@pytest.fixture
def studio(qapp):
    keep_singletons()
    studio = app.Studio(qapp)
    yield studio
    if studio.window is not None:
        studio.window.close()
    studio.close()


@pytest.fixture
def sample():
    """A sample library at its place, small and made at once."""
    path = data_folder() / "sample.studio"
    path.parent.mkdir(parents=True)
    Session.open(path, create=True).close()
    return path


def damaged(tmp_path):
    path = tmp_path / "last.studio"
    path.write_text("no library")
    Settings().set("last_library", str(path))
    return path


def test_a_price_table_broken_by_hand_does_not_keep_the_window_shut(studio, sample, qtbot):
    overrides_file().parent.mkdir(parents=True, exist_ok=True)
    overrides_file().write_text("[[model]\nname =")
    studio.open_first([str(sample)])
    qtbot.waitUntil(lambda: "can't be read" in studio.window.notice.text.text())
    assert "prices.toml" in studio.window.notice.text.text()
    assert "default prices are used" in studio.window.notice.text.text()
    assert studio.window.session.prices.models == Prices.load_shipped().models


def test_the_sample_library_is_whole_when_it_stands_at_its_place():
    path = app.sample_library()
    assert path == data_folder() / "sample.studio"
    with Session.open(path) as session:
        assert session.library.counts()["accepted"] > 0
    assert [entry.name for entry in path.parent.iterdir() if entry.is_dir()] == []


def test_a_sample_that_was_broken_off_is_made_again():
    def broken_off(path):
        Session.open(path, create=True).close()
        yield Progress()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        app.sample_library(broken_off)
    assert not (data_folder() / "sample.studio").exists()


def test_a_data_folder_that_cant_be_made_is_one_line(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("STUDIO_DATA_DIR", str(tmp_path / "file" / "data"))
    assert app.main([]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_damaged_last_library_opens_the_sample_and_says_why(studio, sample, tmp_path, qtbot):
    path = damaged(tmp_path)
    studio.open_first([])
    qtbot.waitUntil(lambda: studio.window.notice.isVisible())
    assert studio.window.session.library.path == sample
    assert str(path) in studio.window.notice.text.text()
    assert Settings().get("last_library") == str(path)


def test_a_library_that_was_named_and_is_none_opens_nothing_else(tmp_path, capsys):
    path = damaged(tmp_path)
    assert app.main([str(path)]) == 2
    assert str(path) in capsys.readouterr().err


def test_the_last_library_is_opened_again(studio, tmp_path):
    path = tmp_path / "mine.studio"
    Session.open(path, create=True).close()
    Settings().set("last_library", str(path))
    studio.open_first([])
    assert studio.window.session.library.path == path
