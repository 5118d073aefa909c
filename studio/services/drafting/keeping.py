"""Keeps what replies come to: pairs, suggestions and their price, each as soon as it is there."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from decimal import Decimal

from studio.domain.book import PassageStatus, SkipReason
from studio.domain.history import Who
from studio.domain.model_job import JobKind, ModelJob, Request, RequestState
from studio.domain.pair import Origin
from studio.domain.suggestion import SuggestionState
from studio.i18n import _
from studio.services.drafting.plan import Plan
from studio.services.drafting.replies import Candidate, Candidates, Failure
from studio.services.drafting.report import DraftReport
from studio.services.drafting.requests import Subject
from studio.services.drafting.suggestions import insert_as_pair
from studio.services.pairs.judging import judge
from studio.services.pairs.review import row_tokens
from studio.services.session import Session
from studio.text.drafting.tagging import suggest_tags

LEDGER_SECONDS = 1.0
"""Payments closer than that are one line of the library's ledger; the person's has each."""


@dataclass(frozen=True)
class Paid:
    """What a reply said, and what it cost."""

    text: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    usd: Decimal = Decimal(0)


@dataclass
class Keeper:
    """Writes the replies of one job. The whole job is one step to undo, however long it takes; that
    something was asked, answered and paid for is history, which undo leaves alone."""

    session: Session
    job: ModelJob
    plan: Plan
    report: DraftReport = field(init=False)
    _due: Decimal = Decimal(0)
    _since: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.report = DraftReport(0, 0, job=self.job.id)

    def keep(
        self, request: Request, subject: Subject, outcome: Candidates | Failure, paid: Paid
    ) -> None:
        """Write what came of a request, all at once: with its price, or not at all."""
        self._due += paid.usd
        # One transaction: a reply that is paid for and a pair that nobody asked for can't part.
        with self._edit():
            if isinstance(outcome, Failure):
                state, reason = RequestState.FAILED, outcome.reason
                number = request.pair if request.passage is None else request.passage
                failures = (*self.report.failures, (number or 0, reason))
                self._count(failures=failures)
            else:
                state, reason = self._keep_candidates(subject, outcome), ""
            self.session.library.model_jobs.keep_reply(
                self.job.id,
                replace(
                    request,
                    state=state,
                    reply=paid.text,
                    reason=reason,
                    tokens_in=paid.tokens_in,
                    tokens_out=paid.tokens_out,
                    usd=paid.usd,
                ),
            )
            if time.monotonic() - self._since > LEDGER_SECONDS:
                self._enter_payment()
        tokens = self.report.tokens + paid.tokens_in + paid.tokens_out
        self._count(tokens=tokens, cost_usd=self.report.cost_usd + paid.usd)

    def flush(self) -> None:
        """Write what was paid and stands in no line yet."""
        if self._due:
            with self.session.library.transaction():
                self._enter_payment()

    def _edit(self) -> AbstractContextManager[None]:
        label = _("Draft pairs") if self.job.kind is JobKind.CONDENSE else _("Suggest questions")
        return self.session.library.journal.edit(
            label,
            merge_key=f"model-job-{self.job.nonce}",
            within=float("inf"),
            who=Who.MODEL,
            agent=self.job.model,
        )

    def _enter_payment(self) -> None:
        if self._due:
            line = _("Drafts by {model}").format(model=self.job.model)
            self.session.library.ledger.insert(line, self._due)
        self._due, self._since = Decimal(0), time.monotonic()

    def _keep_candidates(self, subject: Subject, outcome: Candidates) -> RequestState:
        passage = subject.passage
        if outcome.is_nothing:
            if passage is not None and subject.pair is None:
                self.session.library.passages.set_status(
                    [passage.id], PassageStatus.SKIPPED, SkipReason.MODEL
                )
            self._count(skipped=self.report.skipped + 1)
            return RequestState.NOTHING
        pair, answers = subject.pair.id if subject.pair else None, outcome.answers
        # Of a pair there is a draft already: all candidates are suggestions for it.
        if pair is None and answers:
            pair, answers = self._insert_pair(subject, answers[0]), answers[1:]
        for candidate in answers:
            self._suggest(subject, candidate, pair)
        for candidate in outcome.questions:
            self._take_question(subject, candidate, pair)
        return RequestState.ANSWERED

    def _insert_pair(self, subject: Subject, candidate: Candidate) -> int:
        """The first candidate becomes the draft; as a suggestion it keeps its evidence."""
        session, passage = self.session, subject.passage
        assert passage is not None
        pair = session.library.pairs.insert(
            candidate.prompt,
            candidate.answer,
            origin=Origin.MODEL,
            passage=passage.id,
            book=passage.book,
            tags=suggest_tags(passage.text, passage.language),
            tokens=row_tokens(session, candidate.prompt, candidate.answer),
            encoding=session.encoding(),
        )
        judge(session, [pair])
        session.library.passages.set_status([passage.id], PassageStatus.DRAFTED)
        self._suggest(subject, candidate, pair, SuggestionState.CHOSEN)
        self._count(pairs=self.report.pairs + 1, suggestions=self.report.suggestions - 1)
        return pair

    def _suggest(
        self,
        subject: Subject,
        candidate: Candidate,
        pair: int | None,
        state: SuggestionState = SuggestionState.OPEN,
    ) -> int:
        self._count(suggestions=self.report.suggestions + 1)
        return self.session.library.suggestions.insert(
            candidate.prompt,
            candidate.answer,
            kind=candidate.kind,
            passage=subject.passage.id if subject.passage else None,
            pair=pair,
            evidence=candidate.evidence,
            model=self.job.model,
            state=state,
        )

    def _take_question(self, subject: Subject, candidate: Candidate, pair: int | None) -> None:
        if not self.plan.as_pairs or pair is None:
            self._suggest(subject, candidate, pair)
            return
        number = self._suggest(subject, candidate, pair)
        insert_as_pair(self.session, self.session.library.suggestions.get(number), Origin.MODEL)
        self._count(pairs=self.report.pairs + 1, suggestions=self.report.suggestions - 1)

    def _count(self, **changes: object) -> None:
        self.report = replace(self.report, **changes)  # type: ignore[arg-type]
