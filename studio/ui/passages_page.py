"""Passages: each against its source, the cleaning rules, and the button that drafts pairs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QAbstractItemView,
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

from studio.domain.book import Passage, Replacement
from studio.domain.work import Changes, Job, Progress
from studio.i18n import _
from studio.services import draft, ingest
from studio.services.session import Session
from studio.ui import theme
from studio.ui.page import Page
from studio.ui.passage_table import PassageTable
from studio.ui.widgets.card import Card
from studio.ui.widgets.empty_page import EmptyPage
from studio.ui.widgets.words import words

SEARCH_MS = 200


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
        self._build()
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_chosen())
        self.search.textChanged.connect(lambda _text: self._search.start())
        self._search.timeout.connect(self._load)
        self.draft_button.clicked.connect(self.draft)
        self.clean_button.clicked.connect(self.clean)

    def _build(self) -> None:
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setPlaceholderText(_("Search passages (Ctrl+F)"))
        self.search.setFixedWidth(260)
        self.draft_button = QPushButton(_("Draft pairs"))
        self.draft_button.setObjectName("draft")
        self.draft_button.setProperty("kind", "primary")
        self.table = QTableView()
        self.table.setObjectName("passages")
        self.table.setAccessibleName(_("Passages"))
        self.table.setModel(self.model)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for column, width in ((0, 150), (1, 150), (3, 70), (4, 80)):
            self.table.setColumnWidth(column, width)
        self.source, self.cleaned = _reading(_("In the book")), _reading(_("Cleaned"))
        top = QHBoxLayout()
        top.addWidget(words(self.title, "title"))
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
        for name, title in ingest.rule_titles():
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
            force = ingest.rules_in_force(self.session)
            for name, box in self.rules.items():
                box.setChecked(name in force)
            self._count_rules()

    def focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def chosen(self) -> Passage | None:
        """The passage that is selected in the table."""
        row = self.table.currentIndex().row()
        return self.model.passage(row) if row >= 0 else None

    def draft(self) -> None:
        """Draft a pair from each new passage, offline; one step to undo."""
        self.draft_button.setEnabled(False)

        def done(changes: Changes) -> None:
            self.draft_button.setEnabled(True)
            report = changes.result
            if isinstance(report, draft.DraftReport):
                self.message.emit(
                    _("{n} drafts, {skipped} passages skipped. Review them: Ctrl+3").format(
                        n=report.pairs, skipped=report.skipped
                    )
                )

        self.run(
            lambda session: draft.draft_pairs(session), done,
            on_error=lambda _line: self.draft_button.setEnabled(True),
        )  # fmt: skip

    def clean(self) -> None:
        """Clean all passages with the ticked rules; one step to undo."""
        rules = [name for name, box in self.rules.items() if box.isChecked()]
        self.run(lambda session: ingest.clean(session, rules))

    def _load(self) -> None:
        library = self.session.library
        kept = self.chosen()
        ids = library.passage_ids(search=self.search.text().strip())
        self.stack.setCurrentIndex(0 if library.counts()["passages"] else 1)
        self.model.show_ids(ids)
        row = ids.index(kept.id) if kept and kept.id in ids else 0
        if ids:
            self.table.selectRow(row)
        self._show_chosen()

    def _count_rules(self) -> None:
        def job(session: Session) -> Job:
            yield Progress()
            return Changes(result=ingest.preview_cleaning(session, list(self.rules)))

        def done(changes: Changes) -> None:
            for count in changes.result if isinstance(changes.result, list) else []:
                title = dict(ingest.rule_titles())[count.rule]
                self.rules[count.rule].setText(f"{title}  {count.passages:,}")

        self.run(job, done)

    def _show_chosen(self) -> None:
        passage = self.chosen()
        if passage is None:
            self.source.clear()
            self.cleaned.clear()
            return
        self.source.setPlainText(passage.source)
        self.cleaned.setPlainText(passage.text)
        _mark(self.source, ingest.changes_of(self.session, passage))


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
    return lambda at: at + sum(1 for position in wide if position < at)
