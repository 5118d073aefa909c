"""Drafts: condense a passage to its conclusion and ask the question it answers."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from studio.domain.book import Condensed, Passage, PassageStatus
from studio.domain.errors import CuratorError
from studio.domain.pair import Message, Origin, build_messages
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import _
from studio.services import budget
from studio.services.answers import Reply, ask_model, read_reply
from studio.services.pairs.review import row_tokens
from studio.services.session import Session
from studio.services.spending import price_answer, require_answer_price
from studio.text.drafting.condensing import condense
from studio.text.drafting.draft_questions import draft_question
from studio.text.drafting.tagging import find_key_terms, suggest_tags
from studio.text.languages import find_language
from studio.text.sentences.boundaries import split_sentences

SHORTEST_PASSAGE = 40
"""Characters below which a passage holds no conclusion: a heading, a date, a signature."""


KEEP_SECONDS = 1.0


@dataclass(frozen=True)
class DraftReport:
    """What drafting made: pairs, passages left out, tokens bought and their price."""

    pairs: int
    skipped: int
    tokens: int = 0
    cost_usd: Decimal = Decimal(0)


@dataclass(frozen=True)
class _Draft:
    prompt: str
    answer: str
    tags: tuple[str, ...]
    draft_prompt: bool


def condense_passage(passage: Passage) -> Condensed:
    """Which sentences of a passage carry its conclusion."""
    return _condense_text(passage.text, passage.language)


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
    asked = _choose_method(session, method, endpoint, model, budget_usd)
    keeper = _Keeper(session, method, model, asked.bill)
    try:
        for done, number in enumerate(ids, 1):
            passage = library.passages.get(number)
            long_enough = len(passage.text.strip()) >= SHORTEST_PASSAGE
            kept = keeper.take(passage, asked(passage) if long_enough else None)
            line = _("Drafting from {title}").format(title=passage.book_title)
            yield Progress(done, len(ids), line, Changes(Change.PAIRS) if kept else Changes())
    finally:
        # Also when cancelled or failed: every answer that was paid for is kept.
        keeper.keep()
    return Done(Changes(Change.PAIRS, Change.PASSAGES, Change.LEDGER), keeper.report)


def skip(session: Session, passage_ids: Sequence[int]) -> Done[None]:
    """Say that nothing is to be made of these passages."""
    with session.library.journal.edit(_("Skip {n} passages").format(n=len(passage_ids))):
        session.library.passages.set_status(passage_ids, PassageStatus.SKIPPED)
    return Done(Changes(Change.PASSAGES))


@lru_cache(maxsize=256)
def _condense_text(text: str, language: str) -> Condensed:
    return condense(text, split_sentences(text, language), language)


@dataclass
class Bill:
    """What answers cost since it was last paid, those that were of no use too."""

    tokens: int = 0
    usd: Decimal = Decimal(0)

    def add(self, reply: Reply) -> None:
        self.tokens += reply.tokens_in + reply.tokens_out
        self.usd += reply.usd

    def clear(self) -> Bill:
        """What stood on it; it is empty then."""
        due = Bill(self.tokens, self.usd)
        self.tokens, self.usd = 0, Decimal(0)
        return due


class _Extractive:
    """Drafts offline: the sentences that carry the conclusion, and a question made of its terms."""

    def __init__(self) -> None:
        self.bill = Bill()  # stays empty: nothing is asked

    def __call__(self, passage: Passage) -> _Draft | None:
        kept = condense_passage(passage)
        if not kept.answer.strip():
            return None
        terms = find_key_terms(passage.text, passage.language)
        question = draft_question(
            passage.text,
            language=passage.language,
            chapter_title=passage.chapter_title,
            book_title=passage.book_title,
            terms=terms,
            seed=_make_seed(passage),
        )
        tags = suggest_tags(passage.text, passage.language)
        return _Draft(question.prompt, kept.answer, tuple(tags), draft_prompt=True)


class _ByModel:
    """Drafts by asking a model for one question and the condensed answer."""

    def __init__(
        self, session: Session, endpoint: str, model: str, budget_usd: Decimal | None
    ) -> None:
        self._session = session
        self._endpoint = endpoint
        self._model = model
        self._left_usd = budget_usd
        self.bill = Bill()
        price = require_answer_price(session, endpoint, model)
        budget.require_amount(session, price_answer(price, tokens_in=1, tokens_out=1))
        self._chat = session.chat_model(endpoint)

    def __call__(self, passage: Passage) -> _Draft | None:
        asked = ask_model(
            self._session,
            self._chat,
            _build_request(passage),
            endpoint=self._endpoint,
            model=self._model,
            purpose=_("Drafts by {model}").format(model=self._model),
            most_tokens=800,
            left_usd=self._left_usd,
        )
        reply = read_reply(asked)
        self.bill.add(reply)
        if self._left_usd is not None:
            self._left_usd -= reply.usd
        question, found, answer = reply.text.partition("\n---\n")
        if not found or not question.strip() or not answer.strip():
            return None
        return _Draft(
            question.strip(),
            answer.strip(),
            tuple(suggest_tags(passage.text, passage.language)),
            draft_prompt=False,
        )


def _choose_method(
    session: Session, method: str, endpoint: str, model: str, budget_usd: Decimal | None
) -> _Extractive | _ByModel:
    if method == "extractive":
        return _Extractive()
    if method != "model":
        raise CuratorError(
            _("There is no method “{method}”: choose extractive or model.").format(method=method)
        )
    if not endpoint or not model:
        raise CuratorError(_("Choose an endpoint and a model to draft with, in the settings."))
    return _ByModel(session, endpoint, model, budget_usd)


def _build_request(passage: Passage) -> list[Message]:
    language = find_language(passage.language).name
    system = (
        "You help a curator build training data for a mentor. From a passage of a book, write one "
        f"question that somebody with a real problem would ask, in {language}, then a line with "
        "only ---, then the passage's conclusion as a short, direct answer to that person in your "
        "own words. Use nothing that the passage does not say. Do not mention the book, the author "
        "or the passage. If it holds no advice or insight, write only SKIP."
    )
    return build_messages(passage.text, "", system)[:2]


class _Keeper:
    """Writes drafts every second or so: a crash costs a second, undo takes back the whole job."""

    def __init__(self, session: Session, method: str, model: str, bill: Bill) -> None:
        self._bill = bill
        self.report = DraftReport(0, 0)
        self._session = session
        self._origin = Origin.EXTRACTIVE if method == "extractive" else Origin.MODEL
        self._model = model
        self._job = f"draft-{secrets.token_hex(8)}"
        self._made: list[tuple[Passage, _Draft]] = []
        self._skipped: list[int] = []
        self._since = time.monotonic()

    def take(self, passage: Passage, draft: _Draft | None) -> bool:
        """Note what a passage gave; whether a batch was written."""
        if draft is None:
            self._skipped.append(passage.id)
        else:
            self._made.append((passage, draft))
        due = time.monotonic() - self._since > KEEP_SECONDS
        if due:
            self.keep()
        return due

    def keep(self) -> None:
        """Write what has been gathered, with its price."""
        library, made = self._session.library, self._made
        if not made and not self._skipped and not self._bill.usd:
            return
        due = self._bill.clear()
        with library.journal.edit(_("Draft pairs"), merge_key=self._job, within=float("inf")):
            for passage, draft in made:
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
        )
        self._made, self._skipped, self._since = [], [], time.monotonic()


def _make_seed(passage: Passage) -> int:
    return int.from_bytes(hashlib.blake2b(passage.text.encode(), digest_size=4).digest())
