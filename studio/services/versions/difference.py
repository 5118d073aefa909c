"""What differs between two versions: rows added, removed, changed, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from studio.domain.conversation import ChatRow, list_messages, read_text, read_texts
from studio.domain.dataset import Split
from studio.services.session import Session
from studio.text.rows.row_json import load_row
from studio.text.similarity.word_diff import DiffPiece, diff_words


@dataclass(frozen=True)
class DiffRow:
    """A row by what a curator sees of it; ``system`` is what it begins with."""

    pair: int
    prompt: str
    answer: str
    split: Split
    system: str = ""


@dataclass(frozen=True)
class ChangedRow:
    """A row that is another one now.

    ``parts`` names what changed, in this order: ``prompt``, ``answer``, ``split``, ``system``;
    ``rest`` alone where it is none of them (a tool, an earlier turn, a weight).
    """

    before: DiffRow
    after: DiffRow

    @cached_property
    def parts(self) -> tuple[str, ...]:
        names = ("prompt", "answer", "split", "system")
        return tuple(
            name for name in names if getattr(self.before, name) != getattr(self.after, name)
        ) or ("rest",)

    @property
    def prompt(self) -> tuple[DiffPiece, ...]:
        """The pieces of the question."""
        return diff_words(self.before.prompt, self.after.prompt)

    @property
    def answer(self) -> tuple[DiffPiece, ...]:
        """The pieces of the answer."""
        return diff_words(self.before.answer, self.after.answer)

    @property
    def words(self) -> tuple[DiffPiece, ...]:
        """The pieces of question and answer."""
        return (*self.prompt, *self.answer)


@dataclass(frozen=True)
class Difference:
    """Rows of the newer version that the older has not, and so on."""

    added: tuple[DiffRow, ...]
    removed: tuple[DiffRow, ...]
    changed: tuple[ChangedRow, ...]

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many rows were added, removed and changed."""
        return len(self.added), len(self.removed), len(self.changed)


def difference(session: Session, old: int, new: int) -> Difference:
    """What version ``new`` has that ``old`` has not; a row that only moved in order is the same.

    Rows are the same by their pair.
    """
    # By the pair and not by position: another seed orders all rows anew.
    before, after = _rows(session, old), _rows(session, new)
    added = tuple(read_row(pair, *row) for pair, row in after.items() if pair not in before)
    removed = tuple(read_row(pair, *row) for pair, row in before.items() if pair not in after)
    changed = [
        ChangedRow(read_row(pair, *before[pair]), read_row(pair, *row))
        for pair, row in after.items()
        if pair in before and before[pair] != row
    ]
    # Where the words are others one wants to read; a new seed alone moves many to the other side.
    changed.sort(key=lambda row: not {"prompt", "answer"} & {*row.parts})
    return Difference(added, removed, tuple(changed))


def _rows(session: Session, version: int) -> Mapping[int, tuple[str, str]]:
    session.library.versions.get(version)  # says so where there is none
    return {
        pair: (split, text) for pair, split, text in session.library.versions.row_texts(version)
    }


def read_row(pair: int, split: str, text: str) -> DiffRow:
    """A stored row as a curator sees it."""
    value = load_row(text)
    row: ChatRow = value if isinstance(value, dict) else {}
    prompt, answer = read_texts(row)
    instructions = (read_text(turn) for turn in list_messages(row) if turn.get("role") in _TELLS)
    return DiffRow(pair, prompt, answer, Split(split), "\n".join(instructions))


_TELLS = ("system", "developer")
