"""Ask: each contestant gets each question, in an order that says nothing of who is who."""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast

from studio.domain.comparison import Answer, Comparison, Contestant, Question, QuestionDraft
from studio.domain.errors import CuratorError, EndpointError, OverBudget
from studio.domain.pair import Message, build_messages
from studio.domain.work import Change, Changes, Done, Job, Piece, Progress
from studio.i18n import _, join_sentences
from studio.providers.base import ChatModel, Scorer
from studio.services import budget
from studio.services.answers import Reply, ask_model
from studio.services.comparison.measures import measure_answer
from studio.services.comparison.passages import LONGEST_PASSAGE, find_passages
from studio.services.comparison.patience import Patience
from studio.services.pairs.review import system_message
from studio.services.session import Session
from studio.services.spending import price_answer, require_answer_price
from studio.text.tokens import count, count_messages

MOST_AT_ONCE = 4
"""Requests that one provider is sent at the same time."""
ANSWER_TOKENS = 400
"""The longest answer asked for: enough for a mentor's reply, and a bound on its price."""


@dataclass(frozen=True, kw_only=True)
class AnswerKept(Piece):
    """A comparison was made, or one more of its answers is whole and in the library."""

    comparison: int


def start_comparison(
    session: Session,
    contestants: Sequence[Contestant],
    questions: Sequence[QuestionDraft],
    *,
    run: int | None = None,
    question_set: int | None = None,
    temperature: float = 0.0,
    seed: int | None = None,
    answer_tokens: int | None = None,
) -> Job[int]:
    """Ask each contestant each question and keep every answer as it comes; the id is the result.

    ``seed`` decides the order on the page (None: by chance). ``OverBudget`` before anything is
    sent, where all of it could cost more than is left.
    """
    _check_contestants(contestants)
    if not questions:
        raise CuratorError(_("There is no question to ask: freeze a version or give a file."))
    _refuse_costly(session, contestants, questions)
    library = session.library
    with library.transaction():
        number = library.comparisons.insert(
            contestants,
            questions,
            run=run,
            question_set=question_set,
            seed=random.SystemRandom().getrandbits(31) if seed is None else seed,
            temperature=temperature,
            answer_tokens=answer_tokens,
        )
    total = len(questions) * len(contestants)
    yield AnswerKept(0, total, changes=Changes(Change.COMPARISONS), comparison=number)
    yield from _ask_all(session, number)
    return Done(Changes(Change.COMPARISONS, Change.LEDGER), number)


def resume_comparison(session: Session, comparison: int) -> Job[int]:
    """Ask what is still unanswered, or failed, in a comparison that was broken off."""
    yield from _ask_all(session, comparison)
    return Done(Changes(Change.COMPARISONS, Change.LEDGER), comparison)


def ask_more(session: Session, comparison: int, questions: Sequence[QuestionDraft]) -> Job[int]:
    """Ask more questions in a comparison; its votes are open again."""
    record = session.library.comparisons.get(comparison)
    _refuse_costly(session, record.contestants, questions)
    with session.library.transaction():
        session.library.comparisons.add_questions(comparison, questions)
        session.library.comparisons.set_open(comparison, True)
    yield from _ask_all(session, comparison)
    return Done(Changes(Change.COMPARISONS, Change.LEDGER), comparison)


def read_cost(session: Session, comparison: int) -> Decimal:
    """US dollars that the answers of a comparison cost so far."""
    lines = session.library.ledger.list()
    return sum((line.usd for line in lines if line.comparison == comparison), Decimal(0))


def shuffle_contestants(comparison: Comparison, question: Question) -> list[Contestant]:
    """The contestants in the order in which a question is put to them: another one each time."""
    order = list(comparison.contestants)
    random.Random(f"{comparison.seed}-{question.id}").shuffle(order)
    return order


def build_request(session: Session, contestant: Contestant, question: str) -> list[Message]:
    """The messages that a contestant is sent for a question."""
    question = put_question(session, contestant, question)
    return build_messages(question, "", read_system(session, contestant))[:-1]


def read_system(session: Session, contestant: Contestant) -> str:
    """The system message of a contestant: its own, or the library's; "" for none."""
    return system_message(session) if contestant.system is None else contestant.system


def put_question(session: Session, contestant: Contestant, question: str) -> str:
    """A question as a contestant reads it: behind the passages that suit it, where it gets any."""
    if not contestant.passages:
        return question
    texts = find_passages(session, question, contestant.passages)
    return "\n\n".join([_("These passages may help:"), *texts, question]) if texts else question


@dataclass
class _Request:
    """One contestant being asked one question."""

    question: Question
    contestant: Contestant
    line: str
    coming: Generator[Progress, None, _Heard]


@dataclass(frozen=True)
class _Heard:
    """An answer as it is kept, what it cost, and the failure that it stands for."""

    answer: Answer
    usd: Decimal = Decimal(0)
    failure: EndpointError | None = None


def _ask_all(session: Session, number: int) -> Iterator[Progress]:
    """Ask what has no answer yet, several at once where the endpoint is not this computer.

    What can't be asked for want of money, or since its endpoint has died, is said at the end, when
    all others have answered.
    """
    comparison = session.library.comparisons.get(number)
    total = len(comparison.questions) * len(comparison.contestants)
    waiting = deque(_list_requests(session, comparison))
    done = total - len(waiting)
    at_once = _count_at_once(session, comparison)
    active: list[_Request] = []
    patience = Patience()
    try:
        while waiting or active:
            while waiting and len(active) < at_once:
                if not patience.is_over((request := waiting.popleft()).contestant):
                    active.append(request)
                    yield Progress(done, total, request.line)
            for request in tuple(active):
                try:
                    yield next(request.coming)
                except StopIteration as end:
                    active.remove(request)
                    done += 1
                    _keep(session, comparison, request, end.value, patience)
                    changes = Changes(Change.COMPARISONS)
                    yield AnswerKept(done, total, request.line, changes, comparison=number)
                except OverBudget as refusal:
                    active.remove(request)
                    patience.note_refusal(refusal)
    finally:
        # Also when cancelled: what is still coming in is hung up on, and nothing more is paid.
        for request in active:
            request.coming.close()
    if error := patience.explain(number):
        raise error


def _list_requests(session: Session, comparison: Comparison) -> Iterator[_Request]:
    """What has no answer yet, in the order in which it is asked."""
    chats: dict[str, ChatModel] = {}
    for position, question in enumerate(comparison.questions, 1):
        # Without a contestant's name: who judges blind reads this line too.
        line = _("Question {n} of {total}").format(n=position, total=len(comparison.questions))
        answered = {answer.model for answer in question.answers if not answer.error}
        for contestant in shuffle_contestants(comparison, question):
            if contestant.key in answered:
                continue
            if contestant.endpoint not in chats:
                chats[contestant.endpoint] = session.chat_model(contestant.endpoint)
            chat = chats[contestant.endpoint]
            coming = _ask(session, chat, comparison, question, contestant)
            yield _Request(question, contestant, line, coming)


def _count_at_once(session: Session, comparison: Comparison) -> int:
    """A model on this computer answers no sooner for being asked twice."""
    endpoints = {contestant.endpoint for contestant in comparison.contestants}
    is_here = any(session.capabilities(endpoint).free for endpoint in endpoints)
    return 1 if is_here else MOST_AT_ONCE


def _keep(
    session: Session, comparison: Comparison, request: _Request, heard: _Heard, patience: Patience
) -> None:
    library = session.library
    with library.transaction():
        library.comparisons.insert_answer(heard.answer)
        if heard.usd:
            purpose = describe_purpose(comparison.id, request.contestant)
            library.ledger.insert(purpose, heard.usd, comparison=comparison.id)
    if heard.failure is None:
        patience.note_answer(request.contestant)
    else:
        patience.note_failure(request.contestant, heard.failure)


def _ask(
    session: Session,
    chat: ChatModel,
    comparison: Comparison,
    question: Question,
    contestant: Contestant,
) -> Generator[Progress, None, _Heard]:
    """One answer, and what it cost; a failure is an answer that says why."""
    began = time.monotonic()
    coming = ask_model(
        session,
        chat,
        build_request(session, contestant, question.text),
        endpoint=contestant.endpoint,
        model=contestant.model,
        purpose=describe_purpose(comparison.id, contestant),
        most_tokens=comparison.answer_tokens or ANSWER_TOKENS,
        temperature=comparison.temperature,
    )
    text, error, cost, failed = "", "", Decimal(0), None
    try:
        while True:
            text += next(coming)
            # A good moment to be cancelled; what came is shown when all contestants have answered.
            yield Progress()
    except StopIteration as end:
        reply: Reply = end.value
        text, cost = reply.text, reply.usd
    except EndpointError as failure:
        failed = failure
        error = join_sentences(failure, _describe_deployment(session, contestant.endpoint, failure))
    finally:
        coming.close()
    answer = Answer(
        question.id,
        contestant.key,
        text,
        count(text),
        time.monotonic() - began,
        error,
        {} if error else measure_answer(session, question, text),
    )
    return _Heard(_add_likelihood(session, chat, question, contestant, answer), cost, failed)


def _add_likelihood(
    session: Session, chat: ChatModel, question: Question, contestant: Contestant, answer: Answer
) -> Answer:
    """The answer with how likely the contestant finds the reference, a token in the mean.

    Only where the endpoint tells it: no provider does so for an answer that it did not give.
    """
    if answer.error or not question.reference:
        return answer
    if not session.capabilities(contestant.endpoint).scores:
        return answer
    request = build_request(session, contestant, question.text)
    try:
        likelihood = cast(Scorer, chat).score(request, question.reference, model=contestant.model)
    except EndpointError:
        return answer  # a measure that is missing is left out of the table
    mean = likelihood.logprob / max(1, likelihood.tokens)
    return replace(answer, measures={**answer.measures, "likelihood": mean})


def _describe_deployment(session: Session, endpoint: str, failure: EndpointError) -> str:
    """What to do where a tuned model is not found because nobody has deployed it yet."""
    if failure.status != 404 or not session.capabilities(endpoint).needs_deployment:
        return ""
    return _("There a tuned model answers only after you have deployed it on the provider's pages.")


def describe_purpose(comparison: int, contestant: Contestant) -> str:
    """What the ledger says of an answer."""
    return _("Comparison {n} · {model}").format(n=comparison, model=contestant.model)


def _check_contestants(contestants: Sequence[Contestant]) -> None:
    if not contestants:
        raise CuratorError(_("Choose the models to compare, or a run."))
    keys = [contestant.key for contestant in contestants]
    for key in keys:
        if keys.count(key) > 1:
            raise CuratorError(_("“{name}” is listed twice.").format(name=key))


def estimate_most(
    session: Session, contestants: Sequence[Contestant], questions: Sequence[QuestionDraft]
) -> Decimal:
    """US dollars that all answers may cost at most; ``OverBudget`` where a price is not known."""
    most = Decimal(0)
    for contestant in contestants:
        price = require_answer_price(session, contestant.endpoint, contestant.model)
        if price is not None:
            tokens = sum(_count_tokens(session, contestant, draft.text) for draft in questions)
            most += price_answer(price, tokens, ANSWER_TOKENS * len(questions))
    return most


def _count_tokens(session: Session, contestant: Contestant, question: str) -> int:
    encoding = session.encoding(contestant.model)
    bare = replace(contestant, passages=0)
    # The longest passages that could be chosen; which ones, only a search for each would tell.
    room = contestant.passages * LONGEST_PASSAGE
    return count_messages(build_request(session, bare, question), encoding) + room


def _refuse_costly(
    session: Session, contestants: Sequence[Contestant], questions: Sequence[QuestionDraft]
) -> None:
    """Before a comparison is begun: it must not stop half-way for want of money or of a price."""
    budget.require_amount(session, estimate_most(session, contestants, questions))
