"""What differs between two versions: the rows on the left, the chosen one word for word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from studio.domain.dataset import Split
from studio.i18n import _
from studio.services.versions.difference import ChangedRow, Difference, DiffRow
from studio.text.similarity.word_diff import Piece, word_diff
from studio.ui import theme
from studio.ui.widgets.card import Card
from studio.ui.widgets.label import words

Index = QModelIndex | QPersistentModelIndex
KINDS = (
    ("changed", _("Changed {n:,}")),
    ("added", _("Added {n:,}")),
    ("removed", _("Removed {n:,}")),
)
PARTS = {
    "prompt": _("question"),
    "answer": _("answer"),
    "split": _("side"),
    "system": _("system message"),
    "rest": _("what else is in the row"),
}
SIDES = {Split.TRAIN: _("train"), Split.VALIDATION: _("validation")}
COLUMNS = (_("What"), _("Question"), _("Answer"))
LONGEST = 160  # characters of a cell


class DifferenceModel(QAbstractTableModel):
    """Rows of one kind; only those in view are ever asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[DiffRow | ChangedRow] = ()

    def show_rows(self, rows: Sequence[DiffRow | ChangedRow]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, at: int) -> DiffRow | ChangedRow | None:
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 # as Qt has it
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 # as Qt has it
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        shown = role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal
        return COLUMNS[section] if shown else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        row = self.row(index.row())
        if role != Qt.ItemDataRole.DisplayRole or row is None:
            return None
        if isinstance(row, ChangedRow):
            what, seen = ", ".join(PARTS[part] for part in row.parts), row.after
        else:
            what, seen = SIDES[row.split], row
        return (what, _one_line(seen.prompt), _one_line(seen.answer))[index.column()]


class DifferenceView(QWidget):
    """Chips choose between changed, added and removed rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found = Difference((), (), ())
        self.chips: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        chips = QHBoxLayout()
        chips.setSpacing(8)
        for kind, _text in KINDS:
            chip = QPushButton()
            chip.setObjectName(f"difference-{kind}")
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.clicked.connect(lambda _on=False, kind=kind: self.show_kind(kind))
            self._group.addButton(chip)
            self.chips[kind] = chip
            chips.addWidget(chip)
        chips.addStretch(1)
        self.model = DifferenceModel()
        self.table = _table(self.model)
        self.table.selectionModel().currentRowChanged.connect(
            lambda now, _before: self._show_row(self.model.row(now.row()))
        )
        self.text = QTextEdit()
        self.text.setObjectName("differenceText")
        self.text.setAccessibleName(_("The chosen row, word for word"))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.document().setDocumentMargin(0)
        self.text.setStyleSheet("QTextEdit { border: none; padding: 0; }")
        card = Card()
        self.legend = words(_("Underlined is new, struck out is gone."), "muted")
        card.body.addWidget(self.text, 1)
        card.body.addWidget(self.legend)
        both = QHBoxLayout()
        both.setSpacing(12)
        both.addWidget(self.table, 1)
        both.addWidget(card, 1)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        body.addLayout(chips)
        body.addLayout(both, 1)

    def show_difference(self, found: Difference) -> None:
        """Show what differs; the first kind of which there is any stands open."""
        self._found = found
        counts = {kind: len(getattr(found, kind)) for kind, _text in KINDS}
        for kind, text in KINDS:
            self.chips[kind].setText(text.format(n=counts[kind]))
            self.chips[kind].setEnabled(bool(counts[kind]))
        self.show_kind(next((kind for kind, count in counts.items() if count), "changed"))

    def show_kind(self, kind: str) -> None:
        """Show the rows of one kind."""
        self.chips[kind].setChecked(True)
        rows: Sequence[DiffRow | ChangedRow] = getattr(self._found, kind)
        self.model.show_rows(rows)
        self.legend.setVisible(kind == "changed")
        if rows:
            self.table.selectRow(0)
        else:
            self.text.setPlainText(_("The two versions have the same rows."))

    def _show_row(self, row: DiffRow | ChangedRow | None) -> None:
        self.text.clear()
        if row is None:
            return
        if isinstance(row, DiffRow):
            parts: list[tuple[str, Iterable[Piece]]] = [
                (_("Question"), [Piece("equal", row.prompt)]),
                (_("Answer"), [Piece("equal", row.answer)]),
                (_("Side"), [Piece("equal", SIDES[row.split])]),
            ]
        else:
            parts = [(_("Question"), row.prompt), (_("Answer"), row.answer)]
            if "split" in row.parts:
                sides = (SIDES[row.before.split], SIDES[row.after.split])
                parts.append(
                    (
                        _("Side"),
                        [Piece("delete", sides[0]), Piece("equal", " "), Piece("insert", sides[1])],
                    )
                )
            if "system" in row.parts:
                pieces = word_diff(row.before.system, row.after.system)
                parts.append((_("System message"), pieces))
            if "rest" in row.parts:
                said = _(
                    "Question and answer are the same; an earlier turn, a tool or a weight is not."
                )
                parts.append((_("What else is in the row"), [Piece("equal", said)]))
        _write(QTextCursor(self.text.document()), parts)


def _write(cursor: QTextCursor, parts: Iterable[tuple[str, Iterable[Piece]]]) -> None:
    """Headings with their pieces under them: text as text, no markup is ever built."""
    heading, small = QTextCharFormat(), theme.sans(12)
    heading.setFont(small)
    heading.setForeground(theme.color("muted"))
    above, below = QTextBlockFormat(), QTextBlockFormat()
    above.setTopMargin(10)
    below.setBottomMargin(6)
    below.setLineHeight(150, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    for number, (name, pieces) in enumerate(parts):
        if number:
            cursor.insertBlock()
            cursor.setBlockFormat(above)
        cursor.insertText(name, heading)
        cursor.insertBlock(below)
        for piece in pieces:
            cursor.insertText(piece.text, _look(piece.kind))


def _look(kind: str) -> QTextCharFormat:
    """Gone on a red ground and struck out, new on a green one and underlined: colours are not
    seen by all."""
    look = QTextCharFormat()
    look.setFont(theme.serif(15))
    look.setForeground(theme.color("ink"))
    if kind == "delete":
        look.setBackground(theme.color("bad_soft"))
        look.setFontStrikeOut(True)
    elif kind == "insert":
        look.setBackground(theme.color("good_soft"))
        look.setFontUnderline(True)
    return look


def _table(model: DifferenceModel) -> QTableView:
    table = QTableView()
    table.setObjectName("differenceRows")
    table.setAccessibleName(_("Rows that differ"))
    table.setModel(model)
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
    header.resizeSection(0, 120)
    return table


def _one_line(text: str) -> str:
    return " ".join(text[:LONGEST].split())
