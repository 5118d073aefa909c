"""Freeze a dataset version, let one go again, and say whether a file is fit to upload."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from studio.domain.dataset import GROUPS, ORDERS, PROFILES, Recipe, Split, SplitReport, Version
from studio.domain.errors import CuratorError, LibraryError
from studio.domain.work import Change, Changes, Done
from studio.i18n import _, join_list
from studio.services.pairs.review import system_message
from studio.services.session import Session
from studio.services.settings.prices import Prices
from studio.services.versions.rows import (
    Counting,
    Sample,
    group_samples,
    order_samples,
    read_samples,
    write_provenance,
)
from studio.services.versions.split import count_leaks, find_furthest_tag, hold_out
from studio.text.rows.validation import Limits, Validation, validate_file
from studio.text.tokens import DEFAULT, count_rows, find_encoding


def freeze(
    session: Session, recipe: Recipe | None = None, *, name: str = "", **choices: Any
) -> Done[Version]:
    """Freeze the accepted pairs as a numbered version; the ``Version`` is the result.

    ``choices`` are fields of the ``Recipe`` by name. No group (book, chapter …) stands on both
    sides of the split, and a copy or near copy of a training row never validates. The recipe is
    kept with the version; where there are too few groups of a kind, finer ones are taken.
    """
    recipe = _check_recipe(replace(recipe or Recipe(), **choices))
    session.library.refuse_damage()
    with _pause_collector(), Counting(session) as counting:
        version = _build_version(session, recipe, name, counting)
    return Done(Changes(Change.VERSIONS), version)


def _build_version(session: Session, recipe: Recipe, name: str, counting: Counting) -> Version:
    """The version, in the library; all that was made for it is let go with the return."""
    library = session.library
    samples = read_samples(session, recipe, counting)
    group = group_samples(samples, recipe.group)
    split = hold_out(samples, recipe)
    coarser = recipe.group if group != recipe.group else ""
    furthest = find_furthest_tag(samples, split.numbers)
    report = SplitReport(split.moved, coarser, *furthest, library.pairs.count_held_back())
    recipe = replace(recipe, group=group)
    version = _describe_version(session, recipe, report, samples, split.numbers)
    rows, sides = _lay_out_rows(samples, split.numbers, recipe)
    texts = (row.json for row in rows)
    version = replace(
        version, hash=_hash_rows(recipe, version.system, zip(sides, texts, strict=True))
    )
    files = {file.id: file.name for file in library.row_files.list()}
    # From here on every token has to stand: it was counted beside what was done so far.
    counting.finish()
    version = _add_tokens(version, samples, split.numbers)
    # The number is drawn where the version is written, so that two processes never draw the same.
    with library.transaction():
        number = library.versions.next_number()
        name = name or _("Version {n}").format(n=number)
        version = replace(version, number=number, name=name)
        library.versions.insert(version, _rows_to_store(rows, sides, files))
    return version


def _describe_version(
    session: Session,
    recipe: Recipe,
    report: SplitReport,
    samples: Sequence[Sample],
    held: frozenset[int],
) -> Version:
    """All that is known of a version before its number, name, hash and tokens."""
    return Version(
        number=0,
        name="",
        hash="",
        created=datetime.now(UTC),
        train=len(samples) - len(held),
        validation=len(held),
        train_tokens=0,
        validation_tokens=0,
        group_by=recipe.group,
        seed=recipe.seed,
        leaks=count_leaks(samples, held),
        recipe=recipe,
        report=report,
        system=system_message(session),
    )


def _lay_out_rows(
    samples: Sequence[Sample], held: frozenset[int], recipe: Recipe
) -> tuple[list[Sample], list[str]]:
    """The rows in the version's order, and on which side of the split each one is."""
    pairs = {samples[number].source.pair for number in held}
    rows = order_samples(samples, recipe.order, recipe.seed)
    train, validation = Split.TRAIN.value, Split.VALIDATION.value
    return rows, [validation if row.source.pair in pairs else train for row in rows]


def _add_tokens(version: Version, samples: Sequence[Sample], held: frozenset[int]) -> Version:
    tokens = sum(samples[number].tokens for number in held)
    rest = sum(sample.tokens for sample in samples) - tokens
    return replace(version, train_tokens=rest, validation_tokens=tokens)


class DriftCheck:
    """Holds a version's rows against the hash it was frozen with, while they are read."""

    def __init__(self, version: Version) -> None:
        self._version = version
        self._digest = _begin_hash(version.recipe, version.system)

    def take(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        """The next rows: the side and the JSON text of each."""
        self._digest.update(b"".join([b"\n%b %b" % (side, text) for side, text in rows]))

    def finish(self) -> None:
        """LibraryError where the rows were no longer those that were frozen."""
        if self._digest.hexdigest() != self._version.hash:
            raise LibraryError(
                _(
                    "Version {n} is damaged: its rows are no longer what was "
                    "frozen. Nothing was written; restore the library from a "
                    "backup, or freeze a new version."
                ).format(n=self._version.number)
            )


def refuse_drift(session: Session, version: Version) -> None:
    """LibraryError where a version's rows are no longer those that were frozen."""
    check = DriftCheck(version)
    for block in session.library.versions.frozen_rows(version.number):
        check.take([row[:2] for row in block])
    check.finish()


def delete(session: Session, number: int) -> Done[None]:
    """Let a version go that nobody trained on; its number is never given again.

    CuratorError where a run refers to it, and with the run its comparisons: what a model learned
    has to stay known.
    """
    library = session.library
    with library.transaction():
        library.versions.get(number)
        runs = library.runs.ids(version=number)
        if runs:
            raise CuratorError(
                _(
                    "Version {n} can't be deleted: run {runs} refers to it, and "
                    "what a model was trained on has to stay known. Delete a "
                    "version that no run refers to."
                ).format(n=number, runs=join_list(map(str, runs)))
            )
        library.versions.delete(number)
    return Done(Changes(Change.VERSIONS))


def validate(path: Path, *, profile: str = "sft", model: str | None = None) -> Validation:
    """Whether a file is fit to upload, line by line; without a model, rows are held against the one
    that takes the longest."""
    if not path.is_file():
        raise CuratorError(_("There is no file {path}.").format(path=path))
    prices = Prices.load()
    price = prices.model(model) if model else None
    counter = partial(count_rows, encoding=find_encoding(model or "") or DEFAULT)
    limits = Limits(price.max_tokens if price else None, None if price else _find_widest(prices))
    return validate_file(path, profile=profile, limits=limits, count=counter)


def _find_widest(prices: Prices) -> int | None:
    """Tokens a row may have where the model with a price takes the most; None: nothing is known."""
    return max((price.max_tokens or 0 for price in prices.models.values()), default=0) or None


def _check_recipe(recipe: Recipe) -> Recipe:
    if recipe.profile not in PROFILES:
        raise CuratorError(_("A version is one of: {kinds}.").format(kinds=join_list(PROFILES)))
    if not 0 <= recipe.validation <= 0.5:
        raise CuratorError(_("The validation share is a number from 0 to 0.5."))
    if recipe.group not in GROUPS:
        raise CuratorError(_("Group by one of: {groups}.").format(groups=join_list(GROUPS)))
    if recipe.order not in ORDERS:
        raise CuratorError(_("Order by one of: {orders}.").format(orders=join_list(ORDERS)))
    if recipe.cap < 0:
        raise CuratorError(_("The most pairs of one author is a number from 1, or 0 for all."))
    return recipe


def _begin_hash(recipe: Recipe, system: str) -> hashlib._Hash:
    """SHA-256 over the settings, for the rows to follow: equal content, equal hash."""
    settings = {**recipe.settings(), "system": system}
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode())


def _hash_rows(recipe: Recipe, system: str, rows: Iterable[tuple[str, str]]) -> str:
    """SHA-256 over the settings and every row with its side."""
    digest = _begin_hash(recipe, system)
    source = iter(rows)
    while block := list(islice(source, 1_000)):
        digest.update("".join([f"\n{side} {text}" for side, text in block]).encode())
    return digest.hexdigest()


def _rows_to_store(
    rows: Sequence[Sample], sides: Sequence[str], files: Mapping[int, str]
) -> Iterator[tuple[int, str, str, int, int, str, str]]:
    for position, (row, side) in enumerate(zip(rows, sides, strict=True)):
        yield (
            position,
            side,
            row.json,
            row.tokens,
            row.source.pair,
            row.group,
            write_provenance(row, files),
        )


@contextmanager
def _pause_collector() -> Iterator[None]:
    """Without looking for garbage: a hundred thousand rows are made, and none of them is any."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
