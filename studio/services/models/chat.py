"""A talk with one model or two; nothing of it is kept but what the curator keeps."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from studio.domain.comparison import Contestant, QuestionDraft
from studio.domain.conversation import ChatRow
from studio.domain.errors import CuratorError, StudioError
from studio.domain.pair import Message, Origin, Pair
from studio.domain.run import Run, RunStatus
from studio.domain.suggestion import SuggestionState
from studio.domain.turns import make_preference
from studio.domain.work import Change, Changes, Done, Job, Piece
from studio.i18n import _
from studio.services.answers import Reply, ask_model
from studio.services.comparison import question_sets
from studio.services.comparison.asking import put_question, read_system
from studio.services.comparison.contestants import (
    add_passages,
    add_system,
    make_base,
    make_checkpoint,
    make_model,
    make_tuned,
)
from studio.services.comparison.names import describe_contestant
from studio.services.pairs import review
from studio.services.pairs.judging import judge
from studio.services.session import Session
from studio.text.excerpts import quote
from studio.text.languages import detect_script
from studio.text.rows.row_json import dump_row

LONGEST = 512
"""Tokens of an answer at most."""
TEMPERATURE = 0.7
"""Of the answers: with less, small models say the same thing over and over."""


@dataclass(frozen=True, kw_only=True)
class AnswerPiece(Piece):
    """A piece of an answer, as it comes; "" while nobody speaks."""

    text: str


@dataclass(frozen=True)
class Spoken:
    """How an answer ended: whole, cut where it had no more room, or with what failed."""

    error: str = ""
    is_cut: bool = False


def list_partners(session: Session) -> list[Contestant]:
    """Whom the studio knows: tuned models, the newest first, bases, bases with passages,
    checkpoints, and whoever was compared; each once."""
    runs = sorted(session.library.runs.list(), key=lambda run: -run.id)
    bases = [make_base(run) for run in runs if _has_models(run)]
    partners = [
        *(make_tuned(run) for run in runs if run.fine_tuned_model and _is_done(run)),
        *bases,
        *(add_passages(base) for base in bases),
        *(make_checkpoint(run, point.step) for run in runs for point in reversed(run.checkpoints)),
        *(each for record in session.library.comparisons.list() for each in record.contestants),
    ]
    partners_by_model: dict[tuple[str, str, str, int], Contestant] = {}
    for partner in partners:
        # Another run's base, or another comparison's, may be the same model under another key.
        partners_by_model.setdefault(_identify(session, partner), partner)
    return list(partners_by_model.values())


def make_partner(
    session: Session, endpoint: str, model: str, *, system: str = "", passages: int = 0
) -> Contestant:
    """Any model of any endpoint, with a prompt of its own and passages where wanted."""
    partner = next(
        (
            other
            for other in list_partners(session)
            if _identify(session, other) == (endpoint, model, review.system_message(session), 0)
        ),
        make_model(endpoint, model),
    )
    if passages:
        partner = add_passages(partner, passages)
    return add_system(partner, system.strip()) if system.strip() else partner


def describe_partner(partner: Contestant) -> str:
    """What a list of partners calls it: many a base has a prompt, so its beginning stands there."""
    title = describe_contestant(partner)
    return f"{title} · “{quote(partner.system)}”" if partner.system else title


def find_base(session: Session, partner: Contestant) -> Contestant | None:
    """What a tuned model or a checkpoint was trained from; None for any other."""
    if partner.run is None:
        return None
    base = make_base(session.library.runs.get(partner.run))
    same = (
        other
        for other in list_partners(session)
        if _identify(session, other) == _identify(session, base)
    )
    return next(same, base)


def build_talk(
    session: Session, partner: Contestant, turns: Sequence[tuple[str, str]], question: str
) -> list[Message]:
    """The messages of the next question: what was said before, as questions and answers, goes
    along, since the model remembers nothing by itself."""
    system = read_system(session, partner)
    messages: list[Message] = [{"role": "system", "content": system}] if system else []
    messages += _list_turns(turns)
    return [*messages, {"role": "user", "content": put_question(session, partner, question)}]


def answer(
    session: Session, partner: Contestant, turns: Sequence[tuple[str, str]], question: str
) -> Job[Spoken]:
    """The next answer of a talk, streamed; leaving early hangs up.

    What fails is said in the result and raises nothing: beside it another model goes on.
    """
    changes = Changes(Change.LEDGER)
    try:
        reply = yield from _stream(session, partner, build_talk(session, partner, turns, question))
    except StudioError as error:
        return Done(changes, Spoken(str(error)))
    return Done(changes if reply.usd else Changes(), Spoken(is_cut=reply.finish_reason == "length"))


def read_spent(session: Session, partner: Contestant, since: datetime) -> Decimal:
    """US dollars that a partner's answers cost since a moment, those broken off included."""
    purpose = _describe_purpose(partner)
    entries = session.person_ledger.entries()
    return sum((e.spent_usd for e in entries if e.purpose == purpose and e.at >= since), Decimal(0))


def keep_question(
    session: Session, question: str, reference: str, *, number: int | None, name: str = ""
) -> Done[int]:
    """Put a question of a talk into a set, ``number``, or into a new one called ``name``; how many
    questions are new to it."""
    question = question.strip()
    if not question:
        raise CuratorError(_("A question has at least one word."))
    draft = QuestionDraft(question, reference.strip(), language=detect_script(question))
    if number is not None:
        return question_sets.add_to_set(session, number, [draft])
    return replace(question_sets.make_set(session, name, [draft]), value=1)


@dataclass(frozen=True)
class KeptAnswer:
    """An answer of a talk that is to be learned, with the exchanges before it.

    ``written_by`` is the model whose words it is, "" where the curator changed them; ``refused``
    is the worse answer of ``refused_by`` that stands beside it, "" for none.
    """

    question: str
    answer: str
    before: tuple[tuple[str, str], ...] = ()
    written_by: str = ""
    refused: str = ""
    refused_by: str = ""


def keep_pair(session: Session, answer: KeptAnswer) -> Done[int]:
    """Make a draft of a question and its answer; its id.

    With a worse answer it becomes a row of preference, as soon as it is accepted.
    """
    question, reply = answer.question.strip(), answer.answer.strip()
    refused = "" if answer.refused.strip() == reply else answer.refused.strip()
    if not question or not reply:
        raise CuratorError(_("A pair has a question and an answer: write both."))
    row = _write_row(session, [*answer.before, (question, reply)], refused) if answer.before else ""
    pair = Pair(0, question, reply, row=row)
    label = _("Keep “{prompt}” from a chat").format(prompt=quote(question))
    with session.library.journal.edit(label):
        number = session.library.pairs.insert(
            question,
            reply,
            origin=Origin.MODEL if answer.written_by else Origin.CURATOR,
            tokens=review.row_tokens(session, question, reply, of=pair),
            encoding=session.encoding(),
            row=row,
            extra=dump_row({"talk": answer.written_by}) if answer.written_by else "",
        )
        if refused and not row:
            _refuse_for(session, number, refused, answer.refused_by)
        judge(session, [number])
    return Done(Changes(Change.PAIRS), number)


def _write_row(session: Session, turns: Sequence[tuple[str, str]], refused: str) -> str:
    """The row of a conversation; with a worse answer, a row of preference."""
    system = review.system_message(session)
    head: list[Message] = [{"role": "system", "content": system}] if system else []
    row: ChatRow = {"messages": [*head, *_list_turns(turns)]}
    return dump_row(make_preference(row, refused) if refused else row)


def _refuse_for(session: Session, pair: int, refused: str, model: str) -> None:
    suggestions = session.library.suggestions
    number = suggestions.insert("", refused, pair=pair, model=model)
    suggestions.set_state([number], SuggestionState.REFUSED, _("the worse answer in a chat"))


def _stream(
    session: Session, partner: Contestant, messages: Sequence[Message]
) -> Generator[AnswerPiece, None, Reply]:
    pieces = ask_model(
        session,
        session.chat_model(partner.endpoint),
        messages,
        endpoint=partner.endpoint,
        model=partner.model,
        purpose=_describe_purpose(partner),
        most_tokens=LONGEST,
        temperature=TEMPERATURE,
    )
    with closing(pieces):
        while True:
            try:
                piece = next(pieces)
            except StopIteration as end:
                reply: Reply = end.value
                return reply
            yield AnswerPiece(text=piece)


def _list_turns(turns: Sequence[tuple[str, str]]) -> list[Message]:
    return [
        {"role": role, "content": text}
        for exchange in turns
        for role, text in zip(("user", "assistant"), exchange, strict=True)
    ]


def _describe_purpose(partner: Contestant) -> str:
    return _("Chat with {model}").format(model=describe_partner(partner))


def _identify(session: Session, partner: Contestant) -> tuple[str, str, str, int]:
    """What makes two partners the same: the model, and what stands before a question."""
    return partner.endpoint, partner.model, read_system(session, partner), partner.passages


def _is_done(run: Run) -> bool:
    return run.status is RunStatus.SUCCEEDED


def _has_models(run: Run) -> bool:
    return bool(run.checkpoints or (_is_done(run) and run.fine_tuned_model))
