"""Payments: what this library's trainings and drafts have cost, the newest first."""

from __future__ import annotations

from PySide6.QtWidgets import QTableWidgetItem, QWidget

from studio.domain.work import Change, Changes
from studio.i18n import N_, _, format_date
from studio.services.budget import format_money
from studio.services.session import Session
from studio.ui.page import Page
from studio.ui.widgets.label import words
from studio.ui.widgets.plain_table import PlainTable


class PaymentsPage(Page):
    """A table of the library's payments."""

    name = "payments"
    title = N_("Payments")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        heads = (_("Day"), _("For"), _("Cost"))
        self.table = PlainTable("payments", _("Payments"), heads)
        self.lay_out(words(_(self.title), "title"), self.table)

    def focus_widget(self) -> QWidget:
        return self.table

    def refresh(self, changes: Changes) -> None:
        if not changes.touches(Change.LEDGER):
            return
        payments = self.session.library.ledger.list()
        self.table.setRowCount(len(payments))
        for row, payment in enumerate(reversed(payments)):
            cost = format_money(self.session, payment.usd)
            cells = (format_date(payment.at.date()), payment.purpose, cost)
            for column, cell in enumerate(cells):
                self.table.setItem(row, column, QTableWidgetItem(cell))
