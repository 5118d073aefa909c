"""What a fix will do, said before it does it; and the one edit that does it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from studio.domain.history import Who
from studio.domain.pair import Pair, Status
from studio.domain.work import Change, Changes, Done
from studio.i18n import N_, _, join_list
from studio.services.pairs.review import count_pairs
from studio.services.session import Session
from studio.services.versions import consent
from studio.text.tokens import count_each, narrow_change

EXAMPLES = 5
"""Pairs that are shown before and after, so that a curator sees what a fix does."""
AFTER = {
    Status.REJECTED: N_("Rejected"),
    Status.DRAFT: N_("A draft again"),
    Status.ACCEPTED: N_("Accepted"),
}
"""What becomes of a pair whose status alone changes."""


class Example(NamedTuple):
    """A pair of a plan: its id, what of it changes, and what that becomes."""

    pair: int
    before: str
    after: str
    is_rewritten: bool  # or else it is where the pair stands that changes


@dataclass(frozen=True)
class PairEdit:
    """A pair as it is now, and as it will be."""

    before: Pair
    after: Pair

    @property
    def rewrites(self) -> bool:
        """Whether words are changed, and not only where the pair stands."""
        return (self.before.prompt, self.before.answer) != (self.after.prompt, self.after.answer)

    def show(self) -> Example:
        before, after = self.before, self.after
        if before.answer != after.answer:
            return Example(before.id, before.answer, after.answer, True)
        if before.prompt != after.prompt:
            return Example(before.id, before.prompt, after.prompt, True)
        pair_text = f"{before.prompt}\n{before.answer}"
        if before.tags != after.tags:
            return Example(before.id, pair_text, join_list(after.tags), False)
        after_text = N_("Held back") if after.held_back else AFTER[after.status]
        return Example(before.id, pair_text, _(after_text), False)


Forms = tuple[str, str]
"""A sentence for one pair, and for any other number of them."""


@dataclass(frozen=True)
class Selection:
    """What a fix has found to do: ``edits``, or the answers under ``keys`` that are given (or taken
    back, where it ``forgets``); ``figures`` for its sentences, which count the edits, or else what
    is ``counted``."""

    edits: Sequence[PairEdit] = ()
    figures: Mapping[str, str] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()
    forgets: bool = False
    counted: int | None = None


@dataclass(frozen=True)
class FixPlan:
    """What a fix will do: ``intent`` to how many, by which ``rule`` they are chosen, and the
    ``outcome`` that says afterwards where they are. ``label`` names the step to undo.

    ``keys`` are answers about personal data and rights that are given, or taken back where
    ``forgets``; such a plan edits no pair.
    """

    label: str
    intent: str
    rule: str
    outcome: str
    edits: Sequence[PairEdit] = ()
    keys: frozenset[str] = frozenset()
    forgets: bool = False

    @property
    def count(self) -> int:
        """Pairs that are changed, or answers that are remembered or forgotten."""
        return len(self.edits) or len(self.keys)

    @property
    def pairs(self) -> tuple[int, ...]:
        return tuple(edit.before.id for edit in self.edits)

    def list_examples(self) -> list[Example]:
        return [edit.show() for edit in self.edits[:EXAMPLES]]


def write_plan(session: Session, plan: FixPlan) -> Done[int]:
    """Do what the plan says in one step to undo; how many were changed is the result."""
    if plan.keys:
        answer = consent.take_back if plan.forgets else consent.agree
        answer(session, plan.keys)
        return Done(Changes(Change.SETTINGS), plan.count)
    # Counting tokens is the slow part: it is done before the library is held for writing.
    edits = [edit for edit in plan.edits if edit.rewrites]
    tokens = _count_tokens(session, edits)
    with session.library.journal.edit(plan.label, who=Who.RULE):
        _write_words(session, [edit.after for edit in edits], tokens)
        _write_places(session, plan.edits)
    return Done(Changes(Change.PAIRS), plan.count)


def _count_tokens(session: Session, edits: Sequence[PairEdit]) -> list[int]:
    """Tokens of the pairs as they will be."""
    encoding = session.encoding()
    is_known = session.library.pairs.encodings() == {encoding}
    if not is_known or any(_has_parts(edit.before) for edit in edits):
        return count_pairs(session, [edit.after for edit in edits])
    # A message's tokens do not depend on the others', so only what changes is counted. In one flat
    # stream: lists for each pair are what the garbage collector would go through again and again.
    counts = count_each((text for edit in edits for text in _list_changed(edit)), encoding)
    return [
        edit.before.tokens - next(counts) + next(counts) - next(counts) + next(counts)
        for edit in edits
    ]


def _list_changed(edit: PairEdit) -> tuple[str, str, str, str]:
    """What of the question changes, as it is and as it will be; and what of the answer."""
    before, after = edit.before, edit.after
    prompts = narrow_change(before.prompt, after.prompt)
    return *prompts, *narrow_change(before.answer, after.answer)


def _has_parts(pair: Pair) -> bool:
    """Whether a message of the row may be more than its text."""
    return pair.row.replace(" ", "").find('"content":[') >= 0


def _write_words(session: Session, pairs: Sequence[Pair], tokens: Sequence[int]) -> None:
    session.library.pairs.rewrite(pairs, tokens, encoding=session.encoding())


def _write_places(session: Session, edits: Sequence[PairEdit]) -> None:
    """Write the status and the tags of pairs, and which are held back."""
    shelf = session.library.pairs
    held, moved = (
        defaultdict[bool, list[int]](list),
        defaultdict[tuple[Status, str], list[int]](list),
    )
    removed_tags, added_tags = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for edit in edits:
        before, after = edit.before, edit.after
        if before.held_back is not after.held_back:
            held[after.held_back].append(after.id)
        if before.status is not after.status:
            moved[after.status, after.reason].append(after.id)
        if before.tags != after.tags:
            for tag in set(before.tags) - set(after.tags):
                removed_tags[tag].append(after.id)
            for tag in set(after.tags) - set(before.tags):
                added_tags[tag].append(after.id)
    for held_back, ids in held.items():
        shelf.set_held_back(ids, held_back)
    for (status, reason), ids in moved.items():
        shelf.set_status(ids, status, reason=reason)
    for tag, ids in removed_tags.items():
        shelf.remove_tag(ids, tag)
    for tag, ids in added_tags.items():
        shelf.add_tag(ids, tag)
