"""Asks a model one thing: the money is set aside, the answer comes in pieces, its use is booked."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal

from studio.domain.pair import Message
from studio.providers.base import ChatModel, Usage
from studio.services.session import Session
from studio.services.spending import buy_answer
from studio.text.tokens import count, count_messages

LENIENCE = 10
"""How many times more a provider may count than we do before its figure is not believed."""
FRAME_TOKENS = 1_000
"""Of a system prompt or a template that a provider puts around a question."""


@dataclass(frozen=True)
class Reply:
    """An answer: its text, why it stopped, the tokens that are billed and their price."""

    text: str
    finish_reason: str
    tokens_in: int
    tokens_out: int
    usd: Decimal


def ask_model(
    session: Session,
    chat: ChatModel,
    request: Sequence[Message],
    *,
    endpoint: str,
    model: str,
    purpose: str,
    most_tokens: int,
    temperature: float | None = None,
    left_usd: Decimal | None = None,
) -> Generator[str, None, Reply]:
    """The answer of ``model`` at ``endpoint``: its pieces, "" in a silence, and at the end itself.

    ``OverBudget`` before anything is sent, ``EndpointError`` where no whole answer came. What came
    until then is booked either way; leaving early hangs up, so that nothing more is paid for.
    """
    encoding = session.encoding(model)
    tokens_in = count_messages(list(request), encoding)
    pieces: list[str] = []
    is_whole = False
    with buy_answer(
        session,
        endpoint,
        model,
        purpose,
        tokens_in=tokens_in,
        most_out=most_tokens,
        left_usd=left_usd,
    ) as purchase:
        stream = chat.answer(request, model=model, max_tokens=most_tokens, temperature=temperature)
        try:
            with closing(stream):
                for piece in stream:
                    pieces.append(piece)
                    yield piece
            is_whole = True
        finally:
            text = "".join(pieces)
            if usage := believe_usage(stream.usage, tokens_in, most_tokens):
                purchase.use(usage.tokens_in, usage.tokens_out)
            elif is_whole or text:
                purchase.use(tokens_in, count(text, encoding))
    reason = stream.finish_reason
    return Reply(text, reason, purchase.tokens_in, purchase.tokens_out, purchase.usd)


def read_reply(pieces: Generator[str, None, Reply]) -> Reply:
    """The whole answer, for those who do not care how it comes."""
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            reply: Reply = end.value
            return reply


def believe_usage(usage: Usage | None, tokens_in: int, most_out: int) -> Usage | None:
    """What the provider says was used, where that can be."""
    if usage is None or usage.tokens_in > LENIENCE * tokens_in + FRAME_TOKENS:
        return None
    return usage if usage.tokens_out <= LENIENCE * most_out else None
