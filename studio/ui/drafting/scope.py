"""What drafting can be done to: the selection, what is listed, everything new."""

from __future__ import annotations

from dataclasses import dataclass

from studio.domain.model_job import JobKind


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
