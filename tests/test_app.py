"""The window's entry: it opens what it can, and says in one line what it can't."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from studio import app
from studio.domain.errors import LibraryError
from studio.domain.work import Changes, Done, Progress, finish
from studio.i18n import language
from studio.services.books import ingest
from studio.services.session import Session
from studio.services.settings.prices import Prices, overrides_file
from studio.services.settings.settings import Settings, data_folder

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def studio(qapp):
    studio = app.Studio(qapp)
    yield studio
    if studio.window is not None:
        studio.window.close()
    studio.close()


def test_another_language_is_spoken_at_once_on_the_same_page(studio, sample, qtbot):
    studio.open_first([str(sample)])
    qtbot.waitUntil(lambda: studio.window.page() is not None)
    before = studio.window
    before.go("datasets")
    before.session.settings.set("language", "ja")
    before.settings_spread()
    qtbot.waitUntil(lambda: studio.window is not before and studio.window.page() is not None)
    assert language() == "ja"
    assert studio.window.page().name == "datasets"
    # Qt's own words, too: those of its dialogs.
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "キャンセル"


@pytest.mark.slow
def test_every_page_shows_in_another_language_what_it_showed(studio, tmp_path, qtbot):
    path = tmp_path / "two.studio"
    with Session.open(path, create=True) as session:
        session.settings.set("target_tokens", 60)
        for name in ("one", "two"):
            book = tmp_path / f"{name}.txt"
            text = "\n\n".join(
                f"{name} {n}: Begin today, because a habit is a wall." * 4 for n in range(8)
            )
            book.write_text(text, encoding="utf-8")
            finish(ingest.add_books(session, [book], title=name, author="A. Writer"))
    studio.open(path)
    qtbot.waitUntil(lambda: studio.window.page() is not None)
    before = studio.window
    before.go("passages")
    before.pages["passages"].open_passage(5)
    before.go("books")
    before.pages["books"].choose(2)
    before.session.settings.set("language", "ja")
    before.settings_spread()
    qtbot.waitUntil(lambda: studio.window is not before and studio.window.page() is not None)
    after = studio.window
    assert after.page().name == "books"
    assert after.pages["books"].current_book().id == 2
    assert after.pages["passages"].current_passage().id == 5
    assert after.menuBar().actions()[1].text().startswith("編集")


@pytest.mark.slow
def test_the_language_waits_for_the_jobs_under_way(studio, sample, qtbot):
    studio.open_first([str(sample)])
    qtbot.waitUntil(lambda: studio.window.page() is not None)
    before = studio.window
    go_on = threading.Event()

    def work(_session):
        while not go_on.is_set():
            yield Progress(line="at work")
            time.sleep(0.01)
        return Done(Changes(), "all of it")

    results = []
    before.pages["books"].run(work, results.append, title="A job")
    before.session.settings.set("language", "ja")
    before.settings_spread()
    qtbot.wait(100)
    assert studio.window is before and language() == "en"
    assert before.notice.isVisible()
    go_on.set()
    qtbot.waitUntil(lambda: studio.window is not before and studio.window.page() is not None)
    assert results == ["all of it"]
    assert language() == "ja"
    assert studio.window.jobs.list[0].line


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


SIGNALS = """
import sys
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Bell(QObject):
    loud, silent = Signal(bool), Signal()

application = QCoreApplication([])
bell = Bell()
bell.loud.connect(lambda _loud: None)
bell.silent.connect(lambda: None)
before = [sys.getrefcount(thing) for thing in (None, True)]
for _ in range(150_000):
    bell.loud.emit(True)
    bell.silent.emit()
after = [sys.getrefcount(thing) for thing in (None, True)]
print(max(abs(now - then) for now, then in zip(after, before)) < 1_000)
"""


def test_nothing_is_given_back_too_often_with_three_hundred_thousand_signals():
    """PySide6 6.12.0 takes a reference of None with each: Python 3.11 then stops at once."""
    assert run_python(["-c", SIGNALS]) == ("True\n", "", 0)


WALK = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from studio import app
from studio.ui.main_window import MainWindow

def window():
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))

def walk():
    if not any(window().stack.currentWidget() is frame for frame in window()._frames.values()):
        QTimer.singleShot(50, walk)  # it has not started yet
        return
    for page in window().pages:
        window().go(page)
        application.processEvents()
    window().go("review")
    window().commands.trigger("quit")

application = QApplication(["studio"])
QTimer.singleShot(0, walk)
sys.exit(app.main(sys.argv[1:]))
"""


def test_the_chosen_size_is_given_to_qt_unless_somebody_gave_one(monkeypatch):
    monkeypatch.setenv("QT_SCALE_FACTOR", "")
    monkeypatch.delenv("QT_SCALE_FACTOR")
    app.set_interface_size("100%")
    assert "QT_SCALE_FACTOR" not in os.environ
    app.set_interface_size("130%")
    app.set_interface_size("200%")
    assert os.environ["QT_SCALE_FACTOR"] == "1.3"


@pytest.mark.parametrize("platform", ["offscreen", "xcb"])
def test_the_program_starts_and_quits_without_a_word(tmp_path, sample, platform):
    if platform == "xcb" and not os.environ.get("DISPLAY"):
        pytest.skip("there is no display here")
    output, errors, status = run_python(["-c", WALK, str(sample)], QT_QPA_PLATFORM=platform)
    assert [line for line in errors.splitlines() if "propagateSizeHints" not in line] == []
    assert (output, status) == ("", 0)


def run_python(arguments, **environment):
    """Output, errors and exit status of a Python of its own."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout, done.stderr, done.returncode


@pytest.mark.slow
def test_a_large_library_is_searched_for_damage_while_it_is_shown(
    studio, sample, qtbot, monkeypatch
):
    monkeypatch.setattr(app, "CHECKED_FIRST", 1)
    studio.open_first([str(sample)])
    qtbot.waitUntil(lambda: studio.window.page() is not None)
    qtbot.waitUntil(lambda: studio._search.is_finished())
    assert studio.window.notice.isHidden() and not studio.window.session.library.is_checked


def overwrite_a_book(path):
    """Garble the file of a book, which nobody reads to open the library."""
    with Session.open(path) as session, session.library.transaction():
        session.library.connection.execute(
            "INSERT INTO book_source(text, raw, sha256) VALUES('', ?, '')", [b"\x01" * 200_000]
        )
    data = bytearray(path.read_bytes())
    at = data.index(b"\x01" * 4092) // 4096 * 4096
    data[at : at + 4096] = b"\xaa" * 4096
    path.write_bytes(data)


@pytest.mark.slow
def test_what_is_damaged_is_said_above_the_page(studio, sample, qtbot, monkeypatch):
    overwrite_a_book(sample)
    monkeypatch.setattr(app, "CHECKED_FIRST", 1)
    studio.open_first([str(sample)])
    qtbot.waitUntil(lambda: not studio.window.notice.isHidden())
    assert "damaged" in studio.window.notice.text.text()


@pytest.mark.slow
def test_a_small_library_that_is_damaged_is_not_opened(studio, sample, qtbot):
    overwrite_a_book(sample)
    with pytest.raises(LibraryError, match="damaged"):
        studio.open_first([str(sample)])


def test_a_studio_that_closes_before_its_first_page_starts_none(qapp, sample, qtbot, monkeypatch):
    loaded = threading.Event()
    loading = threading.Thread(target=loaded.wait, args=(60,))
    loading.start()
    monkeypatch.setattr(app, "_load_behind", lambda _encoding: loading)
    studio = app.Studio(qapp)
    studio.open_first([str(sample)])
    window = studio.window
    window.close()
    studio.close()
    loaded.set()
    loading.join()
    qtbot.wait(2 * app.LOOK_AGAIN_MS)  # an error in the window's loop fails the test
    assert window.page() is None
