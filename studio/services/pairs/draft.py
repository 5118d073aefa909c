"""Drafts: condense a passage to its conclusion and ask the question it answers."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from studio.domain.book import Passage, PassageStatus
from studio.domain.errors import CuratorError
from studio.domain.pair import Origin
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import _, plural
from studio.services.pairs.drafting_methods import (
    Bill,
    ByModel,
    Draft,
    Extractive,
    Failure,
    Outcome,
)
from studio.services.pairs.judging import judge
from studio.services.pairs.review import row_tokens
from studio.services.session import Session

SHORTEST_PASSAGE = 40
"""Characters below which a passage holds no conclusion: a heading, a date, a signature."""


KEEP_SECONDS = 1.0


@dataclass(frozen=True)
class DraftReport:
    """What drafting made: pairs, passages left out, tokens bought and their price.

    ``failures`` are passages with the reason why no draft was made of them; they stay as they
    were, so that the next drafting takes them up again.
    """

    pairs: int
    skipped: int
    tokens: int = 0
    cost_usd: Decimal = Decimal(0)
    failures: tuple[tuple[int, str], ...] = ()


def draft_pairs(
    session: Session,
    passage_ids: Sequence[int] | None = None,
    *,
    method: str = "extractive",
    endpoint: str = "",
    model: str = "",
    limit: int | None = None,
    budget_usd: Decimal | None = None,
) -> Job[DraftReport]:
    """Draft one pair a passage, kept as soon as it is made; the whole job is one step to undo.

    ``method`` is ``"extractive"`` (offline) or ``"model"`` (asks ``model`` at ``endpoint``).
    The result is a ``DraftReport``. Cancelling keeps what is finished. ``OverBudget`` stops it at
    the month's limit, or at ``budget_usd``, US dollars for this job alone.
    """
    library = session.library
    ids = passage_ids if passage_ids is not None else library.passages.ids(status=PassageStatus.NEW)
    ids = ids[:limit] if limit is not None else ids
    drafter = _choose_method(session, method, endpoint, model, budget_usd)
    keeper = _Keeper(session, method, model, drafter.bill)
    try:
        for done, number in enumerate(ids, 1):
            passage = library.passages.get(number)
            long_enough = len(passage.text.strip()) >= SHORTEST_PASSAGE
            outcome = (yield from drafter.draft(passage)) if long_enough else None
            is_written = keeper.take(passage, outcome)
            line = _("Drafting from {title}").format(title=passage.book_title)
            yield Progress(done, len(ids), line, Changes(Change.PAIRS) if is_written else Changes())
    finally:
        # Also when cancelled or failed: every answer that was paid for is kept.
        keeper.keep()
    return Done(Changes(Change.PAIRS, Change.PASSAGES, Change.LEDGER), keeper.report)


def skip(session: Session, passage_ids: Sequence[int]) -> Done[None]:
    """Say that nothing is to be made of these passages."""
    label = plural("Skip {n} passage", "Skip {n} passages", len(passage_ids))
    with session.library.journal.edit(label.format(n=f"{len(passage_ids):,}")):
        session.library.passages.set_status(passage_ids, PassageStatus.SKIPPED)
    return Done(Changes(Change.PASSAGES))


def _choose_method(
    session: Session, method: str, endpoint: str, model: str, budget_usd: Decimal | None
) -> Extractive | ByModel:
    if method == "extractive":
        return Extractive()
    if method != "model":
        raise CuratorError(
            _("There is no method “{method}”: choose extractive or model.").format(method=method)
        )
    if not endpoint or not model:
        raise CuratorError(_("Choose an endpoint and a model to draft with, in the settings."))
    return ByModel(session, endpoint, model, budget_usd)


class _Keeper:
    """Writes drafts every second or so: a crash costs a second, undo takes back the whole job."""

    def __init__(self, session: Session, method: str, model: str, bill: Bill) -> None:
        self._bill = bill
        self.report = DraftReport(0, 0)
        self._session = session
        self._origin = Origin.EXTRACTIVE if method == "extractive" else Origin.MODEL
        self._model = model
        self._job = f"draft-{secrets.token_hex(8)}"
        self._made: list[tuple[Passage, Draft]] = []
        self._failures: list[tuple[int, str]] = []
        self._skipped: list[int] = []
        self._since = time.monotonic()

    def take(self, passage: Passage, outcome: Outcome) -> bool:
        """Note what a passage gave; whether a batch was written."""
        # What failed stays new, so that drafting again takes it up; what holds nothing does not.
        if outcome is None:
            self._skipped.append(passage.id)
        elif isinstance(outcome, Failure):
            self._failures.append((passage.id, outcome.reason))
        else:
            self._made.append((passage, outcome))
        due = time.monotonic() - self._since > KEEP_SECONDS
        if due:
            self.keep()
        return due

    def keep(self) -> None:
        """Write what has been gathered, with its price."""
        library, made = self._session.library, self._made
        if not made and not self._skipped and not self._bill.usd:
            self.report = replace(self.report, failures=tuple(self._failures))
            return
        due = self._bill.clear()
        # The whole job is one step to undo, however long it takes: its batches join the first.
        with library.journal.edit(_("Draft pairs"), merge_key=self._job, within=float("inf")):
            numbers = [
                library.pairs.insert(
                    draft.prompt,
                    draft.answer,
                    origin=self._origin,
                    passage=passage.id,
                    book=passage.book,
                    draft_prompt=draft.draft_prompt,
                    tags=draft.tags,
                    tokens=row_tokens(self._session, draft.prompt, draft.answer),
                    encoding=self._session.encoding(),
                )
                for passage, draft in made
            ]
            judge(self._session, numbers)
            drafted = [passage.id for passage, _draft in made]
            library.passages.set_status(drafted, PassageStatus.DRAFTED)
            library.passages.set_status(self._skipped, PassageStatus.SKIPPED)
            if due.usd:
                library.ledger.insert(_("Drafts by {model}").format(model=self._model), due.usd)
        self.report = DraftReport(
            self.report.pairs + len(made),
            self.report.skipped + len(self._skipped),
            self.report.tokens + due.tokens,
            self.report.cost_usd + due.usd,
            tuple(self._failures),
        )
        self._made, self._skipped, self._since = [], [], time.monotonic()
