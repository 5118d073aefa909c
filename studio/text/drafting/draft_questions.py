"""A draft question for an answer: what a person would ask to whom it answers, to be bettered.

A question is made of the answer's own clause where that is certain to read ("Should I learn a useful
trade?"), else of a topic from the language's table of what people ask a mentor about, where the
answer is about it. Titles, names and words that only stand in the answer never become one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from studio.text.drafting.tagging import find_key_terms
from studio.text.drafting.topics import SENTENCE_END, find_topics, rank_topics
from studio.text.languages import Language, find_language
from studio.text.languages.phrasing import Asking, Topic

_LONGEST_DEED = 70
"""Characters of a clause that still reads as a question."""
_TERMS = ("a", "b", "c")
_CLAUSE_SHARE = 0.8
"""Of answers with a fitting clause, the share that is asked by it: clauses are a form as well."""


@dataclass(frozen=True)
class DraftQuestion:
    """A question and its kind; ``kind`` is the same word in every language where forms agree."""

    prompt: str
    kind: str


def draft_question(
    answer: str,
    *,
    language: str,
    seed: int = 0,
    loose: bool = False,
    general: bool = False,
    avoid: Collection[str] = (),
) -> DraftQuestion | None:
    """A question that ``answer`` answers, in its language; None where nothing can be asked that fits.

    ``loose``: there, about what it only touches, for a person to choose. ``general``: or about its
    key terms, which may be odd.
    Of the forms that fit, one is drawn by the words and ``seed``: the same answer gets the same
    question on any machine. ``avoid`` are questions that have an answer already: two answers to
    one question would contradict each other.
    """
    row = find_language(language)
    if not row.phrasing.topics:
        return DraftQuestion(row.bare_question, "point")
    digest = hashlib.blake2b(f"{seed}\n{answer}".encode(), digest_size=8).digest()
    number = int.from_bytes(digest)
    kinds = [list(_ask_by_clause(answer, row, loose=loose or general))]
    topics = rank_topics(answer, row, loose=loose or general)
    kinds += [list(_ask_by_topic(answer, topic, row)) for topic in topics]
    # A clause is asked by as often as the topic is: clauses are a form as well.
    if len(kinds) > 1 and number % 100 >= 100 * _CLAUSE_SHARE:
        kinds = [*kinds[1:], kinds[0]]
    if general:
        kinds.append(list(_ask_by_terms(answer, row)))
    for kind in filter(None, kinds):
        fresh = [question for question in kind if question.prompt not in avoid]
        if fresh:
            return fresh[(number >> 16) % len(fresh)]
    return next((kind[(number >> 16) % len(kind)] for kind in kinds if kind), None)


def _ask_by_clause(answer: str, row: Language, *, loose: bool) -> Iterator[DraftQuestion]:
    """By a clause of the first sentence, which the others go on from; ``loose``: of any."""
    phrasing = row.phrasing
    stretch = answer if loose else SENTENCE_END.split(answer, maxsplit=1)[0]
    for clause in phrasing.clauses:
        match = clause.pattern.search(stretch)
        if not match or not _does(answer, clause.fits, row):
            continue
        if clause.names_topic and not loose and not find_topics(match["deed"], row):
            continue
        speak = phrasing.as_mine if clause.is_mine else phrasing.as_theirs
        fields = {name: speak(text.strip()) for name, text in match.groupdict("").items()}
        if any(len(f) > _LONGEST_DEED or phrasing.others.search(f) for f in fields.values()):
            continue
        fields = {name: field[:1].lower() + field[1:] for name, field in fields.items()}
        for wording in clause.wordings:
            yield DraftQuestion(wording.format(**fields), clause.kind)
        # The rows stand in order of how well they fit.
        if not loose:
            return


def _ask_by_topic(answer: str, topic: Topic, row: Language) -> Iterator[DraftQuestion]:
    for form in row.phrasing.forms[topic.group]:
        if "{feeling}" in form.wording and not topic.feeling:
            continue
        if form.fits is Asking.MEANING and not _defines(answer, topic, row):
            continue
        if _does(answer, form.fits, row):
            yield DraftQuestion(form.ask(topic), form.kind)


def _ask_by_terms(answer: str, row: Language) -> Iterator[DraftQuestion]:
    """Questions about three key terms: with fewer, one form filled in often asks the same."""
    terms: list[str] = []
    for term in find_key_terms(answer, row.code):
        # Two forms of a word are not set beside each other (thought, thoughts).
        if term[:5] not in {other[:5] for other in terms}:
            terms.append(term)
    if len(terms) >= len(_TERMS):
        fields = dict(zip(_TERMS, terms, strict=False))
        for form in row.phrasing.general_forms:
            yield DraftQuestion(form.format(**fields), "general")


def _defines(answer: str, topic: Topic, row: Language) -> bool:
    border = r"(?:^|[.;] ?)(?:the |true |real )?" if row.spaced else r"(?:^|。)"
    pattern = rf"{border}(?:{topic.pattern}){row.phrasing.defines}"
    return bool(re.search(pattern, answer, re.IGNORECASE))


def _does(answer: str, fits: Asking, row: Language) -> bool:
    """Whether an answer does what a question asks for; what something means depends on its topic."""
    phrasing = row.phrasing
    patterns = {
        Asking.ADVICE: phrasing.instructs,
        Asking.REASON: phrasing.explains,
        Asking.GAIN: phrasing.gains,
        Asking.GOOD: phrasing.praises,
        Asking.HARM: phrasing.blames,
    }
    return fits not in patterns or bool(patterns[fits].search(answer))
