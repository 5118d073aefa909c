"""What has to be asked before words leave the library, and the answers that were given.

Rights nobody has stated, long stretches of books that are not free, personal data: export and
upload ask once; the answer is kept in the library.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from studio.domain.work import Changes
from studio.i18n import _
from studio.services.session import Session

SETTING = "agreed"


def agreed(session: Session) -> frozenset[str]:
    """What the curator has agreed to: the keys of concerns."""
    try:
        kept = json.loads(session.library.setting(SETTING) or "[]")
    except ValueError:
        return frozenset()
    return frozenset(key for key in kept if isinstance(key, str))


def agree(session: Session, keys: Iterable[str]) -> Changes:
    """Remember that the curator may use what these concerns are about; one step to undo."""
    known = agreed(session)
    added = sorted(known.union(keys))
    if len(added) == len(known):
        return Changes()
    with session.library.journal.edit(_("Agree to use what was asked about")):
        session.library.set_setting(SETTING, json.dumps(added))
    return Changes.of("settings", result=len(added) - len(known))
