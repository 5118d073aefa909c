"""Passages: each against its source, the cleaning rules, and the button that drafts pairs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from studio.domain.book import Passage, PassageStatus, Replacement
from studio.domain.work import Changes
from studio.i18n import _
from studio.services import clean, draft
from studio.services.session import Session
from studio.ui import theme
from studio.ui.page import Page
from studio.ui.passage_table import PassageTable
from studio.ui.widgets.card import Card
from studio.ui.widgets.empty_page import EmptyPage
from studio.ui.widgets.words import words
from studio.ui.worker import Worker

SEARCH_MS = 200
FILTERS: dict[PassageStatus | None, str] = {
    None: _("all {n}"),
    PassageStatus.NEW: _("{n} new"),
    PassageStatus.DRAFTED: _("{n} drafted"),
    PassageStatus.SKIPPED: _("{n} skipped"),
}


class PassagesPage(Page):
    """The table on top, source and cleaned text below, the rules on the right."""

    name = "passages"
    title = _("Passages")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.model = PassageTable(session.library, self)
        self._search = QTimer(self)
        self._search.setSingleShot(True)
        self._search.setInterval(SEARCH_MS)
        self._status: PassageStatus | None = None
        self._new = 0
        self._drafting: Worker | None = None
        self._counting: Worker | None = None
        self._build()
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_chosen())
        self.search.textChanged.connect(lambda _text: self._search.start())
        self._search.timeout.connect(self._load)
        self.draft_button.clicked.connect(self.draft)
        self.skip_button.clicked.connect(self.skip)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._say_selected())
        self.clean_button.clicked.connect(self.clean)

    def _build(self) -> None:
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setPlaceholderText(_("Search passages (Ctrl+F)"))
        self.search.setFixedWidth(260)
        self.draft_button = QPushButton(_("Draft pairs"))
        self.draft_button.setObjectName("draft")
        self.draft_button.setProperty("kind", "primary")
        self._build_table()
        self.source, self.cleaned = _reading(_("In the book")), _reading(_("Cleaned"))
        self.skip_button = QPushButton(_("Skip"))
        self.skip_button.setObjectName("skip")
        self.skip_button.setToolTip(_("Nothing is to be made of the selected passages"))
        self.selected = words("", "muted")
        deeds = QHBoxLayout()
        deeds.addWidget(self.skip_button)
        deeds.addWidget(self.selected)
        deeds.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(words(self.title, "title"))
        for chip in self._chips():
            top.addWidget(chip)
        top.addStretch(1)
        top.addWidget(self.search)
        top.addWidget(self.draft_button)
        texts = QHBoxLayout()
        texts.setSpacing(12)
        for heading, view in ((_("In the book"), self.source), (_("Cleaned"), self.cleaned)):
            card = Card()
            card.body.addWidget(words(heading, "strong"))
            card.body.addWidget(view, 1)
            texts.addWidget(card, 1)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.table, 5)
        left.addLayout(deeds)
        left.addLayout(texts, 6)
        full = QWidget()
        row = QHBoxLayout(full)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(left, 1)
        row.addWidget(self._rules_card())
        self.empty = EmptyPage()
        self.empty.show_words(
            _("Passages stand here"),
            _("A book is cut into passages by chapter, paragraph and length; from each, a pair is "
              "drafted. Add a book first (Ctrl+1)."),
        )  # fmt: skip
        self.stack = QStackedWidget()
        self.stack.addWidget(full)
        self.stack.addWidget(self.empty)
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 16, 20, 16)
        body.setSpacing(12)
        body.addLayout(top)
        body.addWidget(self.stack, 1)

    def _build_table(self) -> None:
        self.table = QTableView()
        self.table.setObjectName("passages")
        self.table.setAccessibleName(_("Passages"))
        self.table.setModel(self.model)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(30)
        self.table.setWordWrap(False)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for column, width in ((0, 150), (1, 150), (3, 70), (4, 80)):
            self.table.setColumnWidth(column, width)

    def _chips(self) -> list[QPushButton]:
        """The filters, which say how many there are of each."""
        self.chips: dict[PassageStatus | None, QPushButton] = {}
        group = QButtonGroup(self)
        for status in FILTERS:
            chip = QPushButton()
            chip.setObjectName(f"filter-{status or 'all'}")
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.setChecked(status is self._status)
            chip.clicked.connect(lambda _on=False, status=status: self._filter(status))
            group.addButton(chip)
            self.chips[status] = chip
        return list(self.chips.values())

    def _rules_card(self) -> Card:
        card = Card()
        card.setFixedWidth(280)
        card.body.addWidget(words(_("Cleaning rules"), "strong"))
        card.body.addWidget(
            words(_("Nothing touches the original; each can be taken back."), "muted", wrap=True)
        )
        inside = QWidget()
        inside.setAutoFillBackground(False)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(6)
        self.rules: dict[str, QCheckBox] = {}
        for name, title in clean.rule_titles():
            box = QCheckBox(title)
            box.setObjectName(f"rule-{name}")
            column.addWidget(box)
            self.rules[name] = box
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setObjectName("plain")
        area.setWidget(inside)
        card.body.addWidget(area, 1)
        self.clean_button = QPushButton(_("Clean with these"))
        self.clean_button.setObjectName("clean")
        card.body.addWidget(self.clean_button)
        return card

    def refresh(self, changes: Changes) -> None:
        if changes.touches("passages", "books", "settings"):
            self._load()
            force = clean.rules_in_force(self.session)
            for name, box in self.rules.items():
                box.setChecked(name in force)
        if changes.touches("books"):  # rules work on sources, which nothing else changes
            self._count_rules()

    def chosen(self) -> Passage | None:
        """The passage that is selected in the table."""
        row = self.table.currentIndex().row()
        return self.model.passage(row) if row >= 0 else None

    def draft(self) -> None:
        """Draft a pair from each new passage, one step to undo; asked again, stop."""
        if self._drafting is not None:
            self._drafting.cancel()  # what is finished is kept
            return
        if not self.draft_button.isEnabled():
            return
        endpoint = str(self.session.settings.get("draft_endpoint") or "")
        model = str(self.session.settings.get("draft_model") or "")
        method = "model" if endpoint else "extractive"

        def over(_result: object) -> None:
            self._drafting = None
            self._tell_draft()

        def done(changes: Changes) -> None:
            over(changes)
            report = changes.result
            if isinstance(report, draft.DraftReport):
                self.message.emit(
                    _("{n} drafts, {skipped} passages skipped. Review them: Ctrl+3").format(
                        n=report.pairs, skipped=report.skipped
                    )
                )

        self._drafting = self.run(
            lambda session: draft.draft_pairs(
                session, method=method, endpoint=endpoint, model=model
            ),
            done,
            on_error=over,
        )
        self._tell_draft()

    def skip(self) -> None:
        """Say that nothing is to be made of the selected passages; undo takes it back."""
        ids = self._selected_ids()
        if ids:
            self.changed.emit(draft.skip(self.session, ids))

    def clean(self) -> None:
        """Clean all passages with the ticked rules; one step to undo."""
        rules = [name for name, box in self.rules.items() if box.isChecked()]
        self.run(lambda session: clean.clean(session, rules))

    def _load(self) -> None:
        library = self.session.library
        kept = self.chosen()
        ids = library.passage_ids(status=self._status, search=self.search.text().strip())
        self.stack.setCurrentIndex(0 if library.counts()["passages"] else 1)
        self.model.show_ids(ids)
        row = ids.index(kept.id) if kept and kept.id in ids else 0
        if ids:
            self.table.selectRow(row)
        self._show_chosen()
        self._say_counts()
        self._say_selected()

    def _filter(self, status: PassageStatus | None) -> None:
        self._status = status
        self._load()

    def _say_counts(self) -> None:
        library = self.session.library
        self._new = len(library.passage_ids(status=PassageStatus.NEW))
        for status, chip in self.chips.items():
            n = (
                self._new
                if status is PassageStatus.NEW
                else len(library.passage_ids(status=status))
            )
            chip.setText(FILTERS[status].format(n=f"{n:,}"))
        self._tell_draft()

    def _tell_draft(self) -> None:
        running = self._drafting is not None
        self.draft_button.setEnabled(running or self._new > 0)
        if running:
            self.draft_button.setText(_("Stop drafting"))
        elif self._new:
            self.draft_button.setText(_("Draft {n} pairs").format(n=f"{self._new:,}"))
        else:
            self.draft_button.setText(_("All drafted"))

    def _selected_ids(self) -> list[int]:
        selection = self.table.selectionModel().selection()
        rows = (
            row
            for n in range(selection.size())
            for row in range(selection.at(n).top(), selection.at(n).bottom() + 1)
        )
        return [self.model.id_at(row) for row in sorted(set(rows))]

    def _say_selected(self) -> None:
        """Say how many are selected; stretches are counted, not rows, however many there are."""
        selection = self.table.selectionModel().selection()
        stretches = [selection.at(n) for n in range(selection.size())]
        count = sum(stretch.bottom() - stretch.top() + 1 for stretch in stretches)
        self.selected.setText(_("{n} selected").format(n=f"{count:,}"))
        self.skip_button.setEnabled(count > 0)

    def _count_rules(self) -> None:
        """Count behind the page what each rule does; a count that is out of date is given up."""
        if self._counting is not None:
            self._counting.cancel()
        titles = dict(clean.rule_titles())

        def done(changes: Changes) -> None:
            if self._counting is worker:
                self._counting = None
            for count in changes.result if isinstance(changes.result, list) else []:
                found = f"  {count.passages:,}" if count.passages else ""
                self.rules[count.rule].setText(titles[count.rule] + found)

        self._counting = worker = self.run(
            lambda session: clean.count_rules(session, list(self.rules)),
            done,
            on_progress=lambda _progress: None,
        )

    def _show_chosen(self) -> None:
        passage = self.chosen()
        if passage is None:
            self.source.clear()
            self.cleaned.clear()
            return
        self.source.setPlainText(passage.source)
        self.cleaned.setPlainText(passage.text)
        _mark(self.source, clean.changes_of(self.session, passage))


def _reading(name: str) -> QPlainTextEdit:
    view = QPlainTextEdit()
    view.setReadOnly(True)
    view.setAccessibleName(name)
    view.setFont(theme.serif(15))
    view.setTabChangesFocus(True)
    view.setProperty("tone", "reading")
    return view


def _mark(view: QPlainTextEdit, changes: list[Replacement]) -> None:
    """Show what the rules take off, on the ground of a warning."""
    marked = QTextCharFormat()
    marked.setBackground(theme.color("warn_soft"))
    marked.setForeground(theme.color("warn"))
    cursor = QTextCursor(view.document())
    text = view.toPlainText()
    units = _units(text)
    for change in changes:
        cursor.setPosition(units(change.start))
        cursor.setPosition(units(change.end), QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(marked)


def _units(text: str) -> Callable[[int], int]:
    """Qt counts in UTF-16; a character outside the basic plane is two of its units."""
    wide = [at for at, letter in enumerate(text) if ord(letter) > 0xFFFF]
    return lambda at: at + bisect_left(wide, at)
