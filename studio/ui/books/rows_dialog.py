"""Before rows come in: what format the file is in, which column is what, and its first rows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from studio.domain.work import Changes, Done
from studio.i18n import N_, _, join_list, join_title
from studio.services.pairs import row_import
from studio.services.pairs.row_import import ALL_GOOD, ENCODINGS, Choices, RowsPreview
from studio.services.session import Session
from studio.ui.widgets.combo import ComboBox, combo
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column
from studio.ui.widgets.plain_table import PlainTable
from studio.ui.worker import Task

ROLES = (
    ("prompt", N_("Question")),
    ("input", N_("Input, added to the question")),
    ("answer", N_("Answer")),
    ("system", N_("System message")),
)
"""What a column can be, as ``text.row_files`` names it."""
SHOWN = 50  # rows of the sample
LONGEST = 400  # characters of a cell


class RowsDialog(QDialog):
    """One file of rows; ``shape()`` and ``mapping()`` are what was chosen.

    A large workbook takes a second to look at, so that is done on a thread of its own.
    """

    def __init__(self, session: Session, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._looking: Task | None = None
        self.setWindowTitle(_("Import rows"))
        self.resize(980, 640)
        self._path = path
        self._looked: RowsPreview | None = None
        self._build()
        self.format.activated.connect(lambda _row: self._look_again())
        for box in (*self.columns.values(), self.good):
            box.activated.connect(lambda _row: self._look_again(with_columns=True))
        self.encoding.activated.connect(lambda _row: self._look_again())
        self.mend.toggled.connect(lambda _on: self._look_again(with_columns=True))
        self._look_again()

    def _build(self) -> None:
        self.said = words("", "muted", wrap=True)
        self.notice = words("", "banner", wrap=True)
        self.table = _sample_table()
        body = make_column(
            words(self._path.name, "strong"),
            self.notice,
            self._make_form(),
            self.said,
            (self.table, 1),
            self._make_buttons(),
            spacing=12,
        )
        lay_out(self, body, 20, 16, 20, 16)

    def _make_form(self) -> QGridLayout:
        formats = [("auto", _("Detect automatically")), *row_import.shape_titles()]
        self.format = combo("rowsFormat", _("Format"), formats)
        form = QGridLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.addWidget(words(_("Format"), "muted"), 0, 0)
        form.addWidget(self.format, 0, 1, 1, 3)
        self._add_columns(form)
        self._add_choices(form)
        form.setColumnStretch(1, 1)
        form.setColumnStretch(3, 1)
        return form

    def _add_columns(self, form: QGridLayout) -> None:
        """A box for each role a column can have, two in a row."""
        self.columns: dict[str, QComboBox] = {}
        self._labels: list[QWidget] = []
        for number, (role, label) in enumerate(ROLES):
            box = combo(f"column-{role}", _(label))
            caption = words(_(label), "muted")
            row, column = 1 + number // 2, 2 * (number % 2)
            form.addWidget(caption, row, column)
            form.addWidget(box, row, column + 1)
            self.columns[role] = box
            self._labels.append(caption)

    def _add_choices(self, form: QGridLayout) -> None:
        self.encoding = _encodings()
        self.good = ComboBox("goodAnswers", _("Good answers"))
        self.good_label = words(_("Good answers"), "muted")
        self.mend = QCheckBox(_("Fix what can be fixed without changing a word"))
        self.mend.setObjectName("mendRows")
        self.mend.setChecked(True)
        form.addWidget(words(_("Encoding"), "muted"), 3, 0)
        form.addWidget(self.encoding, 3, 1)
        form.addWidget(self.good_label, 3, 2)
        form.addWidget(self.good, 3, 3)
        form.addWidget(self.mend, 4, 1, 1, 3)

    def _make_buttons(self) -> QDialogButtonBox:
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.take = self.buttons.addButton(_("Import"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.take.setObjectName("importNow")
        self.take.setProperty("kind", "primary")
        self.take.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        return self.buttons

    def shape(self) -> str:
        """The format's name, or "auto"."""
        return str(self.format.currentData())

    def mapping(self) -> dict[str, str] | None:
        """The column of each role; None where the file has no columns to choose from."""
        if self._looked is None or not self._looked.mappable:
            return None
        chosen = {role: str(box.currentData() or "") for role, box in self.columns.items()}
        return {role: column for role, column in chosen.items() if column}

    def choices(self, *, with_columns: bool = True) -> Choices:
        """How the file is to be read; without columns, these and good answers are found anew."""
        return Choices(
            self.shape(),
            (self.mapping() or {}) if with_columns else {},
            str(self.encoding.currentData() or ""),
            str(self.good.currentData() or "") if with_columns else "",
            mend=self.mend.isChecked(),
        )

    def _look_again(self, *, with_columns: bool = False) -> None:
        choices = self.choices(with_columns=with_columns)
        path = self._path
        task = Task(lambda _session: Done(Changes(), row_import.preview_rows(path, choices)))
        task.tell(
            self,
            on_done=lambda done: self._show(task, done.value),
            on_failed=lambda line: self._fail(task, line),
        )
        if self._looking is not None:
            # What it finds is no longer asked for.
            self._looking.blockSignals(True)
        self._looking = task
        self.take.setEnabled(False)
        self.said.setText(_("Reading …"))
        task.start(self._session)

    def busy(self) -> bool:
        """Whether the file is still being looked at."""
        return self._looking is not None

    def done(self, result: int) -> None:
        if self._looking is not None:
            self._looking.blockSignals(True)
            self._looking.cancel()
        super().done(result)

    def _fail(self, task: Task, line: str) -> None:
        if task is self._looking:
            self._looking = None
            self._refuse(line)

    def _show(self, task: Task, looked: RowsPreview) -> None:
        if task is not self._looking:
            return
        self._looking, self._looked = None, looked
        self._show_columns(looked)
        self._show_verdicts(looked)
        self.mend.setVisible(bool(looked.mended) or not self.mend.isChecked())
        self._show_sample(looked)
        roles = {role: _(title) for role, title in ROLES}
        missing = join_list(roles.get(role, role) for role in looked.missing)
        if missing:
            self._tell(_("Choose the column for: {roles}").format(roles=missing))
        else:
            self._tell(_explain_verdicts(looked))
        self.said.setText(_summary(looked))
        ready = not missing and not looked.undecided
        self.take.setEnabled(ready and bool(looked.sample))

    def _refuse(self, line: str) -> None:
        self._tell(line)
        self.said.setText("")
        self.table.setRowCount(0)
        self.take.setEnabled(False)

    def _tell(self, line: str) -> None:
        self.notice.setText(line)
        self.notice.setVisible(bool(line))

    def _show_columns(self, looked: RowsPreview) -> None:
        for (role, _label), caption in zip(ROLES, self._labels, strict=True):
            box = self.columns[role]
            box.clear()
            box.addItem(_("(none)"), "")
            for column in looked.columns:
                box.addItem(column, column)
            box.setCurrentIndex(max(0, box.findData(looked.mapping.get(role, ""))))
            box.setVisible(looked.mappable)
            caption.setVisible(looked.mappable)

    def _show_verdicts(self, looked: RowsPreview) -> None:
        """Offer what may count as a good answer, where a column says how good each is."""
        for widget in (self.good, self.good_label):
            widget.setVisible(looked.verdicts is not None)
        self.good.clear()
        if looked.verdicts is None:
            return
        if looked.undecided:
            self.good.addItem(_("Choose …"), "")
        rules = [str(rule) for rule in looked.verdicts.rules]
        for rule in rules if looked.good in (*rules, "", ALL_GOOD) else (looked.good, *rules):
            self.good.addItem(_("Only rows with {rule}").format(rule=rule), rule)
        self.good.addItem(_("Every row"), ALL_GOOD)
        self.good.setCurrentIndex(max(0, self.good.findData(looked.good)))

    def _show_sample(self, looked: RowsPreview) -> None:
        self.table.setRowCount(min(SHOWN, len(looked.sample)))
        for row, texts in enumerate(looked.sample[:SHOWN]):
            for column, text in enumerate(texts):
                cell = " ".join(text[:LONGEST].split())
                self.table.setItem(row, column, QTableWidgetItem(cell))


def _summary(looked: RowsPreview) -> str:
    lines = [
        _("{format}; preview of the first {n} rows").format(
            format=looked.title, n=len(looked.sample) + len(looked.rejected)
        )
    ]
    lines += [
        _("To be fixed in {line}").format(line=line)
        for line in row_import.describe_mends(looked.mended)
    ]
    for note in looked.rejected[:3]:
        lines.append(
            _("Line {line} can't be imported: {why}").format(line=note.line, why=note.message)
        )
    if len(looked.rejected) > 3:
        lines.append(_("… and {n} more").format(n=len(looked.rejected) - 3))
    return "\n".join(lines)


def _sample_table() -> QTableWidget:
    table = PlainTable("rowsSample", _("First rows"), [_("Question"), _("Answer")])
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    return table


def _explain_verdicts(looked: RowsPreview) -> str:
    """What the column of verdicts says, and what comes of it."""
    verdicts = looked.verdicts
    if verdicts is None:
        return ""
    values = join_list(
        join_title(str(value), count) for value, count in list(verdicts.counts.items())[:6]
    )
    if looked.undecided:
        line = _(
            "“{column}” says how good each answer is ({values}). Choose which are good enough."
        )
    elif looked.good == ALL_GOOD:
        line = _("“{column}” says how good each answer is ({values}). Every row is taken.")
    else:
        line = _("“{column}” marks bad answers ({values}). They are left out.")
    return line.format(column=verdicts.column, values=values)


def _encodings() -> QComboBox:
    box = ComboBox("rowsEncoding", _("Encoding"))
    box.addItem(_("Detect automatically"), "")
    for name in ENCODINGS:
        box.addItem(name, name)
    return box
