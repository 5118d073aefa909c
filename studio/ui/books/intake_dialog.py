"""Before books come in: what each file is read as, and what the curator says better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from studio.domain.work import Progress
from studio.i18n import _
from studio.services.books import ingest
from studio.services.books.ingest import BookFile, FilePreview, FileRead
from studio.services.session import Session
from studio.ui import theme
from studio.ui.books.intake_form import IntakeForm
from studio.ui.widgets.label import plain_tip, words
from studio.ui.worker import Task

LIST_WIDTH = 320


class IntakeDialog(QDialog):
    """Files on the left, the chosen one on the right; ``files_to_add()`` is what is to come in.

    Files are read on a thread of their own while the dialog is open; nothing is stored.
    """

    def __init__(
        self, session: Session, files: Sequence[Path], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Add books"))
        self.resize(980, 640)
        self._session = session
        self._wanted = [BookFile(path) for path in files]
        self._looks: list[FilePreview | None] = [None] * len(files)
        self._tasks: set[Task] = set()
        self._build()
        self.list.currentRowChanged.connect(self._show_row)
        self.list.itemChanged.connect(lambda _item: self._count())
        self.form.changed.connect(self._describe)
        self._look(range(len(files)))
        self.list.setCurrentRow(0)
        self._count()

    def _build(self) -> None:
        self.list = QListWidget()
        self.list.setObjectName("intakeFiles")
        self.list.setAccessibleName(_("Files to add"))
        self.list.setFixedWidth(LIST_WIDTH)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        for file in self._wanted:
            item = QListWidgetItem(file.path.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.list.addItem(item)
        self.form = IntakeForm()
        self.state = words("", "muted")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.add = self.buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self.add.setObjectName("addNow")
        self.add.setProperty("kind", "primary")
        self.add.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        halves = QHBoxLayout()
        halves.setSpacing(16)
        halves.addWidget(self.list)
        halves.addWidget(self.form, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.state)
        foot.addStretch(1)
        foot.addWidget(self.buttons)
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 16, 20, 16)
        body.setSpacing(12)
        body.addLayout(halves, 1)
        body.addLayout(foot)

    def files_to_add(self) -> list[BookFile]:
        """The files that are ticked, as the curator described them."""
        return [
            file
            for row, file in enumerate(self._wanted)
            if self.list.item(row).checkState() is Qt.CheckState.Checked
        ]

    def done(self, result: int) -> None:
        for task in self._tasks:
            task.blockSignals(True)
            task.cancel()
        super().done(result)

    def busy(self) -> bool:
        """Whether a file is still being read."""
        return bool(self._tasks)

    # -- reading ------------------------------------------------------------------------------

    def _look(self, rows: Sequence[int]) -> None:
        files = [self._wanted[row] for row in rows]
        task = Task(lambda session: ingest.preview_files(session, files))
        self._tasks.add(task)
        task.tell(
            self,
            on_progress=lambda progress: self._show_read(rows, progress),
            on_failed=self.state.setText,
            on_end=lambda: self._end(task),
        )
        task.start(self._session)
        self.state.setText(_("Reading …"))

    def _show_read(self, rows: Sequence[int], progress: Progress) -> None:
        if not isinstance(progress, FileRead):
            return
        row = rows[progress.done - 1]
        self._looks[row] = progress.preview
        self.state.setText(progress.line if progress.done < progress.total else "")
        self._mark(row, progress.preview)
        if row == self.list.currentRow():
            self._show_row(row)

    def _end(self, task: Task) -> None:
        self._tasks.discard(task)
        if not self._tasks:
            self.state.setText("")
        self._count()

    def _mark(self, row: int, look: FilePreview) -> None:
        """Say in the list what became of a file; what can't come in is not ticked."""
        item = self.list.item(row)
        name = look.path.name
        self.list.blockSignals(True)
        if look.book is None or look.same_file is not None:
            why = _("already in the library") if look.same_file else _("can't be read")
            item.setText(f"{name}\n{why}")
            item.setForeground(theme.color("muted" if look.same_file else "bad"))
            item.setCheckState(Qt.CheckState.Unchecked)
        else:
            title = self._wanted[row].title or look.book.title
            twin = _("same work as a book you have") if look.twins else name
            item.setText(f"{title}\n{twin}")
            item.setForeground(theme.color("warn" if look.twins else "ink"))
            # A second copy of a work would make its author twice as loud: only if it is wanted.
            alike = any(twin.likeness >= ingest.ALIKE for twin in look.twins)
            item.setCheckState(Qt.CheckState.Unchecked if alike else Qt.CheckState.Checked)
        item.setToolTip(plain_tip(str(look.path)))
        self.list.blockSignals(False)
        self._count()

    # -- what the curator does ----------------------------------------------------------------

    def _show_row(self, row: int) -> None:
        if 0 <= row < len(self._wanted):
            self.form.show_file(self._wanted[row], self._looks[row])

    def _describe(self, file: BookFile) -> None:
        row = self.list.currentRow()
        before = self._wanted[row]
        self._wanted[row] = replace(file, path=before.path)
        if (before.encoding, before.ruby) != (file.encoding, file.ruby):
            self._looks[row] = None
            self.form.show_file(self._wanted[row], None)
            self._look([row])
            return
        look = self._looks[row]
        if look is not None and look.book is not None and not look.same_file:
            ticked = self.list.item(row).checkState()
            self._mark(row, look)
            self.list.item(row).setCheckState(ticked)

    def _count(self) -> None:
        ticked = len(self.files_to_add())
        self.add.setText(_("Add {n} books").format(n=ticked) if ticked != 1 else _("Add book"))
        self.add.setEnabled(bool(ticked) and all(look is not None for look in self._looks))
