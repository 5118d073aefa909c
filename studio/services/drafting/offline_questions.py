"""Other ways to ask, made on this computer: the forms that the language's table has."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence

from studio.domain.history import Who
from studio.domain.pair import Pair
from studio.domain.suggestion import SuggestionKind
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import _
from studio.services.drafting.report import DraftReport
from studio.services.session import Session
from studio.text.drafting.draft_questions import draft_question
from studio.text.languages import detect_language
from studio.text.quality.question_kinds import classify_question

SEEDS = 24
"""How often a question is drawn, so that each form that fits is likely to come up."""
BLOCK = 20
"""Pairs whose suggestions are kept at once."""
KIND_OF = {
    "what": SuggestionKind.WHAT,
    "how": SuggestionKind.HOW,
    "why": SuggestionKind.WHY,
    "statement": SuggestionKind.FEELING,
}
"""What a question is, by its words, and as what it is suggested."""


def suggest_offline(
    session: Session, pairs: Sequence[int], kinds: Sequence[SuggestionKind] = ()
) -> Job[DraftReport]:
    """Suggest a question of each kind (none named: of any) for each pair, where the language has a
    form that fits its answer. Follow-ups and what a book does not answer need a model."""
    job, made = f"questions-{secrets.token_hex(8)}", 0
    library = session.library
    for start in range(0, len(pairs), BLOCK):
        block = library.pairs.list(pairs[start : start + BLOCK])
        with library.journal.edit(
            _("Suggest questions"), merge_key=job, within=float("inf"), who=Who.PROGRAM
        ):
            made += sum(_suggest(session, pair, kinds) for pair in block)
        yield Progress(start + len(block), len(pairs), "", Changes(Change.PAIRS))
    return Done(Changes(Change.PAIRS), DraftReport(0, 0, suggestions=made))


def _suggest(session: Session, pair: Pair, kinds: Sequence[SuggestionKind]) -> int:
    """Keep the questions for one pair that were not suggested before; how many."""
    shelf = session.library.suggestions
    prompts = {pair.prompt, *(item.prompt for item in shelf.of_pair(pair.id))}
    passage = session.library.passages.get(pair.passage) if pair.passage is not None else None
    language = passage.language if passage else detect_language(pair.answer)
    questions = list(_draw(pair.answer, language, prompts, kinds))
    for prompt, kind in questions:
        shelf.insert(prompt, "", kind=kind, passage=pair.passage, pair=pair.id)
    return len(questions)


def _draw(
    answer: str, language: str, prompts: set[str], kinds: Sequence[SuggestionKind]
) -> Iterator[tuple[str, SuggestionKind]]:
    """One new question of each kind."""
    left = set(kinds or KIND_OF.values())
    for seed in range(SEEDS):
        question = draft_question(answer, language=language, seed=seed, loose=True, avoid=prompts)
        if question is None or not left:
            return
        kind = KIND_OF.get(classify_question(question.prompt))
        if kind in left and question.prompt not in prompts:
            assert kind is not None
            prompts.add(question.prompt)
            left.discard(kind)
            yield question.prompt, kind
