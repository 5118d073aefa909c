"""The pictures of experiments as figures: the page, the report and the PDF draw the same ones."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from studio.i18n import _
from studio.services.experiments.experiments import Experiment, name_run
from studio.services.experiments.learning_curve import TITLES, Figure, LearningCurve
from studio.services.session import Session

Point = tuple[float, float]
MOST_NAMED = 8
"""Lines with a name and a colour in one picture; more can't be told apart."""
MOST_TICKS = 5
CURVE_STEPS = 24
"""Points of a fitted line, so that its band is seen to widen."""
ROOM = 0.06
"""Of the height that is left free above and below what is drawn."""


@dataclass(frozen=True)
class Series:
    """Points that belong together.

    ``ranges`` are the low and high end beside each point; ``is_joined`` draws a line through
    them, ``is_band`` their ranges as a soft ground instead of whiskers. A ``is_faint`` series is
    drawn for company, without a name; ``is_worse`` in the colour of what came out worse.
    """

    name: str
    points: tuple[Point, ...]
    ranges: tuple[Point, ...] = ()
    is_joined: bool = False
    is_band: bool = False
    is_faint: bool = False
    is_worse: bool = False

    @property
    def is_falling(self) -> bool:
        """Whether its line ends downwards: a name to the left of its end stands below it then."""
        return len(self.points) > 1 and self.points[-1][1] < self.points[-2][1]


@dataclass(frozen=True)
class Chart:
    """A picture: its title, what its axes say, and what is drawn.

    ``level`` is a height with words to it, such as "as good as the base". ``is_doubling`` sets
    equal steps across for each doubling; ``is_share`` writes heights in percent.
    """

    title: str
    across: str
    upwards: str
    series: tuple[Series, ...]
    level: tuple[float, str] | None = None
    is_doubling: bool = False
    is_share: bool = False
    xs: tuple[float, ...] = ()
    """Where the ticks across stand; empty: at round figures."""

    @property
    def is_empty(self) -> bool:
        return not any(series.points for series in self.series)

    @property
    def feet(self) -> tuple[str, ...]:
        """What its axes and its level say, in a line below it: all of it, then ever less, for
        where there is little room."""
        axes = f"{self.across} → · ↑ {self.upwards}"
        level = (f"{axes} · ┄ {self.level[1]}",) if self.level else ()
        return (*level, axes, f"{self.across} →")


@dataclass(frozen=True)
class Axes:
    """What a chart's axes reach over, and their ticks: (where, what is written there)."""

    left: float
    right: float
    bottom: float
    top: float
    ticks_across: tuple[tuple[float, str], ...]
    ticks_upwards: tuple[tuple[float, str], ...]
    is_doubling: bool

    def place(self, point: Point) -> Point:
        """Where a point lies, from 0, 0 (left, bottom) to 1, 1."""
        x, left, right = point[0], self.left, self.right
        if self.is_doubling:
            x, left, right = (math.log2(value) for value in (x, left, right))
        return (x - left) / (right - left), (point[1] - self.bottom) / (self.top - self.bottom)


def lay_axes(chart: Chart) -> Axes:
    """The axes that hold all of a chart; only for one that is not empty."""
    xs = [x for series in chart.series for x, _y in series.points]
    ys = [y for series in chart.series for y in _list_heights(series)]
    if chart.is_share:
        # A share is seen against the whole: an axis of its own would make much of a little.
        ys += [0.0, 1.0]
    elif chart.level is not None:
        ys.append(chart.level[0])
    across = _spread(xs, is_doubling=chart.is_doubling)
    upwards = round_ticks(min(ys), max(ys))
    ticks = chart.xs or tuple(t for t in round_ticks(*across) if across[0] <= t <= across[1])
    form = "{:.0%}" if chart.is_share else "{:.4g}"
    return Axes(
        *across,
        upwards[0],
        upwards[-1],
        tuple((x, f"{x:,.6g}") for x in ticks),
        tuple((y, form.format(y)) for y in upwards),
        chart.is_doubling,
    )


def spread_names(heights: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Where names stand beside their points: as near as may be, ``gap`` apart, low to high.

    Each that would lie on the one above it is moved down; what then hangs out below is moved up.
    """
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed = [0.0] * len(heights)
    last = low - gap
    for at in order:
        last = placed[at] = max(heights[at], last + gap)
    edge = high
    for at in reversed(order):
        placed[at] = min(placed[at], edge)
        edge = placed[at] - gap
    return placed


def round_ticks(low: float, high: float) -> tuple[float, ...]:
    """Round figures that enclose low to high, about five of them."""
    span = high - low or abs(high) or 1.0
    size = 10.0 ** math.floor(math.log10(span / MOST_TICKS))
    step = next(size * f for f in (1, 2, 2.5, 5, 10) if size * f >= span / MOST_TICKS * 0.999)
    first = math.floor(low / step + 1e-9)
    last = max(math.ceil(high / step - 1e-9), first + 1)
    return tuple(round(n * step, 10) for n in range(first, last + 1))


def draw_losses(experiments: Sequence[Experiment], selected: Collection[int] = ()) -> Chart:
    """The validation curves over each other: those ``selected`` by colour and name, the others
    faint; the newest by name where none is."""
    measured = [e for e in experiments if e.losses]
    # Two that were chosen are to be told from the crowd; without a choice the newest are.
    named = set(selected) or {e.run.id for e in _list_newest(measured)}
    series = [
        Series(
            name_run(e.run),
            tuple((m.epoch or float(m.step), loss) for m, loss in e.losses),
            is_joined=True,
            is_faint=e.run.id not in named,
            is_worse=e.is_worse,
        )
        for e in measured
    ]
    # What has a name lies above what has none.
    series.sort(key=lambda line: not line.is_faint)
    return Chart(_("Validation loss by epoch"), _("epochs"), _("validation loss"), tuple(series))


def draw_gains(
    session: Session, experiments: Sequence[Experiment], selected: Collection[int] = ()
) -> Chart:
    """Money against gain: what each judged run cost, and how many questions it won."""
    judged = [e for e in experiments if e.standing is not None]
    named = set(selected) or {e.run.id for e in _list_newest(judged)}
    in_yen = session.settings.get("curator_currency") != "USD"
    series = []
    for e in judged:
        assert e.standing is not None
        # What nobody priced stands at nothing: it was trained here, or the provider sent no bill.
        usd, votes = e.run.cost_usd or Decimal(0), e.standing.votes
        cost = float(session.prices.to_jpy(usd) if in_yen else usd)
        series.append(
            Series(
                name_run(e.run),
                ((cost, votes.rate),),
                ((votes.interval.low, votes.interval.high),),
                is_faint=e.run.id not in named,
                is_worse=e.is_worse,
            )
        )
    series.sort(key=lambda line: not line.is_faint)
    is_free = all(x == 0 for line in series for x, _y in line.points)
    currency = _("yen") if in_yen else _("dollars")
    return Chart(
        _("Cost and gain"),
        _("nothing was paid") if is_free else currency,
        _("share of questions won"),
        tuple(series),
        level=(0.5, _("as good as the base")),
        is_share=True,
        # Figures beside nothing would look like prices.
        xs=(0.0,) if is_free else (),
    )


def draw_growth(curve: LearningCurve) -> Chart:
    """The learning curve: each training, the line through them, and the next doubling."""
    points = tuple((float(point.rows), point.value) for point in curve.points)
    ranges = tuple(
        (point.interval.low, point.interval.high) for point in curve.points if point.interval
    )
    series = [Series(_("trainings"), points, ranges if len(ranges) == len(points) else ())]
    sizes = sorted({x for x, _y in points})
    if curve.line is not None and sizes:
        series.insert(0, _draw_line(curve, sizes[0]))
        sizes.append(float(curve.next_rows))
    return Chart(
        _("Learning curve"),
        _("training rows"),
        _(TITLES[curve.figure]),
        tuple(series) if points else (),
        is_doubling=True,
        is_share=curve.figure is Figure.WON,
        xs=tuple(sizes),
    )


def describe_chart(chart: Chart) -> str:
    """The last point of each line in words, for those who do not see the picture."""
    ends = [
        _("{name}: {x:.3g}, {y:.3g}").format(name=s.name, x=s.points[-1][0], y=s.points[-1][1])
        for s in chart.series
        if s.points and not s.is_faint
    ]
    return f"{chart.upwards} / {chart.across}. {'; '.join(ends)}"


def _draw_line(curve: LearningCurve, first: float) -> Series:
    """The fitted line to the next doubling, with where one more training would come out."""
    points, ranges = list[Point](), list[Point]()
    for step in range(CURVE_STEPS + 1):
        rows = first * (curve.next_rows / first) ** (step / CURVE_STEPS)
        predicted = curve.predict(rows)
        assert predicted is not None  # a curve with a line
        points.append((rows, predicted[0]))
        ranges.append((predicted[1].low, predicted[1].high))
    name = _("next doubling")
    return Series(name, tuple(points), tuple(ranges), is_joined=True, is_band=True)


def _list_newest(experiments: Sequence[Experiment]) -> list[Experiment]:
    return sorted(experiments, key=lambda e: -e.run.id)[:MOST_NAMED]


def _list_heights(series: Series) -> list[float]:
    """All heights of a series. A band that few points leave wide open must not press the points
    themselves together: it is cut at three times their own spread."""
    ys = [y for _x, y in series.points]
    if not series.is_band:
        return ys + [end for ends in series.ranges for end in ends]
    low, high = min(ys), max(ys)
    reach = 1.5 * (high - low) or abs(high) * 0.1
    ends = [end for ends in series.ranges for end in ends]
    return [*ys, max(min(ends), low - reach), min(max(ends), high + reach)]


def _spread(xs: Sequence[float], *, is_doubling: bool) -> Point:
    """The ends of the axis across: a single value stands in the middle of something."""
    low, high = min(xs), max(xs)
    if is_doubling:
        return (low / 1.15, high * 1.15) if high > low else (low / 2, high * 2)
    if high == low:
        # A cost or a count of nothing has no negative beside it.
        return (max(0.0, low - 0.5) if low >= 0 else low - 0.5), high + 0.5
    edge = (high - low) * ROOM
    return (max(0.0, low - edge) if low >= 0 else low - edge), high + edge
