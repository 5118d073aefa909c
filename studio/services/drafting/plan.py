"""How a model is asked: whom, for how many candidates, for which kinds of questions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal

from studio.domain.errors import CuratorError
from studio.domain.suggestion import SuggestionKind
from studio.i18n import N_, _, join_list

MOST_CANDIDATES = 5
"""More than that nobody reads through, twenty seconds a pair."""
OUT_BASE, OUT_CANDIDATE, OUT_QUESTION = 200, 500, 260
"""Tokens that a reply may have: a longer one is cut off there, and so is its price."""

THINKING_ROOM = 4_000
"""Tokens more for a model that may think before it answers; those it doesn't use cost nothing."""

KIND_LABELS = {
    SuggestionKind.WHAT: N_("What"),
    SuggestionKind.HOW: N_("How"),
    SuggestionKind.WHY: N_("Why"),
    SuggestionKind.FEELING: N_("“I feel …”"),
    SuggestionKind.FOLLOW_UP: N_("Follow-up"),
    SuggestionKind.NEGATIVE: N_("Not answered by the book"),
}
"""Kinds of questions one can ask for, and what they are called. To add one: its row here, one in
``SuggestionKind``, and what a model is told of it in ``resources/prompts/parts.toml``."""


@dataclass(frozen=True)
class Plan:
    """What is asked for: ``candidates`` of each passage, questions of each of ``kinds``.

    ``as_pairs``: questions become pairs of their own, instead of suggestions on their pair.
    ``budget_usd`` is what the whole job may cost; None: what the month leaves.
    """

    endpoint: str
    model: str
    candidates: int = 1
    kinds: tuple[SuggestionKind, ...] = ()
    as_pairs: bool = False
    budget_usd: Decimal | None = None

    def check(self) -> Plan:
        """The plan itself; ``CuratorError`` where a choice is missing or can't be."""
        if not self.endpoint or not self.model:
            raise CuratorError(
                _("Choose an endpoint and a model to draft with, in the settings."),
                leads_to="settings",
            )
        if not 1 <= self.candidates <= MOST_CANDIDATES:
            raise CuratorError(
                _("Ask for 1 to {n} candidates for each passage.").format(n=MOST_CANDIDATES)
            )
        return self

    @property
    def most_out(self) -> int:
        """Tokens that a reply may have at most."""
        return OUT_BASE + OUT_CANDIDATE * self.candidates + OUT_QUESTION * len(self.kinds)

    def to_json(self) -> str:
        """As it is kept with its job; whom it asks stands there by itself."""
        return json.dumps(
            {
                "candidates": self.candidates,
                "kinds": list(self.kinds),
                "as_pairs": self.as_pairs,
                "budget_usd": None if self.budget_usd is None else str(self.budget_usd),
            }
        )

    @classmethod
    def from_json(cls, endpoint: str, model: str, text: str) -> Plan:
        """A plan as it was kept."""
        row = json.loads(text)
        budget = row.get("budget_usd")
        return cls(
            endpoint,
            model,
            candidates=int(row.get("candidates", 1)),
            kinds=tuple(SuggestionKind(kind) for kind in row.get("kinds", ())),
            as_pairs=bool(row.get("as_pairs", False)),
            budget_usd=None if budget is None else Decimal(budget),
        )


def read_kinds(names: list[str]) -> tuple[SuggestionKind, ...]:
    """Kinds of questions by their names, each once; ``CuratorError`` for one there is not."""
    unknown = [word for word in names if word not in KIND_LABELS]
    if unknown:
        raise CuratorError(
            _("There is no kind of question “{kind}”; there are: {kinds}.").format(
                kind=unknown[0], kinds=join_list(KIND_LABELS)
            )
        )
    return tuple(dict.fromkeys(SuggestionKind(word) for word in names))
