"""Let a model judge: both orders, by a written rubric, held against the curator's own votes."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from decimal import Decimal

from studio.domain.comparison import Comparison, Question, Verdict, Vote
from studio.domain.errors import EndpointError
from studio.domain.pair import Message, build_messages
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import _, plural
from studio.providers.base import ChatModel
from studio.resources import RESOURCES
from studio.services.answers import Reply, ask_model
from studio.services.comparison.paired_statistics import (
    CONFIDENCE,
    Agreement,
    measure_agreement,
    sign_test,
)
from studio.services.comparison.voting import find_vote
from studio.services.session import Session
from studio.services.spending import price_answer, require_answer_price
from studio.text.tokens import count_messages

MOST_TOKENS = 300
"""Of a judgement: a verdict with its reason."""
FEWEST_SHARED = 20
"""Questions that both the judge and the curator have judged before an agreement says something."""
GOOD_KAPPA = 0.6
""""Substantial" agreement (Landis and Koch 1977): from it on a judge can stand for the curator."""
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)
_WORDS = {"a": Verdict.FIRST, "b": Verdict.SECOND, "tie": Verdict.TIE, "neither": Verdict.NEITHER}


@dataclass(frozen=True)
class JudgeReport:
    """What a judge did: verdicts kept, and questions with the reason why there is none."""

    verdicts: int
    failures: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class JudgingPlan:
    """How often a judge would be asked, and what that costs at most, in US dollars."""

    requests: int
    most: Decimal


@dataclass(frozen=True)
class Trust:
    """Whether a judge can be believed."""

    agreement: Agreement
    """With the curator, on the questions both have judged."""
    shared: int
    first_share: float
    """The share of its decisions that went to the answer it read first; 0.5 for a fair judge."""
    decisions: int
    prefers_first: bool
    prefers_second: bool


def judge_answers(
    session: Session,
    comparison: int,
    rival: str,
    *,
    endpoint: str,
    model: str,
    limit: int | None = None,
) -> Job[JudgeReport]:
    """Ask ``model`` which of two answers is better, each contestant against ``rival``, twice.

    The second time the answers stand in the other order. What was judged before is not asked
    again; what fails is told with its reason, and asked again the next time.
    """
    record = session.library.comparisons.get(comparison)
    chat = session.chat_model(endpoint)
    failures: list[tuple[int, str]] = []
    verdicts = 0
    tasks = list(_list_tasks(record, rival, model))[: None if limit is None else 2 * limit]
    for done, (question, contestant, turned) in enumerate(tasks, 1):
        line = _("Judging question {n} of {total}").format(n=done, total=len(tasks))
        yield Progress(done - 1, len(tasks), line)
        request = _order_answers(session, question, contestant, rival, turned)
        try:
            reply = yield from _ask(session, chat, request, endpoint, model, comparison)
            verdict = read_verdict(reply.text)
        except EndpointError as error:
            if error.status is None or error.status in (401, 403):
                raise
            failures.append((question.id, str(error)))
            continue
        if verdict is None:
            failures.append((question.id, _("the judge's reply names no verdict")))
        with session.library.transaction():
            if verdict is not None:
                in_order = verdict.turned if turned else verdict
                vote = Vote(question.id, contestant, rival, in_order, model, turned)
                session.library.comparisons.set_vote(vote)
                verdicts += 1
            if reply.usd:
                purpose = _("Judging comparison {n} by {model}").format(n=comparison, model=model)
                session.library.ledger.insert(purpose, reply.usd, comparison=comparison)
        yield Progress(done, len(tasks), line, Changes(Change.COMPARISONS))
    report = JudgeReport(verdicts, tuple(failures))
    return Done(Changes(Change.COMPARISONS, Change.LEDGER), report)


def plan_judging(
    session: Session, comparison: Comparison, rival: str, *, endpoint: str, model: str
) -> JudgingPlan:
    """What is left to be judged by a model, counted and priced before anything is sent.

    ``OverBudget`` where its price is not known.
    """
    price = require_answer_price(session, endpoint, model)
    tasks = list(_list_tasks(comparison, rival, model))
    if price is None:
        return JudgingPlan(len(tasks), Decimal(0))
    encoding = session.encoding(model)
    tokens = sum(
        count_messages(_order_answers(session, question, contestant, rival, turned), encoding)
        for question, contestant, turned in tasks
    )
    return JudgingPlan(len(tasks), price_answer(price, tokens, MOST_TOKENS * len(tasks)))


def read_rubric(language: str) -> str:
    """What a judge is told to judge by, in Japanese or else in English."""
    name = "judge.ja.md" if language == "ja" else "judge.en.md"
    return (RESOURCES / "prompts" / name).read_text(encoding="utf-8")


def _order_answers(
    session: Session, question: Question, contestant: str, rival: str, turned: bool
) -> list[Message]:
    """The messages for one judgement, the rival's answer first where it is ``turned``."""
    texts = {answer.model: answer.text for answer in question.answers}
    first, second = (rival, contestant) if turned else (contestant, rival)
    return build_request(session, question, texts[first], texts[second])


def build_request(session: Session, question: Question, first: str, second: str) -> list[Message]:
    """The messages for one judgement; the rubric in the language of the question."""
    rubric = read_rubric(question.language)
    parts = [("QUESTION", question.text), ("ANSWER A", first), ("ANSWER B", second)]
    if question.reference:
        parts.append(("REFERENCE", question.reference))
    if question.must:
        parts.append(("MUST SAY", "\n".join(question.must)))
    for passage in session.library.passages.list([question.passage] if question.passage else []):
        parts.append(("PASSAGE", passage.text))
    # Fences that no answer can close: what stands in it is judged, never obeyed.
    text = "\n\n".join(f"<<<{name}>>>\n{body.replace('<<<', '‹‹‹')}" for name, body in parts)
    return build_messages(text, "", rubric)[:-1]


def read_verdict(text: str) -> Verdict | None:
    """The verdict in a reply: JSON, alone or among other words; None where there is none."""
    for candidate in (text.strip(), *(match[0] for match in _OBJECT.finditer(text))):
        try:
            values = json.loads(candidate)
        except ValueError:
            continue
        word = values.get("verdict") if isinstance(values, dict) else None
        if isinstance(word, str) and word.strip().casefold() in _WORDS:
            return _WORDS[word.strip().casefold()]
    return None


def measure_trust(comparison: Comparison, judge: str) -> Trust:
    """How a judge agrees with the curator, and whether it prefers a side."""
    shared: list[tuple[str, str]] = []
    firsts = seconds = 0
    for question in comparison.questions:
        for vote in question.votes:
            if vote.judge != judge:
                continue
            as_read = vote.verdict.turned if vote.turned else vote.verdict
            firsts += as_read is Verdict.FIRST
            seconds += as_read is Verdict.SECOND
        shared += _pair_verdicts(question, judge)
    decisions = firsts + seconds
    is_biased = sign_test(firsts, seconds) < 1 - CONFIDENCE
    return Trust(
        measure_agreement(shared),
        len(shared),
        firsts / decisions if decisions else 0.5,
        decisions,
        is_biased and firsts > seconds,
        is_biased and seconds > firsts,
    )


def describe_trust(trust: Trust) -> str:
    """Whether to believe a judge, in a sentence or two."""
    if trust.prefers_first or trust.prefers_second:
        line = (
            _("Don't believe this judge: it prefers the answer that it reads first ({share}).")
            if trust.prefers_first
            else _("Don't believe this judge: it prefers the answer that it reads last ({share}).")
        )
        share = trust.first_share if trust.prefers_first else 1 - trust.first_share
        return line.format(share=f"{share:.0%}")
    if trust.shared < FEWEST_SHARED:
        return plural(
            "Not tested yet: vote on {n} more question yourself to see how "
            "well it agrees with you.",
            "Not tested yet: vote on {n} more questions yourself to see "
            "how well it agrees with you.",
            FEWEST_SHARED - trust.shared,
        ).format(n=FEWEST_SHARED - trust.shared)
    agreement = trust.agreement
    line = _("Agrees with you in {share} of {n} questions (kappa {kappa}).").format(
        share=f"{agreement.share:.0%}",
        n=trust.shared,
        kappa="–" if agreement.kappa is None else f"{agreement.kappa:.2f}",
    )
    if agreement.kappa is not None and agreement.kappa >= GOOD_KAPPA:
        return line + " " + _("It can vote in your place.")
    return line + " " + _("Too little to vote in your place.")


def describe_judging(report: JudgeReport) -> str:
    """What a judge did, in lines: the verdicts, then why there is none."""
    line = plural("{n} verdict", "{n} verdicts", report.verdicts).format(n=f"{report.verdicts:,}")
    reasons = dict.fromkeys(why for _question, why in report.failures)
    if report.failures:
        line += _("; {n} failed").format(n=f"{len(report.failures):,}")
    return "\n".join([line, *reasons])


def _pair_verdicts(question: Question, judge: str) -> Iterator[tuple[str, str]]:
    """The judge's verdict and the curator's on the same two answers."""
    rivals = {(vote.first, vote.second) for vote in question.votes if vote.judge == judge}
    for first, second in rivals:
        own = find_vote(question, first, second)
        if own is None:
            continue
        verdicts = {
            vote.verdict
            for vote in question.votes
            if vote.judge == judge and (vote.first, vote.second) == (first, second)
        }
        judged = verdicts.pop() if len(verdicts) == 1 else Verdict.TIE
        as_first = own.verdict if own.first == first else own.verdict.turned
        yield _fold_ties(judged), _fold_ties(as_first)


def _fold_ties(verdict: Verdict) -> str:
    """Both good and both bad are the same to the question who is better."""
    return Verdict.TIE.value if verdict is Verdict.NEITHER else verdict.value


def _list_tasks(record: Comparison, rival: str, model: str) -> Iterator[tuple[Question, str, bool]]:
    """What waits to be judged: a question, a contestant, whether the rival stands first."""
    for question in record.questions:
        answered = {answer.model for answer in question.answers if not answer.error}
        judged = {
            (vote.first, vote.second, vote.turned) for vote in question.votes if vote.judge == model
        }
        for contestant in record.keys:
            if contestant == rival or not {contestant, rival} <= answered:
                continue
            for turned in (False, True):
                if (contestant, rival, turned) not in judged:
                    yield question, contestant, turned


def _ask(
    session: Session,
    chat: ChatModel,
    request: list[Message],
    endpoint: str,
    model: str,
    comparison: int,
) -> Generator[Progress, None, Reply]:
    pieces = ask_model(
        session,
        chat,
        request,
        endpoint=endpoint,
        model=model,
        purpose=_("Judging comparison {n} by {model}").format(n=comparison, model=model),
        most_tokens=MOST_TOKENS,
        temperature=0,
    )
    try:
        while True:
            next(pieces)
            yield Progress()
    except StopIteration as end:
        reply: Reply = end.value
        return reply
    finally:
        pieces.close()
