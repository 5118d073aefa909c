"""Preflight: a verdict, six lights, what matters most with the button that mends it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from studio.domain.errors import StudioError
from studio.domain.preflight import PreflightFinding, Report
from studio.domain.work import Changes
from studio.i18n import N_, _
from studio.services.preflight import fixes, inspection, report
from studio.services.preflight.balance import part_of
from studio.services.session import Session
from studio.ui.destination import Destination
from studio.ui.page import Page
from studio.ui.preflight.balance_card import BalanceCard
from studio.ui.preflight.copies_review import keep_one_of_each
from studio.ui.preflight.finding_card import FindingCard
from studio.ui.preflight.lights import Lights
from studio.ui.widgets.card import Card
from studio.ui.widgets.empty_page import EmptyPage
from studio.ui.widgets.job_line import JobLine
from studio.ui.widgets.label import words
from studio.ui.worker import Worker

TOUCHED = ("pairs", "passages", "books", "versions", "runs", "comparisons", "settings")


class PreflightPage(Page):
    """Looks again when it is shown and something has changed; only what was edited is read."""

    name = "preflight"
    title = N_("Preflight")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._cache = inspection.Cache()
        self._report: Report | None = None
        self._looking: Worker | None = None
        self._stale = True
        self.cards: list[FindingCard] = []
        self._build()
        self.again_button.clicked.connect(lambda _on=False: self.look())
        self.save_button.clicked.connect(lambda _on=False: self.save())
        self.empty.clicked.connect(lambda: self.go.emit(Destination("explain")))
        self.empty.other_clicked.connect(lambda: self.go.emit(Destination("books")))
        self.balance.chosen.connect(self._show_part)

    def _build(self) -> None:
        self.again_button = QPushButton(_("Look again"))
        self.save_button = QPushButton(_("Save report…"))
        self.of = words("", "muted")
        self.verdict = words("", "question", wrap=True)
        self.lights = Lights()
        self.progress = JobLine()
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(words(_(self.title), "title"))
        top.addWidget(self.of)
        top.addStretch(1)
        top.addWidget(self.save_button)
        top.addWidget(self.again_button)
        head = Card()
        head.body.addWidget(self.verdict)
        head.body.addWidget(self.lights)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(head)
        halves = QHBoxLayout()
        halves.setSpacing(12)
        halves.addWidget(self._findings(), 13)
        halves.addWidget(self._balance(), 8)
        column.addLayout(halves, 1)
        self.empty = EmptyPage()
        self.empty.show_words(
            _("What would fail is said here"),
            _(
                "Before anything is paid, your pairs are looked at as an experienced engineer "
                "would: six lessons, and what mends each. Draft pairs from a book, or import the "
                "rows that failed last time: no book is needed."
            ),
            _("Explain a data set that failed…"),
            _("Add books…"),
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(full)
        self.stack.addWidget(self.empty)
        self.lay_out(top, self.progress, self.stack)

    def _findings(self) -> QScrollArea:
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 8, 0)
        self._list.setSpacing(8)
        self._list.addStretch(1)
        area = QScrollArea()
        area.setObjectName("plain")
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        return area

    def _balance(self) -> QScrollArea:
        self.balance = BalanceCard()
        area = QScrollArea()
        area.setObjectName("plain")
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The style makes the widget of such an area see-through; a card is not to be.
        inside = QWidget()
        around = QVBoxLayout(inside)
        around.setContentsMargins(0, 0, 4, 0)
        around.addWidget(self.balance)
        area.setWidget(inside)
        return area

    def focus_widget(self) -> QWidget:
        return self.again_button

    # -- looking ------------------------------------------------------------------------------

    def refresh(self, changes: Changes) -> None:
        if changes.touches(*TOUCHED):
            self._stale = True
            if self.isVisible():
                self.look()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.look()

    def look(self) -> None:
        """Look at the data set behind the page; asked while it looks, look once more after."""
        counts = self.session.library.counts()
        some = bool(counts["draft"] or counts["accepted"])
        self.stack.setCurrentIndex(0 if some else 1)
        for widget in (self.again_button, self.save_button):
            widget.setVisible(some)
        self._stale = not some
        if not some or self._looking is not None:
            self._stale = True
            return

        def done(changes: Changes) -> None:
            self._over()
            if isinstance(changes.result, Report):
                self.show_report(changes.result)
            if self._stale and self.isVisible():
                self.look()

        self._stale = False
        self._looking = self.run(
            lambda session: inspection.check(session, self._cache),
            done,
            on_progress=self.progress.show_progress,
            on_error=lambda _line: self._over(),
        )
        self.progress.follow(self._looking)

    def _over(self) -> None:
        self._looking = None
        self.progress.end()

    # -- what it shows ------------------------------------------------------------------------

    def show_report(self, found: Report) -> None:
        """Show a report; what matters most stands first."""
        self._report = found
        self.verdict.setText(found.verdict)
        said = (
            found.of,
            _("{n} tokens").format(n=f"{found.tokens:,}"),
            _("for {endpoints}").format(endpoints=", ".join(found.places)) if found.places else "",
        )
        self.of.setText(" · ".join(word for word in said if word))
        self.lights.show_lights(found.lights)
        self._show_findings(found)
        self.balance.show_report(found)

    def _show_findings(self, found: Report) -> None:
        while self._list.count() > 1:
            item = self._list.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        self.cards = []
        rest = [one for one in found.findings if one not in found.matters]
        for heading, findings in ((_("What matters most"), found.matters), (_("Also found"), rest)):
            if findings:
                self._list.insertWidget(self._list.count() - 1, words(heading, "strong"))
            for finding in findings:
                card = FindingCard(finding)
                card.fix_wanted.connect(self.fix)
                card.compare_wanted.connect(lambda one: keep_one_of_each(self, one))
                card.pairs_wanted.connect(lambda one: self._show_pairs(one.pairs, one.message))
                self._list.insertWidget(self._list.count() - 1, card)
                self.cards.append(card)

    def _show_part(self, what: str, key: str, called: str) -> None:
        """Show the pairs that a bar counts; a book without any is to be cut and drafted."""
        ids = part_of(self._cache.seen, what, key)
        if ids:
            self._show_pairs(ids, called)
        else:
            self.go.emit(Destination("passages"))

    def _show_pairs(self, ids: Sequence[int], reason: str) -> None:
        self.go.emit(Destination("review", pairs=tuple(ids), reason=reason))

    # -- deeds --------------------------------------------------------------------------------

    def fix(self, finding: PreflightFinding) -> None:
        """Mend what a finding is about: one step to undo; or go where a person has to choose."""
        known = fixes.BY_NAME[finding.fix]
        if known.deed is None:
            self.go.emit(Destination(known.page))
            return
        try:
            changes = fixes.fix(self.session, finding.fix, finding)
        except StudioError as error:
            self.error.emit(str(error))
            return
        self.message.emit(
            _("{what}: {n} pairs; Ctrl+Z takes it back").format(what=known.title, n=changes.result)
        )
        self.changed.emit(changes)

    def save(self) -> None:
        """Ask where to, and keep the report as a page or as JSON."""
        if self._report is None:
            return
        near = self.session.library.path.with_name(f"{self.session.library.name}-preflight.html")
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Save report"), str(near), _("Page (*.html);;JSON (*.json)")
        )
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Keep the report; its suffix says in which form."""
        if self._report is None:
            return
        text = report.to_json if path.suffix.lower() == ".json" else report.to_html
        try:
            path.write_text(text(self._report), encoding="utf-8")
        except OSError as error:
            self.error.emit(
                _("{path} can't be written: {why}.").format(path=path, why=error.strerror or error)
            )
            return
        self.message.emit(_("The report is kept in {path}").format(path=path))
