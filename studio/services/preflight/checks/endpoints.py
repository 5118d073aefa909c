"""Endpoints: what the endpoint of the plan refuses, cuts or wants of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from studio.domain.dataset import Severity
from studio.domain.preflight import FindingKind, Lesson, PreflightFinding
from studio.i18n import N_
from studio.services.preflight.data_set import ERROR, NOTE, OPENAI, WARNING, DataCheck, DataSet
from studio.services.settings.endpoint_limits import Limits

MEGABYTE = 1024 * 1024
TOO_LONG = FindingKind(
    "too-long",
    Lesson.CLEAN,
    ERROR,
    N_(
        "{part} rows have more than the {limit} tokens that {who} "
        "takes, the longest {longest}: the end, which is the answer, "
        "is cut."
    ),
    fix="reject",
)
TOO_LARGE = FindingKind(
    "too-large",
    Lesson.CLEAN,
    ERROR,
    N_("The file would have about {size} MB; {endpoint} takes {most} MB."),
)
ANY_PICTURE = FindingKind(
    "pictures",
    Lesson.CLEAN,
    WARNING,
    N_("{endpoint} takes text only; {part} rows have pictures."),
    fix="reject",
)
MANY_PICTURES = replace(
    ANY_PICTURE, sentence=N_("{endpoint} takes {most} pictures a row; {part} rows have more.")
)
WEIGHTS = FindingKind(
    "weights",
    Lesson.CLEAN,
    NOTE,
    N_(
        "{part} rows mark an answer as not to be learnt (weight 0); "
        "whether {endpoint} respects that is not known."
    ),
)
BYTE_ORDER_MARK = FindingKind(
    "bom",
    Lesson.CLEAN,
    NOTE,
    N_(
        "{endpoint} asks for files with a byte order mark: a training started here sends one, and "
        "so does “studio export --bom”."
    ),
)


class TokenLimit(NamedTuple):
    """The most tokens of a row, who says so, where that is from and how sure it is."""

    tokens: int
    who: str
    source: str
    severity: Severity


def find_too_long(data: DataSet) -> Iterator[PreflightFinding]:
    """Rows longer than the model or the endpoint takes: the end is cut, which is the answer."""
    # The strictest counts: what one of them cuts is lost, whatever the others take.
    limit = min(_token_limits(data), default=None)
    pairs = [pair for pair in data.pairs if limit is not None and pair.tokens > limit.tokens]
    if limit is not None and pairs:
        yield data.finding(
            TOO_LONG,
            pairs,
            severity=limit.severity,
            source=limit.source,
            limit=f"{limit.tokens:,}",
            who=limit.who,
            longest=f"{max(pair.tokens for pair in pairs):,}",
        )


def _token_limits(data: DataSet) -> Iterator[TokenLimit]:
    model = data.session.model()
    price = data.session.prices.model(model)
    if price and price.max_tokens:
        yield TokenLimit(price.max_tokens, model, OPENAI, ERROR)
    for limits in data.endpoints:
        if limits.most_tokens:
            severity = ERROR if limits.sure else WARNING
            yield TokenLimit(limits.most_tokens, limits.place, limits.cited, severity)


def find_too_large(data: DataSet) -> Iterator[PreflightFinding]:
    """A file larger than can be uploaded."""
    size = sum(pair.bytes for pair in data.pairs)
    limits = strictest_refusing(size, data.endpoints)
    if limits is not None:
        yield data.finding(
            TOO_LARGE,
            source=limits.cited,
            size=f"{size / MEGABYTE:,.0f}",
            endpoint=limits.place,
            most=f"{limits.most_megabytes:,}",
        )


def strictest_refusing(size: int, endpoints: Iterable[Limits]) -> Limits | None:
    """Of the endpoints that take no file of so many bytes the one that takes least."""
    refusing = [
        limits
        for limits in endpoints
        if limits.most_megabytes and size > limits.most_megabytes * MEGABYTE
    ]
    return min(refusing, key=lambda limits: limits.most_megabytes or 0, default=None)


def find_pictures(data: DataSet) -> Iterator[PreflightFinding]:
    """Rows with more pictures than are taken, or with any where text alone is."""
    for limits in data.endpoints:
        most = limits.most_pictures
        pairs = [pair for pair in data.pairs if most is not None and pair.pictures > most]
        if pairs:
            yield data.finding(
                MANY_PICTURES if most else ANY_PICTURE,
                pairs,
                # Where another endpoint of the plan takes them, nothing fails yet.
                severity=ERROR if len(data.endpoints) == 1 else WARNING,
                source=limits.cited,
                endpoint=limits.place,
                most=most,
            )


def find_weights(data: DataSet) -> Iterator[PreflightFinding]:
    """Answers that are not to be learnt, where nobody has said that this is understood."""
    pairs = [pair for pair in data.pairs if pair.weighted]
    for limits in data.endpoints if pairs else ():
        if not limits.weight:
            source = limits.cited if limits.source else ""
            yield data.finding(WEIGHTS, pairs, source=source, endpoint=limits.place)


def find_byte_order_mark(data: DataSet) -> Iterator[PreflightFinding]:
    """An endpoint that wants a byte order mark, which all others stumble over."""
    for limits in data.endpoints if data.pairs else ():
        if limits.bom:
            yield data.finding(BYTE_ORDER_MARK, source=limits.cited, endpoint=limits.place)


CHECKS = (
    DataCheck("rows that are cut", find_too_long, (TOO_LONG,)),
    DataCheck("a file too large", find_too_large, (TOO_LARGE,)),
    DataCheck("pictures", find_pictures, (ANY_PICTURE, MANY_PICTURES)),
    DataCheck("weights", find_weights, (WEIGHTS,)),
    DataCheck("a byte order mark", find_byte_order_mark, (BYTE_ORDER_MARK,)),
)
