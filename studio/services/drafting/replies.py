"""What a model's reply comes to: candidates and questions, nothing to learn, or a failure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from studio.domain.model_job import JobKind
from studio.domain.suggestion import Evidence, SuggestionKind
from studio.i18n import _
from studio.services.drafting.requests import SCHEMAS, Subject
from studio.text.excerpts import quote
from studio.text.languages import LANGUAGES, unite
from studio.text.quality.question_kinds import normalize_question, split_question
from studio.text.replies.evidence import check_evidence
from studio.text.replies.json_reply import UnreadableReply, drop_thoughts, read_object

LONGEST_TEXT = 8_000
"""Characters of a question or an answer: nothing that long was condensed."""
OWN_ANSWER = frozenset({SuggestionKind.FOLLOW_UP, SuggestionKind.NEGATIVE})
"""Kinds of questions that the pair's answer does not answer."""
CUT = frozenset({"length", "max_tokens"})
_REFUSAL = re.compile(unite(language.refusal for language in LANGUAGES))


@dataclass(frozen=True)
class Candidate:
    """A question, its answer, and the sentences it rests on."""

    prompt: str
    answer: str
    kind: SuggestionKind = SuggestionKind.ANSWER
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Candidates:
    """What a reply offers; both empty where there is nothing to learn."""

    answers: tuple[Candidate, ...] = ()
    questions: tuple[Candidate, ...] = ()

    @property
    def is_nothing(self) -> bool:
        return not self.answers and not self.questions


@dataclass(frozen=True)
class Failure:
    """Why nothing came of a reply, though there might: it can be asked for again."""

    reason: str


def read_reply(
    text: str,
    finish_reason: str,
    *,
    kind: JobKind,
    subject: Subject,
    kinds: Sequence[SuggestionKind] = (),
) -> Candidates | Failure:
    """What stands in a reply of a model; of one that was cut off, what was complete."""
    if finish_reason == "content_filter":
        return Failure(_("the provider's filter stopped the reply"))
    try:
        reply = read_object(text, frozenset(_keys_of(kind)))
    except UnreadableReply as fault:
        return _explain(text, finish_reason, subject, str(fault))
    read = Candidates(
        _read_candidates(reply.value.get("candidates"), subject),
        _read_questions(reply.value.get("questions"), subject, kinds),
    )
    if not read.is_nothing:
        return read
    if reply.is_cut or finish_reason in CUT:
        return Failure(_("the reply was cut off ({reason})").format(reason=finish_reason or "?"))
    if kind is JobKind.CONDENSE and _says_nothing(reply.value):
        return read
    return Failure(_("the reply contains no question with an answer"))


def _keys_of(kind: JobKind) -> list[str]:
    required = SCHEMAS[kind]["required"]
    assert isinstance(required, list)
    return required


def _says_nothing(value: Mapping[str, object]) -> bool:
    """Whether a reply without candidates means it: it says so, or its list is empty."""
    return value.get("nothing_to_learn") is True or value.get("candidates") == []


def _explain(text: str, finish_reason: str, subject: Subject, fault: str) -> Failure:
    """Why a reply without the form asked for is what it is."""
    if finish_reason in CUT:
        return Failure(_("the reply was cut off ({reason})").format(reason=finish_reason))
    plain = drop_thoughts(text).strip()
    if _REFUSAL.search(plain[:200]):
        return Failure(_("the model refused: “{text}”").format(text=quote(plain, 80)))
    return Failure(fault)


def _read_candidates(rows: object, subject: Subject) -> tuple[Candidate, ...]:
    candidates = (_read_candidate(row, subject) for row in _dicts(rows))
    return _drop_repeats([candidate for candidate in candidates if candidate is not None], ())


def _read_candidate(row: Mapping[str, object], subject: Subject) -> Candidate | None:
    prompt, answer = _text(row, "question"), _text(row, "answer")
    if not prompt or not answer or _REFUSAL.search(answer[:200]):
        return None
    return Candidate(prompt, answer, evidence=_read_evidence(row, subject))


def _read_questions(
    rows: object, subject: Subject, kinds: Sequence[SuggestionKind]
) -> tuple[Candidate, ...]:
    """The questions of the kinds that were asked for; one without the answer it needs is none."""
    questions: list[Candidate] = []
    for row in _dicts(rows):
        word = _text(row, "kind").lower().replace("_", "-")
        kind = next((kind for kind in kinds if kind == word), None)
        prompt, answer = _text(row, "question"), _text(row, "answer")
        if kind is None or not prompt or (kind in OWN_ANSWER and not answer):
            continue
        own = answer if kind in OWN_ANSWER else ""
        # What the book does not answer rests on none of its sentences.
        evidence = _read_evidence(row, subject) if kind is SuggestionKind.FOLLOW_UP else ()
        questions.append(Candidate(prompt, own, kind, evidence))
    before = (subject.pair.prompt,) if subject.pair else ()
    return _drop_repeats(questions, before)


def _read_evidence(row: Mapping[str, object], subject: Subject) -> tuple[Evidence, ...]:
    """The sentences that a candidate names; one that names none is marked as if it lied."""
    sentences = row.get("evidence")
    listed = [sentences] if isinstance(sentences, str) else sentences
    texts = [text for text in listed if isinstance(text, str)] if isinstance(listed, list) else []
    return check_evidence(texts, subject.text) or (Evidence("", is_found=False),)


def _drop_repeats(candidates: Sequence[Candidate], before: Sequence[str]) -> tuple[Candidate, ...]:
    folded = {_fold(prompt) for prompt in before}
    fresh: list[Candidate] = []
    for candidate in candidates:
        prompt = _fold(candidate.prompt)
        # Models like to say the same again in other small words; a template is what it teaches.
        if prompt not in folded:
            folded.add(prompt)
            fresh.append(candidate)
    return tuple(fresh)


def _fold(prompt: str) -> str:
    return normalize_question(split_question(prompt))


def _dicts(rows: object) -> list[Mapping[str, object]]:
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _text(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    text = value.strip() if isinstance(value, str) else ""
    return text.replace("\0", "") if len(text) <= LONGEST_TEXT else ""
