"""Commands that say what would make a training fail, before it costs money."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from studio.cli.output import drive, say
from studio.domain.errors import CuratorError, DiskError
from studio.domain.preflight import Report
from studio.i18n import _
from studio.services.preflight import fixes, inspection, report
from studio.services.session import Session

Outcome = tuple[object, int]


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--fix",
        default="",
        metavar="NAME",
        help=_("mend what can be mended so: {names}").format(
            names=", ".join(o.name for o in fixes.FIXES if o.mend)
        ),
    )
    where = _("where the rows would be trained; default: as in the settings")
    parser.add_argument("--endpoint", default="", help=where)
    parser.add_argument("--html", type=Path, metavar="FILE", help=_("keep the report as a page"))
    parser.add_argument("--report", type=Path, metavar="FILE", help=_("keep the report as JSON"))


def check(args: Namespace) -> Outcome:
    with Session.open(args.library, read_only=not args.fix) as session:
        found = _look(session, args.endpoint)
        if args.fix:
            _mend(session, found, args.fix)
            found = _look(session, args.endpoint)
    for path, text in ((args.html, report.to_html), (args.report, report.to_json)):
        if path is not None:
            _write(path, text(found))
    return report.to_dict(found), 0 if found.ready else 1


def _look(session: Session, endpoint: str) -> Report:
    found = drive(inspection.check(session, endpoint=endpoint)).result
    assert isinstance(found, Report)
    return found


def _mend(session: Session, found: Report, name: str) -> None:
    fitting = [finding for finding in found.findings if finding.fix == name]
    if not fitting and name not in fixes.BY_NAME:
        fixes.mend(session, name, found.findings[0])  # says which there are
    if not fitting:
        raise CuratorError(_("Nothing was found that “{name}” would mend.").format(name=name))
    for finding in fitting:
        changed = drive(fixes.mend(session, name, finding)).result
        say(_("{code}: {n} pairs changed").format(code=finding.code, n=changed))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise DiskError(
            _("{path} can't be written: {why}.").format(path=path, why=error.strerror or error)
        ) from error
