"""A pair: one prompt and the answer a curator wants a model to give."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """Where a pair stands in review."""

    DRAFT = "draft"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Origin(StrEnum):
    """Who wrote the draft."""

    EXTRACTIVE = "extractive"
    MODEL = "model"
    IMPORTED = "imported"
    CURATOR = "curator"


@dataclass(frozen=True)
class Pair:
    """A prompt and an answer, from a passage or written by hand.

    ``tokens`` counts the whole training row, system message included. ``draft_prompt`` says that
    the question was made by the program and waits to be bettered, ``is_read`` that a person has
    decided on this pair alone, or edited it. ``row`` is the whole training
    row as JSON where prompt and answer do not say all of it (see ``domain.conversation``);
    ``extra`` is what else stood in the imported record; ``file`` and ``line`` say where.
    ``reason`` is why it was rejected, ``grounding`` the share of the answer that its passage bears
    out (0 to 1, None where that was not measured). ``held_back`` says that no version takes the
    pair in, whatever its status is. Times are in UTC, None where nobody noted them.
    """

    id: int
    prompt: str
    answer: str
    status: Status = Status.DRAFT
    tags: tuple[str, ...] = ()
    tokens: int = 0
    origin: Origin = Origin.CURATOR
    draft_prompt: bool = False
    is_read: bool = False
    book: int | None = None
    passage: int | None = None
    book_title: str = ""
    author: str = ""
    chapter_title: str = ""
    row: str = ""
    extra: str = ""
    file: str = ""
    line: int | None = None
    flagged: bool = False
    held_back: bool = False
    reason: str = ""
    grounding: float | None = None
    created_at: datetime | None = None
    decided_at: datetime | None = None

    @property
    def voice(self) -> str:
        """Whose words these are: the book's author, or who the imported record says; "" if none."""
        # Looking for the word is much cheaper than reading the JSON of a hundred thousand rows.
        if self.author or '"author"' not in self.extra:
            return self.author
        author = json.loads(self.extra).get("fields", {}).get("author")
        return author.strip() if isinstance(author, str) else ""


Message = dict[str, object]


def build_messages(prompt: str, answer: str, system: str = "") -> list[Message]:
    """The pair as OpenAI chat messages: system (where there is one), user, assistant."""
    head: list[Message] = [{"role": "system", "content": system}] if system else []
    return [
        *head,
        {"role": "user", "content": prompt},
        {"role": "assistant", "content": answer},
    ]
