"""A pair as the model will see it: the training row with its special tokens, and what it costs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from studio.domain.conversation import build_row, get_tools, list_messages
from studio.domain.pair import Message, Pair
from studio.i18n import _
from studio.resources import RESOURCES
from studio.services.pairs.review import system_message, tokens_of_row
from studio.services.session import Session
from studio.services.settings.endpoint_limits import most_row_tokens
from studio.text.rows.row_json import dump_row
from studio.text.tokens import find_encoding, read_value, split_tokens

FALLBACK_FRAME = "ChatML"
"""The frame of most open models; shown, and said to be a guess, for one whose own is not known."""
_SPECIAL = re.compile(r"<[^<>\s]+>")


class Ink(StrEnum):
    """What a stretch of the row is to the model."""

    SPECIAL = "special"  # a special token of the frame
    FRAME = "frame"  # words of the frame: a role, a line end
    READ = "read"  # words the model reads
    LEARNED = "learned"  # words the model learns to say


@dataclass(frozen=True)
class Piece:
    """A stretch of the row: its tokens, each with how many of them it is, and what they are."""

    ink: Ink
    tokens: tuple[tuple[str, int], ...]
    message: int  # index of the message it belongs to; -1 for none

    @property
    def count(self) -> int:
        return sum(count for _text, count in self.tokens)


@dataclass(frozen=True)
class MessageTokens:
    """A message of the row: who says it, its tokens with its frame, whether it is learned."""

    role: str
    tokens: int
    learned: bool


@dataclass(frozen=True)
class ModelRow:
    """The row of a pair as one model reads it.

    ``tokens`` is what the studio counts; ``limit`` the longest row that is read whole, or None
    where nobody says. ``exact``: the frame and the borders of tokens are that model's own.
    """

    model: str
    frame: str
    exact: bool
    pieces: tuple[Piece, ...]
    messages: tuple[MessageTokens, ...]
    tokens: int
    limit: int | None = None
    usd: Decimal | None = None  # what an epoch of training takes for this row

    @property
    def share(self) -> float:
        """How much of the limit the row takes; 0 where there is none."""
        return self.tokens / self.limit if self.limit else 0.0


@dataclass(frozen=True)
class Frame:
    """A row of ``resources/chat_frames.toml``, which says what the fields are."""

    name: str
    opens: tuple[str, ...]
    closes: tuple[str, ...]
    models: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    reply: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    counted: bool = False
    source: str = ""


def build_model_row(session: Session, pair: Pair, prompt: str, answer: str) -> ModelRow:
    """The row of a pair with these words, as the chosen model will see it."""
    model = session.model()
    row = build_row(replace(pair, prompt=prompt, answer=answer), system_message(session))
    frame = find_frame(model)
    writer = _Writer(frame or _fallback_frame(), session.encoding())
    turns = list_messages(row)
    pieces = tuple(writer.write(turns, get_tools(row)))
    price = session.prices.model(model)
    tokens = tokens_of_row(session, row)
    return ModelRow(
        model=model,
        frame=writer.frame.name,
        exact=frame is not None and find_encoding(model) is not None,
        pieces=pieces,
        messages=tuple(_count_messages(pieces, turns)),
        tokens=tokens,
        limit=row_limit(session),
        usd=price.training * tokens / 1_000_000 if price and price.training is not None else None,
    )


def row_limit(session: Session) -> int | None:
    """The tokens of the longest row that the chosen model reads whole where it would train."""
    price = session.prices.model(session.model())
    endpoint = price.endpoint if price else str(session.settings.get("endpoint"))
    endpoints = {each.name for each in session.settings.endpoints()}
    return most_row_tokens(session, endpoint, session.model()) if endpoint in endpoints else None


def describe_excess(tokens: int, limit: int | None) -> str:
    """That a row is too long for the model, and what would become of it; "" where it is not."""
    if limit is None or tokens <= limit:
        return ""
    return _(
        "The row has {tokens} tokens and the model reads {limit}: the provider would cut off the "
        "end of the answer. Shorten it by {over}."
    ).format(tokens=f"{tokens:,}", limit=f"{limit:,}", over=f"{tokens - limit:,}")


def find_frame(model: str) -> Frame | None:
    """The frame of a model by the beginning of its name; None where it is not known."""
    name = model.lower().removeprefix("ft:").rpartition("/")[2]
    return next(
        (frame for frame in _read_frames() if any(name.startswith(m) for m in frame.models)), None
    )


def is_learned(turn: Message) -> bool:
    """Whether a training teaches the model to say this message."""
    return turn.get("role") == "assistant" and turn.get("weight") != 0


class _Writer:
    """Writes messages into a frame, a piece after the other."""

    def __init__(self, frame: Frame, encoding: str) -> None:
        self.frame = frame
        self._encoding = encoding

    def write(self, turns: Sequence[Message], tools: object) -> Iterator[Piece]:
        yield from self._write_frame(self.frame.begins, "", -1)
        if tools:
            # A provider puts them into the prompt, so they are billed like a message.
            offer: Message = {"role": "system", "content": dump_row(tools)}
            yield from self._write_message(offer, -1)
        for number, turn in enumerate(turns):
            yield from self._write_message(turn, number)
        yield from self._write_frame(self.frame.reply, "", -1)

    def _write_message(self, turn: Message, number: int) -> Iterator[Piece]:
        role = str(turn.get("role", ""))
        yield from self._write_frame(self.frame.opens, self.frame.names.get(role, role), number)
        learned = is_learned(turn)
        for key, value in turn.items():
            text = read_value(value)
            if key in ("role", "weight") or not text:
                continue
            if key == "name":
                yield Piece(Ink.SPECIAL, (("name:", 1),), number)
            ink = Ink.LEARNED if learned and key != "name" else Ink.READ
            yield Piece(ink, tuple(split_tokens(text, self._encoding)), number)
        yield from self._write_frame(self.frame.closes, role, number)

    def _write_frame(self, parts: Sequence[str], role: str, number: int) -> Iterator[Piece]:
        for unit in parts:
            if _SPECIAL.fullmatch(unit):
                yield Piece(Ink.SPECIAL, ((unit, 1),), number)
            else:
                text = unit.replace("{role}", role)
                yield Piece(Ink.FRAME, tuple(split_tokens(text, self._encoding)), number)


def _count_messages(pieces: Sequence[Piece], turns: Sequence[Message]) -> Iterator[MessageTokens]:
    counts = [0] * len(turns)
    for piece in pieces:
        if piece.message >= 0:
            counts[piece.message] += piece.count
    for turn, tokens in zip(turns, counts, strict=True):
        yield MessageTokens(str(turn.get("role", "")), tokens, is_learned(turn))


def _fallback_frame() -> Frame:
    return next(frame for frame in _read_frames() if frame.name == FALLBACK_FRAME)


@lru_cache(maxsize=1)
def _read_frames() -> tuple[Frame, ...]:
    table = tomllib.loads((RESOURCES / "chat_frames.toml").read_text(encoding="utf-8"))
    return tuple(_read_frame(row) for row in table["frame"])


def _read_frame(row: dict[str, Any]) -> Frame:
    lists = {key: tuple(value) for key, value in row.items() if isinstance(value, list)}
    return Frame(**{**row, **lists})
