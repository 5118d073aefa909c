"""What can be done to many pairs at once, from the list of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from studio.domain.work import Done
from studio.i18n import N_, plural
from studio.services.pairs import review
from studio.services.session import Session
from studio.ui.widgets.button import DANGER

REASON, TAG = "reason", "tag"
"""What an action may ask for."""
Run = Callable[[Session, Sequence[int], str], Done[int]]


@dataclass(frozen=True)
class BulkAction:
    """An action: its words and kind, what it does, and what is said of it then.

    ``asks`` is what it wants to know besides the pairs: a reason or a tag.
    """

    name: str
    text: str
    run: Run
    describe: Callable[[int], str]
    kind: str = ""
    asks: str = ""
    begins_group: bool = False
    """Whether a line stands above it in a menu."""


def _tag(session: Session, ids: Sequence[int], name: str) -> Done[int]:
    return Done(review.tag(session, ids, name).changes, len(ids))


def _untag(session: Session, ids: Sequence[int], name: str) -> Done[int]:
    return Done(review.untag(session, ids, name).changes, len(ids))


def _describe_rejection(n: int) -> str:
    return plural("{n} pair was rejected.", "{n} pairs were rejected.", n)


BULK_ACTIONS = (
    # A row of the list shows the beginning of a pair: nobody has read it for that.
    BulkAction(
        "accept",
        N_("Accept"),
        lambda session, ids, _: review.accept(session, ids, read=False),
        lambda n: plural("{n} pair was accepted.", "{n} pairs were accepted.", n),
    ),
    BulkAction(
        "reject",
        N_("Reject"),
        lambda session, ids, _: review.reject(session, ids, read=False),
        _describe_rejection,
        DANGER,
    ),
    BulkAction(
        "reject-because",
        N_("Reject because"),
        lambda session, ids, reason: review.reject(session, ids, read=False, reason=reason),
        _describe_rejection,
        asks=REASON,
    ),
    BulkAction(
        "reopen",
        N_("Back to draft"),
        lambda session, ids, _: review.reopen(session, ids),
        lambda n: plural("{n} pair is a draft again.", "{n} pairs are drafts again.", n),
    ),
    BulkAction(
        "flag",
        N_("Flag"),
        lambda session, ids, _: review.flag(session, ids),
        lambda n: plural("{n} pair was flagged.", "{n} pairs were flagged.", n),
        begins_group=True,
    ),
    BulkAction(
        "unflag",
        N_("Remove the flag"),
        lambda session, ids, _: review.flag(session, ids, False),
        lambda n: plural(
            "The flag was removed from {n} pair.", "The flag was removed from {n} pairs.", n
        ),
    ),
    BulkAction(
        "hold-back",
        N_("Hold back from training"),
        lambda session, ids, _: review.hold_back(session, ids),
        lambda n: plural("{n} pair was held back.", "{n} pairs were held back.", n),
    ),
    BulkAction(
        "let-in",
        N_("Let in again"),
        lambda session, ids, _: review.hold_back(session, ids, False),
        lambda n: plural("{n} pair was let in again.", "{n} pairs were let in again.", n),
    ),
    BulkAction(
        "tag",
        N_("Tag"),
        _tag,
        lambda n: plural("{n} pair was tagged.", "{n} pairs were tagged.", n),
        asks=TAG,
        begins_group=True,
    ),
    BulkAction(
        "untag",
        N_("Remove a tag"),
        _untag,
        lambda n: plural(
            "The tag was removed from {n} pair.", "The tag was removed from {n} pairs.", n
        ),
        asks=TAG,
    ),
    BulkAction(
        "remove",
        N_("Remove"),
        lambda session, ids, _: review.remove(session, ids),
        lambda n: plural("{n} pair was removed.", "{n} pairs were removed.", n),
        DANGER,
        begins_group=True,
    ),
)
"""To add one: a row here; the list's menus show it."""
BY_NAME = {action.name: action for action in BULK_ACTIONS}
ROW = ("accept", "reject", "reject-because", "reopen", "flag", "tag", "remove")
"""Those with a button below the list; the menu of a row has them all."""
