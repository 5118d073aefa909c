"""Places: what the endpoint of the plan refuses, cuts or wants of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from studio.domain.preflight import Lesson, PreflightFinding
from studio.i18n import _
from studio.services.preflight.data_set import ERROR, NOTE, OPENAI, WARNING, Desk, ids_of
from studio.services.settings.endpoint_limits import Limits
from studio.text.rows.validation import FEWEST_ROWS

MEGABYTE = 1024 * 1024


def too_few(desk: Desk) -> Iterator[PreflightFinding]:
    """Fewer rows than the place takes, or than one learns from."""
    rows = len(desk.seen)
    refusing = [place for place in desk.places if place.fewest_rows and rows < place.fewest_rows]
    if not rows:
        return
    if refusing:
        place = max(refusing, key=lambda one: one.fewest_rows or 0)
        yield PreflightFinding(
            "too-few-rows",
            Lesson.AMOUNT,
            ERROR,
            _("Rows: {n}. {endpoint} takes {fewest} or more.").format(
                n=rows, endpoint=place.endpoint, fewest=place.fewest_rows
            ),
            rows,
            source=place.cited,
            fix="draft",
        )
    elif rows < FEWEST_ROWS:
        yield PreflightFinding(
            "too-few-rows",
            Lesson.AMOUNT,
            ERROR,
            _(
                "Rows: {n}. How few {endpoint} takes is not known; files of fewer than {fewest} are not "
                "written."
            ).format(
                n=rows,
                endpoint=desk.places[0].endpoint if desk.places else _("a provider"),
                fewest=FEWEST_ROWS,
            ),
            rows,
            source=OPENAI,
            fix="draft",
        )
    elif rows < 50:
        yield PreflightFinding(
            "few-rows",
            Lesson.AMOUNT,
            NOTE,
            _("{n} rows: improvement is usually seen from 50 to 100 well-made ones on.").format(
                n=rows
            ),
            rows,
            source=OPENAI,
            fix="draft",
        )


def too_long(desk: Desk) -> Iterator[PreflightFinding]:
    """Rows longer than the model or the place takes: the end is cut, which is the answer."""
    model = desk.session.model()
    price = desk.session.prices.model(model)
    taking = [(price.max_tokens, model, OPENAI, ERROR)] if price and price.max_tokens else []
    taking += [
        (place.most_tokens, place.endpoint, place.cited, ERROR if place.sure else WARNING)
        for place in desk.places
        if place.most_tokens
    ]
    for limit, who, source, severity in sorted(taking)[:1]:
        pairs = [one for one in desk.seen if one.tokens > limit]
        if pairs:
            yield PreflightFinding(
                "too-long",
                Lesson.CLEAN,
                severity,
                _(
                    "More than the {limit} tokens {who} takes are in {part} rows, {longest} in the "
                    "longest: the end, which is the answer, is cut."
                ).format(
                    limit=f"{limit:,}",
                    who=who,
                    part=desk.part(len(pairs)),
                    longest=f"{max(one.tokens for one in pairs):,}",
                ),
                len(pairs),
                ids_of(pairs),
                source=source,
                fix="reject",
            )


def too_large(desk: Desk) -> Iterator[PreflightFinding]:
    """A file larger than can be uploaded."""
    size = sum(one.bytes for one in desk.seen)
    place = overfull(size, desk.places)
    if place is not None:
        yield PreflightFinding(
            "too-large",
            Lesson.CLEAN,
            ERROR,
            _("The file would have about {size} MB; {endpoint} takes {most} MB.").format(
                size=f"{size / MEGABYTE:,.0f}",
                endpoint=place.endpoint,
                most=f"{place.most_megabytes:,}",
            ),
            len(desk.seen),
            source=place.cited,
        )


def overfull(size: int, places: Iterable[Limits]) -> Limits | None:
    """Of the places that take no file of so many bytes the one that takes least."""
    full = [one for one in places if one.most_megabytes and size > one.most_megabytes * MEGABYTE]
    return min(full, key=lambda one: one.most_megabytes or 0, default=None)


def pictures(desk: Desk) -> Iterator[PreflightFinding]:
    """Rows with more pictures than are taken, or with any where text alone is."""
    for place in desk.places:
        most = place.most_pictures
        pairs = [one for one in desk.seen if most is not None and one.pictures > most]
        if pairs:
            words = (
                _("{endpoint} takes text only; {part} rows have pictures.")
                if not most
                else _("{endpoint} takes {most} pictures a row; {part} rows have more.")
            )
            yield PreflightFinding(
                "pictures",
                Lesson.CLEAN,
                ERROR if len(desk.places) == 1 else WARNING,
                words.format(endpoint=place.endpoint, most=most, part=desk.part(len(pairs))),
                len(pairs),
                ids_of(pairs),
                source=place.cited,
                fix="reject",
            )


def weights(desk: Desk) -> Iterator[PreflightFinding]:
    """Answers that are not to be learnt, where nobody has said that this is understood."""
    pairs = [one for one in desk.seen if one.weighted]
    for place in desk.places:
        if pairs and not place.weight:
            yield PreflightFinding(
                "weights",
                Lesson.CLEAN,
                NOTE,
                _(
                    "{part} rows say of an answer that it is not to be learnt (weight 0); whether "
                    "{endpoint} heeds that is not known."
                ).format(part=desk.part(len(pairs)), endpoint=place.endpoint),
                len(pairs),
                ids_of(pairs),
                source=place.cited if place.source else "",
            )


def mark(desk: Desk) -> Iterator[PreflightFinding]:
    """A place that wants a byte order mark, which all others stumble over."""
    for place in desk.places:
        if place.bom and desk.seen:
            yield PreflightFinding(
                "bom",
                Lesson.CLEAN,
                NOTE,
                _(
                    "{endpoint} asks for files with a byte order mark: a training started here sends "
                    "one, and so does “studio export --bom”."
                ).format(endpoint=place.endpoint),
                len(desk.seen),
                source=place.cited,
            )
