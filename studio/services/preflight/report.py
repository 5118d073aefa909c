"""A preflight report as a page one can keep or send, and as JSON for other programs."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from dataclasses import asdict, replace

from studio.domain.preflight import PreflightFinding, Report, Share
from studio.i18n import _, join_list, join_title
from studio.services.preflight.titles import LESSONS, LIGHTS, severity_title, source_title
from studio.services.settings.endpoints import list_shipped
from studio.text.quality.question_kinds import QUESTION_KINDS

EXAMPLES = 20
"""Pairs named in a report; the library has the rest."""
_COLOURS = {"good": "#2C7A4B", "note": "#62666D", "warning": "#8A5D00", "bad": "#A93A2B"}
_STYLE = """
body { font: 15px/1.5 "Noto Sans", "Noto Sans CJK JP", sans-serif; max-width: 60em;
  margin: 2em auto; padding: 0 1em; color: #1E2226; background: #F6F4EF; }
h1 { font-size: 22px; } h2 { font-size: 17px; margin-top: 2em; }
.card { background: #fff; border: 1px solid #E0DBD0; border-radius: 8px; padding: 1em 1.2em; }
.light { display: inline-block; margin-right: 1.4em; }
.dot { display: inline-block; width: .8em; height: .8em; border-radius: 50%; margin-right: .4em; }
.bar { background: #2F4B8F; height: 6px; border-radius: 3px; } small { color: #62666D; }
table { border-collapse: collapse; width: 100%; } td { padding: 3px 8px 3px 0; vertical-align: top; }
"""


def to_dict(report: Report) -> dict[str, object]:
    """The report with the keys other programs rely on."""
    return {
        "ready": report.ready,
        "verdict": report.verdict,
        "of": report.of,
        "pairs": report.pairs,
        "tokens": report.tokens,
        "endpoints": list(report.endpoints),
        "lights": {str(k): str(v) for k, v in report.lights.items()},
        "matters": [finding.code for finding in report.matters],
        "findings": [_finding(finding) for finding in report.findings],
        "balance": asdict(report.balance),
        "coverage": [asdict(book) for book in report.coverage],
        "made": report.made.isoformat(),
    }


def to_json(report: Report) -> str:
    """The report as JSON text."""
    return json.dumps(to_dict(report), ensure_ascii=False, indent=2)


def to_html(report: Report) -> str:
    """The report as one page without anything from elsewhere; every word of a book is escaped."""
    lights = "".join(
        f'<span class="light"><span class="dot" style="background:{_COLOURS[light]}"></span>'
        f"{html.escape(join_title(_(LESSONS[lesson]), _(LIGHTS[light])))}</span>"
        for lesson, light in report.lights.items()
    )
    parts = [
        f"<h1>{html.escape(report.verdict)}</h1>",
        f"<p><small>{html.escape(describe_scope(report))} · {report.made:%Y-%m-%d}</small></p>",
        f'<p class="card">{lights}</p>',
        f"<h2>{html.escape(_('What was found'))}</h2>",
        *(map(_html_finding, report.findings)),
        _shares(_("Authors"), report.balance.authors),
        _shares(_("Works"), report.balance.works),
        _shares(
            _("Kinds of questions"),
            [replace(share, name=_(QUESTION_KINDS[share.name])) for share in report.balance.kinds],
        ),
        _shares(_("Tags"), report.balance.tags[:20]),
    ]
    body = "\n".join(part for part in parts if part)
    title = html.escape(_("Preflight"))
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body>\n{body}\n</body></html>\n"
    )


def describe_scope(report: Report) -> str:
    """What was looked at, how much it is, and for which endpoints."""
    titles = {endpoint.name: _(endpoint.title) for endpoint in list_shipped()}
    endpoints = join_list(titles.get(name, name) for name in report.endpoints)
    facts = (
        report.of,
        _("{n} tokens").format(n=f"{report.tokens:,}"),
        _("for {endpoints}").format(endpoints=endpoints) if endpoints else "",
    )
    return " · ".join(fact for fact in facts if fact)


def _finding(finding: PreflightFinding) -> dict[str, object]:
    return {
        "severity": finding.severity,
        "code": finding.code,
        "lesson": finding.lesson,
        "count": finding.count,
        "message": finding.message,
        "examples": list(finding.pairs[:EXAMPLES]),
        "questions": list(finding.questions[:EXAMPLES]),
        "source": _(finding.source) if finding.source else "",
        "fix": finding.fix,
    }


def _html_finding(finding: PreflightFinding) -> str:
    colour = _COLOURS[{"error": "bad"}.get(finding.severity, finding.severity)]
    return (
        f'<p class="card"><b style="color:{colour}">{html.escape(severity_title(finding))} · '
        f"{html.escape(_(LESSONS[finding.lesson]))}</b><br>{html.escape(finding.message)}<br>"
        f"<small>{html.escape(source_title(finding))}</small></p>"
    )


def _shares(title: str, shares: Iterable[Share]) -> str:
    rows = "".join(
        f"<tr><td>{html.escape(share.name or _('unknown'))}</td><td>{share.pairs:,}</td>"
        f'<td width="40%"><div class="bar" style="width:{share.share:.1%}"></div></td></tr>'
        for share in shares
    )
    return f'<h2>{html.escape(title)}</h2><table class="card">{rows}</table>' if rows else ""
