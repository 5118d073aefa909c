"""Find and replace in the pairs of a filter: looked at first, then one step to undo."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from studio.domain.pair import Pair
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import _, plural
from studio.services.pairs.review import row_tokens
from studio.services.session import Session
from studio.text.excerpts import quote
from studio.text.replacing import Replacing, compile_replacing

BLOCK = 500
"""Pairs read at once."""


class Scope(StrEnum):
    """Where in a pair something is replaced."""

    BOTH = "both"
    PROMPTS = "prompts"
    ANSWERS = "answers"


class Rewriting(NamedTuple):
    """A pair as it is, and its prompt and answer as they would be."""

    pair: Pair
    prompt: str
    answer: str


Rewrite = Callable[[Pair], Rewriting]


def make_rewrite(rule: Replacing, scope: Scope = Scope.BOTH) -> Rewrite:
    """How a rule rewrites a pair; CuratorError where it can't be read."""
    replace = compile_replacing(rule)

    def rewrite(pair: Pair) -> Rewriting:
        return Rewriting(
            pair,
            pair.prompt if scope is Scope.ANSWERS else replace(pair.prompt),
            pair.answer if scope is Scope.PROMPTS else replace(pair.answer),
        )

    return rewrite


def find_pairs(
    session: Session, ids: Sequence[int], rule: Replacing, scope: Scope = Scope.BOTH
) -> Job[array[int]]:
    """The pairs among these that a rule would change, in their order."""
    numbers = array("q")
    done = 0
    for block in _rewrite_blocks(session, ids, make_rewrite(rule, scope)):
        numbers.extend(rewriting.pair.id for rewriting in block)
        done += BLOCK
        yield Progress(min(done, len(ids)), len(ids), _("Looking through the pairs"))
    return Done(Changes(), numbers)


def replace_in_pairs(
    session: Session, ids: Sequence[int], rule: Replacing, scope: Scope = Scope.BOTH
) -> Job[int]:
    """Replace in these pairs, as one step to undo; how many changed.

    Tokens are counted anew. All texts are made before the first is written, so that an expression
    that takes too long changes nothing.
    """
    library, encoding, done = session.library, session.encoding(), 0
    changes: list[tuple[Rewriting, int]] = []
    for block in _rewrite_blocks(session, ids, make_rewrite(rule, scope)):
        for rewriting in block:
            tokens = row_tokens(session, rewriting.prompt, rewriting.answer, of=rewriting.pair)
            changes.append((rewriting, tokens))
        done += BLOCK
        yield Progress(min(done, len(ids)), len(ids), _("Replacing in the pairs"))
    if not changes:
        return Done(Changes(), 0)
    with library.journal.edit(_label(rule, len(changes))):
        for (pair, prompt, answer), tokens in changes:
            library.pairs.update(
                pair.id,
                prompt=prompt,
                answer=answer,
                tokens=tokens,
                draft_prompt=pair.draft_prompt and prompt == pair.prompt,
                encoding=encoding,
            )
    return Done(Changes(Change.PAIRS), len(changes))


def _rewrite_blocks(
    session: Session, ids: Sequence[int], rewrite: Rewrite
) -> Iterator[list[Rewriting]]:
    """The pairs that change, as they would be, block by block."""
    for start in range(0, len(ids), BLOCK):
        rewritings = map(rewrite, session.library.pairs.list(ids[start : start + BLOCK]))
        yield [change for change in rewritings if change[1:] != _texts(change.pair)]


def _texts(pair: Pair) -> tuple[str, str]:
    return pair.prompt, pair.answer


def _label(rule: Replacing, count: int) -> str:
    label = plural(
        "Replace “{find}” by “{by}” in {n} pair", "Replace “{find}” by “{by}” in {n} pairs", count
    )
    return label.format(find=quote(rule.find), by=quote(rule.replacement), n=f"{count:,}")
