"""Commands about dataset versions: freeze one, list them, hold two together, let one go."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from dataclasses import fields

from studio.cli.output import pick_fields, run_job, say, to_plain
from studio.domain.dataset import Recipe, Version
from studio.domain.errors import CuratorError
from studio.domain.preflight import Balance, Share
from studio.i18n import _
from studio.services.comparison import leaks
from studio.services.session import Session
from studio.services.versions import freezing
from studio.services.versions.balance import balance_of
from studio.services.versions.difference import ChangedRow, difference
from studio.services.versions.recipe import (
    describe_order,
    describe_rows,
    describe_split,
    describe_tags,
)

Outcome = tuple[object, int]
ROW = ("pair", "prompt", "answer", "split")


def freeze_version(args: Namespace) -> Outcome:
    recipe = Recipe(**{field.name: getattr(args, field.name) for field in fields(Recipe)})
    with Session.open(args.library) as session:
        version = freezing.freeze(session, recipe, name=args.name).value
        leaks = warn_of_leaks(session, version.number)
    return {
        "version": version.number,
        **pick_fields(version, ("hash", "train", "validation", "leaks")),
        "group": version.group_by,
        **pick_fields(version.report, ("moved", "tag", "points", "held_back")),
        "asked": list(leaks),
    }, 0


def warn_of_leaks(session: Session, version: int) -> tuple[int, ...]:
    """Say where a version trains on what a question set asks; the pairs that do."""
    pairs = run_job(leaks.find_set_leaks(session, version)).value
    if pairs:
        say(leaks.describe_set_leaks(version, pairs))
    return pairs


def diff_versions(args: Namespace) -> Outcome:
    with Session.open(args.library, read_only=True) as session:
        changes = difference(session, args.old, args.new)
    return {
        "added": [pick_fields(row, ROW) for row in changes.added],
        "removed": [pick_fields(row, ROW) for row in changes.removed],
        "changed": [_describe_change(row) for row in changes.changed],
    }, 0


def manage_versions(args: Namespace) -> Outcome:
    """The list of versions; or what two of them are made of; or one of them deleted."""
    if args.delete is not None:
        return _delete(args)
    with Session.open(args.library, read_only=True) as session:
        if args.balance:
            return _compare_balances(
                args.balance, [balance_of(session, n) for n in args.balance]
            ), 0
        return [
            _describe_version(session, version) for version in session.library.versions.list()
        ], 0


def _delete(args: Namespace) -> Outcome:
    with Session.open(args.library) as session:
        # Looked up first, so that nobody is asked about a version that is not there.
        version = session.library.versions.get(args.delete)
        if not args.yes:
            _confirm(version)
        freezing.delete(session, version.number)
    return {"deleted": version.number, "hash": version.hash}, 0


def _confirm(version: Version) -> None:
    """Ask on a terminal; elsewhere nobody could answer, so it has to be said before."""
    if not sys.stdin.isatty():
        raise CuratorError(
            _(
                "Version {n} was not deleted, because that can't be undone. Confirm with --yes."
            ).format(n=version.number)
        )
    sys.stderr.write(
        _("Delete version {n} “{name}” with its {rows:,} rows? It can't be undone. [y/N] ").format(
            n=version.number, name=version.name, rows=version.train + version.validation
        )
    )
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise CuratorError(_("Version {n} was not deleted.").format(n=version.number))


def _describe_version(session: Session, version: Version) -> dict[str, object]:
    return {
        "version": version.number,
        **pick_fields(
            version,
            (
                "name",
                "created",
                "train",
                "validation",
                "train_tokens",
                "validation_tokens",
                "leaks",
                "hash",
            ),
        ),
        "rows": describe_rows(version.recipe),
        "held_out": describe_split(version),
        "tags": describe_tags(version),
        "order": describe_order(version.recipe),
        "recipe": to_plain(version.recipe),
        "report": to_plain(version.report),
        "runs": session.library.runs.ids(version=version.number),
    }


def _compare_balances(numbers: Sequence[int], balances: Sequence[Balance]) -> dict[str, object]:
    """Each part with how many pairs of it are in each version, by the version's number."""
    columns = list(zip(map(str, numbers), balances, strict=True))

    def count_parts(
        parts: Iterable[tuple[str, Iterable[tuple[str, int]]]],
    ) -> list[dict[str, object]]:
        counts: dict[str, dict[str, int]] = {}
        for version, shares in parts:
            for name, pairs in shares:
                counts.setdefault(name, dict.fromkeys(map(str, numbers), 0))[version] = pairs
        return [{"name": name, **row} for name, row in counts.items()]

    def list_shares(parts: Sequence[Share]) -> list[tuple[str, int]]:
        return [(share.name, share.pairs) for share in parts]

    lengths = count_parts(
        (version, [(str(start), pairs) for start, pairs in balance.lengths])
        for version, balance in columns
    )
    # Each version has the steps it reaches; together they stand in the order of their lengths.
    lengths.sort(key=lambda row: int(str(row["name"])))
    return {
        "versions": list(numbers),
        "effective_authors": {version: balance.effective_authors for version, balance in columns},
        "authors": count_parts(
            (version, list_shares(balance.authors)) for version, balance in columns
        ),
        "works": count_parts((version, list_shares(balance.works)) for version, balance in columns),
        "tags": count_parts((version, list_shares(balance.tags)) for version, balance in columns),
        "languages": count_parts(
            (version, list_shares(balance.languages)) for version, balance in columns
        ),
        "lengths": lengths,
    }


def _describe_change(row: ChangedRow) -> dict[str, object]:
    return {
        "pair": row.after.pair,
        "parts": row.parts,
        "before": pick_fields(row.before, ROW[1:]),
        "after": pick_fields(row.after, ROW[1:]),
        "words": row.words,
    }
