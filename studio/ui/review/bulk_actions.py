"""What can be done to many pairs at once, from the list of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from studio.domain.work import Done
from studio.i18n import N_, plural
from studio.services.pairs import review
from studio.services.session import Session
from studio.ui.widgets.button import DANGER


@dataclass(frozen=True)
class BulkAction:
    """A button under the list: its words and kind, what it does, and what is said of it then."""

    name: str
    text: str
    run: Callable[[Session, Sequence[int]], Done[int]]
    describe: Callable[[int], str]
    kind: str = ""


BULK_ACTIONS = (
    # A row of the list shows the beginning of a pair: nobody has read it for that.
    BulkAction(
        "accept",
        N_("Accept"),
        partial(review.accept, read=False),
        lambda n: plural("{n} pair was accepted.", "{n} pairs were accepted.", n),
    ),
    BulkAction(
        "reject",
        N_("Reject"),
        partial(review.reject, read=False),
        lambda n: plural("{n} pair was rejected.", "{n} pairs were rejected.", n),
        DANGER,
    ),
    BulkAction(
        "reopen",
        N_("Back to draft"),
        review.reopen,
        lambda n: plural("{n} pair is a draft again.", "{n} pairs are drafts again.", n),
    ),
    BulkAction(
        "remove",
        N_("Remove"),
        review.remove,
        lambda n: plural("{n} pair was removed.", "{n} pairs were removed.", n),
        DANGER,
    ),
)
"""To add one: a row here; the list shows its button."""
BY_NAME = {action.name: action for action in BULK_ACTIONS}
