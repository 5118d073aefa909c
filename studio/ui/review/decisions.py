"""What a decision at the desk does, to one pair and to many."""

from __future__ import annotations

from collections.abc import Callable

from studio.domain.pair import Status
from studio.domain.work import Done
from studio.services.pairs import review

READ_AFTER_S = 1.0
"""Seconds a pair is in view from which a decision on it was read; a key held down is no reader."""
DECISIONS: dict[Status, Callable[..., Done[int]]] = {
    Status.ACCEPTED: review.accept,
    Status.REJECTED: review.reject,
}
MARKS: dict[str, tuple[str, Callable[..., Done[int]]]] = {
    "flag": ("flagged", review.flag),
    "hold-back": ("held_back", review.hold_back),
}
"""What a pair can be marked with beside its status: the field of it, and what sets that. To add
one: a row here, an action on many pairs of the same name, and a command."""
DEEDS = {Status.ACCEPTED: "accept", Status.REJECTED: "reject"}
"""The action on many pairs that does the same."""
