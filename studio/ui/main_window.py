"""The main window: a sidebar of pages, the status bar, and what leads from one page to another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from studio.domain.work import Changes
from studio.i18n import _
from studio.services.pairs import review
from studio.services.session import Session
from studio.ui import theme
from studio.ui.books.books_page import BooksPage
from studio.ui.commands import COMMANDS, Actions
from studio.ui.comparison.comparison_page import ComparisonPage
from studio.ui.datasets.datasets_page import DatasetsPage
from studio.ui.keys_dialog import KeysDialog
from studio.ui.library_dialogs import ask_library, ask_new_library, ask_rows
from studio.ui.page import EVERYTHING, Page
from studio.ui.palette import Palette
from studio.ui.passages.passages_page import KEYS as PASSAGE_KEYS
from studio.ui.passages.passages_page import PassagesPage
from studio.ui.preflight.preflight_page import PreflightPage
from studio.ui.review.review_page import ReviewPage
from studio.ui.settings.settings_dialog import SettingsDialog
from studio.ui.sidebar import Sidebar
from studio.ui.status_bar import StatusBar
from studio.ui.training.training_page import TrainingPage
from studio.ui.widgets.notice import Notice

COUNTED = {
    "books": "books",
    "passages": "passages",
    "review": "draft",
    "datasets": "versions",
    "training": "runs",
    "comparison": "comparisons",
}
PAGE_KEYS = (
    (_("Passages"), PASSAGE_KEYS),
    (
        _("Review"),
        (
            ("Ctrl+Return", _("Accept and next")),
            ("Ctrl+Backspace", _("Reject")),
            ("Alt+Right", _("Later")),
            ("Alt+Left", _("Previous")),
            ("Ctrl+B", _("The place in the book")),
        ),
    ),
    (
        _("Comparison"),
        (
            ("1", _("Answer 1 is better")),
            ("2", _("Answer 2 is better")),
            ("0", _("Equally good")),
            ("9", _("Neither is good")),
            ("Space", _("Next")),
        ),
    ),
)


class MainWindow(QMainWindow):
    """One open library. What a deed changed reaches the page in view at once, others when shown."""

    library_wanted = Signal(object, bool)  # a path, and whether the library is to be made
    explain_wanted = Signal(object, object)  # rows that failed, and the library to be made for them

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.setWindowTitle(_("{library} – Passage Studio").format(library=session.library.name))
        self.resize(1280, 800)
        self.setMinimumSize(900, 560)
        self.books = BooksPage(session)
        self.passages = PassagesPage(session)
        self.review = ReviewPage(session)
        self.preflight = PreflightPage(session)
        self.datasets = DatasetsPage(session)
        self.training = TrainingPage(session)
        self.comparison = ComparisonPage(session)
        self.pages: dict[str, Page] = {
            page.name: page
            for page in (
                self.books,
                self.passages,
                self.review,
                self.preflight,
                self.datasets,
                self.training,
                self.comparison,
            )
        }
        self._stale = {name: EVERYTHING for name in self.pages}
        self.commands = Actions(self)
        self._build()
        self._connect()
        self._attach()
        self._show_counts()

    # -- how it is built ----------------------------------------------------------------------

    def _build(self) -> None:
        titles = [(name, page.title) for name, page in self.pages.items()]
        self.sidebar = Sidebar(self.session.library.name, titles)
        self.status = StatusBar(self.session)
        self.notice = Notice()
        self.stack = QStackedWidget()
        self.stack.addWidget(QWidget())  # stands there until the first page is wanted
        self._frames = {name: _frame(page) for name, page in self.pages.items()}
        for frame in self._frames.values():
            self.stack.addWidget(frame)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.notice)
        right.addWidget(self.stack, 1)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.sidebar)
        across.addLayout(right, 1)
        whole = QWidget()
        body = QVBoxLayout(whole)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addLayout(across, 1)
        body.addWidget(self.status)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        for page in self.pages.values():
            page.changed.connect(self._changed)
            page.message.connect(self.status.say)
            page.error.connect(self.notice.say)
            page.pairs_wanted.connect(self._show_pairs)
        self.sidebar.chosen.connect(self.go)
        self.books.explain_wanted.connect(self.explain)
        self.preflight.explain_wanted.connect(self.explain)
        self.review.pair_tokens.connect(self.status.set_pair_tokens)
        self.review.passage_wanted.connect(self._open_passage)
        self.preflight.page_wanted.connect(self._go_and_choose)
        self.datasets.train_version.connect(self._train_version)
        self.training.compare_run.connect(self._compare_run)

    def _attach(self) -> None:
        deeds: dict[str, Callable[[], object]] = {
            "new-library": self.new_library,
            "open-library": self.open_library,
            "explain": self.explain,
            "add-books": lambda: self._on("books", self.books.choose_files),
            "draft-pairs": lambda: self._on("passages", self.passages.draft),
            "freeze": lambda: self._on("datasets", self.datasets.freeze),
            "export": lambda: self._on("datasets", self.datasets.export),
            "train": lambda: self._on("training", self.training.train),
            "settings": self.open_settings,
            "quit": self.close,
            "undo": self.undo,
            "redo": self.redo,
            "search": self.search,
            "palette": self.open_palette,
            "keys": self.show_keys,
        }
        for name in self.pages:
            deeds[name] = partial(self.go, name)
        for name, deed in deeds.items():
            self.commands.attach(name, deed)
        self._tell_undo()

    # -- pages --------------------------------------------------------------------------------

    def start(self) -> None:
        """Show the first page and pick up the runs that were under way."""
        counts = self.session.library.counts()
        self.go("review" if counts["draft"] else "books")
        self.stack.setFocus()
        self.training.pick_up()
        if self.session.settings.warning:
            self.notice.say(self.session.settings.warning)

    def page(self) -> Page | None:
        """The page in view; None before the first was wanted."""
        shown = self.stack.currentWidget()
        return next((self.pages[n] for n, frame in self._frames.items() if frame is shown), None)

    def go(self, name: str) -> None:
        """Show a page, and on it what changed since it was last in view."""
        if self.page() is not self.pages[name]:
            self.notice.clear()
        self.stack.setCurrentWidget(self._frames[name])
        self.sidebar.mark(name)
        self.status.pair.setVisible(name == self.review.name)
        self._freshen()
        self._focus(name)

    def _focus(self, name: str) -> None:
        """Put the keyboard where the work of a page is done."""
        wanted = {
            "books": self.books.list,
            "passages": self.passages.table,
            "review": self.review.editor.prompt,
            "preflight": self.preflight.again_button,
            "datasets": self.datasets.table,
            "training": self.training.new_run.version,
            "comparison": self.comparison.questions,
        }[name]
        (wanted if wanted.isVisible() else self.pages[name]).setFocus()

    def _on(self, name: str, deed: Callable[[], object]) -> None:
        """Do something of a page where one sees it happen."""
        self.go(name)
        deed()

    def _freshen(self) -> None:
        page = self.page()
        if page is not None:
            stale, self._stale[page.name] = self._stale[page.name], Changes()
            if stale.kinds:
                page.refresh(stale)

    def _changed(self, changes: Changes) -> None:
        for name in self._stale:
            self._stale[name] |= changes
        self._show_counts()
        self.status.refresh()
        self._tell_undo()
        self._freshen()

    def _show_counts(self) -> None:
        counts = self.session.library.counts()
        shown = {name: counts.get(kind, 0) for name, kind in COUNTED.items()}
        self.sidebar.show_counts({name: f"{n:,}" if n else "" for name, n in shown.items()})

    def _train_version(self, number: int) -> None:
        self.go("training")
        self.training.choose_version(number)

    def _show_pairs(self, ids: list[int], why: str) -> None:
        self.go("review")
        self.review.show_pairs(ids, why)

    def _go_and_choose(self, name: str) -> None:
        """Go where a person has to choose: a page, or the settings."""
        if name in self.pages:
            self.go(name)
        else:
            self.open_settings()

    def _open_passage(self, number: int) -> None:
        self.go("passages")
        self.passages.open_passage(number)

    def _compare_run(self, number: int) -> None:
        self.go("comparison")
        self.comparison.choose_run(number)

    # -- commands -----------------------------------------------------------------------------

    def undo(self) -> None:
        """Take the last edit of the library back, whichever page it was made on."""
        self.review.flush()
        self._replay(review.undo(self.session), _("Undone: {what}"), _("Nothing to undo"))

    def redo(self) -> None:
        self.review.flush()
        self._replay(review.redo(self.session), _("Done again: {what}"), _("Nothing to redo"))

    def _replay(self, done: tuple[str, Changes] | None, said: str, nothing: str) -> None:
        if done is None:
            self.status.say(nothing)
            return
        self._changed(done[1])
        self.status.say(said.format(what=done[0]))

    def _tell_undo(self) -> None:
        journal = self.session.library.journal
        for name, word, label in (
            ("undo", _("Undo"), journal.undo_label),
            ("redo", _("Redo"), journal.redo_label),
        ):
            self.commands.action(name).setText(f"{word} · {label}" if label else word)

    def search(self) -> None:
        """Put the cursor into the search field of the page in view; the review page has one."""
        page = self.page()
        field = page.findChild(QLineEdit, "search") if page is not None else None
        if field is None:
            self.go("review")
            field = self.review.head.search
        field.setFocus()
        field.selectAll()

    def new_library(self) -> None:
        """Ask for a name and make an empty library."""
        if path := ask_new_library(self, _("New library")):
            self.library_wanted.emit(path, True)

    def open_library(self) -> None:
        """Ask for a library and open it in place of this one."""
        if path := ask_library(self, self.session.library.path):
            self.library_wanted.emit(path, False)

    def explain(self) -> None:
        """Ask for rows that failed, and say why; no book is needed, and no pair is disturbed."""
        rows = ask_rows(self)
        if rows is None:
            return
        if not self.session.library.counts()["pairs"]:
            self.explain_rows(rows)
            return
        title = _("A library of its own for {name}").format(name=rows.name)
        if path := ask_new_library(self, title, rows.stem):
            self.explain_wanted.emit(rows, path)

    def explain_rows(self, rows: Path) -> None:
        """Take rows in and show what preflight says of them."""
        self.go("books")
        self.books.take_rows(rows, then=lambda: self.go("preflight"))

    def open_settings(self) -> None:
        """Ask for settings; what they change shows at once."""
        if SettingsDialog(self.session, self).exec() == QDialog.DialogCode.Accepted:
            self.settings_changed()

    def settings_changed(self) -> None:
        """Show everything anew in the chosen look, for the chosen model."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        theme.apply(application, theme.chosen_scheme(str(self.session.settings.get("theme"))))
        self._changed(EVERYTHING)

    def open_palette(self) -> None:
        """Every command by its words."""
        Palette(self.commands, self).exec()

    def show_keys(self) -> None:
        """Every key in one table."""
        everywhere = [(command.shortcut, command.text) for command in COMMANDS]
        tables = [(_("Everywhere"), everywhere), *((of, list(keys)) for of, keys in PAGE_KEYS)]
        KeysDialog(tables, self).exec()

    # -- leaving ------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what was typed and end the jobs; runs go on at their provider."""
        self.review.flush()
        for page in self.pages.values():
            page.stop()
        super().closeEvent(event)


def _frame(page: Page) -> QScrollArea:
    """A page fits any window: on a low screen one scrolls it."""
    frame = QScrollArea()
    frame.setWidgetResizable(True)
    frame.setFrameShape(QFrame.Shape.NoFrame)
    frame.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    frame.setWidget(page)
    return frame
