"""The JSON in a model's reply, behind thoughts, fences and small talk; never guessed at."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from studio.i18n import _
from studio.text.excerpts import quote

LONGEST_EXCERPT = 80
THOUGHTS = re.compile(r"<(think|thinking|thought|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
"""What local reasoning models say to themselves before they answer."""
_END_OF_THOUGHTS = re.compile(r"</(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_BEGIN_OF_THOUGHTS = re.compile(r"<(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_STRING = r'"(?:[^"\\]|\\.)*"'
_TRAILING_COMMA = re.compile(rf"({_STRING})|,(?=\s*[}}\]])", re.DOTALL)
_BRACKETS = re.compile(rf"{_STRING}|[\[\]{{}}]", re.DOTALL)
_CLOSING = {"{": "}", "[": "]"}
# Line breaks inside strings are no JSON, and yet what small models write.
_DECODER = json.JSONDecoder(strict=False)


class UnreadableReply(ValueError):
    """There is no answer in a reply; the message says in words what is there instead."""


@dataclass(frozen=True)
class JsonReply:
    """The object in a reply; ``is_cut``: the reply ended in the middle, and its last part is not
    in the object."""

    value: dict[str, object]
    is_cut: bool = False


def read_object(text: str, keys: frozenset[str]) -> JsonReply:
    """The last object in a reply that has one of ``keys``; ``UnreadableReply`` where none has.

    A list stands for an object whose only key is the first of ``keys`` in alphabetical order.
    """
    plain = drop_thoughts(text)
    if not plain.strip():
        raise UnreadableReply(_("the reply is empty"))
    fit = [value for value in _find_values(plain) if _fits(value, keys)]
    if fit:
        return JsonReply(_as_object(fit[-1], keys))
    rest = _close(plain[plain.find("{") :]) if "{" in plain else None
    if _fits(rest, keys):
        return JsonReply(_as_object(rest, keys), is_cut=True)
    excerpt = quote(plain, LONGEST_EXCERPT)
    raise UnreadableReply(
        _("the reply is not in the form asked for: “{text}”").format(text=excerpt)
    )


def drop_thoughts(text: str) -> str:
    """A reply without what the model said to itself; "" where it never came to an answer."""
    plain = THOUGHTS.sub("", text)
    # Some templates open the thoughts themselves, so that only their end stands in the reply.
    plain = _END_OF_THOUGHTS.split(plain)[-1]
    return _BEGIN_OF_THOUGHTS.split(plain)[0].lstrip("\ufeff")


def read_partial(text: str, key: str) -> str:
    """What a reply that is still coming says under ``key`` last, as far as it has come."""
    texts = list(re.finditer(rf'"{re.escape(key)}"\s*:\s*"((?:[^"\\]|\\.)*)', text, re.DOTALL))
    if not texts:
        return ""
    try:
        return str(json.loads(f'"{texts[-1][1]}"', strict=False))
    except ValueError:
        return texts[-1][1]


def _find_values(text: str) -> Iterator[object]:
    """Every JSON object or list that stands in a text, outermost only, in their order."""
    at = 0
    while (match := re.compile(r"[{\[]").search(text, at)) is not None:
        value, end = _decode(text, match.start())
        if end > match.start():
            yield value
        at = max(end, match.end())


def _decode(text: str, start: int) -> tuple[object, int]:
    """The value that begins at ``start`` and where it ends; ``start`` itself where there is none."""
    try:
        return _DECODER.raw_decode(text, start)
    except ValueError:
        pass
    end = _find_end(text, start)
    if end is None:
        return None, start
    # A comma too many is the one fault that can be mended in one way only.
    mended = _TRAILING_COMMA.sub(lambda match: match[1] or "", text[start:end])
    try:
        return _DECODER.decode(mended), end
    except ValueError:
        return None, start


def _find_end(text: str, start: int) -> int | None:
    """Where the brackets that open at ``start`` are closed."""
    depth = 0
    for match in _BRACKETS.finditer(text, start):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    return None


def _close(text: str) -> object | None:
    """What a reply that was cut off says in whole: all up to the last part that is complete."""
    open_brackets: list[str] = []
    best = None
    for match in _BRACKETS.finditer(text):
        if match[0] in _CLOSING:
            open_brackets.append(match[0])
        elif match[0] in ("}", "]") and open_brackets:
            open_brackets.pop()
            if match[0] == "}" and open_brackets:
                best = match.end(), tuple(open_brackets)
    if best is None:
        return None
    end, still_open = best
    closed = text[:end] + "".join(_CLOSING[bracket] for bracket in reversed(still_open))
    value, after = _decode(closed, 0)
    return value if after else None


def _fits(value: object, keys: frozenset[str]) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(item, dict) for item in value)
    return isinstance(value, dict) and not keys.isdisjoint(value)


def _as_object(value: object, keys: frozenset[str]) -> dict[str, object]:
    return value if isinstance(value, dict) else {min(keys): value}
