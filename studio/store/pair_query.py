"""A filter of pairs as SQL: the one place where what a curator asks for becomes a query.

To add a condition: a field of ``PairFilter`` and its line in ``_list_conditions``; to add an order:
a member of ``Sort`` and its row in ``_ORDERS``.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from studio.domain.filter_words import list_terms
from studio.domain.pair_filter import PairFilter, Range, Sort
from studio.domain.subjects import list_equal_tags
from studio.store import search
from studio.store.connection import Connection


class Condition(NamedTuple):
    """A condition on a row of ``pair``, and the values of its placeholders."""

    sql: str
    values: tuple[Any, ...] = ()


DAY_END = "T99"
"""Comes after every time of a day, so that a range holds its last day."""
_PRIME = 4_294_967_291
HAS_WRITER = "(pair.book IS NULL AND instr(pair.extra, '\"author\"'))"
WRITER = f"CASE WHEN {HAS_WRITER} THEN trim(json_extract(pair.extra, '$.fields.author')) END"
"""SQL for whose words a pair without a book is, as its imported row says it; NULL for none."""
_BOOK = "coalesce((SELECT {column} FROM book WHERE book.id = pair.book), '') COLLATE NOCASE"
# What was not judged yet, or has no passage, comes behind what was.
_CHECK = "(SELECT {column} FROM pair_check WHERE pair_check.id = pair.id)"
_GROUNDING = f"coalesce({_CHECK.format(column='grounding')}, 2)"
_ORDERS: dict[Sort, str] = {
    Sort.ENTRY: "pair.id",
    Sort.NEWEST: "pair.id DESC",
    Sort.DECIDED: "pair.decided_at DESC, pair.id",
    Sort.WORST: f"{_CHECK.format(column='faults')} DESC, {_GROUNDING}, pair.id",
    Sort.RANDOM: f"pair.id * {{factor}} % {_PRIME}",
    Sort.TOKENS: "pair.tokens, pair.id",
    Sort.LENGTH: "pair.characters, pair.id",
    Sort.GROUNDING: f"{_GROUNDING}, pair.id",
    Sort.AUTHOR: f"coalesce({WRITER}, {_BOOK.format(column='author')}) COLLATE NOCASE, pair.id",
    Sort.BOOK: f"{_BOOK.format(column='title')}, pair.id",
    Sort.STATUS: "pair.status, pair.id",
    Sort.PROMPT: "substr(pair.prompt, 1, 80) COLLATE NOCASE, pair.id",
    Sort.ANSWER: "substr(pair.answer, 1, 80) COLLATE NOCASE, pair.id",
    Sort.TAGS: "coalesce((SELECT min(tag) FROM pair_tag WHERE pair = pair.id), '~'), pair.id",
}
"""What to order by; the first of it turns round where the order descends."""

# From one tag to the next by the index: reading every pair's would take a hundred times as long.
_TAGS = """
WITH RECURSIVE name(tag) AS (
  SELECT min(tag) FROM pair_tag
  UNION ALL SELECT (SELECT min(tag) FROM pair_tag WHERE tag > name.tag) FROM name
  WHERE name.tag IS NOT NULL)
SELECT tag FROM name WHERE tag IS NOT NULL
"""
_CHAPTERS = (
    "SELECT book.id, part.key, json_extract(part.value, '$[0]'), "
    "json_extract(part.value, '$[1]'), json_extract(part.value, '$[2]') "
    "FROM book JOIN json_each(book.chapters) AS part"
)


def compile_filter(connection: Connection, wish: PairFilter) -> Condition:
    """The condition for the rows of ``pair`` that a filter means.

    Names of authors, titles, chapters and tags are looked up first: these tables are small, and
    the query then asks for numbers.
    """
    return join(_list_conditions(connection, wish))


def join(conditions: Iterable[Condition], operator: str = " AND ") -> Condition:
    """All of these at once, or any of them."""
    conditions = list(conditions)
    sql = operator.join(condition.sql for condition in conditions) or "1"
    sql = f"({sql})" if len(conditions) > 1 else sql
    return Condition(sql, tuple(value for condition in conditions for value in condition.values))


def write_order(wish: PairFilter) -> str:
    """What stands behind ``ORDER BY`` for a filter's order."""
    order = _ORDERS[wish.sort]
    if wish.sort is Sort.RANDOM:
        # Multiplied by a number without a common factor, ids go through all remainders once.
        return order.format(factor=random.Random(wish.seed).randrange(2**30, 2**31))
    if not wish.descending:
        return order
    first, comma, rest = order.partition(", pair.id")
    turned = first.removesuffix(" DESC") if first.endswith(" DESC") else f"{first} DESC"
    return f"{turned}{comma}{rest}"


def list_tags(connection: Connection) -> list[str]:
    """Every tag in use, in order."""
    return [row[0] for row in connection.select(_TAGS)]


def _list_conditions(connection: Connection, wish: PairFilter) -> Iterator[Condition]:
    yield from _compare_columns(wish)
    for name in ("tokens", "characters"):
        yield from _lie_between(f"pair.{name}", getattr(wish, name))
    for condition in _lie_between("grounding", wish.grounding):
        yield Condition(
            f"pair.id IN (SELECT id FROM pair_check WHERE {condition.sql})", condition.values
        )
    low, high = wish.date
    yield from _lie_between("pair.created_at", Range(low, high and f"{high}{DAY_END}"))
    for column in ("author", "title", "language"):
        if (name := getattr(wish, column)) is not None:
            yield _is_in_book(connection, column, name)
    if wish.chapter is not None:
        yield _is_in_chapter(connection, wish.chapter, wish.book)
    tags = list_tags(connection) if wish.tags or wish.without_tags else []
    for tag in wish.tags:
        yield _has_tag(tags, tag)
    for tag in wish.without_tags:
        sql, values = _has_tag(tags, tag)
        yield Condition(f"NOT {sql}", values)
    if wish.only is not None:
        yield Condition(f"pair.id IN ({_write_numbers(sorted(wish.only))})")
    yield from _list_search(connection, wish.search)


def _compare_columns(wish: PairFilter) -> Iterator[Condition]:
    for name in ("status", "book", "origin", "reason"):
        if (value := getattr(wish, name)) is not None:
            yield Condition(f"pair.{name} = ?", (value,))
    for name in ("flagged", "held_back"):
        if (value := getattr(wish, name)) is not None:
            yield Condition(f"pair.{name} = ?", (int(value),))
    if wish.suggested is not None:
        open_ones = "SELECT pair FROM suggestion WHERE state = 'open' AND pair IS NOT NULL"
        yield Condition(f"pair.id {'' if wish.suggested else 'NOT '}IN ({open_ones})")
    if wish.finding is not None:
        sql = "pair.id IN (SELECT pair FROM pair_finding WHERE code = ?)"
        yield Condition(sql, (wish.finding,))
    if wish.read is not None:
        yield Condition(f"pair.read_at IS {'NOT ' if wish.read else ''}NULL")


def _list_search(connection: Connection, text: str) -> Iterator[Condition]:
    """Conditions for pairs that hold every word of ``text``, be it in a tag or their book's name.

    Most words stand in no such name: all of them are then one question to the index.
    """
    plain: list[str] = []
    for term in list_terms(text):
        if names := _find_named(connection, search.fold(term)):
            holds = Condition(*search.build_condition("pair", [term]))
            yield join([holds, *names], " OR ")
        else:
            plain.append(term)
    if plain:
        yield Condition(*search.build_condition("pair", plain))


def _find_named(connection: Connection, word: str) -> list[Condition]:
    """Conditions for the pairs of tags, and of books by title or author, that hold a word."""
    names = connection.select("SELECT id, title, author FROM book")
    books = [row[0] for row in names if word in search.fold(f"{row[1]}\n{row[2]}")]
    tags = [tag for tag in list_tags(connection) if word in search.fold(tag)]
    conditions = [_carries(tags)] if tags else []
    return (
        [*conditions, Condition(f"pair.book IN ({_write_numbers(books)})")] if books else conditions
    )


def _lie_between(column: str, limits: Range) -> Iterator[Condition]:
    if limits.low is not None:
        yield Condition(f"{column} >= ?", (limits.low,))
    if limits.high is not None:
        yield Condition(f"{column} <= ?", (limits.high,))


def _is_in_book(connection: Connection, column: str, name: str) -> Condition:
    names = {row[0]: row[1] for row in connection.select(f"SELECT id, {column} FROM book")}
    writers = _list_writers(connection) if column == "author" else set()
    fits = _match_names({*names.values(), *writers}, name)
    books = Condition(f"pair.book IN ({_write_numbers(n for n in names if names[n] in fits)})")
    if not writers & fits:
        return books
    by_writer = Condition(f"{WRITER} IN (SELECT value FROM json_each(?))", (json.dumps([*fits]),))
    return join((books, by_writer), " OR ")


def _list_writers(connection: Connection) -> set[str]:
    """Who imported rows say has written them."""
    rows = connection.select(f"SELECT DISTINCT {WRITER} FROM pair WHERE {HAS_WRITER}")
    return {row[0] for row in rows if row[0]}


def _is_in_chapter(connection: Connection, name: str, book: int | None) -> Condition:
    chapters = [row for row in connection.select(_CHAPTERS) if book in (None, row[0])]
    fits = _match_names({row[2] for row in chapters}, name)
    # Where it begins and ends is in an index; the chapter itself stands beside the text.
    places = [
        f"book = {row[0]:d} AND start >= {row[3]:d} AND start < {row[4]:d} AND chapter = {row[1]:d}"
        for row in chapters
        if row[2] in fits
    ]
    where = " OR ".join(places) or "0"
    return Condition(f"pair.passage IN (SELECT id FROM passage WHERE {where})")


def _has_tag(tags: Sequence[str], tag: str) -> Condition:
    """Has the tag, its like in another language, or one below them; where there is none of them,
    one with these words in it."""
    return _carries(list_below(tags, list_equal_tags(tag)) or sorted(_match_names(set(tags), tag)))


def list_below(tags: Sequence[str], above: Iterable[str]) -> list[str]:
    """Those of these tags that are, or stand below, one of those ``above``."""
    roots = tuple(above)
    return [tag for tag in tags if tag.startswith(tuple(f"{r}/" for r in roots)) or tag in roots]


def _carries(tags: Sequence[str]) -> Condition:
    # As one value: there may be more tags than a query takes placeholders.
    return Condition(
        "pair.id IN (SELECT pair FROM pair_tag WHERE tag IN (SELECT value FROM json_each(?)))",
        (json.dumps(tags),),
    )


def _match_names(names: set[str], name: str) -> set[str]:
    """The name itself where it is one of them, else those that hold it."""
    folded = search.fold(name)
    for is_match in _WAYS:
        if fits := {other for other in names if is_match(other, name, folded)}:
            return fits
    return set()


_WAYS: tuple[Callable[[str, str, str], bool], ...] = (
    lambda other, name, _folded: other == name,
    lambda other, _name, folded: search.fold(other) == folded,
    lambda other, _name, folded: bool(folded) and folded in search.fold(other),
)


def _write_numbers(numbers: Iterable[int]) -> str:
    # Numbers are no text from outside, and there may be more of them than placeholders.
    return ",".join(str(int(number)) for number in numbers)
