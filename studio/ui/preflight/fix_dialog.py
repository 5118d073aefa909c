"""Before a fix: what it will do to how many pairs, by which rule, and what becomes of five."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from studio.i18n import _
from studio.services.preflight.fix_plan import FixPlan
from studio.ui.preflight.text_view import make_text_view
from studio.ui.widgets.button import PRIMARY, make_button
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column, make_row

WIDTH, ROW = 860, 72
"""Pixels of the dialog, and of a text in it."""


class FixDialog(QDialog):
    """Accepted where the plan is to be carried out; nothing is written by it."""

    def __init__(self, title: str, plan: FixPlan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.plan = plan
        self.intent = words(plan.intent, "strong", wrap=True)
        self.apply_button = make_button("apply-fix", title, PRIMARY)
        self.cancel_button = make_button("cancel-fix", _("Cancel"))
        self.apply_button.setDefault(True)
        self.cancel_button.setAutoDefault(False)
        self.apply_button.clicked.connect(lambda _on=False: self.accept())
        self.cancel_button.clicked.connect(lambda _on=False: self.reject())
        hint = words(_("One step; Ctrl+Z undoes it."), "muted")
        foot = make_row(hint, None, self.cancel_button, self.apply_button)
        body = make_column(
            self.intent, words(plan.rule, "muted", wrap=True), self._examples(), foot, spacing=12
        )
        lay_out(self, body, 20, 18, 20, 16)
        self.setMinimumWidth(min(WIDTH, parent.width() if parent else WIDTH))
        self.apply_button.setFocus()

    def _examples(self) -> QWidget:
        grid = QGridLayout()
        grid.setSpacing(8)
        examples = self.plan.list_examples()
        if examples:
            grid.addWidget(words(_("Now"), "muted"), 0, 0)
            grid.addWidget(words(_("Afterwards"), "muted"), 0, 1)
        for row, example in enumerate(examples, 1):
            grid.addWidget(make_text_view(_("Now"), example.before, height=ROW), row, 0)
            # Where words change, the new ones are marked.
            before = example.before if example.is_rewritten else ""
            grid.addWidget(
                make_text_view(_("Afterwards"), example.after, before, height=ROW), row, 1
            )
        rest = self.plan.count - len(examples)
        if examples and rest > 0:
            line = _("and {n} more").format(n=f"{rest:,}")
            grid.addWidget(words(line, "muted"), len(examples) + 1, 0, 1, 2)
        return lay_out(QWidget(), grid)
