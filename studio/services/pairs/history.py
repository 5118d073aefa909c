"""The history of a pair: who made what of it, and the way back to any of it."""

from __future__ import annotations

from dataclasses import replace

from studio.domain.errors import CuratorError
from studio.domain.history import PairState
from studio.domain.pair import Pair
from studio.domain.work import Change, Changes, Done
from studio.i18n import N_, _
from studio.services.pairs import trash
from studio.services.pairs.judging import judge
from studio.services.pairs.review import row_tokens
from studio.services.session import Session
from studio.text.excerpts import quote

FIELDS = {
    "prompt": N_("question"),
    "answer": N_("answer"),
    "status": N_("status"),
    "reason": N_("reason"),
    "tags": N_("tags"),
    "flagged": N_("flag"),
    "held_back": N_("held back"),
    "is_read": N_("read"),
    "row": N_("other turns"),
    "extra": N_("fields of the record"),
    "passage": N_("passage"),
    "tokens": N_("tokens"),
}
"""What can change of a pair, in words. To add one: the field of ``Pair``, and its words."""


def list_states(session: Session, pair: int) -> list[PairState]:
    """How a pair was after each step that changed it, the latest first."""
    return session.library.journal.history_of_pair(pair)


def restore(session: Session, state: PairState) -> Done[int]:
    """Make a pair what it was in an earlier state, as a new step; its number.

    A pair that was removed since is brought back out of the trash for it.
    """
    before = state.pair
    if before is None:
        raise CuratorError(_("The pair was removed then: there is nothing to go back to."))
    library = session.library
    label = _("Back to an earlier state of “{prompt}”").format(prompt=quote(before.prompt))
    with library.journal.edit(label):
        if not library.pairs.list([before.id]):
            library.trash.bring_back_pairs(trash.find_entries(session, [before.id]))
        # Since then the library's own words, or the model that counts, may be others.
        tokens = row_tokens(session, before.prompt, before.answer, of=before)
        library.pairs.set_state(replace(before, tokens=tokens), encoding=session.encoding())
        judge(session, [before.id])
    return Done(Changes(Change.PAIRS), before.id)


def name_changes(before: Pair | None, after: Pair | None) -> list[str]:
    """What a state changed of the one before it, in words."""
    if before is None or after is None:
        return [_("removed")] if after is None else [_("new pair")]
    return [
        _(words) for name, words in FIELDS.items() if getattr(before, name) != getattr(after, name)
    ]
