"""A filter in words, as one types it into the search field: ``habit tag:money status:draft``.

``-`` before a key means "not": ``-tag:money``, ``-is:flagged``. What holds blanks stands in quotes:
``author:"William James"``. A range is ``tokens:100..200``, ``tokens:>100``, ``date:2026-11-01..``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from studio.domain.pair import Origin, Status
from studio.domain.pair_filter import PairFilter, Range, Sort

# A key may have any letters; whether it is one is looked up, so that "https://…" stays a word.
_WORD = re.compile(r'(?P<sign>-?)(?:(?P<key>\w+)[:：])?(?P<value>"(?:[^"]|"")*"|\S+)')
# A key whose value is yet to be typed asks for nothing.
_BEGUN = re.compile(r"(?P<sign>-?)(?P<key>\w+)[:：]")
_RANGE = re.compile(r"(?P<low>[^.<>]*(?:\.\d+)?)\.\.(?P<high>.*)", re.DOTALL)
_SIMPLE = re.compile(r'[^\s"]+')


class Word(NamedTuple):
    """One word of a filter: ``-tag:money`` is ("tag", "money", True); a plain one has no key."""

    key: str
    value: str
    negative: bool = False


Apply = Callable[[PairFilter, str, bool], PairFilter]
"""Adds a value, or its opposite, to a filter; ValueError where it is none for its key."""


@dataclass(frozen=True)
class Key:
    """What may stand before a colon: its names in both languages, and what its values do.

    ``values`` are those it takes, where it takes only some.
    """

    name: str
    japanese: str
    apply: Apply
    values: tuple[str, ...] = ()


def split_words(text: str) -> list[Word]:
    """The words of a search; a key that is none belongs to its word."""
    result: list[Word] = []
    for match in _WORD.finditer(text):
        sign, key, value = match["sign"], match["key"] or "", match["value"]
        name = _NAMES.get(key.casefold())
        if not key and (begun := _BEGUN.fullmatch(value)) and begun["key"].casefold() in _NAMES:
            result.append(Word(_NAMES[begun["key"].casefold()], "", bool(sign or begun["sign"])))
            continue
        if key and name is None:
            # Where the value was in quotes, the key before it is a word of its own.
            result.append(Word("", match[0] if not value.startswith('"') else f"{sign}{key}:"))
            if not value.startswith('"'):
                continue
        text_of_value = _unquote(value)
        if name is not None:
            result.append(Word(name, text_of_value, bool(sign)))
        elif text_of_value:
            result.append(Word("", text_of_value if key else f"{sign}{text_of_value}"))
    return result


def parse_filter(text: str, base: PairFilter | None = None) -> tuple[PairFilter, list[str]]:
    """The filter that words mean, on top of ``base``; and the words that mean nothing.

    A key whose value is none for it, such as ``status:great``, is given back as it was written.
    """
    wish, plain, bad = base or PairFilter(), list[str](), list[str]()
    for word in split_words(text):
        if not word.key:
            plain.append(quote_word(word.value))
            continue
        try:
            wish = KEYS[word.key].apply(wish, word.value, word.negative)
        except ValueError:
            bad.append(write_word(word))
    return wish.change(search=" ".join([wish.search, *plain]).strip()), bad


def list_terms(search: str) -> list[str]:
    """The words of a search as they are looked for, each once; one in quotes may hold blanks."""
    words = split_words(search)
    return list(dict.fromkeys(write_word(word) if word.key else word.value for word in words))


def write_filter(wish: PairFilter) -> str:
    """A filter in words that ``parse_filter`` reads as the same; ``only`` has none."""
    return " ".join([*(write_word(word) for word in _list_words(wish)), wish.search]).strip()


def write_word(word: Word) -> str:
    """A word as one types it."""
    value = quote_word(word.value)
    return f"{'-' if word.negative else ''}{word.key}:{value}" if word.key else value


def quote_word(value: str) -> str:
    """A value in quotes, where it could not be read back without."""
    plain = _SIMPLE.fullmatch(value) is not None and split_words(value) == [Word("", value)]
    return value if plain else '"' + value.replace('"', '""') + '"'


def _unquote(value: str) -> str:
    if len(value) > 1 and value.startswith('"') and value.endswith('"'):
        return value[1:-1].replace('""', '"')
    return value


def _list_words(wish: PairFilter) -> Iterator[Word]:
    yield from (Word("tag", tag) for tag in wish.tags)
    yield from (Word("tag", tag, True) for tag in wish.without_tags)
    for name in ("status", "author", "book", "title", "chapter", "language", "origin", "reason"):
        if (value := getattr(wish, name)) is not None:
            yield Word(name, str(value))
    if wish.finding is not None:
        yield Word("finding", wish.finding)
    for word, (name, state) in _STATES.items():
        if state and (value := getattr(wish, name)) is not None:
            yield Word("is", word, not value)
    for name in RANGES:
        limits = getattr(wish, name)
        if not limits.is_open():
            yield Word(name, "..".join("" if end is None else f"{end}" for end in limits))
    if wish.sort is not Sort.ENTRY or wish.descending:
        yield Word("sort", wish.sort.value, wish.descending)


# -- what each key does -----------------------------------------------------------------------


def _set_text(field: str) -> Apply:
    def apply(wish: PairFilter, value: str, negative: bool) -> PairFilter:
        if negative or not value:
            raise ValueError(value)
        return wish.change(**{field: value})

    return apply


def _set_member(field: str, kind: type[StrEnum]) -> Apply:
    def apply(wish: PairFilter, value: str, negative: bool) -> PairFilter:
        if negative:
            raise ValueError(value)
        return wish.change(**{field: kind(value.casefold())})

    return apply


def _set_book(wish: PairFilter, value: str, negative: bool) -> PairFilter:
    """A book by its number or its title."""
    if negative or not value:
        raise ValueError(value)
    if value.isdecimal() and len(value) <= 18:
        return wish.change(book=int(value))
    return wish.change(title=value)


def _add_tag(wish: PairFilter, value: str, negative: bool) -> PairFilter:
    if not value:
        raise ValueError(value)
    field = "without_tags" if negative else "tags"
    return wish.change(**{field: tuple(dict.fromkeys((*getattr(wish, field), value)))})


def _set_state(wish: PairFilter, value: str, negative: bool) -> PairFilter:
    value = value.casefold()
    if value in _STATES:
        field, state = _STATES[value]
        return wish.change(**{field: state is not negative})
    return _set_member("status", Status)(wish, value, negative)


_STATES = {
    "flagged": ("flagged", True),
    "held": ("held_back", True),
    "read": ("read", True),
    "unread": ("read", False),
    "suggested": ("suggested", True),
}


def _set_sort(wish: PairFilter, value: str, negative: bool) -> PairFilter:
    return wish.change(sort=Sort(value.casefold()), descending=negative)


def _set_range(field: str, read: Callable[[str], float | str]) -> Apply:
    def apply(wish: PairFilter, value: str, negative: bool) -> PairFilter:
        if negative:
            raise ValueError(value)
        low, high = _split_range(value)
        ends = [read(end) if end else None for end in (low, high)]
        if ends == [None, None]:
            raise ValueError(value)
        return wish.change(**{field: Range(*ends)})

    return apply


def _split_range(value: str) -> tuple[str, str]:
    if value[:1] in ("<", ">"):
        end = value[1:].removeprefix("=")
        return (end, "") if value.startswith(">") else ("", end)
    match = _RANGE.fullmatch(value)
    return (match["low"], match["high"]) if match else (value, value)


def _read_number(text: str) -> float:
    if not re.fullmatch(r"\d{1,12}", text):
        raise ValueError(text)
    return int(text)


def _read_share(text: str) -> float:
    """``0.5`` or ``50%``."""
    if not re.fullmatch(r"\d{1,3}%|[01](\.\d{1,6})?|\.\d{1,6}", text):
        raise ValueError(text)
    return int(text[:-1]) / 100 if text.endswith("%") else float(text)


def _read_day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


RANGES: dict[str, Callable[[str], float | str]] = {
    "tokens": _read_number,
    "characters": _read_number,
    "grounding": _read_share,
    "date": _read_day,
}
"""The fields that are ranges, and how their ends are read."""

KEYS = {
    key.name: key
    for key in (
        Key("tag", "タグ", _add_tag),
        Key("status", "状態", _set_member("status", Status), tuple(Status)),
        Key("is", "は", _set_state, (*_STATES, *Status)),
        Key("author", "著者", _set_text("author")),
        Key("book", "本", _set_book),
        Key("title", "書名", _set_text("title")),
        Key("chapter", "章", _set_text("chapter")),
        Key("language", "言語", _set_text("language")),
        Key("origin", "由来", _set_member("origin", Origin), tuple(Origin)),
        Key("reason", "理由", _set_text("reason")),
        Key("finding", "指摘", _set_text("finding")),
        Key("tokens", "トークン", _set_range("tokens", _read_number)),
        Key("characters", "文字数", _set_range("characters", _read_number)),
        Key("grounding", "裏付け", _set_range("grounding", _read_share)),
        Key("date", "日付", _set_range("date", _read_day)),
        Key("sort", "並び順", _set_sort, tuple(Sort)),
    )
}
"""Every key. To add one: a row here, and its line in ``_list_words``."""

_NAMES = {name: key.name for key in KEYS.values() for name in (key.name, key.japanese)}
