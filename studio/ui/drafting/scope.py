"""What drafting can be done to: the selection, what is listed, everything new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studio.domain.model_job import JobKind
from studio.domain.pair import Pair
from studio.i18n import _, plural
from studio.text.excerpts import quote


@dataclass(frozen=True)
class Scope:
    """Some passages, or some pairs, and what a person calls them."""

    text: str
    passages: tuple[int, ...] = ()
    pairs: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.passages) + len(self.pairs)

    def kinds(self) -> tuple[JobKind, ...]:
        """What can be asked about it: questions are asked on pairs."""
        return (JobKind.CONDENSE, JobKind.QUESTIONS) if self.pairs else (JobKind.CONDENSE,)


def list_pair_scopes(pair: Pair, listed: Sequence[int]) -> list[Scope]:
    """The pair in view, and all pairs that are listed with it."""
    scopes = [Scope(_("This pair: {prompt}").format(prompt=quote(pair.prompt)), pairs=(pair.id,))]
    if len(listed) > 1:
        text = plural("The pair in this list", "The {n} pairs in this list", len(listed))
        scopes.append(Scope(text.format(n=f"{len(listed):,}"), pairs=tuple(listed)))
    return scopes
