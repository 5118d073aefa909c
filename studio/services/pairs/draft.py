"""Drafts: condense a passage to its conclusion and ask the question it answers."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from studio.domain.book import Passage, PassageStatus, SkipReason
from studio.domain.errors import CuratorError
from studio.domain.history import Who
from studio.domain.model_job import JobKind
from studio.domain.pair import Origin
from studio.domain.suggestion import SuggestionKind
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import _, plural
from studio.services.drafting import jobs
from studio.services.drafting.plan import Plan
from studio.services.drafting.report import DraftReport
from studio.services.pairs.drafting_methods import Draft, Skip, draft_extract
from studio.services.pairs.judging import judge
from studio.services.pairs.review import row_tokens
from studio.services.session import Session

SHORTEST_PASSAGE = jobs.SHORTEST_PASSAGE
KEEP_SECONDS = 1.0


def draft_pairs(
    session: Session,
    passage_ids: Sequence[int] | None = None,
    *,
    method: str = "extractive",
    endpoint: str = "",
    model: str = "",
    limit: int | None = None,
    budget_usd: Decimal | None = None,
    candidates: int = 1,
    kinds: tuple[SuggestionKind, ...] = (),
) -> Job[DraftReport]:
    """Draft one pair a passage, kept as soon as it is made; the whole job is one step to undo.

    ``method`` is ``"extractive"`` (offline) or ``"model"`` (asks ``model`` at ``endpoint`` for so
    many ``candidates`` and for questions of these ``kinds``). The result is a ``DraftReport``.
    Cancelling keeps what is finished. ``OverBudget`` stops it at the month's limit, or at
    ``budget_usd``, US dollars for this job alone.
    """
    if method == "extractive":
        ids = list(new_passages(session) if passage_ids is None else passage_ids)[:limit]
        return (yield from _draft_offline(session, ids))
    if method != "model":
        raise CuratorError(
            _("There is no method “{method}”: choose extractive or model.").format(method=method)
        )
    plan = Plan(endpoint, model, candidates, kinds, budget_usd=budget_usd)
    jobs.recover(session)
    ids = list(find_unasked(session) if passage_ids is None else passage_ids)[:limit]
    number = jobs.start(session, JobKind.CONDENSE, plan, passages=ids)
    return (yield from jobs.run(session, number))


def new_passages(session: Session) -> Sequence[int]:
    """The passages of which nothing was made."""
    return session.library.passages.ids(status=PassageStatus.NEW)


def find_unasked(session: Session) -> list[int]:
    """New passages but for those whose reply was lost: they may be paid for, and are asked about
    again only when they are chosen."""
    lost = session.library.model_jobs.lost_passages()
    return [number for number in new_passages(session) if number not in lost]


def skip(session: Session, passage_ids: Sequence[int]) -> Done[None]:
    """Say that nothing is to be made of these passages."""
    label = plural("Skip {n} passage", "Skip {n} passages", len(passage_ids))
    with session.library.journal.edit(label.format(n=f"{len(passage_ids):,}")):
        session.library.passages.set_status(passage_ids, PassageStatus.SKIPPED, SkipReason.CHOICE)
    return Done(Changes(Change.PASSAGES))


def _draft_offline(session: Session, ids: Sequence[int]) -> Job[DraftReport]:
    keeper = _Keeper(session)
    questions: set[str] = set()
    try:
        for done, number in enumerate(ids, 1):
            passage = session.library.passages.get(number)
            long_enough = len(passage.text.strip()) >= SHORTEST_PASSAGE
            outcome = (
                draft_extract(passage, avoid=questions) if long_enough else Skip(SkipReason.SHORT)
            )
            if isinstance(outcome, Draft):
                questions.add(outcome.prompt)
            is_written = keeper.take(passage, outcome)
            line = _("Drafting from {title}").format(title=passage.book_title)
            yield Progress(done, len(ids), line, Changes(Change.PAIRS) if is_written else Changes())
    finally:
        # Also when cancelled or failed: what is finished is kept.
        keeper.keep()
    return Done(Changes(Change.PAIRS, Change.PASSAGES), keeper.report)


class _Keeper:
    """Writes drafts every second or so: a crash costs a second, undo takes back the whole job."""

    def __init__(self, session: Session) -> None:
        self.report = DraftReport(0, 0)
        self._session = session
        self._job = f"draft-{secrets.token_hex(8)}"
        self._made: list[tuple[Passage, Draft]] = []
        self._skipped: list[tuple[int, SkipReason]] = []
        self._since = time.monotonic()

    def take(self, passage: Passage, outcome: Draft | Skip) -> bool:
        """Note what a passage gave; whether a batch was written."""
        if isinstance(outcome, Skip):
            self._skipped.append((passage.id, outcome.reason))
        else:
            self._made.append((passage, outcome))
        due = time.monotonic() - self._since > KEEP_SECONDS
        if due:
            self.keep()
        return due

    def keep(self) -> None:
        """Write what has been gathered."""
        library, made = self._session.library, self._made
        if not made and not self._skipped:
            return
        # The whole job is one step to undo, however long it takes: its batches join the first.
        with library.journal.edit(
            _("Draft pairs"), merge_key=self._job, within=float("inf"), who=Who.PROGRAM
        ):
            judge(self._session, [self._insert(passage, draft) for passage, draft in made])
            drafted = [passage.id for passage, _draft in made]
            library.passages.set_status(drafted, PassageStatus.DRAFTED)
            for reason in {reason for _number, reason in self._skipped}:
                ids = [number for number, why in self._skipped if why is reason]
                library.passages.set_status(ids, PassageStatus.SKIPPED, reason)
        self.report = replace(
            self.report,
            pairs=self.report.pairs + len(made),
            skipped=self.report.skipped + len(self._skipped),
        )
        self._made, self._skipped, self._since = [], [], time.monotonic()

    def _insert(self, passage: Passage, draft: Draft) -> int:
        return self._session.library.pairs.insert(
            draft.prompt,
            draft.answer,
            origin=Origin.EXTRACTIVE,
            passage=passage.id,
            book=passage.book,
            draft_prompt=draft.draft_prompt,
            tags=draft.tags,
            tokens=row_tokens(self._session, draft.prompt, draft.answer),
            encoding=self._session.encoding(),
        )
