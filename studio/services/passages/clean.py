"""Clean passages by named rules; every change can be seen, counted, and refused one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from studio.domain.book import Passage, Replacement
from studio.domain.errors import CuratorError
from studio.domain.history import Who
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import _, join_list, plural
from studio.services.session import Session
from studio.text.cleaning.rules import RULES, apply, find_replacements
from studio.text.excerpts import quote
from studio.text.tokens import count

BLOCK = 200


@dataclass(frozen=True)
class RuleCount:
    """What one rule does to a library: passages it touches, characters it takes off."""

    rule: str
    passages: int
    characters: int


def rule_titles() -> list[tuple[str, str]]:
    """The cleaning rules by name and title, for a list of them."""
    return [(rule.name, _(rule.title)) for rule in RULES]


def rules_in_force(session: Session, book: int | None = None) -> tuple[str, ...]:
    """Names of the rules that clean a book: its own, or the library's (all, if none chosen)."""
    if book is not None:
        own = session.library.books.rules(book)
        if own is not None:
            return own
    chosen = session.library.settings.get("rules", "*")
    # The star, and no list of names: rules that a later studio brings are on as well.
    if chosen == "*":
        return tuple(rule.name for rule in RULES)
    return tuple(name for name in chosen.split(",") if name)


def list_changes(session: Session, passage: Passage) -> list[Replacement]:
    """What the rules in force would change in a passage, refused changes among them."""
    return find_changes(passage.source, rules_in_force(session, passage.book), passage.language)


def refuse(session: Session, number: int, change: Replacement) -> Done[None]:
    """Leave one place of a passage as it is in the book, whatever the rules say."""
    passage = session.library.passages.get(number)
    if change in passage.refused:
        return Done(Changes())
    with session.library.journal.edit(_("Keep “{words}”").format(words=_quote(passage, change))):
        _set_refused(session, passage, (*passage.refused, change))
    return Done(Changes(Change.PASSAGES))


def allow(session: Session, number: int, change: Replacement) -> Done[None]:
    """Let a rule make a change that was refused."""
    passage = session.library.passages.get(number)
    if change not in passage.refused:
        return Done(Changes())
    left = tuple(item for item in passage.refused if item != change)
    with session.library.journal.edit(_("Clean “{words}”").format(words=_quote(passage, change))):
        _set_refused(session, passage, left)
    return Done(Changes(Change.PASSAGES))


def count_rules(
    session: Session, rules: Sequence[str], *, book: int | None = None
) -> Job[list[RuleCount]]:
    """Count what each of these rules would do over all passages; nothing is stored.

    The result is a list of ``RuleCount``.
    """
    _refuse_unknown(rules)
    tally = {name: [0, 0] for name in rules}
    ids = session.library.passages.ids(book=book)
    for done, block in enumerate(_blocks(ids), 1):
        for passage in session.library.passages.list(block):
            changes = find_changes(passage.source, rules, passage.language)
            _count(tally, _leave_out(changes, passage.refused))
        yield Progress(min(done * BLOCK, len(ids)), len(ids))
    return Done(Changes(), [RuleCount(name, *numbers) for name, numbers in tally.items()])


def find_touched(session: Session, rule: str, *, book: int | None = None) -> Job[list[int]]:
    """The passages in which a rule changes something that was not refused, in reading order."""
    _refuse_unknown([rule])
    touched: list[int] = []
    ids = session.library.passages.ids(book=book)
    for done, block in enumerate(_blocks(ids), 1):
        for passage in session.library.passages.list(block):
            changes = find_changes(passage.source, [rule], passage.language)
            if _leave_out(changes, passage.refused):
                touched.append(passage.id)
        yield Progress(min(done * BLOCK, len(ids)), len(ids))
    return Done(Changes(), touched)


def clean(
    session: Session, rules: Sequence[str], *, book: int | None = None
) -> Job[list[RuleCount]]:
    """Clean passages by these rules, from their sources; one undoable step.

    They become the rules of ``book``, or, without one, the library's: then books with rules of
    their own keep theirs. The result is a list of ``RuleCount``.
    """
    _refuse_unknown(rules)
    library = session.library
    own = {record.id for record in library.books.list() if record.rules is not None}
    ids = library.passages.ids(book=book)
    tally = {name: [0, 0] for name in rules}
    changed: list[tuple[str, int, int]] = []
    counter = partial(count, encoding=session.encoding())
    for done, block in enumerate(_blocks(ids), 1):
        for passage in library.passages.list(block):
            # A book with rules of its own is cleaned by them alone, whatever the library's are.
            if book is None and passage.book in own:
                continue
            changes = _leave_out(
                find_changes(passage.source, rules, passage.language), passage.refused
            )
            _count(tally, changes)
            text = apply(passage.source, changes)
            if text != passage.text:
                changed.append((text, counter(text), passage.id))
        yield Progress(min(done * BLOCK, len(ids)), len(ids), _("Cleaning"))
    label = plural("Clean {n} passage", "Clean {n} passages", len(changed))
    # Written at once at the end: a job that was broken off leaves no book half cleaned.
    with library.journal.edit(label.format(n=f"{len(changed):,}"), who=Who.RULE):
        library.passages.set_texts(changed)
        if book is None:
            library.settings.set("rules", ",".join(rules))
        else:
            library.books.set_rules(book, rules)
    outcome = [RuleCount(name, *numbers) for name, numbers in tally.items()]
    return Done(Changes(Change.PASSAGES, Change.BOOKS, Change.SETTINGS), outcome)


def use_library_rules(session: Session, book: int) -> Job[None]:
    """Give up a book's own rules and clean it by the library's again; one undoable step."""
    library = session.library
    rules = rules_in_force(session)
    changed = []
    for block in _blocks(library.passages.ids(book=book)):
        for passage in library.passages.list(block):
            text = clean_text(passage.source, rules, passage.language, passage.refused)
            if text != passage.text:
                changed.append((text, count(text, session.encoding()), passage.id))
        yield Progress(line=_("Cleaning"))
    with library.journal.edit(_("Use the library's rules")):
        library.books.set_rules(book, None)
        library.passages.set_texts(changed)
    return Done(Changes(Change.PASSAGES, Change.BOOKS))


def find_changes(source: str, rules: Sequence[str], language: str) -> list[Replacement]:
    """What these rules change in a text."""
    chosen = [rule for rule in RULES if rule.name in rules]
    return find_replacements(source, chosen, language)


def clean_text(
    source: str, rules: Sequence[str], language: str, refused: Sequence[Replacement] = ()
) -> str:
    """The text as these rules leave it, refused changes left out."""
    return apply(source, _leave_out(find_changes(source, rules, language), refused))


def _set_refused(session: Session, passage: Passage, refused: Sequence[Replacement]) -> None:
    rules = rules_in_force(session, passage.book)
    text = clean_text(passage.source, rules, passage.language, refused)
    session.library.passages.set_refused(passage.id, refused)
    session.library.passages.set_texts([(text, count(text, session.encoding()), passage.id)])


def _leave_out(changes: list[Replacement], refused: Sequence[Replacement]) -> list[Replacement]:
    return [change for change in changes if change not in refused] if refused else changes


def _quote(passage: Passage, change: Replacement) -> str:
    return quote(passage.source[change.start : change.end], 30)


def _count(tally: dict[str, list[int]], changes: Iterable[Replacement]) -> None:
    counted = set()
    for change in changes:
        numbers = tally[change.rule]
        numbers[1] += change.end - change.start - len(change.text)
        if change.rule not in counted:
            numbers[0] += 1
            counted.add(change.rule)


def _refuse_unknown(rules: Sequence[str]) -> None:
    names = {rule.name for rule in RULES}
    for name in rules:
        if name not in names:
            raise CuratorError(
                _("There is no cleaning rule “{name}”. Known: {known}.").format(
                    name=name, known=join_list(sorted(names))
                )
            )


def _blocks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[at : at + BLOCK] for at in range(0, len(ids), BLOCK))
