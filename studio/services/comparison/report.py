"""The report of a library's experiments: one HTML file that needs nothing from outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from studio.atomic_file import write_text
from studio.domain.work import Changes, Done
from studio.i18n import _, format_date, language
from studio.services import budget
from studio.services.comparison.experiments import (
    Experiment,
    format_cost,
    list_experiments,
    suggest_next,
)
from studio.services.comparison.measures import MeasuredDifference, compare_measures
from studio.services.comparison.names import name_contestant
from studio.services.comparison.verdict import Outcome, describe_verdict
from studio.services.comparison.voting import find_rival
from studio.services.session import Session

WIDTH, HEIGHT, EDGE = 640, 220, 36  # of a picture, in its own units
_STYLE = """
body { font: 15px/1.6 system-ui, "Noto Sans JP", sans-serif; color: #1e2226; background: #f6f4ef;
  margin: 0 auto; max-width: 60em; padding: 2em 1.5em; }
h1 { font-size: 1.5em } h2 { font-size: 1.15em; margin-top: 2em }
table { border-collapse: collapse; width: 100%; background: #fff }
th, td { text-align: left; padding: .4em .7em; border-bottom: 1px solid #e0dbd0;
  vertical-align: top; font-variant-numeric: tabular-nums }
th { color: #62666d; font-weight: 600 }
svg { background: #fff; width: 100%; height: auto }
.good { color: #2c7a4b } .bad { color: #a93a2b; font-weight: 600 } .muted { color: #62666d }
@media (prefers-color-scheme: dark) {
  body { background: #18191c; color: #e7e5df } table, svg { background: #212327 }
  th, .muted { color: #9b9ea5 } th, td { border-color: #33363c }
  .good { color: #7cc796 } .bad { color: #e58c7d } }
"""
_COLORS = ("#2f4b8f", "#2c7a4b", "#8a5d00", "#6b3f87", "#2b7a8c", "#7a5a44")
"""Of curves; none of them is the colour of worse."""


def write_report(session: Session, path: Path) -> Done[Path]:
    """Write the report of all experiments; the file's path. ``DiskError`` where it can't be."""
    write_text(path, build_report(session))
    return Done(Changes(), path)


def build_report(session: Session) -> str:
    """The report as HTML: what came out worse first, then all runs, their curves, what is next."""
    experiments = list_experiments(session)
    step = suggest_next(session, experiments)
    cost = "" if step.usd is None else f" ({budget.format_money(session, step.usd)})"
    parts = [
        f"<h1>{escape(_('Experiments of {library}').format(library=session.library.name))}</h1>",
        f'<p class="muted">{escape(format_date(datetime.now(UTC).date()))}</p>',
        *(_warn(experiment) for experiment in experiments if experiment.is_worse),
        f"<h2>{escape(_('Next'))}</h2><p>{escape(step.reason + cost)}</p>",
        _build_table(session, experiments),
        _build_curves(experiments),
        _build_gains(session, experiments),
        *(_build_details(session, experiment) for experiment in experiments),
    ]
    title = escape(_("Experiments of {library}").format(library=session.library.name))
    return (
        f'<!doctype html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        # Nothing is loaded from anywhere, whatever a model's answer says.
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        f"<title>{title}</title><style>{_STYLE}</style></head><body>\n"
        + "\n".join(filter(None, parts))
        + "\n</body></html>\n"
    )


def describe_experiment(experiment: Experiment) -> str:
    """Its verdict in a sentence, or that nobody has judged it."""
    if experiment.standing is None:
        return _("Nobody has judged it yet.")
    line = describe_verdict(
        experiment.standing,
        contestant=_("run {n}").format(n=experiment.run.id),
        rival=_("the base"),
    )
    judge = experiment.judge
    return line + (" " + _("Judged by {model}.").format(model=judge) if judge else "")


def _warn(experiment: Experiment) -> str:
    line = _("Run {n} came out worse than its base.").format(n=experiment.run.id)
    return f'<p class="bad">{escape(line)} {escape(describe_experiment(experiment))}</p>'


def _build_table(session: Session, experiments: Sequence[Experiment]) -> str:
    heads = (
        _("Run"),
        _("Data"),
        _("Epochs"),
        _("Lowest validation loss"),
        _("Cost"),
        _("Verdict"),
    )
    rows = [
        (
            str(experiment.run.id),
            _("version {n}, {rows} rows").format(n=experiment.run.version, rows=experiment.rows),
            str(experiment.run.hyperparameters.epochs or _("automatic")),
            f"{experiment.best[1]:.3f}" if experiment.best else "–",
            format_cost(session, experiment.run),
            describe_experiment(experiment),
        )
        for experiment in experiments
    ]
    return f"<h2>{escape(_('Runs'))}</h2>" + _make_table(heads, rows, map(_tone, experiments))


def _build_curves(experiments: Sequence[Experiment]) -> str:
    """The validation curves over each other: epochs across, loss upwards."""
    curves = {
        experiment.run.id: [(m.epoch or 0.0, loss) for m, loss in experiment.losses]
        for experiment in experiments
    }
    lines = {f"{_('run {n}').format(n=run)}": points for run, points in curves.items() if points}
    if not lines:
        return ""
    return f"<h2>{escape(_('Validation loss by epoch'))}</h2>" + _draw(lines, joined=True)


def _build_gains(session: Session, experiments: Sequence[Experiment]) -> str:
    """Money against gain: a point for each run that was judged."""
    points = {
        _("run {n}").format(n=experiment.run.id): [
            (float(experiment.run.cost_usd or 0), experiment.standing.votes.rate)
        ]
        for experiment in experiments
        if experiment.standing is not None
    }
    if not points:
        return ""
    title = _("Money against gain: dollars across, share of questions won upwards")
    return f"<h2>{escape(title)}</h2>" + _draw(points, joined=False)


def _build_details(session: Session, experiment: Experiment) -> str:
    """What a run's measures say beside its rival, where it was compared."""
    if experiment.comparison is None:
        return ""
    record = session.library.comparisons.get(experiment.comparison)
    rival = find_rival(record)
    contestant = next(c for c in record.contestants if c.run == experiment.run.id and not c.step)
    rows = compare_measures(record, contestant.key, rival.key)
    heads = (
        _("Measure"),
        name_contestant(contestant),
        name_contestant(rival),
        _("Difference (95% interval)"),
    )
    texts = [
        (
            _(row.measure.title),
            f"{row.contestant:.3g}",
            f"{row.rival:.3g}",
            f"{row.difference:+.3g} ({row.interval.low:+.3g} – {row.interval.high:+.3g})",
        )
        for row in rows
    ]
    title = _("Run {n}: measures that need no judge").format(n=experiment.run.id)
    return f"<h2>{escape(title)}</h2>" + _make_table(heads, texts, map(_tone_of_measure, rows))


def _tone(experiment: Experiment) -> str:
    if experiment.standing is None:
        return ""
    return {Outcome.BETTER: "good", Outcome.WORSE: "bad"}.get(experiment.standing.outcome, "")


def _tone_of_measure(row: MeasuredDifference) -> str:
    return {True: "good", False: "bad", None: ""}[row.is_better]


def _make_table(heads: Sequence[str], rows: Iterable[Sequence[str]], tones: Iterable[str]) -> str:
    """A table whose last column has a tone in each row."""
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = ""
    for row, tone in zip(rows, tones, strict=True):
        cells = "".join(f"<td>{escape(text)}</td>" for text in row[:-1])
        body += f'<tr>{cells}<td class="{tone}">{escape(row[-1])}</td></tr>'
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _draw(lines: dict[str, list[tuple[float, float]]], *, joined: bool) -> str:
    """A picture of points by name, joined to lines or each by itself."""
    points = [point for line in lines.values() for point in line]
    low_x, high_x = _find_range([x for x, _y in points])
    low_y, high_y = _find_range([y for _x, y in points])

    def locate(x: float, y: float) -> tuple[float, float]:
        across = EDGE + (x - low_x) / (high_x - low_x) * (WIDTH - 2 * EDGE)
        return across, HEIGHT - EDGE - (y - low_y) / (high_y - low_y) * (HEIGHT - 2 * EDGE)

    shapes = []
    for number, (name, line) in enumerate(lines.items()):
        color = _COLORS[number % len(_COLORS)]
        dots = [locate(x, y) for x, y in line]
        if joined:
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in dots)
            shapes.append(f'<polyline points="{path}" fill="none" stroke="{color}" />')
        shapes += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}" />' for x, y in dots]
        x, y = dots[-1]
        anchor = "end" if x > WIDTH * 0.8 else "start"
        shapes.append(
            f'<text x="{x:.1f}" y="{y - 7:.1f}" text-anchor="{anchor}" font-size="11" '
            f'fill="{color}">{escape(name)}</text>'
        )
    axes = (
        f'<text x="4" y="{HEIGHT - EDGE}" font-size="10" fill="#8a8d92">{low_y:.2f}</text>'
        f'<text x="4" y="{EDGE}" font-size="10" fill="#8a8d92">{high_y:.2f}</text>'
        f'<text x="{EDGE}" y="{HEIGHT - 8}" font-size="10" fill="#8a8d92">{low_x:.2f}</text>'
        f'<text x="{WIDTH - EDGE}" y="{HEIGHT - 8}" text-anchor="end" font-size="10" '
        f'fill="#8a8d92">{high_x:.2f}</text>'
    )
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img">{axes}{"".join(shapes)}</svg>'


def _find_range(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 0.5, high + 0.5)
