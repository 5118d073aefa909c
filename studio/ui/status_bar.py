"""The status bar: tokens and cost while one types, the model and its end, the month's budget."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from studio.i18n import _, plural
from studio.services import budget
from studio.services.session import Session
from studio.ui.widgets.button import QUIET, make_button
from studio.ui.widgets.label import ElidedLabel, set_tone, words
from studio.ui.widgets.layout import lay_out, make_row
from studio.ui.widgets.meter import Meter

MESSAGE_MS = 6_000


class StatusBar(QFrame):
    """Always in view; reads the tally, so that it costs nothing however large the library is."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.setFixedHeight(32)
        self.session = session
        self.pair = words("", "muted")
        # As wide as it will get, so that nothing beside it moves while one types.
        self.pair.setMinimumWidth(130)
        self.dataset = ElidedLabel("", "muted")
        self.cost = words("", "strong")
        self.model = ElidedLabel("", "muted")
        for figure in (self.dataset, self.model):
            # As wide as their words where there is room, and with dots where there is not.
            figure.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.message = ElidedLabel("", "muted")
        self.jobs_button = make_button("jobs", "", QUIET, command="jobs")
        self.jobs_button.hide()
        # A click leaves the keyboard where one writes; Tab still reaches it.
        self.jobs_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.spent = words("", "muted")
        self.meter = Meter()
        self.meter.setFixedWidth(90)
        figures = (self.pair, self.dataset, self.cost, self.model)
        row = make_row(
            *figures, (self.message, 1), self.jobs_button, self.spent, self.meter, spacing=20
        )
        lay_out(self, row, 16, 0, 16, 0)
        self._going_on = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: self.message.setText(""))
        self.set_pair_tokens(-1)
        self.refresh()

    def set_pair_tokens(self, tokens: int) -> None:
        """Tokens of the pair under review, with every keystroke; -1: there is none."""
        self.pair.setText(_("This pair {n} tokens").format(n=f"{tokens:,}") if tokens >= 0 else "")

    def say(self, line: str) -> None:
        """A line that passes."""
        self.message.setText(line)
        # What is good news is gone soon; what must be read stands in the notice instead.
        self._timer.start(MESSAGE_MS)

    def say_going_on(self, line: str) -> None:
        """What is being done; it stays until it is over (""), and leaves no word behind then."""
        if line:
            self._timer.stop()
            self.message.setText(line)
        elif self.message.text() == self._going_on:
            self.message.setText("")
        self._going_on = " ".join(line.split())

    def show_jobs(self, running: int, listed: int) -> None:
        """How many jobs go on; the way to the list where there is none but some are over."""
        text = plural("{n} job running", "{n} jobs running", running).format(n=running)
        self.jobs_button.setText(text if running else _("Jobs"))
        self.jobs_button.setVisible(bool(listed))

    def refresh(self) -> None:
        """Count and price the accepted pairs anew."""
        session = self.session
        quote = budget.quote_training(session)
        self.dataset.setText(
            _("Dataset {tokens} tokens · {epochs} epochs").format(
                tokens=f"{quote.tokens:,}", epochs=quote.epochs
            )
        )
        self.cost.setText(budget.format_money(session, quote.usd))
        self.cost.setToolTip(
            _("Prices of {prices}, exchange rate of {exchange}").format(
                prices=quote.prices_as_of, exchange=quote.exchange_as_of
            )
        )
        end = _(" · ends {date}").format(date=quote.shutdown) if quote.shutdown else ""
        self.model.setText(f"{session.model()}{end}")
        month = budget.read_month(session)
        self.spent.setText(
            _("This month {spent} of {limit}").format(
                spent=month.spent_text, limit=month.limit_text
            )
        )
        self.meter.set_share(month.share)
        # Colour and bold say what the figures mean: this training would not be let through.
        left = month.limit_usd - month.spent_usd
        too_dear = quote.usd is not None and quote.usd > 0 and quote.usd > left
        set_tone(self.cost, "dear" if too_dear else "strong")
        set_tone(self.spent, "bad" if left <= 0 else "muted")
