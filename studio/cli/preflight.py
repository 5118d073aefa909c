"""Commands that say what would make a training fail, before it costs money."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from studio.cli.output import drive, say
from studio.domain.errors import CuratorError, DiskError
from studio.domain.preflight import Report
from studio.i18n import _
from studio.services.preflight import fixes, inspection, report
from studio.services.session import Session

Outcome = tuple[object, int]


def check(args: Namespace) -> Outcome:
    with Session.open(args.library, read_only=not args.fix) as session:
        found = _look(session, args.endpoint or "")
        if args.fix:
            _mend(session, found, args.fix)
            found = _look(session, args.endpoint or "")
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
