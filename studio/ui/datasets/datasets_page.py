"""Datasets: frozen versions, what is in them, what was written of them, what they would cost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHeaderView,
    QMessageBox,
    QTableWidgetItem,
    QWidget,
)

from studio.domain.dataset import Severity, Split, Version
from studio.domain.errors import CuratorError, StudioError
from studio.domain.preflight import Balance
from studio.domain.run import RunStatus
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import N_, _, add_in_brackets, plural
from studio.services import budget
from studio.services.comparison import leaks
from studio.services.session import Session
from studio.services.training.files import exports_folder
from studio.services.versions import export, freezing
from studio.services.versions.balance import balance_of
from studio.services.versions.difference import Difference, difference
from studio.ui.commands import LIBRARY, MAKE, Command
from studio.ui.datasets.consent import ask_first
from studio.ui.datasets.difference_view import SIDES
from studio.ui.datasets.freeze_dialog import FreezeChoice, FreezeDialog
from studio.ui.datasets.version_card import FileLine, VersionCard, full_name
from studio.ui.datasets.version_comparison import VersionComparison
from studio.ui.destination import Destination
from studio.ui.page import Page
from studio.ui.widgets import split
from studio.ui.widgets.button import make_button
from studio.ui.widgets.columns import fit_columns, remember_columns
from studio.ui.widgets.empty_page import EmptyPage
from studio.ui.widgets.label import page_title, words
from studio.ui.widgets.layout import make_row
from studio.ui.widgets.modal import show_modal
from studio.ui.widgets.plain_table import PlainTable
from studio.ui.widgets.stack import Stack

COLUMNS = (N_("No."), N_("Name"), N_("Rows"), N_("Tokens"), N_("Hash"), N_("Trained"))
HASH_SHOWN = 10  # characters of the hash in the list; all of it in the details
MOST_FINDINGS = 6
HASH, WIDE = 4, 960
"""The column of the hash, and from how many pixels of the page there is room for it."""


class DatasetsPage(Page):
    """The list of versions on the left, the chosen one on the right."""

    name = "datasets"
    title = N_("Datasets")
    counted = "versions"
    commands = (
        Command("freeze", N_("Freeze a version…"), "Ctrl+Shift+F", LIBRARY, "freeze", MAKE),
        Command("export", N_("Export the version…"), "Ctrl+Shift+E", LIBRARY, "export", MAKE),
    )

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._versions: list[Version] = []
        self._validated: dict[int, str] = {}
        # By older and newer.
        self._changes: dict[tuple[int, int], tuple[int, int, int]] = {}
        self._counting: set[tuple[int, int]] = set()
        self._build()
        self.table.itemSelectionChanged.connect(self._show_chosen)
        self.freeze_button.clicked.connect(self.freeze)
        self.empty.clicked.connect(self.freeze)
        self.card.export.connect(self.export)
        self.card.train.connect(self.export_and_train)
        self.card.delete.connect(self.delete)
        self.card.compare.connect(self.compare_with)
        self.comparison.back.connect(self.leave_comparison)
        self.comparison.wanted.connect(self.compare)

    def _build(self) -> None:
        self.table = PlainTable(
            "versions", _("Dataset versions"), [_(column) for column in COLUMNS]
        )
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        remember_columns(self.table, "versions", self.session.settings)
        self.card = VersionCard()
        self.empty = EmptyPage()
        self.empty.go.connect(self.go)
        self.comparison = VersionComparison()
        full = split.Split(
            "datasets",
            Qt.Orientation.Horizontal,
            (self.table, 11),
            (self.card, 10),
            settings=self.session.settings,
        )
        self.stack = Stack(full, self.empty, self.comparison)
        self.freeze_button = make_button("freezeVersion", _("Freeze version"))
        self.ready = words("", "muted")
        head = make_row(page_title(_(self.title)), self.ready, None, self.freeze_button)
        self.lay_out(head, self.stack)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The card says it, too; a name that can't be read is worse.
        self.table.setColumnHidden(HASH, self.width() < WIDE)

    def arrive(self, destination: Destination) -> None:
        """Show one version."""
        if destination.number is not None:
            self.choose(destination.number)

    def place(self) -> Destination | None:
        version = self.current_version()
        return Destination(self.name, number=version.number) if version is not None else None

    def focus_widget(self) -> QWidget:
        return self.table

    # -- what it shows ------------------------------------------------------------------------

    def refresh(self, changes: Changes) -> None:
        if changes.touches(Change.PAIRS):
            self._show_ready()
        if changes.touches(Change.VERSIONS, Change.RUNS, Change.EXPORTS, Change.SETTINGS):
            self._load()

    def current_version(self) -> Version | None:
        """The version that is selected in the list."""
        row = self.table.currentRow()
        return self._versions[row] if 0 <= row < len(self._versions) else None

    def choose(self, number: int) -> None:
        """Select a version in the list."""
        for row, version in enumerate(self._versions):
            if version.number == number:
                self.table.selectRow(row)

    def _load(self) -> None:
        before = self.current_version()
        library = self.session.library
        self._versions = sorted(library.versions.list(), key=lambda v: v.number, reverse=True)
        runs = library.runs.list()
        done = {run.version for run in runs if run.status is RunStatus.SUCCEEDED}
        tried = {run.version for run in runs}
        self.table.blockSignals(True)
        self.table.setRowCount(len(self._versions))
        for row, version in enumerate(self._versions):
            trained = _("yes") if version.number in done else ""
            if not trained and version.number in tried:
                trained = _("not finished")
            texts = (
                str(version.number),
                version.name,
                f"{version.train + version.validation:,}",
                f"{version.train_tokens + version.validation_tokens:,}",
                version.hash[:HASH_SHOWN],
                trained,
            )
            for column, text in enumerate(texts):
                self.table.setItem(row, column, _item(text, right=column in (0, 2, 3)))
        self.table.blockSignals(False)
        fit_columns(self.table, "versions", self.session.settings)
        if self._versions:
            self.choose(before.number if before else self._versions[0].number)
        self._show_ready()
        self._show_chosen()

    def _show_ready(self) -> None:
        rows, tokens = self.session.library.pairs.accepted_tokens()
        text = _("{n:,} accepted pairs · {tokens:,} tokens").format(n=rows, tokens=tokens)
        if held_back := self.session.library.pairs.count_held_back():
            more = plural("{n} held back", "{n} held back", held_back)
            text = f"{text} · {more.format(n=f'{held_back:,}')}"
        self.ready.setText(text)
        self.freeze_button.setEnabled(rows > 0)
        self.freeze_button.setVisible(bool(self._versions))
        self.empty.show_words(
            _("No versions yet"),
            _(
                "A version is a frozen, numbered copy of the accepted pairs, split into rows "
                "for training and rows for validation. Every training uses one, so you "
                "always know what a model was trained on."
            ),
            _("Freeze version") if rows else _("Go to Review"),
            destination=None if rows else Destination("review"),
        )
        if not self._versions:
            self.stack.setCurrentIndex(1)
        elif self.stack.currentWidget() is self.empty:
            self.stack.setCurrentIndex(0)

    def _show_chosen(self) -> None:
        version = self.current_version()
        if version is None:
            return
        near = self.session.library.path.parent
        files = [
            FileLine(file.path, _relative_path(near, file.path), file.split, file.rows, file.sha256)
            for file in self.session.library.exports.list(version.number)
        ]
        others = [other for other in self._versions if other.number != version.number]
        self.card.show_version(version, files, self._cost(version), others)
        self.card.show_findings(self._validated.get(version.number, ""), "muted")
        self._show_changes(version)

    def _show_changes(self, version: Version) -> None:
        """How many rows are new, gone and other than in the version before; read once."""
        earlier = [other.number for other in self._versions if other.number < version.number]
        if not earlier:
            self.card.show_changes(_("The first version") if len(self._versions) > 1 else "")
            return
        both = (max(earlier), version.number)
        if both in self._changes:
            added, removed, changed = self._changes[both]
            self.card.show_changes(
                _(
                    "{added:,} added, {removed:,} removed, {changed:,} changed since version {n}"
                ).format(added=added, removed=removed, changed=changed, n=both[0])
            )
            return
        self.card.show_changes("…")
        if both in self._counting:
            return
        self._counting.add(both)

        def show(counts: tuple[int, int, int]) -> None:
            self._changes[both] = counts
            if (version := self.current_version()) is not None:
                self._show_changes(version)

        self.run(
            lambda session: _count_changes(session, *both),
            show,
            on_end=lambda: self._counting.discard(both),
        )

    def _cost(self, version: Version) -> str:
        try:
            quote = budget.quote_training(
                self.session, tokens=version.train_tokens, examples=version.train
            )
        except StudioError as error:
            return str(error)
        cost = budget.format_money(self.session, quote.usd)
        return _("{cost} with {model}, {epochs} epochs").format(
            cost=cost, model=quote.model, epochs=quote.epochs
        )

    # -- actions ------------------------------------------------------------------------------

    def freeze(self) -> None:
        """Ask what to hold out, then freeze the accepted pairs."""
        library = self.session.library
        accepted = library.pairs.accepted_tokens()[0]
        if not accepted:
            self.say_error(
                CuratorError(
                    _("No pair is accepted yet: accept some on the Review page first."),
                    leads_to="review",
                )
            )
            return
        dialog = FreezeDialog(
            accepted,
            self,
            tags=library.pairs.tags(),
            authors=sorted({book.author for book in library.books.list() if book.author}),
            held_back=library.pairs.count_held_back(),
        )
        if show_modal(dialog):
            self.freeze_as(dialog.choice())

    def freeze_as(self, choice: FreezeChoice) -> None:
        """Freeze with this choice."""

        def freeze(session: Session) -> Job[Version]:
            yield Progress(line=_("Freezing"))
            return freezing.freeze(session, choice.recipe, name=choice.name)

        def tell(version: Version) -> str:
            return _("{name} is frozen: {train:,} rows to train, {held:,} held out").format(
                name=full_name(version), train=version.train, held=version.validation
            )

        def show(version: Version) -> None:
            self.choose(version.number)
            self.message.emit(tell(version))
            self._look_for_leaks(version.number)

        self.run(
            freeze,
            show,
            title=_("Freezing a version"),
            result=tell,
            leads_to=lambda version: Destination("datasets", number=version.number),
        )

    def _look_for_leaks(self, number: int) -> None:
        """Say where a version trains on what a question set asks, with the way out."""

        def tell(pairs: tuple[int, ...]) -> None:
            if pairs:
                line = leaks.describe_set_leaks(number, pairs)
                self.say_error(CuratorError(line, leads_to="preflight"))

        self.run(
            lambda session: leaks.find_set_leaks(session, number),
            tell,
            on_progress=lambda _progress: None,
        )

    def delete(self) -> None:
        """Ask, then let the chosen version go; one that a run refers to stays, and that is said."""
        version = self.current_version()
        if version is not None and self.confirm_delete(version):
            number = version.number
            self.run(lambda session: freezing.delete(session, number))

    def confirm_delete(self, version: Version) -> bool:
        """Ask before a version goes: that can't be undone."""
        box = QMessageBox(self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle(_("Delete version"))
        box.setText(_("Delete version {n} “{name}”?").format(n=version.number, name=version.name))
        box.setInformativeText(
            _(
                "This deletes its {rows:,} rows and can't be undone. The pairs and the "
                "exported files stay, and its number is not used again."
            ).format(rows=version.train + version.validation)
        )
        go = box.addButton(_("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        show_modal(box)
        return box.clickedButton() is go

    def compare_with(self, other: int) -> None:
        """Hold the chosen version beside another one; the older of the two stands first."""
        version = self.current_version()
        if version is not None:
            self.compare(min(version.number, other), max(version.number, other))

    def compare(self, old: int, new: int) -> None:
        """Show what version ``new`` has that ``old`` has not, and the balance of both."""
        self.comparison.begin(self._versions, old, new)
        self.stack.setCurrentWidget(self.comparison)

        def show(both: Sides) -> None:
            if self.comparison.shows(old, new):
                self.comparison.show_both(*both)

        self.run(
            lambda session: _compare(session, old, new),
            show,
            on_error=lambda _line: self.leave_comparison(),
        )

    def leave_comparison(self) -> None:
        """Back to the list."""
        self.stack.setCurrentIndex(0 if self._versions else 1)
        self.card.compare_button.setFocus()

    def export(self) -> None:
        """Ask whether and where to, then write the files."""
        version = self.current_version()
        if version is not None:
            ask_first(self, version.number, lambda: self._export(version))

    def _export(self, version: Version) -> None:
        # A folder that is not there yet could be seen in the dialog, but not chosen.
        near = next(parent for parent in self._folder(version).parents if parent.is_dir())
        chosen = QFileDialog.getExistingDirectory(
            self, _("Export version {n} to").format(n=version.number), str(near)
        )
        if chosen:
            form = str(self.card.form.currentData())
            self.export_to(version.number, Path(chosen), form=form)

    def export_to(
        self,
        number: int,
        folder: Path,
        then: Callable[[], None] | None = None,
        *,
        form: str = "openai",
    ) -> None:
        """Write a version's files and say what the validation found in them."""

        line = _("Version {n} was exported to {folder}").format(n=number, folder=folder)

        def show(verdict: str) -> None:
            self._validated[number] = verdict
            self._show_chosen()
            self.message.emit(line)
            if then is not None:
                then()

        self.run(
            lambda session: _export_and_check(session, number, folder, form),
            show,
            title=_("Exporting version {n}").format(n=number),
            result=lambda verdict: f"{line}\n{verdict}",
            leads_to=Destination("datasets", number=number),
        )

    def export_and_train(self) -> None:
        """Write the files beside the library, then go to the training page with this version."""
        version = self.current_version()
        if version is not None:
            number = version.number
            folder = self._folder(version)
            written = partial(self.go.emit, Destination("training", number=number))
            ask_first(self, number, lambda: self.export_to(number, folder, written))

    def _folder(self, version: Version) -> Path:
        return exports_folder(self.session) / f"version-{version.number}"


def _count_changes(session: Session, old: int, new: int) -> Job[tuple[int, int, int]]:
    """How many rows were added, removed and changed."""
    yield Progress()
    return Done(Changes(), difference(session, old, new).counts)


Sides = tuple[tuple[Version, Version], Difference, tuple[Balance, Balance]]


def _compare(session: Session, old: int, new: int) -> Job[Sides]:
    """Two versions, what differs, and the balance of both."""
    yield Progress(line=_("Comparing version {old} with {new}").format(old=old, new=new))
    versions = (session.library.versions.get(old), session.library.versions.get(new))
    differences = difference(session, old, new)
    yield Progress(line=_("Counting what is in them"))
    balances = (balance_of(session, old), balance_of(session, new))
    return Done(Changes(), (versions, differences, balances))


def _export_and_check(session: Session, number: int, folder: Path, form: str) -> Job[str]:
    """Write a version; the value says in a few lines what the validation found."""
    yield Progress(line=_("Writing version {n}").format(n=number))
    done = export.write(session, number, folder, form=form)
    yield Progress(line=_("Checking the files"), changes=done.changes)
    # Of another form the rows were validated, too; but its file is not a provider's.
    files = done.value if form in ("openai", "dpo") else []
    lines: list[str] = []
    for file in files:
        model = session.model()
        for finding in freezing.validate(file.path, model=model).findings:
            # A provider's least number of rows holds for training, not for validation.
            if finding.line is None and file.split is Split.VALIDATION:
                continue
            where = _("{split} line {n}: ") if finding.line else _("{split}: ")
            word = _("error") if finding.severity is Severity.ERROR else _("note")
            head = where.format(split=_(SIDES[file.split]), n=finding.line)
            lines.append(add_in_brackets(f"{head}{finding.message}", word))
    rows = sum(file.rows for file in files)
    summary = _("{n:,} rows checked line by line: valid.").format(n=rows)
    excerpt = lines[:MOST_FINDINGS]
    if len(lines) > MOST_FINDINGS:
        excerpt.append(_("and {n} more").format(n=len(lines) - MOST_FINDINGS))
    return Done(Changes(), "\n".join([summary, *excerpt]))


def _relative_path(folder: Path, path: Path) -> str:
    """A file beside the library by its way from there, another by its whole path."""
    return str(path.relative_to(folder) if path.is_relative_to(folder) else path)


def _item(text: str, *, right: bool) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return item
