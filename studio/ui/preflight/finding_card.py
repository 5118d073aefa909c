"""One finding: how sure it is and why, the pairs it is about, and the button that mends it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from studio.domain.dataset import Severity
from studio.domain.preflight import PreflightFinding
from studio.i18n import _
from studio.services.preflight.fixes import BY_NAME
from studio.services.preflight.titles import LESSONS, severity_title, source_title
from studio.text.excerpts import quote
from studio.ui.widgets.card import Card
from studio.ui.widgets.chip import Chip
from studio.ui.widgets.label import words

LONGEST = 60
"""Characters of a question in a menu."""
TONES = {Severity.ERROR: "bad", Severity.WARNING: "warn", Severity.NOTE: "accent"}
"""The colour of a severity."""


class FindingCard(Card):
    """Emits ``fix_wanted``, ``pairs_wanted`` and ``compare_wanted`` with its finding, and
    ``question_wanted`` with the number of one of the questions that it is about."""

    fix_wanted = Signal(object)
    pairs_wanted = Signal(object)
    compare_wanted = Signal(object)
    question_wanted = Signal(int)

    def __init__(
        self,
        finding: PreflightFinding,
        parent: QWidget | None = None,
        *,
        questions: Mapping[int, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(parent)
        self.finding = finding
        self._questions = questions
        self.fix_button: QPushButton | None = None
        self.body.setContentsMargins(14, 10, 14, 10)
        self.body.setSpacing(6)
        self.body.addLayout(self._head())
        self.message = words(finding.message, wrap=True)
        self.body.addWidget(self.message)
        self.body.addLayout(self._foot())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def _head(self) -> QHBoxLayout:
        finding = self.finding
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(words(_(LESSONS[finding.lesson]), "strong"))
        head.addWidget(Chip(severity_title(finding), TONES[finding.severity]))
        head.addStretch(1)
        return head

    def _foot(self) -> QHBoxLayout:
        finding = self.finding
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.source = words(source_title(finding), "muted", wrap=True)
        foot.addWidget(self.source, 1)
        if finding.pairs:
            self.show_button = QPushButton(_("Show {n}").format(n=f"{len(finding.pairs):,}"))
            self.show_button.clicked.connect(lambda _on=False: self.pairs_wanted.emit(finding))
            foot.addWidget(self.show_button)
        if self._questions:
            self.question_button = self._make_question_button()
            foot.addWidget(self.question_button)
        if finding.kind.side_by_side:
            self.compare_button = QPushButton(_("Side by side"))
            self.compare_button.clicked.connect(lambda _on=False: self.compare_wanted.emit(finding))
            foot.addWidget(self.compare_button)
        fix = BY_NAME.get(finding.fix)
        if fix is not None:
            self.fix_button = QPushButton(_(fix.title))
            self.fix_button.setObjectName(f"fix-{finding.code}")
            self.fix_button.clicked.connect(lambda _on=False: self.fix_wanted.emit(finding))
            foot.addWidget(self.fix_button)
        return foot

    def _make_question_button(self) -> QPushButton:
        """A button that leads to the question, or to any of them by a menu."""
        button = QPushButton(_("The question"))
        if len(self._questions) == 1:
            (number,) = self._questions
            button.clicked.connect(lambda _on=False: self.question_wanted.emit(number))
            return button
        button.setText(_("The questions"))
        menu = QMenu(button)
        for number, text in self._questions.items():
            # "&" would be taken for a key.
            action = menu.addAction(quote(text, LONGEST).replace("&", "&&"))
            action.triggered.connect(lambda _on=False, n=number: self.question_wanted.emit(n))
        button.setMenu(menu)
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()  # now the style sheet's letters are known

    def _fit(self) -> None:
        """Words that wrap need as much height as their width makes them, buttons all of theirs:
        a list of cards in a scroll area would be pressed together otherwise."""
        for label in (self.message, self.source):
            label.ensurePolished()
            label.setMinimumHeight(max(0, label.heightForWidth(label.width())))
        for button in self.findChildren(QPushButton):
            button.setMinimumHeight(button.sizeHint().height())
