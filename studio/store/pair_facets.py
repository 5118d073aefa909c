"""What the pairs of a filter are, counted: values of each facet, and histograms.

To add a facet or a histogram: a row in ``_FACETS`` or ``_HISTOGRAMS``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from studio.domain.pair_filter import FacetCount, Facets, Histogram, PairFilter
from studio.domain.subjects import group_tags, join_tags
from studio.store import pair_query
from studio.store.connection import Connection
from studio.store.pair_query import Condition

BINS = 24
"""Bars of a histogram: as many as can be told apart beside a list."""
USUAL_SHARE = 0.99
"""Share of the pairs that the bars of a histogram part evenly."""
MOST_VALUES = 500
"""Values of a facet that are counted one by one; past them nobody reads on."""


@dataclass(frozen=True)
class _Facet:
    """``fields`` of the filter are its own; ``sql`` gives (value, text, pairs) for a condition,
    which stands in it so many ``times``."""

    name: str
    fields: tuple[str, ...]
    sql: str
    times: int = 1


@dataclass(frozen=True)
class _Histogram:
    """The ``field`` of the filter that it sets, the number (or day) that it is about, and its
    table: that of the pairs, or one with the pair's id."""

    field: str
    column: str
    table: str = "pair"


def _group(column: str, text: str = "") -> str:
    return (
        f"SELECT {column}, {text or column}, count(*) FROM pair WHERE {{where}} "
        f"GROUP BY {column} ORDER BY 3 DESC, 1"
    )


# Pairs are counted by book first: joined one by one, a hundred thousand take three times as long.
_BY_BOOK = """
SELECT book.{value}, book.{text}, sum(n) FROM (
  SELECT book AS number, count(*) AS n FROM pair WHERE {{where}} AND book IS NOT NULL GROUP BY book)
JOIN book ON book.id = number GROUP BY 1 ORDER BY 3 DESC, 2
"""
_BY_AUTHOR = f"""
SELECT author, author, sum(n) FROM (
  SELECT book.author AS author, n FROM (
    SELECT book AS number, count(*) AS n FROM pair
    WHERE {{where}} AND book IS NOT NULL GROUP BY book)
  JOIN book ON book.id = number
  UNION ALL SELECT {pair_query.WRITER}, count(*) FROM pair
  WHERE {{where}} AND {pair_query.HAS_WRITER} GROUP BY 1)
WHERE author <> '' GROUP BY author ORDER BY 3 DESC, 1
"""
# A chapter's title stands in its book, which is long: it is read once for each chapter.
_BY_CHAPTER = """
SELECT title, title, sum(n) FROM (
  SELECT coalesce(json_extract(book.chapters, '$[' || part || '][0]'), '') AS title, n FROM (
    SELECT passage.book AS number, passage.chapter AS part, count(*) AS n
    FROM pair JOIN passage ON passage.id = pair.passage WHERE {where} GROUP BY 1, 2)
  JOIN book ON book.id = number)
WHERE title <> '' GROUP BY title ORDER BY 3 DESC, 1
"""
_BY_TAG = """
SELECT tag, tag, count(*) FROM pair_tag
WHERE {among} GROUP BY tag ORDER BY 3 DESC, 1
"""
_BY_FINDING = """
SELECT code, code, count(*) FROM pair_finding
WHERE {among} GROUP BY code ORDER BY 3 DESC, 1
"""
_BELOW_TAG = """
SELECT count(DISTINCT pair) FROM pair_tag
WHERE (tag = ? OR substr(tag, 1, length(?) + 1) = ? || '/')
  AND {among}
"""
_OF_TAGS = """
SELECT count(DISTINCT pair) FROM pair_tag
WHERE tag IN (SELECT value FROM json_each(?)) AND {among}
"""
_FACETS = (
    _Facet("status", ("status",), _group("status")),
    _Facet("flagged", ("flagged",), _group("flagged")),
    _Facet("held_back", ("held_back",), _group("held_back")),
    _Facet("reason", ("reason",), _group("reason").replace("GROUP", "AND reason <> '' GROUP")),
    _Facet("author", ("author",), _BY_AUTHOR, times=2),
    _Facet("book", ("book", "title"), _BY_BOOK.format(value="id", text="title")),
    _Facet("chapter", ("chapter",), _BY_CHAPTER),
    _Facet("language", ("language",), _BY_BOOK.format(value="language", text="language")),
    _Facet("tag", ("tags",), _BY_TAG),
    _Facet("origin", ("origin",), _group("origin")),
    _Facet("finding", ("finding",), _BY_FINDING),
)
_HISTOGRAMS = (
    _Histogram("tokens", "tokens"),
    _Histogram("characters", "characters"),
    _Histogram("grounding", "round(grounding, 2)", "pair_check"),
    _Histogram("date", "CAST(julianday(substr(created_at, 1, 10)) - 2440587.5 AS INTEGER)"),
)


def count_facets(connection: Connection, wish: PairFilter) -> Facets:
    """Count the pairs of ``wish`` by every facet, each without its own condition."""
    with _hold_search(connection, wish) as condition:
        where, values = condition(wish)
        row = connection.select_first(f"SELECT count(*) FROM pair WHERE {where}", values)
        return Facets(
            int(row[0]) if row else 0,
            {
                facet.name: _count_values(connection, facet, condition(wish.without(*facet.fields)))
                for facet in _FACETS
                if facet.name != "chapter" or _is_about_one_book(wish)
            },
            {
                histogram.field: _draw_histogram(
                    connection, histogram, condition(wish.without(histogram.field))
                )
                for histogram in _HISTOGRAMS
            },
        )


def _is_about_one_book(wish: PairFilter) -> bool:
    # Chapters of all books together would be a list that says nothing, and the longest to count.
    return wish.book is not None or wish.title is not None


@contextmanager
def _hold_search(
    connection: Connection, wish: PairFilter
) -> Iterator[Callable[[PairFilter], Condition]]:
    """Give what makes a condition of a filter; what a search finds is looked for once."""
    if not wish.search.strip():
        yield lambda other: pair_query.compile_filter(connection, other)
        return
    table = f"temp.search_hit_{next(_NUMBERS)}"
    where, values = pair_query.compile_filter(connection, PairFilter(search=wish.search))
    connection.execute(f"CREATE TABLE {table}(id INTEGER PRIMARY KEY)")
    try:
        connection.execute(f"INSERT INTO {table} SELECT id FROM pair WHERE {where}", values)
        hit = Condition(f"pair.id IN (SELECT id FROM {table})")
        yield lambda other: pair_query.join(
            (pair_query.compile_filter(connection, other.without("search")), hit)
        )
    finally:
        connection.execute(f"DROP TABLE {table}")


_NUMBERS = count()


def _count_values(
    connection: Connection, facet: _Facet, condition: Condition
) -> tuple[FacetCount, ...]:
    where, values = condition
    sql = facet.sql.format(where=where, among=_among(where, "pair"))
    rows = connection.select(f"{sql} LIMIT {MOST_VALUES}", values * facet.times)
    counts = tuple(FacetCount(*row) for row in rows if row[0] not in (None, ""))
    return counts if facet.name != "tag" else _add_parents(connection, counts, condition)


def _add_parents(
    connection: Connection, tags: tuple[FacetCount, ...], condition: Condition
) -> tuple[FacetCount, ...]:
    """Tags with those above them, which count the pairs of all tags below; in their order."""
    where, values = condition
    counts = {tag.text: tag.pairs for tag in tags}
    names = [name for name in counts if "/" in name]
    for parent in {above for name in names for above in _list_parents(name)}:
        row = connection.select_first(
            _BELOW_TAG.format(among=_among(where, "pair")), [parent, parent, parent, *values]
        )
        counts[parent] = int(row[0]) if row else 0
    # A tag stands below the one above it; among its neighbours, the commonest comes first.
    names = sorted(
        counts,
        key=lambda name: [(-counts[above], above) for above in (*_list_parents(name), name)],
    )
    return tuple(_unite_subjects(connection, [(name, counts[name]) for name in names], condition))


def _unite_subjects(
    connection: Connection, tags: Sequence[tuple[str, int]], condition: Condition
) -> Iterator[FacetCount]:
    """Tags that are one subject in several languages as one, with all that stands below them."""
    where, values = condition
    names = [name for name, _pairs in tags]
    counts = dict(tags)
    for roots in group_tags(name for name in names if "/" not in name):
        below = pair_query.list_below(names, roots)
        pairs = counts[roots[0]]
        if len(roots) > 1:
            sql = _OF_TAGS.format(among=_among(where, "pair"))
            row = connection.select_first(sql, [json.dumps(below), *values])
            pairs = int(row[0]) if row else 0
        yield FacetCount(roots[0], join_tags(roots), pairs)
        yield from (FacetCount(tag, tag, counts[tag]) for tag in below if tag not in roots)


def _among(where: str, column: str) -> str:
    """The condition for rows of another table whose ``column`` is a pair that meets ``where``."""
    # Where every pair is meant, asking for each of them would take most of the time.
    return "1" if where == "1" else f"{column} IN (SELECT id FROM pair WHERE {where})"


def _list_parents(tag: str) -> list[str]:
    """``a/b/c`` is below ``a`` and ``a/b``."""
    parts = tag.split("/")
    return ["/".join(parts[:length]) for length in range(1, len(parts))]


def _draw_histogram(
    connection: Connection, histogram: _Histogram, condition: Condition
) -> Histogram:
    where, values = condition
    if histogram.table != "pair":
        where = _among(where, "id")
    rows = connection.select(
        f"SELECT {histogram.column} AS number, count(*) FROM {histogram.table} "
        f"WHERE {where} GROUP BY number HAVING number IS NOT NULL ORDER BY number",
        values,
    )
    return draw_histogram([(row[0], row[1]) for row in rows])


def draw_histogram(counts: Sequence[tuple[float, int]]) -> Histogram:
    """Bars for how often each number comes, in ascending order of the numbers.

    The last bar holds the highest hundredth as well: a few giants would make one bar of the rest.
    """
    if not counts:
        return Histogram(0, 0, ())
    total, below = sum(pairs for _number, pairs in counts), 0
    low = high = counts[0][0]
    for number, pairs in counts:
        high, below = number, below + pairs
        if below >= total * USUAL_SHARE:
            break
    bins = [0] * (BINS if high > low else 1)
    for number, pairs in counts:
        at = int((number - low) / (high - low) * len(bins)) if high > low else 0
        bins[min(at, len(bins) - 1)] += pairs
    return Histogram(low, high, tuple(bins))
