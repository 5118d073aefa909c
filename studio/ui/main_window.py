"""The main window: a sidebar of pages, the status bar, and what leads from one page to another."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMessageBox,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from studio import __version__
from studio.domain.errors import StudioError
from studio.domain.work import EVERYTHING, Changes
from studio.i18n import _, find_language, language
from studio.services.session import Session
from studio.ui import theme
from studio.ui.composition import guard_composition
from studio.ui.destination import Destination
from studio.ui.guide_window import GuideWindow
from studio.ui.history.past import Past
from studio.ui.jobs import Jobs
from studio.ui.jobs_window import JobsWindow
from studio.ui.library_dialogs import ask_library, ask_new_library, ask_rows
from studio.ui.page import Page
from studio.ui.pages import PAGES
from studio.ui.settings.settings_dialog import SettingsDialog
from studio.ui.sidebar import Sidebar
from studio.ui.status_bar import StatusBar
from studio.ui.widgets.modal import show_modal
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.reading_order import move_focus
from studio.ui.widgets.remembered import recall_in_library, remember_in_library
from studio.ui.widgets.undo_bar import UndoBar
from studio.ui.window_commands import WindowCommands
from studio.ui.window_pages import WindowPages
from studio.ui.window_place import DESK, SMALLEST, describe_place, show_window
from studio.ui.worker import Worker

LAST_PAGES = "last_pages"
"""The setting that keeps which page was in view in each library."""


class MainWindow(QMainWindow):
    """One open library. What an action changed reaches the page in view at once, others when shown.

    It knows no page by name: what a page needs of the window, it declares (``studio/ui/page.py``).
    A page is built when it is first wanted.
    """

    library_wanted = Signal(object, bool)  # a path, and whether the library is to be made
    sample_wanted = Signal()
    explain_wanted = Signal(object, object)  # rows that failed, and the library to be made for them

    language_changed = Signal()  # the settings name another one

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.worker = Worker(session)
        self.jobs = Jobs(session)
        self.setWindowTitle(_("{library} – Passage Studio").format(library=session.library.name))
        self.resize(DESK)
        self.setMinimumSize(SMALLEST)
        self.pages = WindowPages(session, PAGES, self._take_page)
        # While another window is active.
        self._focus_before: QWidget | None = None
        self.jobs_window: JobsWindow | None = None
        self.guide: GuideWindow | None = None
        self._stale = {name: EVERYTHING for name in self.pages.kinds}
        self._frames: dict[str, QScrollArea] = {}
        self.commands = WindowCommands(self, self, session)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        guard_composition(application)
        self._build()
        self._connect()
        self.commands.build()
        self._show_undo_labels()
        self.stack.currentChanged.connect(lambda _index: self._show_undo_labels())
        self._show_counts()

    # -- how it is built ----------------------------------------------------------------------

    def _build(self) -> None:
        titles = [(name, _(kind.title)) for name, kind in self.pages.kinds.items()]
        self.sidebar = Sidebar(self.session.library.name, titles)
        self.status = StatusBar(self.session)
        self.notice = Notice()
        self.undo_bar = UndoBar()
        self.undo_bar.pressed.connect(self.commands.trigger)
        self.past = Past(self, self, self.session, self.undo_bar)
        self.stack = QStackedWidget()
        # Stands there until the first page is wanted.
        self.stack.addWidget(QWidget())
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.notice)
        right.addWidget(self.undo_bar)
        right.addWidget(self.stack, 1)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.sidebar)
        across.addLayout(right, 1)
        central = QWidget()
        body = QVBoxLayout(central)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addLayout(across, 1)
        body.addWidget(self.status)
        self.setCentralWidget(central)

    def _connect(self) -> None:
        self.notice.go.connect(self.go_to)
        self.sidebar.chosen.connect(self.go)
        self.jobs.changed.connect(lambda _job: self._show_jobs())
        self.status.jobs_button.clicked.connect(lambda _on=False: self.open_jobs())
        self._show_jobs()

    # -- pages --------------------------------------------------------------------------------

    def _take_page(self, page: Page) -> None:
        """Give a page that was just built its place and what it shares with the others."""
        page.worker = self.worker
        page.jobs = self.jobs
        page.changed.connect(self._spread)
        page.message.connect(self.status.say)
        page.going_on.connect(self.status.say_going_on)
        page.recounted.connect(self._show_counts)
        page.error.connect(self.notice.say)
        page.way_out.connect(self.notice.offer)
        page.undoable.connect(lambda line: self.undo_bar.say(line, _("Undo"), "undo"))
        page.go.connect(self.go_to)
        page.pair_tokens.connect(self.status.set_pair_tokens)
        self._frames[page.name] = _frame(page)
        self.stack.addWidget(self._frames[page.name])
        self.commands.take_page(page)

    def present(self) -> None:
        """Show the window where it stood last, and never larger than the screen."""
        show_window(self, str(self.session.settings.get("window_place")))

    def start(self) -> None:
        """Show the first page and pick up the runs that were under way."""
        counts = self.session.library.counts()
        kinds = self.pages.kinds
        names = [name for name, kind in kinds.items() if counts.get(kind.opens_with)]
        # Where there is work to go on with, it is in front; else the page that one was at, and in a
        # new library the first, where all begins.
        last = recall_in_library(self.session.settings, LAST_PAGES, self.session.library.path)
        self.go(next(iter([*names, *(name for name in kinds if name == last), *kinds])))
        for name, kind in kinds.items():
            if kind.is_awaited(self.session):
                self.pages[name].start()
        if self.session.settings.warning:
            self.notice.say(self.session.settings.warning)

    def page(self) -> Page | None:
        """The page in view; None before the first was wanted."""
        frame_in_view = self.stack.currentWidget()
        return next(
            (self.pages[n] for n, frame in self._frames.items() if frame is frame_in_view), None
        )

    def working_page(self) -> Page:
        """The page that work is done on: the one in view, before that the first."""
        return self.page() or self.pages.first()

    def go(self, name: str) -> None:
        """Show a page, and on it what changed since it was last in view."""
        page = self.pages[name]
        if self.page() is not page:
            self.notice.clear()
            # It belongs to what one saw change; elsewhere it would be in the way for good.
            self.undo_bar.clear()
            # The page says it anew where it has a pair.
            self.status.set_pair_tokens(-1)
        self.stack.setCurrentWidget(self._frames[name])
        self.sidebar.mark(name)
        self._freshen()
        # What it keeps itself, it says only now.
        self._show_undo_labels()
        # What was built or filled just now is laid out before it is drawn, not after.
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self._focus(page)

    def go_to(self, destination: Destination) -> None:
        """Go where a page leads: to another page, or to a dialog of the window."""
        if destination.name in self.pages:
            self.go(destination.name)
            self.pages[destination.name].arrive(destination)
            if destination.notice:
                self.notice.say(destination.notice)
        elif destination.name == "history" and destination.number is not None:
            self.past.open_pair(destination.number)
        else:
            self.commands.trigger(destination.name)

    def _focus(self, page: Page) -> None:
        """Put the keyboard where the work of a page is done."""
        widget = page.focus_widget()
        (widget if widget.isVisible() else page).setFocus()

    def _freshen(self) -> None:
        page = self.page()
        if page is not None:
            stale, self._stale[page.name] = self._stale[page.name], Changes()
            if stale.kinds:
                page.refresh(stale)

    def _spread(self, changes: Changes) -> None:
        for name in self._stale:
            self._stale[name] |= changes
        self._show_counts()
        self.status.refresh()
        self._show_undo_labels()
        self._freshen()
        self.past.refresh(changes)

    def _show_counts(self) -> None:
        numbers = self.pages.count(self.session.library.counts())
        self.sidebar.show_counts({name: f"{n:,}" if n else "" for name, n in numbers.items()})

    # -- commands -----------------------------------------------------------------------------

    def undo(self) -> None:
        """Take the last edit of the library back, whichever page it was made on; first what the
        page in view keeps itself."""
        page = self.page()
        if page is not None and page.undo_label():
            page.undo_own()
        else:
            self.past.undo()

    def redo(self) -> None:
        """Do again what was undone last; first what the page in view took back itself."""
        page = self.page()
        if page is not None and page.redo_label():
            page.redo_own()
        else:
            self.past.redo()

    def open_history(self) -> None:
        """Show the steps of the library, to go to any of them."""
        self.past.open_steps()

    def open_trash(self) -> None:
        """Show what was removed, to bring it back."""
        self.past.open_trash()

    def _show_undo_labels(self) -> None:
        journal, page = self.session.library.journal, self.page()
        own = page.undo_label() if page is not None else ""
        own_again = page.redo_label() if page is not None else ""
        for name, word, label in (
            ("undo", _("Undo"), own or journal.undo_label),
            ("redo", _("Redo"), own_again or journal.redo_label),
        ):
            self.commands.action(name).setText(f"{word} · {label}" if label else word)

    def search(self) -> None:
        """Put the cursor into the search field of the page in view, else into the pairs'."""
        page = self.page()
        field = page.search_field() if page is not None else None
        if field is None:
            # Of the pages that can search, the one that searches what the others lead to.
            name = [name for name, kind in self.pages.kinds.items() if kind.has_search][-1]
            self.go(name)
            field = self.pages[name].search_field()
        if field is not None:
            field.setFocus()
            field.selectAll()

    def say(self, line: str) -> None:
        """A line that passes, in the status bar."""
        self.status.say(line)

    def open_other(self, path: Path) -> None:
        """Open this library in place of the one that is open."""
        self.library_wanted.emit(path, False)

    def new_library(self) -> None:
        """Ask for a name and make an empty library."""
        if path := ask_new_library(self, _("New library")):
            self.library_wanted.emit(path, True)

    def open_library(self) -> None:
        """Ask for a library and open it in place of this one."""
        if path := ask_library(self, self.session.library.path):
            self.library_wanted.emit(path, False)

    def open_sample(self) -> None:
        """Open the library that comes with the studio, to try things out."""
        self.sample_wanted.emit()

    def explain(self) -> None:
        """Ask for rows that failed, and say why; no book is needed, and no pair is disturbed."""
        rows = ask_rows(self)
        if rows is None:
            return
        if not self.session.library.counts()["pairs"]:
            self.explain_rows(rows)
            return
        title = _("New library for {name}").format(name=rows.name)
        if path := ask_new_library(self, title, rows.stem):
            self.explain_wanted.emit(rows, path)

    def explain_rows(self, rows: Path) -> None:
        """Take rows in and show what preflight says of them."""
        self.go_to(Destination("books", rows=rows))

    def open_settings(self) -> None:
        """Ask for settings; what they change shows at once."""
        dialog = SettingsDialog(self.session, self)
        dialog.keys_wanted.connect(self.commands.change_keys)
        if show_modal(dialog):
            self.settings_spread()

    def settings_spread(self) -> None:
        """Show everything anew in the chosen look, for the chosen model."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        theme.apply(application, theme.scheme_for(str(self.session.settings.get("theme"))))
        self._spread(EVERYTHING)
        if find_language(str(self.session.settings.get("language"))) != language():
            self.language_changed.emit()

    def open_palette(self) -> None:
        """Every command by its words; those of the page in view come first."""
        self.commands.open_palette()

    def show_keys(self) -> None:
        """Every key on one sheet."""
        self.commands.open_key_sheet()

    def choose_theme(self, name: str) -> None:
        """Take another appearance; that it can't be kept is said."""
        try:
            self.session.settings.set("theme", name)
        except StudioError as error:
            self.notice.say(str(error))
        self.settings_spread()

    def has_theme(self, name: str) -> bool:
        return bool(self.session.settings.get("theme") == name)

    def open_jobs(self) -> None:
        """Show what long jobs are at and what they came to, beside the work."""
        if self.jobs_window is None:
            self.jobs_window = JobsWindow(self.jobs, self._title_of, self)
            self.jobs_window.go.connect(self.go_to)
        self.jobs_window.show()
        self.jobs_window.raise_()
        self.jobs_window.activateWindow()

    def _title_of(self, name: str) -> str:
        return _(self.pages.kinds[name].title) if name in self.pages else ""

    def _show_jobs(self) -> None:
        self.status.show_jobs(self.jobs.running(), len(self.jobs.list))

    def busy(self) -> bool:
        """Whether a page still does something off the window's thread."""
        return any(page.busy() for page in self.pages.built())

    def keep_typed(self) -> None:
        """Write down what is being typed, on whichever page."""
        for page in self.pages.built():
            page.leave()

    def show_guide(self) -> None:
        """Open the guide beside the work, at the page that tells of what is in view."""
        if self.guide is None:
            self.guide = GuideWindow(self.commands.keys_by_default, self)
        page = self.page()
        self.guide.open_at(page.name if page is not None else "")
        self.guide.show()
        self.guide.raise_()
        self.guide.activateWindow()

    def show_about(self) -> None:
        """Which program this is, and under which licence."""
        text = _("Passage Studio {version}\nTurns books into a fine-tuned model.\nApache-2.0")
        box = QMessageBox(self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(_("About Passage Studio"))
        box.setText(text.format(version=__version__))
        show_modal(box)

    # -- where the keyboard is ----------------------------------------------------------------

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes through the window as one reads it; but where the focus was only lost, because
        its widget was hidden, disabled or deleted, it belongs to the page and not to whatever
        comes next."""
        before = self.focusWidget()
        moved = move_focus(self, next) or super().focusNextPrevChild(next)
        # Qt asks before it hides or disables, so only a moment later it can be told which it was.
        QTimer.singleShot(0, self, lambda: self._keep_focus_on_page(before, self.focusWidget()))
        return moved

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            if not self.isActiveWindow():
                self._focus_before = self.focusWidget()
            else:
                before = self._focus_before
                QTimer.singleShot(
                    0, self, lambda: self._keep_focus_on_page(before, self.focusWidget())
                )

    def _keep_focus_on_page(self, before: QWidget | None, now: QWidget | None) -> None:
        """Back to the page, where its widget that had the focus can't have it any more."""
        page = self.page()
        lost = before is not None and not (isValid(before) and _takes_keys(before))
        if page is not None and lost and now is self.focusWidget() and before is not now:
            self._focus(page)

    # -- leaving ------------------------------------------------------------------------------

    def remember_place(self) -> None:
        """Keep size, position and page for the next start; that they can't be kept stops nobody."""
        if (page := self.page()) is not None:
            path = self.session.library.path
            remember_in_library(self.session.settings, LAST_PAGES, path, page.name)
        with suppress(StudioError):
            self.session.settings.set("window_place", describe_place(self))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what was typed and end the jobs; runs go on at their provider."""
        self.keep_typed()
        self.remember_place()
        for page in self.pages.built():
            page.stop()
        self.jobs.close()
        self.worker.close()
        super().closeEvent(event)


def _takes_keys(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled()


def _frame(page: Page) -> QScrollArea:
    """A page fits any window: on a low screen one scrolls it."""
    frame = QScrollArea()
    frame.setWidgetResizable(True)
    frame.setFrameShape(QFrame.Shape.NoFrame)
    frame.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    frame.setWidget(page)
    return frame
