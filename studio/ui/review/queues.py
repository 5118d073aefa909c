"""The queues of pairs: what stands in a row above the desk, each with its count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from studio.domain.pair import Status
from studio.i18n import N_


@dataclass(frozen=True)
class Queue:
    """A chip: its name (also that of its count), its words, and the filter it stands for."""

    name: str
    text: str
    tip: str
    conditions: Mapping[str, object] = field(default_factory=dict)


QUEUES = (
    Queue(
        "draft", N_("{n} drafts"), N_("Pairs that are not decided yet"), {"status": Status.DRAFT}
    ),
    Queue(
        "suggested",
        N_("{n} suggested"),
        N_("Pairs for which a model suggests something"),
        {"suggested": True},
    ),
    Queue("accepted", N_("{n} accepted"), N_("Pairs of the dataset"), {"status": Status.ACCEPTED}),
    Queue(
        "rejected",
        N_("{n} rejected"),
        N_("Pairs that stay out, with the reason"),
        {"status": Status.REJECTED},
    ),
    Queue("flagged", N_("{n} flagged"), N_("Pairs to come back to"), {"flagged": True}),
    Queue(
        "held_back",
        N_("{n} held back"),
        N_("Pairs that no version takes in, whatever their status"),
        {"held_back": True},
    ),
    Queue("pairs", N_("all {n}"), N_("Every pair of the library")),
)
"""To add one: a row here, and its count in ``Pairs.count_queues`` unless the library has it."""

BY_NAME = {queue.name: queue for queue in QUEUES}
FIELDS = ("status", "suggested", "flagged", "held_back")
"""What the queues set of a filter."""
