"""The main window: a sidebar of pages and a status bar, nothing more."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from studio.domain.errors import StudioError
from studio.domain.work import Changes
from studio.i18n import _
from studio.services import review, train
from studio.services.session import Session
from studio.ui.actions import COMMANDS, Actions
from studio.ui.books_page import BooksPage
from studio.ui.comparison_page import ComparisonPage
from studio.ui.datasets_page import DatasetsPage
from studio.ui.page import EVERYTHING, Page
from studio.ui.palette import Palette
from studio.ui.passages_page import PassagesPage
from studio.ui.review_page import ReviewPage
from studio.ui.settings_dialog import SettingsDialog
from studio.ui.sidebar import Sidebar
from studio.ui.status_bar import StatusBar
from studio.ui.training_page import TrainingPage


class MainWindow(QMainWindow):
    """Emits each change once; a hidden page remembers that it is stale."""

    library_wanted = Signal(object, bool)  # path, whether it is to be made

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.setWindowTitle(f"{session.library.name} — Passage Studio")
        self.resize(1280, 800)
        self.books = BooksPage(session)
        self.passages = PassagesPage(session)
        self.review = ReviewPage(session)
        self.datasets = DatasetsPage(session)
        self.training = TrainingPage(session)
        self.comparison = ComparisonPage(session)
        self.pages: dict[str, Page] = {
            page.name: page
            for page in (self.books, self.passages, self.review, self.datasets, self.training,
                         self.comparison)
        }  # fmt: skip
        self._stale = dict.fromkeys(self.pages, EVERYTHING)
        self.actions_table = Actions(self)
        self._build()
        self._connect()
        self._attach()
        counts = session.library.counts()
        self.open_page("review" if counts["draft"] else "books")
        if train.unfinished(session):
            self.training.pick_up()

    def _build(self) -> None:
        library = self.session.library.name
        self.sidebar = Sidebar(library, [(page.name, page.title) for page in self.pages.values()])
        self.status = StatusBar(self.session)
        self.stack = QStackedWidget()
        for page in self.pages.values():
            self.stack.addWidget(page)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(self.stack, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(middle, 1)
        column.addWidget(self.status)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        self.sidebar.chosen.connect(self.open_page)
        for page in self.pages.values():
            page.changed.connect(self.on_changed)
            page.message.connect(self.status.say)
            page.error.connect(self.status.say)
        self.review.pair_tokens.connect(self.status.set_pair_tokens)
        self.datasets.train_version.connect(self._train_version)
        self.training.compare_run.connect(self._compare_run)

    def _attach(self) -> None:
        attach = self.actions_table.attach
        for name in self.pages:
            attach(name, lambda name=name: self.open_page(name))
        attach("undo", lambda: self._step(forward=False))
        attach("redo", lambda: self._step(forward=True))
        attach("add-books", lambda: (self.open_page("books"), self.books.choose_files()))
        attach("draft-pairs", lambda: (self.open_page("passages"), self.passages.draft()))
        attach("freeze", lambda: (self.open_page("datasets"), self.datasets.freeze()))
        attach("export", lambda: (self.open_page("datasets"), self.datasets.export()))
        attach("train", lambda: (self.open_page("training"), self.training.train()))
        attach("new-library", lambda: self._choose_library(new=True))
        attach("open-library", lambda: self._choose_library(new=False))
        attach("settings", self.open_settings)
        attach("palette", lambda: Palette(self.actions_table, self).exec())
        attach("keys", self._show_keys)
        attach("search", self._search)
        attach("quit", self.close)

    def page(self) -> Page:
        """The page that is shown."""
        shown = self.stack.currentWidget()
        assert isinstance(shown, Page)
        return shown

    def open_page(self, name: str) -> None:
        """Show a page, refreshed by what it missed."""
        page = self.pages[name]
        self.stack.setCurrentWidget(page)
        self.sidebar.mark(name)
        self._freshen(name)
        self._show_counts()
        if name != "review":
            self.status.set_pair_tokens(-1)

    def on_changed(self, changes: Changes) -> None:
        """Tell the page that is shown at once, the others when they are opened."""
        if not changes.kinds:
            return
        for name in self.pages:
            self._stale[name] = self._stale[name] | changes
        self._freshen(self.page().name)
        self._show_counts()
        self.status.refresh()

    def open_settings(self) -> None:
        """Ask for settings; prices, tokens and the look follow."""
        if SettingsDialog(self.session, self).exec():
            self.on_changed(EVERYTHING)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Keep what is being typed, end the threads; runs go on at their endpoint."""
        self.review.flush()
        for page in self.pages.values():
            page.stop()
        super().closeEvent(event)

    def _freshen(self, name: str) -> None:
        missed, self._stale[name] = self._stale[name], Changes()
        if missed.kinds:
            self.pages[name].refresh(missed)

    def _show_counts(self) -> None:
        counts = self.session.library.counts()
        shown = {
            "books": counts["books"], "passages": counts["passages"], "review": counts["draft"],
            "training": counts["runs"], "comparison": counts["comparisons"],
        }  # fmt: skip
        texts = {name: f"{number:,}" if number else "" for name, number in shown.items()}
        texts["datasets"] = f"v{counts['versions']}" if counts["versions"] else ""
        self.sidebar.show_counts(texts)

    def _step(self, *, forward: bool) -> None:
        self.review.flush()
        try:
            done = review.redo(self.session) if forward else review.undo(self.session)
        except StudioError as error:
            self.status.say(str(error))
            return
        if done is None:
            self.status.say(_("Nothing to bring back") if forward else _("Nothing to take back"))
            return
        label, changes = done
        self.on_changed(changes)
        said = _("Done again: {label}") if forward else _("Taken back: {label}")
        self.status.say(said.format(label=label))

    def _train_version(self, number: int) -> None:
        self.open_page("training")
        self.training.choose_version(number)

    def _compare_run(self, number: int) -> None:
        self.open_page("comparison")
        self.comparison.choose_run(number)

    def _search(self) -> None:
        field = self.page().findChild(QLineEdit, "search") or self.page().findChild(
            QLineEdit, "searchPassages"
        )
        if isinstance(field, QLineEdit):
            field.setFocus()
            field.selectAll()

    def _choose_library(self, *, new: bool) -> None:
        kinds = _("Passage Studio library (*.studio)")
        ask = QFileDialog.getSaveFileName if new else QFileDialog.getOpenFileName
        title = _("New library") if new else _("Open library")
        name, _kind = ask(self, title, str(self.session.library.path.parent), kinds)
        if name:
            path = Path(name)
            self.library_wanted.emit(path if path.suffix else path.with_suffix(".studio"), new)

    def _show_keys(self) -> None:
        lines = [f"{command.shortcut:14}  {command.text.rstrip('…')}" for command in COMMANDS]
        lines += ["", _("Review: Ctrl+Return accepts, Ctrl+Backspace rejects, Ctrl+Right is later")]
        QMessageBox.information(self, _("Keys"), "\n".join(lines))
