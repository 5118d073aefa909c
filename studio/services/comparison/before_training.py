"""The question set that is asked before and after each run, so that a comparison is there after."""

from __future__ import annotations

from studio.domain.comparison import QuestionSet
from studio.domain.errors import LibraryError
from studio.domain.work import Change, Changes, Done
from studio.i18n import _
from studio.services.session import Session

SETTING = "asked_set"
"""The library's setting: the number of the set, "" for none."""


def read_asked_set(session: Session) -> QuestionSet | None:
    """The set that is asked before and after each run; None where none is chosen, or it is gone."""
    number = session.library.settings.get(SETTING)
    if not number.isdecimal():
        return None
    try:
        return session.library.question_sets.get(int(number))
    except LibraryError:
        return None


def choose_asked_set(session: Session, number: int | None) -> Done[None]:
    """Ask this set before and after each run from now on; None: ask nothing."""
    library = session.library
    label = _("Ask nothing before and after each run")
    if number is not None:
        name = library.question_sets.get(number).name
        label = _("Ask “{name}” before and after each run").format(name=name)
    with library.journal.edit(label):
        library.settings.set(SETTING, "" if number is None else str(number))
    return Done(Changes(Change.SETTINGS, Change.COMPARISONS))
