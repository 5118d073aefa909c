"""Compare: the same questions to several models, side by side, and the curator's verdict."""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from studio.domain.dataset import Split
from studio.domain.errors import CuratorError, EndpointError
from studio.domain.pair import Message, build_messages
from studio.domain.run import Answer, Comparison, Question, Run, Verdict
from studio.domain.work import Change, Changes, Done, Job, Piece, Progress
from studio.i18n import _
from studio.providers.base import ChatModel
from studio.services import budget
from studio.services.answers import Reply, ask_model
from studio.services.pairs.review import system_message
from studio.services.session import Session
from studio.services.spending import price_answer, require_answer_price
from studio.text.tokens import count, count_messages

ANSWER_TOKENS = 400
"""The longest answer asked for: enough for a mentor's reply, and a bound on its price."""


@dataclass(frozen=True)
class Tally:
    """Verdicts of a comparison."""

    first: int = 0
    second: int = 0
    tie: int = 0
    neither: int = 0
    unvoted: int = 0


@dataclass(frozen=True, kw_only=True)
class AnswerPiece(Piece):
    """A piece of an answer as it comes in."""

    comparison: int
    question: int
    model: str
    text: str


@dataclass(frozen=True, kw_only=True)
class AnswerKept(Piece):
    """A comparison was made, or one more of its answers is whole and in the library."""

    comparison: int


def start_comparison(
    session: Session,
    *,
    run: int | None = None,
    models: Sequence[str] = (),
    endpoint: str = "",
    questions: Sequence[tuple[str, str]] | None = None,
    limit: int = 12,
) -> Job[int]:
    """Ask each model each question and keep every answer as it comes; the id is the result.

    With a ``run``, its base and its tuned model at its endpoint are asked; without ``questions``,
    those of its validation rows (of its training rows where it has none).
    """
    library = session.library
    trained = library.runs.get(run) if run is not None else None
    chosen, where = (
        _choose_models(trained, models),
        endpoint or (trained.endpoint if trained else ""),
    )
    if not where:
        raise CuratorError(_("Choose the endpoint to ask."))
    texts = list(questions) if questions is not None else _choose_questions(session, trained, limit)
    texts = texts[:limit]
    if not texts:
        raise CuratorError(_("There is no question to ask: freeze a version or give a file."))
    _refuse_costly(session, where, chosen, texts)
    chat = session.chat_model(where)
    with library.transaction():
        number = library.comparisons.insert(run=run, models=chosen, endpoint=where, questions=texts)
    total = len(texts) * len(chosen)
    yield AnswerKept(0, total, changes=Changes(Change.COMPARISONS), comparison=number)
    yield from _ask_all(session, number, chat)
    return Done(Changes(Change.COMPARISONS, Change.LEDGER), number)


def resume_comparison(session: Session, comparison: int) -> Job[int]:
    """Ask what is still unanswered, or failed, in a comparison that was broken off."""
    record = session.library.comparisons.get(comparison)
    yield from _ask_all(session, comparison, session.chat_model(record.endpoint))
    return Done(Changes(Change.COMPARISONS, Change.LEDGER), comparison)


def vote(session: Session, comparison: int, question: int, verdict: Verdict | None) -> Done[None]:
    """Keep (or take back) the curator's verdict on one question."""
    # A page that is behind must not judge a question of another comparison.
    if question not in {q.id for q in session.library.comparisons.get(comparison).questions}:
        raise CuratorError(_("There is no such question in this comparison."))
    with session.library.transaction():
        session.library.comparisons.set_verdict(question, verdict)
    return Done(Changes(Change.COMPARISONS))


def toggle_vote(session: Session, comparison: int, question: int, verdict: Verdict) -> Done[None]:
    """Keep the verdict on one question; the same once more takes it back."""
    questions = {item.id: item for item in session.library.comparisons.get(comparison).questions}
    again = question in questions and questions[question].verdict is verdict
    return vote(session, comparison, question, None if again else verdict)


def count_votes(comparison: Comparison) -> Tally:
    """How the verdicts stand."""
    verdicts = [question.verdict for question in comparison.questions]
    return Tally(
        verdicts.count(Verdict.FIRST),
        verdicts.count(Verdict.SECOND),
        verdicts.count(Verdict.TIE),
        verdicts.count(Verdict.NEITHER),
        verdicts.count(None),
    )


def read_cost(session: Session, comparison: int) -> Decimal:
    """US dollars that the answers of a comparison cost so far."""
    lines = session.library.ledger.list()
    return sum((line.usd for line in lines if line.comparison == comparison), Decimal(0))


def is_swapped(question: Question) -> bool:
    """Whether this question's two answers stand in the other order on the page.

    By the parity of the id, mixed: neither side belongs to one model, and it never changes.
    """
    return (question.id * 2654435761 >> 16) % 2 == 1


def _ask_all(session: Session, number: int, chat: ChatModel) -> Iterator[Progress]:
    library = session.library
    comparison = library.comparisons.get(number)
    total = len(comparison.questions) * len(comparison.models)
    done = 0
    system = system_message(session)
    for question in comparison.questions:
        answered = {answer.model for answer in question.answers if not answer.error}
        # In the order of the page, so that the side that fills first says nothing of the model.
        order = comparison.models[::-1] if is_swapped(question) else comparison.models
        for model in order:
            done += 1
            if model in answered:
                continue
            request = build_messages(question.text, "", system)[:-1]
            # Without the model's name: who judges blind reads this line too.
            line = _("Question {n} of {total}").format(
                n=comparison.questions.index(question) + 1, total=len(comparison.questions)
            )
            yield Progress(done - 1, total, line)
            answer, cost = yield from _ask(session, chat, comparison, question, model, request)
            with library.transaction():
                library.comparisons.insert_answer(answer)
                if cost:
                    purpose = _describe_purpose(number, model)
                    library.ledger.insert(purpose, cost, comparison=number)
            yield AnswerKept(done, total, line, Changes(Change.COMPARISONS), comparison=number)


def _ask(
    session: Session,
    chat: ChatModel,
    comparison: Comparison,
    question: Question,
    model: str,
    request: list[Message],
) -> Generator[Progress, None, tuple[Answer, Decimal]]:
    """One answer as it comes in, and what it cost; a failure is an answer that says why."""
    began = time.monotonic()
    coming = ask_model(
        session,
        chat,
        request,
        endpoint=comparison.endpoint,
        model=model,
        purpose=_describe_purpose(comparison.id, model),
        most_tokens=ANSWER_TOKENS,
        temperature=0,
    )
    text, error, cost = "", "", Decimal(0)
    try:
        while True:
            piece = next(coming)
            text += piece
            if piece:
                yield AnswerPiece(
                    comparison=comparison.id, question=question.id, model=model, text=piece
                )
            else:  # nothing came for a while: a good moment to be cancelled
                yield Progress()
    except StopIteration as end:
        reply: Reply = end.value
        text, cost = reply.text, reply.usd
    except EndpointError as failure:
        error = f"{failure} {_describe_deployment(session, comparison.endpoint, failure)}".strip()
    finally:
        coming.close()
    answer = Answer(question.id, model, text, count(text), time.monotonic() - began, error)
    return answer, cost


def _describe_deployment(session: Session, endpoint: str, failure: EndpointError) -> str:
    """What to do where a tuned model is not found because nobody has deployed it yet."""
    if failure.status != 404 or not session.capabilities(endpoint).needs_deployment:
        return ""
    return _("There a tuned model answers only after you have deployed it on the provider's pages.")


def _describe_purpose(comparison: int, model: str) -> str:
    return _("Comparison {n} · {model}").format(n=comparison, model=model)


def _refuse_costly(
    session: Session, endpoint: str, models: Sequence[str], texts: Sequence[tuple[str, str]]
) -> None:
    """Before a comparison is begun: it must not stop half-way for want of money or of a price."""
    system = system_message(session)
    requests = [build_messages(text, "", system)[:-1] for text, _reference in texts]
    most = Decimal(0)
    for model in models:
        price = require_answer_price(session, endpoint, model)
        tokens = sum(count_messages(request, session.encoding(model)) for request in requests)
        most += price_answer(price, tokens, ANSWER_TOKENS * len(requests))
    budget.require_amount(session, most)


def _choose_models(run: Run | None, models: Sequence[str]) -> list[str]:
    if models:
        return list(models)
    if run is None:
        raise CuratorError(_("Choose the models to compare, or a run."))
    if not run.fine_tuned_model:
        raise CuratorError(
            _("Run {n} has no trained model yet ({status}).").format(n=run.id, status=run.status)
        )
    return [run.model, run.fine_tuned_model]


def _choose_questions(session: Session, run: Run | None, limit: int) -> list[tuple[str, str]]:
    versions = session.library.versions.list()
    number = run.version if run else (versions[0].number if versions else None)
    if number is None:
        return []
    rows = list(session.library.versions.rows(number, Split.VALIDATION))
    rows = rows or list(session.library.versions.rows(number, Split.TRAIN))
    # Spread over the whole set: the first rows are often of one book.
    step = max(1, len(rows) // limit)
    return [_read_question(row.json) for row in rows[::step]][:limit]


def _read_question(text: str) -> tuple[str, str]:
    turns = json.loads(text)["messages"]
    prompt = next(turn["content"] for turn in turns if turn["role"] == "user")
    return prompt, turns[-1]["content"]
