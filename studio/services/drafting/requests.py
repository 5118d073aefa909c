"""The exact request that a model is sent for a passage or a pair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from studio.domain.book import Passage
from studio.domain.errors import LibraryError
from studio.domain.model_job import JobKind, Request
from studio.domain.pair import Message, Pair
from studio.i18n import _
from studio.services.drafting import prompts
from studio.services.drafting.examples import Examples
from studio.services.drafting.plan import KIND_LABELS, THINKING_ROOM, Plan
from studio.services.session import Session
from studio.services.settings.chat_facts import chat_facts_of, may_think, takes_schema
from studio.text.tokens import count_messages

Schema = Mapping[str, object]


@dataclass(frozen=True)
class Subject:
    """What is asked about: a passage, a pair, or a pair with the passage it came from."""

    passage: Passage | None = None
    pair: Pair | None = None

    @property
    def text(self) -> str:
        """Where the answer has to stand: the passage, or where there is none the pair's answer."""
        if self.passage is not None:
            return self.passage.text
        return self.pair.answer if self.pair else ""

    @property
    def language(self) -> str:
        return self.passage.language if self.passage else ""

    @property
    def title(self) -> str:
        """What a person knows it by."""
        if self.passage is not None:
            return self.passage.book_title
        return self.pair.prompt if self.pair else ""


@dataclass(frozen=True)
class Call:
    """One request, ready to be sent; ``position`` is its place in its job."""

    position: int
    messages: tuple[Message, ...]
    tokens_in: int
    most_out: int
    schema: Schema | None = None
    effort: str = ""


class Caller:
    """Makes the requests of one job: what they share is looked up once."""

    def __init__(
        self,
        session: Session,
        kind: JobKind,
        plan: Plan,
        *,
        prompt: str | None = None,
        guidelines: str | None = None,
    ) -> None:
        """``prompt`` and ``guidelines`` stand for the library's, while they are being written."""
        self._prompt = prompt
        self._session = session
        self._kind = kind
        self._plan = plan
        self._examples = Examples(session)
        self._guidelines = prompts.read_guidelines(session) if guidelines is None else guidelines
        self._encoding = session.encoding(plan.model)
        endpoint = session.settings.endpoint(plan.endpoint)
        self._effort = chat_facts_of(endpoint).effort_of(plan.model)
        room = THINKING_ROOM if may_think(endpoint, plan.model) else 0
        self._most_out = plan.most_out + room

    def find_subject(self, request: Request) -> Subject:
        """What a request is about; ``LibraryError`` where it is gone."""
        library = self._session.library
        pair = library.pairs.get(request.pair) if request.pair is not None else None
        number = request.passage if pair is None else pair.passage
        subject = Subject(library.passages.get(number) if number is not None else None, pair)
        if not subject.text.strip():
            raise LibraryError(_("There is nothing to read here."))
        return subject

    def write(self, subject: Subject, position: int = 0) -> Call:
        """The request for a subject."""
        messages: list[Message] = [
            {"role": "system", "content": self._write_system(subject)},
            {"role": "user", "content": self._write_user(subject)},
        ]
        plan = self._plan
        schema = takes_schema(self._session, plan.endpoint, plan.model)
        return Call(
            position=position,
            messages=tuple(messages),
            tokens_in=count_messages(messages, self._encoding),
            most_out=self._most_out,
            schema=SCHEMAS[self._kind] if schema else None,
            effort=self._effort,
        )

    def _write_system(self, subject: Subject) -> str:
        passage = subject.passage.id if subject.passage else None
        pair = subject.pair.id if subject.pair else None
        return prompts.fill_prompt(
            self._prompt or prompts.read_prompt(self._session, self._kind, subject.language),
            kind=self._kind,
            language=subject.language,
            candidates=self._plan.candidates,
            kinds=self._plan.kinds,
            guidelines=self._guidelines,
            examples=self._examples.choose(subject.language, passage, without=pair),
        )

    def _write_user(self, subject: Subject) -> str:
        text = prompts.write_passage(subject.language, subject.text)
        if self._kind is JobKind.CONDENSE or subject.pair is None:
            return text
        # The passage stands first: it is the same for all of its pairs, and providers charge less
        # for a beginning that they have read before.
        pair = prompts.write_pair(subject.language, subject.pair.prompt, subject.pair.answer)
        return f"{text}\n\n{pair}" if subject.passage else pair


def describe_request(call: Call) -> str:
    """A request as a person reads it: who is told what, word for word."""
    return "\n\n".join(f"[{turn['role']}]\n{turn['content']}" for turn in call.messages)


def _object(**properties: Schema) -> Schema:
    # Strict schemas name every property and allow no other.
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


_TEXT: Schema = {"type": "string"}
_KIND: Schema = {"type": "string", "enum": [str(kind) for kind in KIND_LABELS]}
_QUESTION = _object(kind=_KIND, question=_TEXT, answer=_TEXT, evidence=_list(_TEXT))
_CANDIDATE = _object(question=_TEXT, answer=_TEXT, evidence=_list(_TEXT))
SCHEMAS: Mapping[JobKind, Schema] = {
    JobKind.CONDENSE: _object(
        nothing_to_learn={"type": "boolean"},
        candidates=_list(_CANDIDATE),
        questions=_list(_QUESTION),
    ),
    JobKind.QUESTIONS: _object(questions=_list(_QUESTION)),
}
"""The form of a reply to each kind of request, as structured output wants it."""
