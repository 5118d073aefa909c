"""Whom one no longer asks: a model whose endpoint has died, or anybody once the money is gone."""

from __future__ import annotations

from collections import Counter

from studio.domain.comparison import Contestant
from studio.domain.errors import EndpointError, KeyRefused, OverBudget, StudioError
from studio.i18n import _, join_list, join_sentences
from studio.services.comparison.names import describe_contestant

MOST_FAILURES = 3
"""Failures of one contestant in a row, after which the rest of its questions are not sent: each
could take a minute to fail, and there may be a thousand of them."""


class Patience:
    """What is asked is told to it; ``explain`` says at the end why something was not asked."""

    def __init__(self) -> None:
        self._failures: Counter[str] = Counter()
        self._lost: dict[str, str] = {}
        self._refusal: OverBudget | None = None
        self._skipped = 0

    def note_answer(self, contestant: Contestant) -> None:
        """It answers: what failed before does not count."""
        self._failures[contestant.key] = 0

    def note_failure(self, contestant: Contestant, failure: EndpointError) -> None:
        """It failed; with a refused key nothing else can come of the next question."""
        self._failures[contestant.key] += 1
        if self._failures[contestant.key] >= MOST_FAILURES or isinstance(failure, KeyRefused):
            self._lost[describe_contestant(contestant)] = str(failure)
            self._failures[contestant.key] = MOST_FAILURES

    def note_refusal(self, refusal: OverBudget) -> None:
        """There is no money for another answer; those under way are paid for already."""
        self._refusal = refusal
        self._skipped += 1

    def is_over(self, contestant: Contestant) -> bool:
        """Whether it is not asked any more; each time it would have been is counted."""
        is_over = self._refusal is not None or self._failures[contestant.key] >= MOST_FAILURES
        self._skipped += is_over
        return is_over

    def explain(self, comparison: int) -> StudioError | None:
        """Why not everything was asked, and that nothing is lost; None where everything was."""
        if not self._skipped:
            return None
        sentence = _("Comparison {n} keeps every answer; {left} are missing, to be asked later.")
        line = sentence.format(n=comparison, left=f"{self._skipped:,}")
        if self._refusal is not None:
            return OverBudget(join_sentences(self._refusal, line))
        gone = _("{names} stopped answering: {why}").format(
            names=join_list(self._lost), why=next(iter(self._lost.values()))
        )
        return EndpointError(join_sentences(gone, line))
