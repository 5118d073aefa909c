"""The table of settings: one row each, from which the dialog, the check and the manual are made.

To add one: give ``SETTINGS`` a row; ``Settings.get`` knows it by its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any

from studio.domain.errors import CuratorError
from studio.i18n import N_, _, join_list


class ValueKind(Enum):
    """What a value is, and so how a dialog asks for it."""

    CHOICE = "choice"  # str, one of ``choices``
    WHOLE = "whole"  # int
    NUMBER = "number"  # float
    MONEY = "money"  # Decimal
    TEXT = "text"  # str
    LIST = "list"  # list[str]
    ENDPOINT = "endpoint"  # str, the name of one
    MAP = "map"  # dict[str, Any]: what the studio keeps by name


@dataclass(frozen=True)
class Setting:
    """One setting. ``low`` and ``high`` bound a number; ``optional`` lets it be None ("auto")."""

    name: str
    kind: ValueKind
    default: Any
    label: str
    about: str = ""
    choices: tuple[str, ...] = ()
    low: float = 0
    high: float = 0
    optional: bool = False
    visible: bool = True  # False: kept by the studio itself, not in the dialog
    section: str = ""  # the heading of the dialog under which it stands, one of the table's

    @property
    def title(self) -> str:
        return _(self.label)

    @property
    def help(self) -> str:
        return _(self.about) if self.about else ""

    def check(self, value: object) -> Any:
        """``value`` in the type of its kind, or ``CuratorError``."""
        if value is None and self.optional:
            return None
        if self.kind is ValueKind.CHOICE:
            return self._choice(value)
        if self.kind in _NUMBERS:
            return self._number(value)
        # Whether there is such an endpoint is known to ``Settings``, which keeps them.
        if self.kind in (ValueKind.TEXT, ValueKind.ENDPOINT) and isinstance(value, str):
            return value.strip()
        if self.kind is ValueKind.LIST and isinstance(value, (list, tuple)):
            return [str(entry) for entry in value][: int(self.high)]
        if self.kind is ValueKind.MAP and isinstance(value, dict):
            return {str(name): entry for name, entry in value.items()}
        raise self._wrong(_("it is of the wrong kind"))

    def to_json(self, value: Any) -> Any:
        """A checked value as JSON can keep it."""
        return str(value) if isinstance(value, Decimal) else value

    def _choice(self, value: object) -> str:
        if value not in self.choices:
            raise self._wrong(_("choose one of {these}").format(these=join_list(self.choices)))
        return str(value)

    def _number(self, value: object) -> Any:
        try:
            exact = Decimal(str(value))  # of "True", too, it is none
        except InvalidOperation:
            exact = Decimal("NaN")
        if not exact.is_finite():
            raise self._wrong(_("it is not a number"))
        if self.kind is ValueKind.WHOLE and exact != int(exact):
            raise self._wrong(_("it is not a whole number"))
        if not Decimal(str(self.low)) <= exact <= Decimal(str(self.high)):
            raise self._wrong(
                _("it must be between {low} and {high}").format(low=self.low, high=self.high)
            )
        return _NUMBERS[self.kind](exact)

    def _wrong(self, reason: str) -> CuratorError:
        return CuratorError(
            _("This value can't be used for “{setting}”: {reason}.").format(
                setting=self.title, reason=reason
            )
        )


_NUMBERS: dict[ValueKind, Any] = {
    ValueKind.WHOLE: int,
    ValueKind.NUMBER: float,
    ValueKind.MONEY: Decimal,
}

MONEY, TRAINING = N_("Money"), N_("Training")
PASSAGES, WINDOW = N_("Passages and drafts"), N_("Window")
SECTIONS = (MONEY, TRAINING, PASSAGES, WINDOW)
"""Headings of the dialog, in their order."""

SETTINGS = (
    Setting(
        "curator_currency",
        ValueKind.CHOICE,
        "JPY",
        N_("Currency"),
        N_("What costs are shown in, beside US dollars."),
        choices=("JPY", "USD"),
        section=MONEY,
    ),
    Setting(
        "exchange_rate",
        ValueKind.MONEY,
        None,
        N_("Yen per US dollar"),
        N_("Your own exchange rate; if left empty, the one of the price table is used."),
        low=1,
        high=10_000,
        optional=True,
        visible=False,  # it stands with the prices now; one that was set here before still counts
    ),
    Setting(
        "monthly_budget_usd",
        ValueKind.MONEY,
        Decimal(20),
        N_("Budget a month (US dollars)"),
        N_("Nothing is sent that would cost more than what is left of it."),
        high=1_000_000,
        section=MONEY,
    ),
    Setting(
        "run_budget_usd",
        ValueKind.MONEY,
        None,
        N_("Budget of a training (US dollars)"),
        N_("No single training may cost more; if left empty, only the month's budget counts."),
        high=1_000_000,
        optional=True,
        section=MONEY,
    ),
    Setting(
        "model",
        ValueKind.TEXT,
        "gpt-4o-mini-2024-07-18",
        N_("Model to price"),
        N_("Whose tokens and prices the status bar shows."),
        section=TRAINING,
    ),
    Setting(
        "endpoint",
        ValueKind.ENDPOINT,
        "local",
        N_("Train at"),
        N_("The endpoint a training goes to when none is named."),
        section=TRAINING,
    ),
    Setting(
        "epochs",
        ValueKind.WHOLE,
        3,
        N_("Epochs"),
        N_("How often a training goes through the data; empty leaves it to the provider."),
        low=1,
        high=50,
        optional=True,
        section=TRAINING,
    ),
    Setting(
        "trainings_at_once",
        ValueKind.WHOLE,
        1,
        N_("Trainings at once"),
        N_("How many trainings of a queue run at once at one endpoint, as far as it allows."),
        low=1,
        high=20,
        section=TRAINING,
    ),
    Setting(
        "validation_share",
        ValueKind.NUMBER,
        0.1,
        N_("Share for validation"),
        N_("How much of a dataset version is set aside to measure on."),
        high=0.5,
        section=TRAINING,
    ),
    Setting(
        "reviewed_share",
        ValueKind.NUMBER,
        0.8,
        N_("Share to be read and improved"),
        N_(
            "A dataset is ready once this share of it has been read by a "
            "person, with questions that are not drafts and answers that "
            "are more than the book's sentences; 0 asks for none."
        ),
        high=1,
        section=TRAINING,
    ),
    Setting(
        "gently",
        ValueKind.CHOICE,
        "no",
        N_("Train gently on this computer"),
        N_("Takes half the cores and lets other programs go first, so that you can go on working."),
        choices=("no", "yes"),
        section=TRAINING,
    ),
    Setting(
        "precision",
        ValueKind.CHOICE,
        "auto",
        N_("Precision on this computer"),
        N_(
            "The number format the local engine computes in; auto takes "
            "what is fastest here, and four bits only where nothing else "
            "fits."
        ),
        choices=("auto", "float32", "bfloat16", "4bit"),
        section=TRAINING,
    ),
    Setting(
        "threads",
        ValueKind.WHOLE,
        0,
        N_("Threads on this computer"),
        N_("How many cores the local engine computes with; 0 takes all of them."),
        high=256,
        section=TRAINING,
    ),
    Setting(
        "graphics_cards",
        ValueKind.WHOLE,
        0,
        N_("Graphics cards on this computer"),
        N_("How many NVIDIA cards train a model together, where there are several; 0 takes all."),
        high=64,
        section=TRAINING,
    ),
    Setting(
        "target_tokens",
        ValueKind.WHOLE,
        400,
        N_("Tokens of a passage"),
        N_("How long passages should be where the text allows it."),
        low=20,
        high=32_000,
        section=PASSAGES,
    ),
    Setting(
        "max_tokens",
        ValueKind.WHOLE,
        800,
        N_("Most tokens of a passage"),
        N_("No passage is longer than this."),
        low=20,
        high=65_536,
        section=PASSAGES,
    ),
    Setting(
        "draft_endpoint",
        ValueKind.ENDPOINT,
        "",
        N_("Draft at"),
        N_("The endpoint whose model condenses passages; empty drafts on this computer."),
        section=PASSAGES,
    ),
    Setting(
        "draft_model",
        ValueKind.TEXT,
        "",
        N_("Model to draft with"),
        section=PASSAGES,
    ),
    Setting(
        "theme",
        ValueKind.CHOICE,
        "system",
        N_("Appearance"),
        choices=("system", "light", "dark", "high-contrast"),
        section=WINDOW,
    ),
    Setting(
        "interface_size",
        ValueKind.CHOICE,
        "100%",
        N_("Size of text and controls"),
        N_("Of everything in the window, from the next start on."),
        choices=("100%", "115%", "130%", "150%", "175%", "200%"),
        section=WINDOW,
    ),
    Setting(
        "language",
        ValueKind.CHOICE,
        "system",
        N_("Language"),
        N_("In the window and on the command line."),
        choices=("system", "en", "ja"),
        section=WINDOW,
    ),
    Setting("window_place", ValueKind.TEXT, "", N_("Position of the window"), visible=False),
    Setting("layout", ValueKind.MAP, {}, N_("Sizes of panes and columns"), visible=False),
    Setting("shortcuts", ValueKind.MAP, {}, N_("Custom keys"), visible=False),
    Setting("jobs", ValueKind.MAP, {}, N_("Jobs of each library"), visible=False),
    Setting("last_library", ValueKind.TEXT, "", N_("Library opened last"), visible=False),
    Setting("last_pairs", ValueKind.LIST, [], N_("Pairs reviewed last"), high=10, visible=False),
    Setting("last_pages", ValueKind.LIST, [], N_("Pages in view last"), high=10, visible=False),
    Setting(
        "recent_commands", ValueKind.LIST, [], N_("Commands used last"), high=12, visible=False
    ),
    Setting(
        "without_schema",
        ValueKind.LIST,
        [],
        N_("Models that refuse a schema"),
        high=200,
        visible=False,
    ),
    Setting("recent_libraries", ValueKind.LIST, [], N_("Recent libraries"), high=10, visible=False),
)

BY_NAME = {setting.name: setting for setting in SETTINGS}
