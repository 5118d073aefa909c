"""Write a bad answer anew: the curator's becomes a pair, and the bad one is refused for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from studio.domain.comparison import Comparison, Contestant, Question
from studio.domain.errors import CuratorError, LibraryError
from studio.domain.pair import Origin, Status
from studio.domain.suggestion import SuggestionState
from studio.domain.work import Change, Changes, Done
from studio.i18n import _
from studio.services.comparison.names import name_contestant
from studio.services.pairs import review
from studio.services.pairs.judging import judge
from studio.services.session import Session
from studio.text.excerpts import quote


@dataclass(frozen=True)
class Rewriting:
    """What the curator wrote instead of a bad answer.

    ``fixed`` are the pairs that were flagged because of it: their flags come off. A question of a
    set that is now learned tests nothing any more; ``leaves_set`` takes it out of its set.
    """

    prompt: str
    answer: str
    fixed: tuple[int, ...] = ()
    leaves_set: bool = True


def write_anew(
    session: Session,
    comparison: Comparison,
    question: int,
    contestant: Contestant,
    rewriting: Rewriting,
) -> Done[int]:
    """Make an accepted pair of a better answer, before which the bad one is refused; its id.

    Both stand in a preference version as one row (``services/versions/rows``). All is one step to
    undo. ``CuratorError`` without a question or an answer, where nothing was bettered, or where it
    was bettered before.
    """
    source = find_question(comparison, question)
    prompt, better = rewriting.prompt.strip(), rewriting.answer.strip()
    worse = read_answer(source, contestant.key)
    _check(prompt, better, worse)
    _check_first(session, comparison, source, contestant)
    pairs = session.library.pairs
    label = _("Rewrite the answer for “{prompt}”").format(prompt=quote(prompt))
    with session.library.journal.edit(label):
        number = _insert_pair(session, comparison, source, contestant, prompt, better)
        if worse:
            _insert_refusal(session, comparison, source, contestant, number, worse)
        pairs.set_status([number], Status.ACCEPTED)
        pairs.mark_read([number])
        judge(session, [number])
        pairs.set_flagged(rewriting.fixed, False)
        if rewriting.leaves_set:
            session.library.question_sets.remove_questions(
                find_in_set(session, comparison, source.text)
            )
    return Done(Changes(Change.PAIRS, Change.COMPARISONS), number)


def list_beginnings(comparison: Comparison, question: int, key: str) -> list[tuple[str, str]]:
    """What a better answer can begin from, a name and a text each: the reference, and what the
    other contestants answered."""
    source = find_question(comparison, question)
    beginnings = [(_("the reference answer"), source.reference)]
    for contestant in comparison.contestants:
        if contestant.key != key:
            name = _("the answer of {name}").format(name=name_contestant(contestant))
            beginnings.append((name, read_answer(source, contestant.key)))
    return [(name, text) for name, text in beginnings if text.strip()]


def list_rewritten(session: Session, comparison: int) -> dict[tuple[int, str], int]:
    """The pairs that were written anew for a comparison, by question and contestant."""
    answers = session.library.pairs.list_rewritten(comparison)
    return {(answer.question, answer.contestant): answer.pair for answer in answers}


def list_flagged(session: Session, pairs: Sequence[int]) -> list[int]:
    """Those of some pairs that wait to be fixed."""
    return [pair.id for pair in session.library.pairs.list(pairs) if pair.flagged]


def find_in_set(session: Session, comparison: Comparison, text: str) -> list[int]:
    """The questions of the comparison's own set that say just this; none where it has no set."""
    if comparison.question_set is None:
        return []
    try:
        own_set = session.library.question_sets.get(comparison.question_set)
    except LibraryError:
        return []  # the set is gone, and with it what could leave it
    wanted_words = text.split()
    return [each.id for each in own_set.questions if each.draft.text.split() == wanted_words]


def find_question(comparison: Comparison, number: int) -> Question:
    """A question of a comparison; ``CuratorError`` where it is of another."""
    for question in comparison.questions:
        if question.id == number:
            return question
    raise CuratorError(_("There is no such question in this comparison."))


def read_answer(question: Question, key: str) -> str:
    """What a contestant answered; "" where it failed, or has not been asked."""
    return next((a.text for a in question.answers if a.model == key and not a.error), "")


def _check(prompt: str, better: str, worse: str) -> None:
    if not prompt or not better:
        raise CuratorError(_("A pair has a question and an answer: write both."))
    if better == worse.strip():
        raise CuratorError(_("The better answer is the same as the bad one. Change it."))


def _check_first(
    session: Session, comparison: Comparison, question: Question, contestant: Contestant
) -> None:
    pair = list_rewritten(session, comparison.id).get((question.id, contestant.key))
    if pair is not None:
        raise CuratorError(
            _("This answer has been rewritten before, as pair {n}. Edit that one.").format(n=pair)
        )


def _insert_pair(
    session: Session,
    comparison: Comparison,
    question: Question,
    contestant: Contestant,
    prompt: str,
    answer: str,
) -> int:
    library = session.library
    source = {"comparison": comparison.id, "question": question.id, "contestant": contestant.key}
    passages = library.passages.list([question.passage] if question.passage is not None else [])
    passage = passages[0] if passages else None
    return library.pairs.insert(
        prompt,
        answer,
        origin=Origin.CURATOR,
        passage=passage.id if passage else None,
        book=passage.book if passage else None,
        tokens=review.row_tokens(session, prompt, answer),
        encoding=session.encoding(),
        extra=json.dumps({"rewritten": source}),
    )


def _insert_refusal(
    session: Session,
    comparison: Comparison,
    question: Question,
    contestant: Contestant,
    pair: int,
    worse: str,
) -> None:
    """The bad answer as what was refused for the pair: with who gave it, and where."""
    suggestions = session.library.suggestions
    number = suggestions.insert(
        "", worse, passage=question.passage, pair=pair, model=contestant.model
    )
    reason = _("a bad answer of {name} in comparison {n}").format(
        name=name_contestant(contestant), n=comparison.id
    )
    suggestions.set_state([number], SuggestionState.REFUSED, reason)
