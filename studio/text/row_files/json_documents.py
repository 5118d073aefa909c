"""JSON documents: an array of objects, one object, or an object that holds the arrays."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Generator, Iterator
from pathlib import Path

from studio.domain.errors import BookError
from studio.i18n import _
from studio.text import encoding as encodings
from studio.text.row_files.json_lines import explain_depth, find_unstorable
from studio.text.row_files.record import Fault, Record, Records
from studio.text.rows.faults import explain_json_error

MOST_BYTES = 256 * 1024 * 1024
"""A document past this is refused: it has to be read whole, and JSONL need not."""

ROW_KEYS = frozenset(
    (
        "messages",
        "conversations",
        "conversation",
        "dialog",
        "dialogue",
        "utterances",
        "turns",
        "instruction",
        "prompt",
        "question",
        "input",
        "chosen",
        "text",
    )
)
"""Keys by which one object is a row itself, not a box of rows."""

MOST_VALUES = 24_000_000
"""Commas and brackets past which a document would fill the memory, whatever its size."""

_BLANK = " \t\r\n"
_BLANKS = re.compile(r"[ \t\r\n\ufeff]*")
"""Blanks, and the byte order marks of documents that were joined to one file."""


def read(path: Path, encoding: str | None = None) -> Records:
    """Records of a JSON document, each with the line it begins at."""
    text = _read_text(path, encoding)
    line, at = 1, 0
    for offset, value, fault, section in _read_values(text, _skip(text, 0)):
        line += text.count("\n", at, offset)
        at = offset
        if fault is None and not isinstance(value, dict):
            kind = type(value).__name__
            why = _("A row is a JSON object, this is {kind}.").format(kind=kind)
            fault = Fault("not-an-object", why)
        row = value if fault is None and isinstance(value, dict) else None
        yield Record(line, row, fault, section)


def _read_text(path: Path, encoding: str | None) -> str:
    """The document's text. Raises ``BookError`` for one that would fill the memory."""
    if path.stat().st_size > MOST_BYTES:
        raise BookError(
            _(
                "{name} is one JSON document of more than {size} MB. Save it as JSONL, one object a "
                "line."
            ).format(name=path.name, size=MOST_BYTES // 1024 // 1024)
        )
    raw = path.read_bytes()
    # Each value takes a hundred times its bytes: what counts is how many there are.
    if raw.count(b",") + raw.count(b"{") + raw.count(b"[") > MOST_VALUES:
        raise BookError(
            _(
                "{name} contains too many values for one JSON document. Save "
                "it as JSONL, one object a line."
            ).format(name=path.name)
        )
    return encodings.decode(raw, encoding)[0].lstrip("\ufeff")


def is_document(head: str) -> bool:
    """Whether a text begins like one JSON document over several lines."""
    begins = head.lstrip("\ufeff" + _BLANK)
    if begins.startswith("["):
        return True
    first, _break, rest = begins.partition("\n")
    if not begins.startswith("{") or not rest.strip():
        return begins.startswith("{") and _first_is_whole(first) and _holds_lists(first)
    return not _first_is_whole(first)


def _first_is_whole(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _holds_lists(line: str) -> bool:
    value = json.loads(line)
    return (
        isinstance(value, dict)
        and not ROW_KEYS & set(value)
        and any(
            isinstance(inner, list) and inner and isinstance(inner[0], dict)
            for inner in value.values()
        )
    )


Found = tuple[int, object, Fault | None, str]
"""Where a value begins, the value, why it is none, and the key of the list it stands in."""


def _read_values(text: str, start: int) -> Iterator[Found]:
    """Values of a document, or of several that stand one behind the other."""
    at: int | None = start
    while at is not None:
        if text[at : at + 1] == "[":
            end = yield from _read_array(text, at, "")
        elif text[at : at + 1] == "{":
            end = yield from _read_object(text, at, alone=at == start)
        else:
            why = _("This is neither a JSON array nor an object.")
            yield min(at, len(text)), None, Fault("not-json", why), ""
            return
        at = None if end is None or _skip(text, end) == len(text) else _skip(text, end)


def _read_array(text: str, start: int, section: str) -> Generator[Found, None, int | None]:
    """Values of the array at ``start``, and its end; where one is broken, the rest can't be found."""
    at = _skip(text, start + 1)
    if text[at : at + 1] == "]":
        return at + 1
    while True:
        value, fault, end = _read_value(text, at)
        yield at, value, fault, section
        if end is None:
            return None
        at = _skip(text, end)
        if text[at : at + 1] == "]":
            return at + 1
        if text[at : at + 1] != ",":
            why = _("The array breaks off here: what follows can't be read.")
            yield min(at, len(text)), None, Fault("broken-off", why), section
            return None
        at = _skip(text, at + 1)


def _read_object(text: str, start: int, *, alone: bool) -> Generator[Found, None, int | None]:
    """One object: a row itself, or the arrays of rows it holds, each by its key; and its end."""
    value, fault, stop = _read_value(text, start)
    if fault is not None or not isinstance(value, dict) or stop is None:
        yield start, value, fault, ""
        return stop
    lists = {
        key
        for key, inner in value.items()
        if isinstance(inner, list) and inner and isinstance(inner[0], dict)
    }
    alone = alone and _skip(text, stop) == len(text)
    if not alone or not lists or ROW_KEYS & set(value):
        yield start, value, None, ""
        return stop
    del value
    decoder = json.JSONDecoder()
    at = _skip(text, start + 1)
    while text[at : at + 1] == '"':
        key, end = decoder.raw_decode(text, at)
        at = _skip(text, _skip(text, end) + 1)  # past the colon
        if key in lists:
            ended = yield from _read_array(text, at, key)
            end = ended if ended is not None else stop
        else:
            end = decoder.raw_decode(text, at)[1]
        at = _skip(text, end)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
    return stop


class _Hooks:
    """What the decoder hands over while it reads, and what is wrong with it."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def pairs(self, items: list[tuple[str, object]]) -> dict[str, object]:
        members = dict(items)
        if len(members) != len(items):
            self.faults.append(Fault("duplicate-key", _("A key appears twice in one object.")))
        return members

    def constant(self, word: str) -> object:
        self.faults.append(Fault("not-json", _("{word} is not JSON.").format(word=word)))
        return None

    def number(self, digits: str) -> float:
        value = float(digits)
        if math.isinf(value):
            why = _("A number of the row is too large for a computer.")
            self.faults.append(Fault("endless-number", why))
        return value


def _read_value(text: str, at: int) -> tuple[object, Fault | None, int | None]:
    """A value, what is wrong with it, and its end; no end where it could not be read."""
    hooks = _Hooks()
    decoder = json.JSONDecoder(
        object_pairs_hook=hooks.pairs, parse_constant=hooks.constant, parse_float=hooks.number
    )
    try:
        value, end = decoder.raw_decode(text, at)
    except RecursionError:
        return None, explain_depth(), None
    except ValueError as error:
        why = _("Not JSON: {why}. What follows can't be read.").format(
            why=explain_json_error(error)
        )
        return None, Fault("invalid-json", why), None
    faults = hooks.faults
    if not faults:
        # Half letters can only be written as escapes: most values need no second look.
        fault = find_unstorable(value) or (_half_letters(value) if "\\u" in text[at:end] else None)
        faults += [fault] if fault is not None else []
    return value, faults[0] if faults else None, end


def _half_letters(value: object) -> Fault | None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return Fault("lone-surrogate", _("A text contains half of a character (a lone surrogate)."))
    return None


def _skip(text: str, at: int) -> int:
    """Where the next word begins."""
    blanks = _BLANKS.match(text, at)
    return blanks.end() if blanks else at
