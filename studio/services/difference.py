"""What differs between two versions: rows added, removed, changed, and in which words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from studio.domain.conversation import texts
from studio.domain.dataset import Row, Split
from studio.services.session import Session
from studio.text.row_json import parsed
from studio.text.word_diff import Piece, word_diff


@dataclass(frozen=True)
class DiffRow:
    """A row by what a curator sees of it."""

    pair: int
    prompt: str
    answer: str
    split: Split


@dataclass(frozen=True)
class ChangedRow:
    """A row that is another one now; ``words`` are the pieces of question and answer."""

    before: DiffRow
    after: DiffRow
    words: tuple[Piece, ...]


@dataclass(frozen=True)
class Difference:
    """Rows of the newer version that the older has not, and so on."""

    added: tuple[DiffRow, ...]
    removed: tuple[DiffRow, ...]
    changed: tuple[ChangedRow, ...]


def difference(session: Session, old: int, new: int) -> Difference:
    """What version ``new`` has that ``old`` has not; a row that only moved in order is the same."""
    before = {row.pair: row for row in _rows(session, old)}
    after = {row.pair: row for row in _rows(session, new)}
    added = [row for number, row in after.items() if number not in before]
    removed = [row for number, row in before.items() if number not in after]
    changed = []
    for number, row in after.items():
        then = before.get(number)
        if then is None or (then.json == row.json and then.split is row.split):
            continue
        one, other = _seen(then), _seen(row)
        words = (*word_diff(one.prompt, other.prompt), *word_diff(one.answer, other.answer))
        changed.append(ChangedRow(one, other, words))
    return Difference(tuple(map(_seen, added)), tuple(map(_seen, removed)), tuple(changed))


def _rows(session: Session, version: int) -> Iterator[Row]:
    session.library.version(version)  # says so where there is none
    return session.library.rows(version)


def _seen(row: Row) -> DiffRow:
    value = parsed(row.json)
    prompt, answer = texts(value) if isinstance(value, dict) else ("", "")
    return DiffRow(row.pair, prompt, answer, row.split)
