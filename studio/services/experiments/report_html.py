"""The report as one HTML file that needs nothing from outside."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from studio.atomic_file import write_text
from studio.domain.work import Changes, Done, Job
from studio.i18n import language
from studio.services.experiments.charts import (
    Axes,
    Chart,
    Series,
    describe_chart,
    lay_axes,
    spread_names,
)
from studio.services.experiments.report import (
    Block,
    Heading,
    Report,
    Table,
    Words,
    build_report,
)
from studio.services.session import Session

WIDTH, HEIGHT = 720, 280
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 16, 44
"""Of a picture, in its own units."""
LINE = 14
"""Between two names."""
_STYLE = """
body { font: 15px/1.6 system-ui, "Noto Sans JP", sans-serif; color: #1e2226; background: #f6f4ef;
  margin: 0 auto; max-width: 60em; padding: 2em 1.5em; }
h1 { font-size: 1.5em } h2 { font-size: 1.15em; margin-top: 2em } h3 { font-size: 1em }
table { border-collapse: collapse; width: 100%; background: #fff; margin: .5em 0 }
th, td { text-align: left; padding: .4em .7em; border-bottom: 1px solid #e0dbd0;
  vertical-align: top; font-variant-numeric: tabular-nums; white-space: pre-line;
  overflow-wrap: anywhere }
tr { break-inside: avoid } th { color: #62666d; font-weight: 600 }
svg { background: #fff; width: 100%; height: auto }
.good { color: #2c7a4b } .bad { color: #a93a2b; font-weight: 600 } .muted { color: #62666d }
p.bad { background: #fae7e3; padding: .5em .8em; border-radius: 8px }
.grid { stroke: #e0dbd0 } .level { stroke: #62666d; stroke-dasharray: 5 4 }
svg text { font-size: 12px; fill: #62666d }
@media (prefers-color-scheme: dark) {
  body { background: #18191c; color: #e7e5df } table, svg { background: #212327 }
  th, .muted { color: #9b9ea5 } th, td { border-color: #33363c } p.bad { background: #402723 }
  .good { color: #7cc796 } .bad { color: #e58c7d } svg text { fill: #9b9ea5 }
  .grid { stroke: #33363c } .level { stroke: #9b9ea5 } svg g { filter: brightness(1.6) } }
"""
_COLORS = ("#2f4b8f", "#2c7a4b", "#8a5d00", "#6a3e9c", "#0f6b6b", "#5b6310", "#4a5560", "#9c2f6b")
"""Of series in turn; none of them is the colour of worse."""
_WORSE, _FAINT = "#a93a2b", "#c9c4b8"


def write_html(session: Session, path: Path, pair: tuple[int, int] | None = None) -> Job[Path]:
    """Write the report of all experiments; the file's path. ``DiskError`` where it can't be."""
    report = (yield from build_report(session, pair)).value
    write_text(path, render_html(report))
    return Done(Changes(), path)


def render_html(report: Report) -> str:
    """The report as HTML; whatever a title or a model's answer says is text in it."""
    title = escape(report.title)
    return (
        f'<!doctype html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        # Nothing is loaded from anywhere, whatever a model's answer says.
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        f"<title>{title}</title><style>{_STYLE}</style></head><body>\n<h1>{title}</h1>\n"
        + "\n".join(map(_render, report.blocks))
        + "\n</body></html>\n"
    )


def _render(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{escape(block.text)}</h{block.level}>"
    if isinstance(block, Words):
        tone = f' class="{block.tone}"' if block.tone else ""
        return f"<p{tone}>{escape(block.text)}</p>"
    if isinstance(block, Table):
        return _render_table(block)
    return _render_chart(block)


def _render_table(table: Table) -> str:
    """A table whose last column has a tone in each row."""
    head = "".join(f"<th>{escape(text)}</th>" for text in table.heads)
    body = ""
    for at, row in enumerate(table.rows):
        cells = "".join(f"<td>{escape(text)}</td>" for text in row[:-1])
        body += f'<tr>{cells}<td class="{table.tone(at)}">{escape(row[-1])}</td></tr>'
    total = sum(table.widths)
    # Without widths a browser gives a long verdict all the room and breaks every number.
    columns = "".join(f'<col style="width:{100 * w / total:.0f}%">' for w in table.widths)
    return (
        f"<table><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )


def _render_chart(chart: Chart) -> str:
    axes = lay_axes(chart)
    # Names come last, so that no line is drawn across them.
    shapes = [shape for n, line in enumerate(chart.series) for shape in _draw_series(axes, line, n)]
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label='
        f'"{escape(describe_chart(chart))}">{"".join(_draw_axes(chart, axes))}'
        f"<g>{''.join([*shapes, *_draw_names(axes, chart)])}</g></svg>"
    )


def _locate(axes: Axes, x: float, y: float) -> tuple[float, float]:
    across, upwards = axes.place((x, y))
    # A band that reaches out of the picture ends at its edge.
    upwards = min(1.0, max(0.0, upwards))
    return (
        LEFT + across * (WIDTH - LEFT - RIGHT),
        HEIGHT - BOTTOM - upwards * (HEIGHT - TOP - BOTTOM),
    )


def _draw_axes(chart: Chart, axes: Axes) -> Iterator[str]:
    for value, text in axes.ticks_upwards:
        y = _locate(axes, axes.left, value)[1]
        yield f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{escape(text)}</text>'
    for value, text in axes.ticks_across:
        x = _locate(axes, value, axes.bottom)[0]
        yield (
            f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">'
            f"{escape(text)}</text>"
        )
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">{escape(chart.feet[0])}</text>'
    if chart.level is not None:
        y = _locate(axes, axes.left, chart.level[0])[1]
        yield f'<line class="level" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'


def _draw_series(axes: Axes, series: Series, number: int) -> Iterator[str]:
    color = _choose_color(series, number)
    dots = [_locate(axes, x, y) for x, y in series.points]
    ends = [
        (_locate(axes, x, low), _locate(axes, x, high))
        for (x, _y), (low, high) in zip(series.points, series.ranges, strict=False)
    ]
    if series.is_band and ends:
        outline = [low for low, _high in ends] + [high for _low, high in reversed(ends)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in outline)
        yield f'<polygon points="{path}" fill="{color}" opacity="0.14" />'
    elif not series.is_faint:
        for (x, low), (_x, high) in ends:
            yield f'<path d="M{x:.1f} {low:.1f}V{high:.1f}" stroke="{color}" />'
    if series.is_joined:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in dots)
        yield f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="1.5" />'
    if not series.is_band:
        for x, y in dots:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}" />'


def _choose_color(series: Series, number: int) -> str:
    if series.is_faint:
        return _FAINT
    return _WORSE if series.is_worse else _COLORS[number % len(_COLORS)]


def _draw_names(axes: Axes, chart: Chart) -> Iterator[str]:
    """The name of each line beside its last point, none upon another."""
    named = [(n, s) for n, s in enumerate(chart.series) if s.points and not s.is_faint]
    ends = [_locate(axes, *series.points[-1]) for _n, series in named]
    wishes = [
        y + (LINE if x > WIDTH * 0.8 and series.is_falling else -7)
        for (_n, series), (x, y) in zip(named, ends, strict=True)
    ]
    heights = spread_names(wishes, LINE, TOP + 8, HEIGHT - BOTTOM - 2)
    for (number, series), (x, _y), y in zip(named, ends, heights, strict=True):
        is_right = x > WIDTH * 0.8
        yield (
            f'<text x="{x + (-6 if is_right else 6):.1f}" y="{y:.1f}" '
            f'text-anchor="{"end" if is_right else "start"}" '
            f'style="fill:{_choose_color(series, number)}">{escape(series.name)}</text>'
        )
