"""How facets, their values and the conditions of a filter are called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from studio.domain.pair import Origin, Status
from studio.domain.pair_filter import PairFilter, Range
from studio.i18n import N_, _, join_range
from studio.services.pairs.judging import NEAR_COPY, NEAR_COPY_WORDS
from studio.services.pairs.reasons import describe_reason
from studio.text.quality.pair_checks import PAIR_CHECKS
from studio.ui.review.pair_editor import STATUS_WORDS

EPOCH = date(1970, 1, 1)
ORIGIN_WORDS = {
    Origin.EXTRACTIVE: N_("from the book's own words"),
    Origin.MODEL: N_("by a model"),
    Origin.IMPORTED: N_("imported"),
    Origin.CURATOR: N_("written by hand"),
}
FINDING_WORDS = {
    **{check.code: check.message for check in PAIR_CHECKS},
    NEAR_COPY: NEAR_COPY_WORDS,
}


class FacetWords(NamedTuple):
    """A facet's title, and how one of its values is called."""

    title: str
    describe: Callable[[object], str] = str


FACETS = {
    "status": FacetWords(N_("Status"), lambda value: _(STATUS_WORDS[Status(str(value))][0])),
    "flagged": FacetWords(N_("Flag"), lambda value: _("flagged") if value else _("not flagged")),
    "held_back": FacetWords(
        N_("Held back"), lambda value: _("held back") if value else _("not held back")
    ),
    "reason": FacetWords(N_("Why rejected"), lambda value: describe_reason(str(value))),
    "finding": FacetWords(
        N_("Findings"), lambda value: _(FINDING_WORDS.get(str(value), str(value)))
    ),
    "author": FacetWords(N_("Author")),
    "book": FacetWords(N_("Book")),
    "chapter": FacetWords(N_("Chapter")),
    "tag": FacetWords(N_("Tag"), lambda value: str(value).rpartition("/")[2]),
    "language": FacetWords(N_("Language")),
    "origin": FacetWords(N_("Origin"), lambda value: _(ORIGIN_WORDS[Origin(str(value))])),
}
"""The lists of values, in the order they stand. To add one: a row here and in ``pair_facets``."""

HISTOGRAMS = {
    "tokens": FacetWords(N_("Tokens"), lambda value: f"{float(str(value)):,.0f}"),
    "characters": FacetWords(N_("Characters"), lambda value: f"{float(str(value)):,.0f}"),
    "grounding": FacetWords(N_("Grounded"), lambda value: f"{float(str(value)):.0%}"),
    "date": FacetWords(N_("Made on"), lambda value: format_day(float(str(value)))),
}
"""The histograms, in the order they stand. To add one: a row here and in ``pair_facets``."""


ORDER = (
    "author",
    "book",
    "chapter",
    "tag",
    "grounding",
    "tokens",
    "characters",
    "date",
    "finding",
    "reason",
    "language",
    "origin",
    "status",
    "flagged",
    "held_back",
)
"""How they stand in the panel: what one looks for first, first."""


def format_day(days: float) -> str:
    """A day since 1970 as it is written in filters."""
    return (EPOCH + timedelta(days=round(days))).isoformat()


def read_end(field: str, end: float | str | None) -> float | None:
    """An end of a range as a number on its histogram."""
    if isinstance(end, str):
        return float((date.fromisoformat(end) - EPOCH).days)
    return end


def write_end(field: str, number: float | None) -> float | str | None:
    """A number on a histogram as the end of a range."""
    if number is None:
        return None
    if field == "date":
        return format_day(number)
    return round(number, 2) if field == "grounding" else round(number)


class Active(NamedTuple):
    """A condition that is on: the fields it is in, its words, and the filter without it."""

    text: str
    rest: PairFilter


def list_active(wish: PairFilter, name_of_book: Callable[[int], str]) -> Iterator[Active]:
    """The conditions of a filter beside its queue, its search and its order."""
    for tag in wish.tags:
        rest = wish.change(tags=tuple(other for other in wish.tags if other != tag))
        yield Active(_("Tag: {name}").format(name=tag), rest)
    for tag in wish.without_tags:
        others = tuple(other for other in wish.without_tags if other != tag)
        text = _("Without tag: {name}").format(name=tag)
        yield Active(text, wish.change(without_tags=others))
    for field in ("author", "title", "chapter", "language", "origin", "reason", "finding"):
        if (value := getattr(wish, field)) is not None:
            facet = FACETS["book" if field == "title" else field]
            yield Active(_name(facet.title, facet.describe(value)), wish.without(field))
    if wish.book is not None:
        yield Active(_name(FACETS["book"].title, name_of_book(wish.book)), wish.without("book"))
    if wish.read is not None:
        yield Active(_("Read") if wish.read else _("Not read yet"), wish.without("read"))
    for field, facet in HISTOGRAMS.items():
        limits: Range = getattr(wish, field)
        if not limits.is_open():
            yield Active(_name(facet.title, describe_range(field, limits)), wish.without(field))


def describe_range(field: str, limits: Range) -> str:
    """A range in words: ``100–200``, ``from 100``, ``up to 200``."""
    low, high = (
        None if end is None else HISTOGRAMS[field].describe(read_end(field, end)) for end in limits
    )
    if low is None:
        return _("up to {high}").format(high=high)
    if high is None:
        return _("from {low}").format(low=low)
    return low if low == high else join_range(low, high)


def _name(title: str, value: str) -> str:
    return _("{title}: {value}").format(title=_(title), value=value)
