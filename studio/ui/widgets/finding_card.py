"""One finding: how sure it is and why, the pairs it is about, and the button that mends it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from studio.domain.dataset import Severity
from studio.domain.preflight import PreflightFinding
from studio.i18n import _
from studio.services.preflight.fixes import BY_NAME
from studio.ui.widgets.card import Card
from studio.ui.widgets.chip import Chip
from studio.ui.widgets.lights import LESSONS
from studio.ui.widgets.words import words

SEVERITIES = {
    Severity.ERROR: (_("would be refused or cut"), "bad"),
    Severity.WARNING: (_("likely harm"), "warn"),
    Severity.NOTE: (_("note"), "accent"),
}


class FindingCard(Card):
    """Emits ``fix_wanted`` and ``pairs_wanted`` with its finding."""

    fix_wanted = Signal(object)
    pairs_wanted = Signal(object)

    def __init__(self, finding: PreflightFinding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding = finding
        self.body.setContentsMargins(14, 10, 14, 10)
        self.body.setSpacing(6)
        said, tone = SEVERITIES[finding.severity]
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
        foot.addWidget(words(source, "muted", wrap=True), 1)
        if finding.pairs:
            self.show_button = QPushButton(_("Show {n}").format(n=f"{len(finding.pairs):,}"))
            self.show_button.clicked.connect(lambda _on=False: self.pairs_wanted.emit(finding))
            foot.addWidget(self.show_button)
        fix = BY_NAME.get(finding.fix)
        if fix is not None:
            self.fix_button = QPushButton(fix.title)
            self.fix_button.setObjectName(f"fix-{finding.code}")
            self.fix_button.clicked.connect(lambda _on=False: self.fix_wanted.emit(finding))
            foot.addWidget(self.fix_button)
        self.body.addLayout(foot)
