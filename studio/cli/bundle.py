"""The command for bundles: a version with recipes for other programs, and what they came to."""

from __future__ import annotations

from argparse import Namespace

from studio.cli.training import Outcome, ask_consent, describe_run
from studio.domain.errors import CuratorError
from studio.i18n import _
from studio.services.session import Session
from studio.services.training.bundle import write_bundle
from studio.services.training.bundle_results import read_results


def manage_bundle(args: Namespace) -> Outcome:
    """Write the bundle of a version, or add what was trained with one to the runs."""
    if args.read is not None:
        with Session.open(args.library) as session:
            number = read_results(session, args.read).value
            return describe_run(session.library.runs.get(number)), 0
    if args.out is None:
        raise CuratorError(_("Say where the bundle is to be written: --out DIR."))
    with Session.open(args.library) as session:
        if concerns := ask_consent(session, args):
            return {"files": [], "verdict": "not_agreed", "concerns": concerns}, 1
        files = write_bundle(
            session, args.version, args.out, model=args.model, epochs=args.epochs, seed=args.seed
        ).value
        return {"files": files, "verdict": "written"}, 0
