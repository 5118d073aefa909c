"""The cleaning rules with what each would do, for the library or for one book."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from studio.i18n import _, join_title, plural
from studio.services.passages.clean import RuleCount
from studio.ui.widgets.button import QUIET, make_button
from studio.ui.widgets.card import Card
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import make_row
from studio.ui.widgets.scroll_area import ScrollArea

WIDTH = 280
COUNT_HEIGHT = 22


class RulesCard(Card):
    """Emits ``clean_wanted`` with the ticked rules, ``scope_changed`` when book or library is
    chosen, ``library_wanted`` when a book is to give up rules of its own, and ``listed`` with a
    rule whose passages are to be listed."""

    clean_wanted = Signal(list)
    scope_changed = Signal()
    library_wanted = Signal()
    listed = Signal(str)

    def __init__(self, titles: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH)
        self._titles = dict(titles)
        self.rules = {name: QCheckBox(title) for name, title in titles}
        self.counts: dict[str, QPushButton] = {}
        self.body.addWidget(words(_("Cleaning rules"), "strong"))
        self.body.addLayout(self._scopes())
        self.said = words("", "muted", wrap=True)
        self.body.addWidget(self.said)
        self.body.addWidget(self._boxes(), 1)
        self.own = QPushButton(_("Use the library's rules"))
        self.own.setObjectName("libraryRules")
        self.own.setProperty("kind", "quiet")
        self.own.clicked.connect(lambda _on=False: self.library_wanted.emit())
        self.clean_button = QPushButton(_("Apply rules"))
        self.clean_button.setObjectName("clean")
        self.clean_button.clicked.connect(
            lambda _on=False: self.clean_wanted.emit(self.active_rules())
        )
        self.body.addWidget(self.own)
        self.body.addWidget(self.clean_button)

    def _scopes(self) -> QHBoxLayout:
        self.library_chip, self.book_chip = QPushButton(_("all books")), QPushButton(_("this book"))
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(6)
        for name, chip in (("library", self.library_chip), ("book", self.book_chip)):
            chip.setObjectName(f"scope-{name}")
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.clicked.connect(lambda _on=False: self.scope_changed.emit())
            group.addButton(chip)
            row.addWidget(chip)
        row.addStretch(1)
        self.library_chip.setChecked(True)
        return row

    def _boxes(self) -> ScrollArea:
        inside = QWidget()
        inside.setAutoFillBackground(False)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(6)
        for name, box in self.rules.items():
            box.setObjectName(f"rule-{name}")
            # As high as with a figure beside it, so that rows keep their distance.
            box.setMinimumHeight(COUNT_HEIGHT)
            column.addLayout(make_row((box, 1), self._make_count(name), spacing=4))
        column.addStretch(1)
        return ScrollArea(inside)

    def _make_count(self, name: str) -> QPushButton:
        """How many passages a rule touches: a press lists them."""
        button = make_button(f"count-{name}", "", QUIET)
        button.setStyleSheet("padding: 0 6px;")
        button.setFixedHeight(COUNT_HEIGHT)
        button.clicked.connect(lambda _on=False: self.listed.emit(name))
        button.hide()
        self.counts[name] = button
        return button

    def of_book(self) -> bool:
        """Whether the rules of one book are shown."""
        return self.book_chip.isChecked()

    def active_rules(self) -> list[str]:
        return [name for name, box in self.rules.items() if box.isChecked()]

    def show_rules(self, in_force: Sequence[str], *, title: str, own: bool) -> None:
        """Tick the rules in force; ``title`` is the book's, ``own`` says the rules are its own."""
        for name, box in self.rules.items():
            box.setChecked(name in in_force)
        self.book_chip.setEnabled(bool(title))
        if self.of_book() and own:
            self.said.setText(_("Own rules for {title}").format(title=title))
        elif self.of_book():
            self.said.setText(_("{title} uses the library's rules").format(title=title))
        else:
            self.said.setText(_("The original is never changed; rules can be switched off again."))
        # Only what a book has of its own can be given up.
        self.own.setVisible(self.of_book() and own)

    def show_counts(self, counts: Sequence[RuleCount]) -> None:
        """Say beside each rule how many passages it touches."""
        for count in counts:
            button = self.counts[count.rule]
            button.setText(f"{count.passages:,}")
            button.setVisible(bool(count.passages))
            tip = plural("List the passage", "List the {n} passages", count.passages)
            button.setToolTip(tip.format(n=f"{count.passages:,}"))
            title = self._titles[count.rule]
            button.setAccessibleName(join_title(title, button.toolTip()))
