"""One finding: how sure it is and why, the pairs it is about, and the button that mends it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from studio.domain.dataset import Severity
from studio.domain.preflight import PreflightFinding
from studio.i18n import _
from studio.services.preflight.data_set import ASKED_FIRST
from studio.services.preflight.fixes import BY_NAME
from studio.ui.preflight.lights import LESSONS
from studio.ui.widgets.card import Card
from studio.ui.widgets.chip import Chip
from studio.ui.widgets.label import words

SEVERITIES = {
    Severity.ERROR: (_("would be refused or cut"), "bad"),
    Severity.WARNING: (_("likely harm"), "warn"),
    Severity.NOTE: (_("note"), "accent"),
}


SIDE_BY_SIDE = ("copies", "near-copies", "contradictions")
"""Findings whose groups are looked at member beside member."""


class FindingCard(Card):
    """Emits ``fix_wanted``, ``pairs_wanted`` and ``compare_wanted`` with its finding."""

    fix_wanted = Signal(object)
    pairs_wanted = Signal(object)
    compare_wanted = Signal(object)

    def __init__(self, finding: PreflightFinding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding = finding
        self.body.setContentsMargins(14, 10, 14, 10)
        self.body.setSpacing(6)
        said, tone = SEVERITIES[finding.severity]
        if finding.code.startswith(ASKED_FIRST) and finding.severity is not Severity.NOTE:
            said = _("to be settled first")  # nobody refuses it, and no model is worse for it
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(words(LESSONS[finding.lesson][0], "strong"))
        top.addWidget(Chip(said, tone))
        top.addStretch(1)
        source = finding.source or _("house heuristic")
        self.message = words(finding.message, wrap=True)
        self.body.addLayout(top)
        self.body.addWidget(self.message)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.source = words(source, "muted", wrap=True)
        foot.addWidget(self.source, 1)
        if finding.pairs:
            self.show_button = QPushButton(_("Show {n}").format(n=f"{len(finding.pairs):,}"))
            self.show_button.clicked.connect(lambda _on=False: self.pairs_wanted.emit(finding))
            foot.addWidget(self.show_button)
        if finding.code in SIDE_BY_SIDE:
            self.compare_button = QPushButton(_("Side by side"))
            self.compare_button.clicked.connect(lambda _on=False: self.compare_wanted.emit(finding))
            foot.addWidget(self.compare_button)
        fix = BY_NAME.get(finding.fix)
        if fix is not None:
            self.fix_button = QPushButton(fix.title)
            self.fix_button.setObjectName(f"fix-{finding.code}")
            self.fix_button.clicked.connect(lambda _on=False: self.fix_wanted.emit(finding))
            foot.addWidget(self.fix_button)
        self.body.addLayout(foot)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

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
