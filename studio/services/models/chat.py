"""A talk with a model, to get to know it; nothing of it becomes a pair by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studio.domain.pair import Message
from studio.domain.run import RunStatus
from studio.domain.work import Change, Changes, Done, Job, Piece
from studio.i18n import _
from studio.services.answers import Reply, ask_model
from studio.services.pairs.review import system_message
from studio.services.session import Session

LONGEST = 512
"""Tokens of an answer at most."""
TEMPERATURE = 0.7
"""Of the answers: with less, small models say the same thing over and over."""


@dataclass(frozen=True)
class Partner:
    """A model one can talk to, and the ``base`` it was trained from, "" for a base."""

    endpoint: str
    model: str
    base: str = ""
    run: int | None = None

    @property
    def title(self) -> str:
        """What a list of partners calls it."""
        if self.run is None:
            return self.model
        return _("Run {n} · {model}").format(n=self.run, model=self.model)


@dataclass(frozen=True, kw_only=True)
class AnswerPiece(Piece):
    """A piece of an answer, as it comes; "" while nobody speaks."""

    text: str


def list_partners(session: Session) -> list[Partner]:
    """The tuned models of a library, the newest first, then what they were trained from."""
    runs = session.library.runs.list()
    tuned = [
        Partner(run.endpoint, run.fine_tuned_model, run.model, run.id)
        for run in sorted(runs, key=lambda run: -run.id)
        if run.status is RunStatus.SUCCEEDED and run.fine_tuned_model
    ]
    # A tuned model that another was trained from stands in the list already.
    names = {partner.model for partner in tuned}
    bases = dict.fromkeys(
        Partner(partner.endpoint, partner.base) for partner in tuned if partner.base not in names
    )
    return [*tuned, *bases]


def begin_talk(session: Session) -> list[Message]:
    """What stands before the first question: the library's system message, if it has one."""
    system = system_message(session)
    return [{"role": "system", "content": system}] if system else []


def answer(session: Session, partner: Partner, messages: Sequence[Message]) -> Job[Reply]:
    """The next answer of a talk, streamed; leaving early hangs up."""
    chat = session.chat_model(partner.endpoint)
    pieces = ask_model(
        session,
        chat,
        messages,
        endpoint=partner.endpoint,
        model=partner.model,
        purpose=_("Chat with {model}").format(model=partner.model),
        most_tokens=LONGEST,
        temperature=TEMPERATURE,
    )
    while True:
        try:
            piece = next(pieces)
        except StopIteration as end:
            reply: Reply = end.value
            return Done(Changes(Change.LEDGER) if reply.usd else Changes(), reply)
        yield AnswerPiece(text=piece)
