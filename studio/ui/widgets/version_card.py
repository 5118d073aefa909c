"""One dataset version in full: its hash, split, cost, files and what was found in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from studio.domain.dataset import Version
from studio.i18n import _
from studio.services.export_forms import FORMS
from studio.ui.widgets.card import Card
from studio.ui.widgets.key_cap import KeyCap
from studio.ui.widgets.meter import Meter
from studio.ui.widgets.words import words

GROUP_WORDS = {"book": _("whole books"), "chapter": _("whole chapters"), "passage": _("passages")}


@dataclass(frozen=True)
class FileLine:
    """A file that was written of a version."""

    path: str
    split: str
    rows: int
    sha256: str


class VersionCard(Card):
    """Emits ``export`` and ``train``."""

    export = Signal()
    train = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = words("", "strong")
        self.meter = Meter()
        self.meter.setAccessibleName(_("Share of the rows one trains with"))
        self._facts = QGridLayout()
        self._facts.setColumnStretch(1, 1)
        self._facts.setHorizontalSpacing(12)
        self._facts.setVerticalSpacing(6)
        self._files = QVBoxLayout()
        self._files.setSpacing(4)
        self.findings = words("", "muted", wrap=True)
        self.export_button = QPushButton(_("Export"))
        self.export_button.setObjectName("export")
        self.form = QComboBox()
        self.form.setObjectName("exportForm")
        self.form.setAccessibleName(_("Form of the files"))
        self.form.setMinimumContentsLength(8)
        self.form.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for form in FORMS:
            self.form.addItem(form.title, form.name)
        self.train_button = QPushButton(_("Export and train"))
        self.train_button.setObjectName("exportAndTrain")
        self.train_button.setProperty("kind", "primary")
        deeds = QHBoxLayout()
        deeds.setSpacing(8)
        deeds.addWidget(self.train_button)
        deeds.addWidget(self.export_button)
        deeds.addWidget(self.form, 1)
        deeds.addWidget(KeyCap("Ctrl+E"))
        self.body.setSpacing(10)
        self.body.addWidget(self.heading)
        self.body.addWidget(self.meter)
        self.body.addLayout(self._facts)
        self.body.addWidget(words(_("Files"), "strong"))
        self.body.addLayout(self._files)
        self.body.addWidget(self.findings)
        self.body.addStretch(1)
        self.body.addLayout(deeds)
        self.export_button.clicked.connect(self.export)
        self.train_button.clicked.connect(self.train)

    def show_version(
        self, version: Version, files: Sequence[FileLine], cost: str, changes: str = ""
    ) -> None:
        """Show a version; ``changes`` says how it differs from the one before."""
        heading = _("Version {n} · {name}").format(n=version.number, name=version.name)
        self.heading.setText(heading)
        rows = version.train + version.validation
        self.meter.set_share(version.train / rows if rows else 0.0)
        split = _("{train:,} train · {validation:,} validation").format(
            train=version.train, validation=version.validation
        )
        tokens = _("{train:,} train · {validation:,} validation").format(
            train=version.train_tokens, validation=version.validation_tokens
        )
        leaks = _("none") if not version.leaks else str(version.leaks)
        facts = (
            (_("Rows"), split, ""),
            (_("Tokens"), tokens, ""),
            (_("Held out by"), GROUP_WORDS.get(version.group_by, version.group_by), ""),
            (_("Leaks"), leaks, "good" if not version.leaks else "bad"),
            (_("Seed"), str(version.seed), ""),
            (_("Frozen"), f"{version.created.astimezone():%Y-%m-%d %H:%M}", ""),
            (_("Hash"), version.hash[:32], ""),
            *([(_("Changes"), changes, "")] if changes else []),
            (_("Cost"), cost, "strong"),
        )
        _empty(self._facts)
        for row, (name, fact, tone) in enumerate(facts):
            self._facts.addWidget(words(name, "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            label = words(fact, tone, wrap=True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._facts.addWidget(label, row, 1)
        _empty(self._files)
        for file in files:
            text = _("{split} · {rows:,} rows · {path}").format(
                split=file.split, rows=file.rows, path=file.path
            )
            label = words(text, "muted", wrap=True)
            label.setToolTip("SHA-256 " + file.sha256)
            self._files.addWidget(label)
        if not files:
            self._files.addWidget(words(_("Not exported yet."), "muted"))

    def show_findings(self, text: str, tone: str) -> None:
        self.findings.setText(text)
        self.findings.setVisible(bool(text))


def _empty(layout: QGridLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
