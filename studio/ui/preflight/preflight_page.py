"""Preflight: a verdict, six lights, what matters most with the button that mends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QLayout,
    QWidget,
)

from studio.atomic_file import write_text
from studio.domain.dataset import Severity
from studio.domain.preflight import PreflightFinding, Report
from studio.domain.work import Change, Changes, Done
from studio.i18n import N_, _, plural
from studio.services.preflight import fixes, inspection, report
from studio.services.preflight.balance import pairs_of_bar
from studio.services.preflight.fix_plan import FixPlan
from studio.services.preflight.pair_summaries import Cache
from studio.services.session import Session
from studio.ui.destination import Destination
from studio.ui.page import Page
from studio.ui.preflight.balance_card import BalanceCard
from studio.ui.preflight.copies_review import keep_one_of_each
from studio.ui.preflight.finding_card import FindingCard
from studio.ui.preflight.fix_dialog import FixDialog
from studio.ui.preflight.lights import Lights
from studio.ui.widgets.button import make_button
from studio.ui.widgets.card import Card
from studio.ui.widgets.empty_page import EmptyPage
from studio.ui.widgets.job_line import JobLine
from studio.ui.widgets.label import ElidedLabel, page_title, words
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.scroll_area import ScrollArea
from studio.ui.widgets.stack import Stack
from studio.ui.worker import Task

MOST_LISTED = 15
"""Questions that a finding leads to one by one."""
CHECKED = (
    Change.PAIRS,
    Change.PASSAGES,
    Change.BOOKS,
    Change.VERSIONS,
    Change.RUNS,
    Change.COMPARISONS,
    Change.SETTINGS,
)


class PreflightPage(Page):
    """Checks again when it is shown and something has changed; only what was edited is read."""

    name = "preflight"
    title = N_("Preflight")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._cache = Cache()
        self._report: Report | None = None
        self._checking: Task | None = None
        self._stale = True
        self._mended: tuple[int, ...] = ()
        self.cards: list[FindingCard] = []
        self._build()
        self.again_button.clicked.connect(lambda _on=False: self.check())
        self.save_button.clicked.connect(lambda _on=False: self.save())
        self.empty.clicked.connect(lambda: self.go.emit(Destination("explain")))
        self.empty.other_clicked.connect(lambda: self.go.emit(Destination("books")))
        self.balance.chosen.connect(self._show_bar)
        self.outcome_button.clicked.connect(
            lambda _on=False: self._show_pairs(self._mended, self.outcome.text())
        )

    def _build(self) -> None:
        self.again_button = make_button("check-again", _("Check again"))
        self.save_button = make_button("save-report", _("Save report…"))
        self.of = ElidedLabel("", "muted")
        title = page_title(_(self.title))
        # In the page's own line: below it, all would jump when it comes and goes.
        self.progress = JobLine()
        buttons = (self.save_button, self.again_button)
        top = make_row(title, (self.of, 1), (self.progress, 1), *buttons)
        self.outcome = words("", "good", wrap=True)
        self.outcome_button = make_button("show-mended", _("Show them"))
        self.outcome_line = lay_out(QWidget(), make_row((self.outcome, 1), self.outcome_button))
        self.outcome_line.hide()
        self.stack = Stack(self._report_view(), self._empty_page())
        self.lay_out(top, self.outcome_line, self.stack)

    def _report_view(self) -> QWidget:
        """The verdict and the lights above, what was found and the balance below."""
        self.verdict = words("", "question", wrap=True)
        self.lights = Lights()
        head = Card()
        head.body.addWidget(self.verdict)
        head.body.addWidget(self.lights)
        self._list = make_column(None)
        self._list.setContentsMargins(0, 0, 8, 0)
        self._list_area = _scroll(self._list)
        self.balance = BalanceCard()
        # The style makes the widget of such an area see-through; a card is not to be.
        around = make_column(self.balance)
        around.setContentsMargins(0, 0, 4, 0)
        self._balance_area = _scroll(around)
        halves = lay_out(
            QWidget(), make_row((self._list_area, 13), (self._balance_area, 8), spacing=12)
        )
        self._show_found(False)
        return lay_out(QWidget(), make_column(head, (halves, 1), spacing=12))

    def _show_found(self, is_checked: bool) -> None:
        """Lights, findings and balance are there once there is something to see in them."""
        for widget in (self.lights, self._list_area, self._balance_area):
            widget.setVisible(is_checked)
        self.save_button.setEnabled(is_checked)

    def _empty_page(self) -> EmptyPage:
        self.empty = EmptyPage()
        self.empty.show_words(
            _("See what would make a training fail"),
            _(
                "Before anything is paid, your pairs are checked as an "
                "experienced engineer would: six lessons, and how to fix each. "
                "Draft pairs from a book, or import the rows that failed last "
                "time: no book is needed."
            ),
            _("Explain a dataset that failed…"),
            _("Add books…"),
        )
        return self.empty

    # -- checking -----------------------------------------------------------------------------

    def refresh(self, changes: Changes) -> None:
        if changes.touches(*CHECKED):
            self._stale = True
            self.outcome_line.hide()  # what it says may have been taken back
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

        def end() -> None:
            self._checking = None
            self.progress.end()
            if self._report is None:
                self.verdict.setText(_("Not checked yet."))
            if self._stale and self.isVisible():
                self.check()

        self._stale = False
        if self._report is None:
            count = counts["accepted"] or counts["draft"]
            line = plural("Checking {n} pair …", "Checking {n} pairs …", count)
            self.verdict.setText(line.format(n=f"{count:,}"))
        self._checking = self.run(
            lambda session: inspection.check(session, self._cache),
            self.show_report,
            on_progress=self.progress.show_progress,
            on_end=end,
        )
        self.progress.follow(self._checking)

    # -- what it shows ------------------------------------------------------------------------

    def show_report(self, outcome: Report) -> None:
        """Show a report; what matters most stands first."""
        self._report = outcome
        self._show_found(True)
        self.verdict.setText(outcome.verdict)
        self.of.setText(report.describe_scope(outcome))
        self.lights.show_lights(outcome.lights)
        self._show_findings(outcome)
        self.balance.show_report(outcome)
        self.recounted.emit()

    def _show_findings(self, outcome: Report) -> None:
        focus = self.window().focusWidget()
        focused = focus is not None and self._list_area.isAncestorOf(focus)
        while self._list.count() > 1:
            item = self._list.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        self.cards = []
        rest = [finding for finding in outcome.findings if finding not in outcome.matters]
        for heading, findings in (
            (_("What matters most"), outcome.matters),
            (_("Also found"), rest),
        ):
            if findings:
                self._list.insertWidget(self._list.count() - 1, words(heading, "strong"))
            for finding in findings:
                self._list.insertWidget(self._list.count() - 1, self._card(finding))
        if focused:  # or it would fall to the sidebar
            self.focus_widget().setFocus()

    def _card(self, finding: PreflightFinding) -> FindingCard:
        card = FindingCard(finding, questions=self._read_questions(finding.questions))
        card.fix_wanted.connect(self.fix)
        card.compare_wanted.connect(lambda finding: keep_one_of_each(self, finding))
        card.question_wanted.connect(
            lambda number: self.go.emit(Destination("comparison", set_question=number))
        )
        card.pairs_wanted.connect(lambda finding: self._show_pairs(finding.pairs, finding.message))
        self.cards.append(card)
        return card

    def _read_questions(self, numbers: Sequence[int]) -> dict[int, str]:
        """The first of these questions of question sets, and what they say."""
        sets = self.session.library.question_sets.list() if numbers else []
        texts = {question.id: question.draft.text for each in sets for question in each.questions}
        return {number: texts[number] for number in numbers[:MOST_LISTED] if number in texts}

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
        """Say what would mend a finding, and do it when asked to; or go where a person has to
        choose. Neither is done on the window's thread: condensing a thousand answers takes
        seconds."""
        fix = fixes.BY_NAME[finding.fix]
        if fix.select is None:
            self.go.emit(Destination(fix.page))
            return
        task = self.run(
            lambda session: fixes.plan_fix(session, fix.name, finding),
            lambda plan: self._ask(_(fix.title), plan),
            on_progress=self.progress.show_progress,
            on_end=self.progress.end,
        )
        self.progress.follow(task)

    def _ask(self, title: str, plan: FixPlan) -> None:
        """Show a plan, and carry it out if that is what the curator wants."""
        if not plan.count:
            self.message.emit(_("{fix}: there is nothing to change").format(fix=title))
            return
        dialog = FixDialog(title, plan, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._apply(plan))
        dialog.finished.connect(lambda _code: self.focus_widget().setFocus())
        dialog.open()

    def _apply(self, plan: FixPlan) -> None:
        self.run(
            lambda session: fixes.apply_fix(session, plan),
            lambda _count: self._say(plan),
            on_progress=self.progress.show_progress,
            in_turn=True,
            title=plan.label,
            result=lambda _count: plan.outcome,
            leads_to=Destination("review", pairs=tuple(plan.pairs), reason=plan.outcome)
            if plan.pairs
            else None,
        )

    def _say(self, plan: FixPlan) -> None:
        """Say what became of the pairs, and keep it in view: a status line is soon gone."""
        self.message.emit(plan.outcome)
        self._mended = plan.pairs
        self.outcome.setText(plan.outcome)
        self.outcome_button.setVisible(bool(plan.pairs))
        self.outcome_line.show()

    def count(self, _counts: Mapping[str, int]) -> int:
        """What it found, but notes; 0 before it has looked."""
        findings = self._report.findings if self._report is not None else ()
        return sum(finding.severity is not Severity.NOTE for finding in findings)

    def focus_widget(self) -> QWidget:
        """What is to be done first, or else to check again."""
        buttons = (card.fix_button for card in self.cards if card.fix_button is not None)
        return next(buttons, self.again_button)

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
        outcome = self._report

        def save(_session: Session) -> Done[None]:
            write_text(path, text(outcome))
            return Done(Changes())

        line = _("The report was saved as {path}").format(path=path)
        self.run(save, lambda _nothing: self.message.emit(line))


def _scroll(layout: QLayout) -> ScrollArea:
    """An area that scrolls up and down, and never sideways."""
    area = ScrollArea()
    inside = QWidget()
    inside.setLayout(layout)
    area.setWidget(inside)
    return area
