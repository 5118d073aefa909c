"""Filters with a name, kept in the library: saving and removing one are steps to undo."""

from __future__ import annotations

import json

from studio.domain.errors import CuratorError
from studio.domain.filter_words import parse_filter, write_filter
from studio.domain.pair_filter import PairFilter
from studio.domain.work import Change, Changes, Done
from studio.i18n import _
from studio.services.session import Session

SETTING = "filters"
LONGEST_NAME = 60


def list_filters(session: Session) -> dict[str, PairFilter]:
    """The filters of the library by their names, in the order they were saved."""
    return {name: parse_filter(text)[0] for name, text in _read(session).items()}


def save_filter(session: Session, name: str, wish: PairFilter) -> Done[None]:
    """Keep a filter under a name; one that bore it before gives way."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise CuratorError(
            _("The name of a filter has 1 to {n} characters.").format(n=LONGEST_NAME)
        )
    if wish.only is not None:
        # These pairs were chosen one by one, by a finding or an import: no words say which.
        raise CuratorError(_("Pairs chosen on another page can't be saved as a filter."))
    return _write(
        session,
        {**_read(session), name: write_filter(wish)},
        _("Save the filter “{name}”").format(name=name),
    )


def remove_filter(session: Session, name: str) -> Done[None]:
    """Forget a filter."""
    others = {other: text for other, text in _read(session).items() if other != name}
    return _write(session, others, _("Remove the filter “{name}”").format(name=name))


def _read(session: Session) -> dict[str, str]:
    texts: dict[str, str] = json.loads(session.library.settings.get(SETTING) or "{}")
    return texts


def _write(session: Session, texts: dict[str, str], label: str) -> Done[None]:
    with session.library.journal.edit(label):
        session.library.settings.set(SETTING, json.dumps(texts, ensure_ascii=False))
    return Done(Changes(Change.SETTINGS))
