"""One dataset version in full: how it was made, its split, cost, files and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from studio.domain.dataset import Split, Version
from studio.i18n import _
from studio.services.versions.formats import FORMATS
from studio.services.versions.recipe import (
    describe_held_back,
    describe_leaks,
    describe_order,
    describe_rows,
    describe_split,
    describe_tags,
)
from studio.ui.datasets.difference_view import SIDES
from studio.ui.widgets.button import DANGER, PRIMARY, make_button
from studio.ui.widgets.card import Card
from studio.ui.widgets.combo import combo
from studio.ui.widgets.flow_layout import FlowLayout, make_flow
from studio.ui.widgets.label import plain_tip, words
from studio.ui.widgets.layout import lay_out, make_column
from studio.ui.widgets.meter import Meter
from studio.ui.widgets.scroll_area import ScrollArea

HASH_SHOWN = 32  # characters; all of it in the tool tip


@dataclass(frozen=True)
class FileLine:
    """A file that was written of a version."""

    path: Path
    label: str
    split: str
    rows: int
    sha256: str


def full_name(version: Version) -> str:
    """A version's number and name, once where the number is its name."""
    numbered = _("Version {n}").format(n=version.number)
    return numbered if version.name == numbered else f"{numbered} · {version.name}"


class VersionCard(Card):
    """Emits ``export``, ``train``, ``delete``, and ``compare`` with the number of another one."""

    export = Signal()
    train = Signal()
    delete = Signal()
    compare = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = words("", "strong", wrap=True)
        self.meter = Meter()
        self.meter.setAccessibleName(_("Share of rows for training"))
        self.changes = words("", wrap=True)
        self.findings = words("", "muted", wrap=True)
        self.body.setSpacing(10)
        self.body.addWidget(self.heading)
        self.body.addWidget(self.meter)
        self.body.addWidget(self._make_reading(), 1)
        self.body.addLayout(self._make_comparing())
        self.body.addLayout(self._make_actions())

    def _make_reading(self) -> ScrollArea:
        """Facts, files and findings: they scroll, so that the buttons below stay in view."""
        self._facts = QGridLayout()
        self._facts.setColumnStretch(1, 1)
        self._facts.setHorizontalSpacing(12)
        self._facts.setVerticalSpacing(5)
        self._files = make_column(spacing=4)
        files = words(_("Files"), "strong")
        column = make_column(self._facts, files, self._files, self.findings, None, spacing=10)
        area = ScrollArea(lay_out(QWidget(), column), is_read=True)
        return area

    def _make_comparing(self) -> FlowLayout:
        self.other = combo("otherVersion", _("The version to compare with"), letters=14)
        self.compare_button = make_button("compareVersions", _("Compare with"))
        self.compare_button.clicked.connect(
            lambda _on=False: self.compare.emit(self.other.currentData())
        )
        self.delete_button = make_button("deleteVersion", _("Delete…"), DANGER)
        self.delete_button.clicked.connect(self.delete)
        return make_flow(self.compare_button, self.other, self.delete_button)

    def _make_actions(self) -> FlowLayout:
        self.train_button = make_button("exportAndTrain", _("Export and train"), PRIMARY)
        self.train_button.clicked.connect(self.train)
        self.export_button = make_button("export", _("Export"), command="export")
        self.export_button.clicked.connect(self.export)
        forms = ((form.name, _(form.title)) for form in FORMATS)
        self.form = combo("exportForm", _("File format"), forms, letters=14)
        return make_flow(self.train_button, self.export_button, self.form)

    def show_version(
        self,
        version: Version,
        files: Sequence[FileLine],
        cost: str,
        others: Sequence[Version] = (),
    ) -> None:
        """Show a version; ``others`` are those it can be held beside, the newest first."""
        heading = full_name(version)
        self.heading.setText(heading)
        rows = version.train + version.validation
        self.meter.set_share(version.train / rows if rows else 0.0)
        self.changes = words("", wrap=True)
        self._show_facts(version, cost, others)
        _empty(self._files)
        for file in files:
            text = _("{split} · {rows:,} rows · {path}").format(
                split=_(SIDES[Split(file.split)]), rows=file.rows, path=file.label
            )
            label = words(text, "muted", wrap=True)
            label.setToolTip(f"{file.path}\nSHA-256 {file.sha256}")
            self._files.addWidget(label)
        if not files:
            self._files.addWidget(words(_("Not exported yet."), "muted"))
        self._offer(version, others)

    def _show_facts(self, version: Version, cost: str, others: Sequence[Version]) -> None:
        split, tokens = (
            _("{train:,} train · {validation:,} validation").format(train=train, validation=held)
            for train, held in (
                (version.train, version.validation),
                (version.train_tokens, version.validation_tokens),
            )
        )
        twin = next((other.number for other in others if other.hash == version.hash), None)
        same = "" if twin is None else " · " + _("same rows as version {n}").format(n=twin)
        facts: tuple[tuple[str, str | QLabel, str], ...] = (
            (_("Rows"), split, ""),
            (_("Tokens"), tokens, ""),
            (_("Contents"), describe_rows(version.recipe), ""),
            (_("Held back"), describe_held_back(version), ""),
            (_("Held out"), describe_split(version), ""),
            (_("Tags"), describe_tags(version), ""),
            (_("Leaks"), describe_leaks(version), "good" if not version.leaks else "bad"),
            (_("Order"), describe_order(version.recipe), ""),
            (_("Frozen"), f"{version.created.astimezone():%Y-%m-%d %H:%M}", ""),
            (_("Hash"), version.hash[:HASH_SHOWN] + same, ""),
            (_("Changes"), self.changes if others else "", ""),
            (_("Cost"), cost, "strong"),
        )
        _empty(self._facts)
        row = 0
        for name, fact, tone in facts:
            if not fact:
                continue
            label = fact if isinstance(fact, QLabel) else words(fact, tone, wrap=True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            if name == _("Hash"):
                label.setToolTip(plain_tip(version.hash))
            self._facts.addWidget(words(name, "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(label, row, 1)
            row += 1

    def _offer(self, version: Version, others: Sequence[Version]) -> None:
        """The versions this one can be held beside; first the one before it."""
        self.other.clear()
        for other in others:
            self.other.addItem(full_name(other), other.number)
        # What one most often wants to know is what is new since last time.
        earlier = [at for at, other in enumerate(others) if other.number < version.number]
        self.other.setCurrentIndex(min(earlier, default=0))
        for widget in (self.other, self.compare_button):
            widget.setVisible(bool(others))

    def show_changes(self, text: str) -> None:
        """How it differs from the one before."""
        self.changes.setText(text)

    def show_findings(self, text: str, tone: str) -> None:
        self.findings.setText(text)
        self.findings.setVisible(bool(text))


def _empty(layout: QGridLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
