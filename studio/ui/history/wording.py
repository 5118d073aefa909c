"""How the past is said: who took a step, and when."""

from __future__ import annotations

from datetime import datetime

from studio.domain.history import Step, Who
from studio.i18n import N_, _, format_date

WHO = {
    Who.PERSON: N_("You"),
    Who.RULE: N_("A rule"),
    Who.MODEL: N_("A model"),
    Who.PROGRAM: N_("Passage Studio"),
}
"""Who takes steps, in words. To add one: the kind in ``domain/history.py``, and a row here."""


def describe_who(step: Step) -> str:
    """Whose doing a step is: the name of the rule or model, where there is one."""
    return step.agent or _(WHO[step.who])


def describe_moment(moment: datetime, now: datetime | None = None) -> str:
    """When that was on this computer's clock: the time of a moment today, else day and time."""
    here = moment.astimezone()
    today = (now or datetime.now(here.tzinfo)).astimezone().date()
    time = here.strftime("%H:%M")
    return time if here.date() == today else f"{format_date(here.date())} {time}"
