"""The window's entry: open a library, show the window, load what is heavy behind it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from studio.domain.errors import CuratorError, DiskError, StudioError
from studio.domain.work import Changes, Done, Job, finish
from studio.i18n import _, use_language
from studio.os_errors import explain_os_error
from studio.services import demo
from studio.services.session import Session
from studio.services.settings.prices import Prices
from studio.services.settings.settings import Settings, data_folder
from studio.temporary_folder import TemporaryFolder, remove_leftovers
from studio.text.tokens import load
from studio.ui import theme
from studio.ui.experiments import report_pdf
from studio.ui.main_window import MainWindow
from studio.ui.qt_words import QtWords
from studio.ui.worker import Task

LOOK_AGAIN_MS = 15
CHECKED_FIRST = 20_000_000
"""Bytes of a library that is searched for damage before it is shown: 0.02 s, or 7,000 pairs. A
larger one is searched while it is shown."""


class Studio:
    """The program: one application, one window at a time."""

    def __init__(self, application: QApplication) -> None:
        self.application = application
        self.window: MainWindow | None = None
        self._search: Task | None = None
        self._qt_words = QtWords(application)
        self._speak()
        self._restyle()
        application.styleHints().colorSchemeChanged.connect(lambda _scheme: self._restyle())

    def open(
        self,
        path: Path,
        *,
        new: bool = False,
        because: str = "",
        then: Callable[[MainWindow], None] | None = None,
    ) -> None:
        """Open (or make) a library in the window; StudioError when that can't be.

        ``because`` says why it is not the library that was open last, which stays remembered;
        ``then`` is done when the window shows its first page.
        """
        prices, trouble = _prices()
        session = Session.open(path, create=new, prices=prices, checked_bytes=CHECKED_FIRST)
        loading = _load_behind(session.encoding())
        if self.window is not None:
            self.window.remember_place()
        old, self.window = self.window, MainWindow(session)
        self.window.library_wanted.connect(self._open_other)
        self.window.explain_wanted.connect(self._explain)
        self.window.sample_wanted.connect(self._open_sample)
        self.window.language_changed.connect(self._change_language)
        if not because:
            session.settings.set("last_library", str(path.resolve()))
            remember_library(session.settings, path)
        self.window.present()
        # Before the new one starts: what it does first may be a dialog, and wait for its end.
        if old is not None:
            self._wait_for_search()
            old.close()
            old.session.close()
            old.deleteLater()
        warning = " ".join(filter(None, (because, trouble)))
        self._start_when(loading, self.window, warning, then)

    def open_first(self, arguments: Sequence[str]) -> None:
        """Open what was named, or the last library; where that fails, the sample, saying why."""
        if arguments:
            self.open(Path(arguments[0]))
            return
        last = last_library()
        if last is None:
            self.open(sample_library())
            return
        try:
            self.open(last)
        except StudioError as error:
            sample = sample_library()
            if sample.resolve() == last.resolve():
                raise
            self.open(sample, because=str(error))

    def _start_when(
        self,
        loading: threading.Thread,
        window: MainWindow,
        warning: str,
        then: Callable[[MainWindow], None] | None,
    ) -> None:
        """Show the first page as soon as its tokens can be counted; the window is there before."""
        if window is not self.window:
            return
        if loading.is_alive():
            QTimer.singleShot(
                LOOK_AGAIN_MS, lambda: self._start_when(loading, window, warning, then)
            )
        else:
            window.start()
            self._look_for_damage(window)
            if warning:
                window.notice.say(warning)
            if then is not None:
                then(window)

    def _look_for_damage(self, window: MainWindow) -> None:
        """Search a large library for damage while it is shown; what is found stands above it."""
        if window.session.library.is_checked:
            return
        self._search = Task(_refuse_damage)
        self._search.tell(window, on_failed=window.notice.say)
        self._search.start(window.session)

    def _wait_for_search(self) -> None:
        # The last one to let go of a library says in it that nothing of it stands elsewhere.
        if self._search is not None:
            self._search.wait()
            self._search = None

    def close(self) -> None:
        """Let go of the library, and of Qt's words in another language."""
        self.application.removeTranslator(self._qt_words)
        self._wait_for_search()
        # A window whose first page is still awaited must not be started any more.
        window, self.window = self.window, None
        if window is not None:
            window.session.close()

    def _explain(self, rows: object, library: object) -> None:
        """Rows that failed, in a library of their own: what is open is not disturbed."""
        failed = Path(str(rows))
        self._open_other(library, True, lambda window: window.explain_rows(failed))

    def _open_sample(self) -> None:
        try:
            self._open_other(sample_library(), False)
        except StudioError as error:
            if self.window is not None:
                self.window.notice.say(str(error))

    def _open_other(
        self, path: object, new: bool, then: Callable[[MainWindow], None] | None = None
    ) -> None:
        try:
            self.open(Path(str(path)), new=new, then=then)
        except StudioError as error:
            if self.window is not None:
                # The library that is open stays open.
                self.window.notice.say(str(error))

    def _speak(self) -> None:
        """Speak the chosen language; Qt's own dialogs too."""
        code = use_language(str(Settings().get("language")))
        self.application.removeTranslator(self._qt_words)
        system = QLocale.system()
        QLocale.setDefault(system if system.name()[:2] == code[:2] else QLocale(code))
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._qt_words.load(f"qtbase_{code}", folder):
            self.application.installTranslator(self._qt_words)

    def _change_language(self) -> None:
        """Open the same library on the same page in a window of the other language.

        A window made anew has every word in it, and no page has to know how to change them.
        """
        window = self.window
        if window is None:
            return
        if window.jobs.running():
            # They would end with the window they belong to.
            line = _("The language changes as soon as the jobs under way are over.")
            window.notice.say(line)
            window.jobs.changed.connect(self._change_when_free)
            return
        self._speak()
        page = window.page()
        name = page.name if page is not None else ""
        places = list(filter(None, (page.place() for page in window.pages.built())))

        def go_on(window: MainWindow) -> None:
            for place in places:
                window.pages[place.name].arrive(place)
            if name:
                window.go(name)

        self._open_other(window.session.library.path, False, go_on)

    def _change_when_free(self) -> None:
        window = self.window
        if window is not None and not window.jobs.running():
            window.jobs.changed.disconnect(self._change_when_free)
            # Later: the job that has just ended still tells its page of it.
            QTimer.singleShot(0, self._change_language)

    def _restyle(self) -> None:
        theme.apply(self.application, theme.scheme_for(str(Settings().get("theme"))))


def _refuse_damage(session: Session) -> Done[None]:
    session.library.refuse_damage()
    return Done(Changes())


def _prices() -> tuple[Prices, str]:
    """The price table; where the curator's own can't be read the shipped one, and why."""
    try:
        return Prices.load(), ""
    except CuratorError as error:
        line = _("{why} Until then the default prices are used.")
        return Prices.load_shipped(), line.format(why=error)


def remember_library(settings: Settings, path: Path) -> None:
    """Put a library before the others that were open last."""
    recent = [str(path.resolve()), *settings.get("recent_libraries")]
    settings.set("recent_libraries", list(dict.fromkeys(recent)))


def last_library() -> Path | None:
    """The library that was open last, where it is still there."""
    last = Settings().get("last_library")
    return Path(str(last)) if last and Path(str(last)).is_file() else None


def sample_library(make: Callable[[Path], Job[Path]] = demo.sample_library) -> Path:
    """The sample library, made on the first start; under its name it is whole or not there."""
    sample = data_folder() / "sample.studio"
    if sample.exists():
        return sample
    try:
        sample.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryFolder(sample.parent) as making:
            made = making / sample.name
            finish(make(made))
            made.replace(sample)
    except OSError as error:
        line = _("The sample library can't be made in {folder}: {why}.")
        raise DiskError(line.format(folder=sample.parent, why=explain_os_error(error))) from error
    return sample


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window and stay until it is closed; 2 with one line where that can't be."""
    set_interface_size(str(Settings().get("interface_size")))
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Passage Studio")
    # What a window that was killed left of a library it only read.
    threading.Thread(target=remove_leftovers, daemon=True).start()
    studio = Studio(application)
    try:
        studio.open_first(sys.argv[1:] if arguments is None else arguments)
    except StudioError as error:
        line = " ".join(str(error).split())
        sys.stderr.write(f"studio: {line}\n")
        return 2
    status = application.exec()
    studio.close()
    return int(status)


def set_interface_size(size: str) -> None:
    """Let everything be drawn in this size, such as "130%"; before there is an application.

    All measures of the window are pixels, so that text alone would leave its fields. Whoever
    starts the program with a size of their own keeps it.
    """
    if size != "100%":
        os.environ.setdefault("QT_SCALE_FACTOR", str(int(size.rstrip("%")) / 100))


def _load_behind(encoding: str) -> threading.Thread:
    """Begin to load an encoding: half a second, while the window is being made and drawn."""
    loading = threading.Thread(target=load, args=[encoding], daemon=True)
    loading.start()
    return loading


def write_pdf(session: Session, path: Path, pair: tuple[int, int] | None = None) -> Job[Path]:
    """Write the report of all experiments as a PDF, for the command line: no screen is needed."""
    if QGuiApplication.instance() is None:
        # Kept, or it would be gone before the pages are set.
        _screenless.append(QGuiApplication([sys.argv[0], "-platform", "offscreen"]))
    return (yield from report_pdf.write_pdf(session, path, pair))


_screenless: list[QGuiApplication] = []
