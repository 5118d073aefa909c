"""The ways to draft a pair from a passage: offline, or by asking a model."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Generator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from studio.domain.book import Condensed, Passage
from studio.domain.errors import EndpointError, KeyRefused, RateLimited, Unreachable
from studio.domain.pair import Message, build_messages
from studio.domain.work import Progress
from studio.i18n import _
from studio.services import budget
from studio.services.answers import Reply, ask_model
from studio.services.session import Session
from studio.services.spending import price_answer, require_answer_price
from studio.text.drafting.condensing import condense
from studio.text.drafting.draft_questions import draft_question
from studio.text.drafting.tagging import find_key_terms, suggest_tags
from studio.text.languages import find_language
from studio.text.sentences.boundaries import split_sentences

MOST_TOKENS = 800
"""Of a question with its answer; a longer reply is cut there, and so is none."""
SEPARATOR = re.compile(r"^[ \t]*-{3,}[ \t]*$", re.MULTILINE)
NOTHING_TO_LEARN = re.compile(r"\W*SKIP\W*", re.IGNORECASE)
REFUSAL = re.compile(
    r"I['’]m sorry|I am sorry|Sorry,|I can(['’]t|not) (help|assist|do|provide)"
    r"|申し訳|お手伝いできません",
    re.IGNORECASE,
)
LONGEST_EXCERPT = 80


@dataclass(frozen=True)
class Draft:
    """A question and its answer, as a method made them."""

    prompt: str
    answer: str
    tags: tuple[str, ...]
    draft_prompt: bool


@dataclass(frozen=True)
class Failure:
    """Why there is no draft of a passage, though there might be one: it can be tried again."""

    reason: str


Outcome = Draft | Failure | None
"""What became of a passage; None: it holds nothing to learn from."""


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


def condense_passage(passage: Passage) -> Condensed:
    """Which sentences of a passage carry its conclusion."""
    return _condense_text(passage.text, passage.language)


class Extractive:
    """Drafts offline: the sentences that carry the conclusion, and a question made of its terms."""

    def __init__(self) -> None:
        self.bill = Bill()  # stays empty: nothing is asked

    def draft(self, passage: Passage) -> Generator[Progress, None, Outcome]:
        yield from ()
        condensed = condense_passage(passage)
        if not condensed.answer.strip():
            return None
        question = draft_question(
            passage.text,
            language=passage.language,
            chapter_title=passage.chapter_title,
            book_title=passage.book_title,
            terms=find_key_terms(passage.text, passage.language),
            seed=_make_seed(passage),
        )
        tags = suggest_tags(passage.text, passage.language)
        return Draft(question.prompt, condensed.answer, tuple(tags), draft_prompt=True)


class ByModel:
    """Drafts by asking a model for one question and the condensed answer.

    ``budget_usd`` is what all drafts together may cost. ``OverBudget`` where nothing may be spent,
    or nobody knows what an answer costs.
    """

    def __init__(
        self, session: Session, endpoint: str, model: str, budget_usd: Decimal | None
    ) -> None:
        self.bill = Bill()
        self._session = session
        self._endpoint = endpoint
        self._model = model
        self._left_usd = budget_usd
        price = require_answer_price(session, endpoint, model)
        budget.require_amount(session, price_answer(price, tokens_in=1, tokens_out=1))
        self._chat = session.chat_model(endpoint)

    def draft(self, passage: Passage) -> Generator[Progress, None, Outcome]:
        """What the model made of a passage; between its words one may turn away.

        ``EndpointError`` where the next passage would fare no better.
        """
        try:
            reply = yield from self._ask(passage)
        except (KeyRefused, RateLimited, Unreachable):
            raise
        except EndpointError as error:
            # What it refuses to read of one passage it may well read of the next.
            if error.status is None or not 400 <= error.status < 500:
                raise
            return Failure(str(error))
        self.bill.add(reply)
        if self._left_usd is not None:
            self._left_usd -= reply.usd
        return read_draft(reply, passage)

    def _ask(self, passage: Passage) -> Generator[Progress, None, Reply]:
        pieces = ask_model(
            self._session,
            self._chat,
            _build_request(passage),
            endpoint=self._endpoint,
            model=self._model,
            purpose=_("Drafts by {model}").format(model=self._model),
            most_tokens=MOST_TOKENS,
            left_usd=self._left_usd,
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


def read_draft(reply: Reply, passage: Passage) -> Outcome:
    """The question and the answer in a reply, or why there are none."""
    if reply.finish_reason in ("length", "content_filter"):
        return Failure(_("the reply was cut off ({reason})").format(reason=reply.finish_reason))
    # Some servers end lines as Windows does, and a separator with a blank behind it is one as well.
    text = reply.text.replace("\r\n", "\n").strip()
    if NOTHING_TO_LEARN.fullmatch(text):
        return None
    question, *answers = SEPARATOR.split(text)
    if len(answers) != 1 or not question.strip() or not answers[0].strip():
        excerpt = text if len(text) <= LONGEST_EXCERPT else text[: LONGEST_EXCERPT - 1] + "…"
        line = _("the reply is no question with an answer: “{text}”")
        return Failure(line.format(text=" ".join(excerpt.split())))
    if refusal := REFUSAL.match(answers[0].strip()):
        return Failure(_("the model refused: “{text}”").format(text=refusal[0]))
    tags = suggest_tags(passage.text, passage.language)
    return Draft(question.strip(), answers[0].strip(), tuple(tags), draft_prompt=False)


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


@lru_cache(maxsize=256)
def _condense_text(text: str, language: str) -> Condensed:
    return condense(text, split_sentences(text, language), language)


def _make_seed(passage: Passage) -> int:
    return int.from_bytes(hashlib.blake2b(passage.text.encode(), digest_size=4).digest())
