"""What a curator does with suggestions: take one, refuse it, make a pair of its own of it."""

from __future__ import annotations

from collections.abc import Sequence

from studio.domain.conversation import ChatRow, build_row, list_messages
from studio.domain.errors import CuratorError
from studio.domain.pair import Origin, Pair
from studio.domain.suggestion import Suggestion, SuggestionKind, SuggestionState
from studio.domain.work import Change, Changes, Done
from studio.i18n import _, plural
from studio.services.drafting.replies import OWN_ANSWER
from studio.services.pairs import review
from studio.services.pairs.judging import judge
from studio.services.session import Session
from studio.text.excerpts import quote
from studio.text.rows.row_json import dump_row


def choose(session: Session, number: int) -> Done[int]:
    """Take a suggestion: a candidate's words become its pair's, a question its pair's question, and
    what has an answer of its own becomes a pair of its own. The pair's id is the result."""
    suggestion = session.library.suggestions.get(number)
    if suggestion.pair is None or suggestion.kind in OWN_ANSWER:
        return _done(take_as_pairs(session, [number]))
    pair = session.library.pairs.get(suggestion.pair)
    label = _("Use a suggestion for “{prompt}”").format(prompt=quote(pair.prompt))
    with session.library.journal.edit(label):
        _write_texts(session, pair, suggestion)
        _set_chosen(session, suggestion)
    return Done(Changes(Change.PAIRS), pair.id)


def refuse(session: Session, ids: Sequence[int], reason: str = "") -> Done[int]:
    """Say that suggestions are worse than their pair; of how many that is new."""
    label = plural("Refuse {n} suggestion", "Refuse {n} suggestions", len(ids))
    with session.library.journal.edit(label.format(n=f"{len(ids):,}")):
        changed = session.library.suggestions.set_state(
            ids, SuggestionState.REFUSED, reason.strip()
        )
    return Done(Changes(Change.PAIRS), changed)


def reopen(session: Session, ids: Sequence[int]) -> Done[int]:
    """Leave suggestions to be decided on again; of how many that is new."""
    label = plural("Reopen {n} suggestion", "Reopen {n} suggestions", len(ids))
    with session.library.journal.edit(label.format(n=f"{len(ids):,}")):
        changed = session.library.suggestions.set_state(ids, SuggestionState.OPEN)
    return Done(Changes(Change.PAIRS), changed)


def take_as_pairs(session: Session, ids: Sequence[int]) -> Done[list[int]]:
    """Make drafts of their own of suggestions; a follow-up becomes the second turn of a
    conversation that begins with its pair. The new pairs' ids are the result."""
    label = plural("Make {n} pair of a suggestion", "Make {n} pairs of suggestions", len(ids))
    with session.library.journal.edit(label.format(n=f"{len(ids):,}")):
        made = [
            insert_as_pair(session, suggestion)
            for suggestion in session.library.suggestions.list(ids)
        ]
    return Done(Changes(Change.PAIRS), made)


def insert_as_pair(session: Session, suggestion: Suggestion, origin: Origin = Origin.MODEL) -> int:
    """Add a suggestion as a draft inside the open edit, and note that it was taken; the draft's id.

    ``CuratorError`` where its pair, which it needs, is gone.
    """
    library = session.library
    parents = library.pairs.list([suggestion.pair]) if suggestion.pair is not None else []
    parent = parents[0] if parents else None
    answer = suggestion.answer or (parent.answer if parent else "")
    if not answer or (suggestion.kind is SuggestionKind.FOLLOW_UP and parent is None):
        raise CuratorError(_("The pair of this suggestion is gone."))
    row = _write_follow_up(parent, suggestion) if _follows(suggestion) and parent else ""
    pair = Pair(0, suggestion.prompt, answer, row=row)
    passage = suggestion.passage
    number = library.pairs.insert(
        suggestion.prompt,
        answer,
        origin=origin,
        passage=passage,
        book=library.passages.get(passage).book if passage is not None else None,
        tags=parent.tags if parent else (),
        tokens=review.row_tokens(session, suggestion.prompt, answer, of=pair),
        encoding=session.encoding(),
        row=row,
    )
    judge(session, [number])
    # It stays with its pair: the desk shows what became of it.
    library.suggestions.set_state([suggestion.id], SuggestionState.CHOSEN)
    return number


def _follows(suggestion: Suggestion) -> bool:
    return suggestion.kind is SuggestionKind.FOLLOW_UP


def _write_follow_up(pair: Pair, suggestion: Suggestion) -> str:
    """The row of a conversation: all that the pair says, then the new question and its answer."""
    turns = [
        *list_messages(build_row(pair)),
        {"role": "user", "content": suggestion.prompt},
        {"role": "assistant", "content": suggestion.answer},
    ]
    row: ChatRow = {"messages": turns}
    return dump_row(row)


def _write_texts(session: Session, pair: Pair, suggestion: Suggestion) -> None:
    prompt, answer = suggestion.prompt or pair.prompt, suggestion.answer or pair.answer
    session.library.pairs.update(
        pair.id,
        prompt=prompt,
        answer=answer,
        tokens=review.row_tokens(session, prompt, answer, of=pair),
        draft_prompt=False,
        encoding=session.encoding(),
    )
    judge(session, [pair.id])


def _set_chosen(session: Session, suggestion: Suggestion) -> None:
    """Note what was taken; what was taken before of the same kind stands open again."""
    shelf = session.library.suggestions
    assert suggestion.pair is not None
    before = [
        other.id
        for other in shelf.of_pair(suggestion.pair)
        if other.state is SuggestionState.CHOSEN and other.kind is suggestion.kind
    ]
    shelf.set_state(before, SuggestionState.OPEN)
    shelf.set_state([suggestion.id], SuggestionState.CHOSEN)


def _done(made: Done[list[int]]) -> Done[int]:
    return Done(made.changes, made.value[0])
