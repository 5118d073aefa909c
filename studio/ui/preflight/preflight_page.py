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

from studio.domain.preflight import PreflightFinding, Report
from studio.domain.work import Changes
from studio.i18n import N_, _
from studio.services.preflight import fixes, inspection, report
from studio.services.preflight.balance import pairs_of_bar
from studio.services.preflight.pair_summaries import Cache
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
    """Checks again when it is shown and something has changed; only what was edited is read."""

    name = "preflight"
    title = N_("Preflight")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._cache = Cache()
        self._report: Report | None = None
        self._checking: Worker | None = None
        self._stale = True
        self.cards: list[FindingCard] = []
        self._build()
        self.again_button.clicked.connect(lambda _on=False: self.check())
        self.save_button.clicked.connect(lambda _on=False: self.save())
        self.empty.clicked.connect(lambda: self.go.emit(Destination("explain")))
        self.empty.other_clicked.connect(lambda: self.go.emit(Destination("books")))
        self.balance.chosen.connect(self._show_bar)

    def _build(self) -> None:
        self.again_button = QPushButton(_("Check again"))
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

    # -- checking -----------------------------------------------------------------------------

    def refresh(self, changes: Changes) -> None:
        if changes.touches(*TOUCHED):
            self._stale = True
            if self.isVisible():
                self.check()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.check()

    def check(self) -> None:
        """Check the data set behind the page; asked while it does, check once more after."""
        counts = self.session.library.counts()
        has_pairs = bool(counts["draft"] or counts["accepted"])
        self.stack.setCurrentIndex(0 if has_pairs else 1)
        for widget in (self.again_button, self.save_button):
            widget.setVisible(has_pairs)
        if not has_pairs or self._checking is not None:
            self._stale = True
            return

        def done(changes: Changes) -> None:
            self._end_check()
            if isinstance(changes.result, Report):
                self.show_report(changes.result)
            if self._stale and self.isVisible():
                self.check()

        self._stale = False
        self._checking = self.run(
            lambda session: inspection.check(session, self._cache),
            done,
            on_progress=self.progress.show_progress,
            on_error=lambda _line: self._end_check(),
        )
        self.progress.follow(self._checking)

    def _end_check(self) -> None:
        self._checking = None
        self.progress.end()

    # -- what it shows ------------------------------------------------------------------------

    def show_report(self, found: Report) -> None:
        """Show a report; what matters most stands first."""
        self._report = found
        self.verdict.setText(found.verdict)
        endpoints = ", ".join(found.endpoints)
        facts = (
            found.of,
            _("{n} tokens").format(n=f"{found.tokens:,}"),
            _("for {endpoints}").format(endpoints=endpoints) if endpoints else "",
        )
        self.of.setText(" · ".join(fact for fact in facts if fact))
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
        rest = [finding for finding in found.findings if finding not in found.matters]
        for heading, findings in ((_("What matters most"), found.matters), (_("Also found"), rest)):
            if findings:
                self._list.insertWidget(self._list.count() - 1, words(heading, "strong"))
            for finding in findings:
                self._list.insertWidget(self._list.count() - 1, self._card(finding))

    def _card(self, finding: PreflightFinding) -> FindingCard:
        card = FindingCard(finding)
        card.fix_wanted.connect(self.fix)
        card.compare_wanted.connect(lambda finding: keep_one_of_each(self, finding))
        card.pairs_wanted.connect(lambda finding: self._show_pairs(finding.pairs, finding.message))
        self.cards.append(card)
        return card

    def _show_bar(self, chart: str, key: str, label: str) -> None:
        """Show the pairs that a bar counts; a book without any is to be cut and drafted."""
        ids = pairs_of_bar(self._cache.checked, chart, key)
        if ids:
            self._show_pairs(ids, label)
        else:
            self.go.emit(Destination("passages"))

    def _show_pairs(self, ids: Sequence[int], reason: str) -> None:
        self.go.emit(Destination("review", pairs=tuple(ids), reason=reason))

    # -- actions ------------------------------------------------------------------------------

    def fix(self, finding: PreflightFinding) -> None:
        """Mend what a finding is about: one step to undo; or go where a person has to choose."""
        fix = fixes.BY_NAME[finding.fix]
        if fix.mend is None:
            self.go.emit(Destination(fix.page))
            return

        def say(changes: Changes) -> None:
            self.message.emit(
                _("{fix}: {n} pairs; Ctrl+Z takes it back").format(
                    fix=_(fix.title), n=changes.result
                )
            )

        # Condensing a thousand answers takes seconds, so it is not done on the window's thread.
        self.run(lambda session: fixes.mend(session, fix.name, finding), say)

    def save(self) -> None:
        """Ask where to, and keep the report as a page or as JSON."""
        if self._report is None:
            return
        library = self.session.library
        default = library.path.with_name(f"{library.name}-preflight.html")
        path, _filter = QFileDialog.getSaveFileName(
            self, _("Save report"), str(default), _("Page (*.html);;JSON (*.json)")
        )
        if path:
            self.save_to(Path(path))

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
