"""Freeze a dataset version and write it as files that a provider will take."""

from __future__ import annotations

import hashlib
import json
import os
import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from studio.domain.conversation import chat_messages, is_preference, row_of, text_of
from studio.domain.dataset import ExportedFile, Row, Severity, Split, Version
from studio.domain.errors import CuratorError, DiskError, InvalidDataset
from studio.domain.pair import Pair, Status
from studio.domain.work import Changes
from studio.i18n import _
from studio.services.prices import Prices
from studio.services.review import system_message, tokens_of_row
from studio.services.session import Session
from studio.text.rows import Validation, validate_file, validate_lines
from studio.text.tokens import DEFAULT, count_messages, encoding_for

GROUPS = ("book", "chapter", "passage")
FEWEST_BOOKS = 3
"""With fewer books than this, a whole book is too much to hold out: split by chapter."""


@dataclass(frozen=True)
class _Sample:
    """An accepted pair on its way into a version."""

    pair: Pair
    json: str
    tokens: int
    group: str


def freeze(
    session: Session,
    *,
    name: str = "",
    validation: float = 0.1,
    group: str = "book",
    seed: int = 0,
) -> Changes:
    """Freeze the accepted pairs as a numbered version; the ``Version`` is the result.

    ``validation`` is the share of rows held out (0 to 0.5), whole groups at a time, so that no
    book (or chapter) stands on both sides; a copy of a training row never validates.
    """
    if not 0 <= validation <= 0.5:
        raise CuratorError(_("The validation share is a number from 0 to 0.5."))
    if group not in GROUPS:
        raise CuratorError(_("Group by one of: {groups}.").format(groups=", ".join(GROUPS)))
    library = session.library
    pairs = library.pairs(library.pair_ids(status=Status.ACCEPTED))
    if not pairs:
        raise CuratorError(_("No pair is accepted yet, so there is nothing to freeze."))
    group = _fitting_group(pairs, group)
    samples = _samples(session, pairs, group)
    held_out = _held_out(samples, validation, seed)
    rows = sorted(
        (_row(sample, held_out) for sample in samples),
        key=lambda row: _order(row.json, seed),
    )
    settings = {"group": group, "seed": seed, "system": system_message(session),
                "validation": validation}  # fmt: skip
    with library.record():
        number = max((version.number for version in library.versions()), default=0) + 1
        version = _version(number, name or _("Version {n}").format(n=number), rows, settings)
        origin = {sample.pair.id: sample.pair for sample in samples}
        library.insert_version(
            version, json.dumps(settings, ensure_ascii=False),
            ((row, _provenance(origin[row.pair])) for row in rows),
        )  # fmt: skip
    return Changes.of("versions", result=version)


def export(session: Session, version: int, folder: Path) -> Changes:
    """Write a version as OpenAI chat JSONL; the ``ExportedFile`` list is the result.

    Every line is validated first; where one would be refused, InvalidDataset names it and
    nothing is written. UTF-8, LF, no BOM. Provenance stands in a file beside, never in the rows.
    """
    library = session.library
    frozen = library.version(version)
    validation = _validated(session, version)
    if validation.findings and not validation.valid:
        first = next(f for f in validation.findings if f.severity is Severity.ERROR)
        where = _("line {line}: ").format(line=first.line) if first.line else ""
        raise InvalidDataset(
            _("Version {version} would be refused: {where}{message} Nothing was written.").format(
                version=version, where=where, message=first.message
            )
        )
    files = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for split in Split:
            if not (frozen.train if split is Split.TRAIN else frozen.validation):
                continue
            stem = f"{library.name}-v{version}-{split}"
            files.append(_write_split(session, version, split, folder / f"{stem}.jsonl"))
            _write(folder / f"{stem}.provenance.jsonl", library.provenance(version, split))
    except OSError as error:
        raise DiskError(
            _("{folder} can't be written: {why}. Choose another folder.").format(
                folder=folder, why=error.strerror or error
            )
        ) from error
    with library.record():
        for file in files:
            library.insert_export(version, file)
    return Changes.of("exports", result=files)


def validate(path: Path, *, profile: str = "sft", model: str | None = None) -> Validation:
    """Whether a file is fit to upload, line by line; without a model, tokens are not limited."""
    if not path.is_file():
        raise CuratorError(_("There is no file {path}.").format(path=path))
    price = Prices.load().model(model) if model else None
    counter = partial(count_messages, encoding=encoding_for(model or "") or DEFAULT)
    limit = price.max_tokens if price else None
    return validate_file(path, profile=profile, max_tokens=limit, count=counter)


def _validated(session: Session, version: int) -> Validation:
    """The verdict on both splits; the provider's minimum of rows holds for training only."""
    price = session.prices.model(session.model())
    limit = price.max_tokens if price else None
    counter = partial(count_messages, encoding=session.encoding())
    checked = [
        validate_lines(
            (row.json.encode() for row in session.library.rows(version, split)),
            max_tokens=limit, count=counter,
        )
        for split in Split
    ]  # fmt: skip
    findings = tuple(checked[0].findings) + tuple(
        finding
        for finding in checked[1].findings
        if finding.line is not None and finding.severity is Severity.ERROR
    )
    return replace(checked[0], findings=findings)


def _write_split(session: Session, version: int, split: Split, path: Path) -> ExportedFile:
    rows = list(session.library.rows(version, split))
    sha256 = _write(path, (row.json for row in rows))
    return ExportedFile(path, split, len(rows), sum(row.tokens for row in rows), sha256)


def _write(path: Path, lines: Iterable[str]) -> str:
    """Write lines under a passing name, flush them to the disk, then take the final name."""
    digest = hashlib.sha256()
    handle, passing = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            for line in lines:
                data = line.encode() + b"\n"
                digest.update(data)
                file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(passing).chmod(0o644)
        os.replace(passing, path)
    except BaseException:
        Path(passing).unlink(missing_ok=True)
        raise
    return digest.hexdigest()


def _samples(session: Session, pairs: Sequence[Pair], group: str) -> list[_Sample]:
    system = system_message(session)
    samples = []
    for pair in pairs:
        row = row_of(pair, system)
        if is_preference(row):
            # A supervised version learns the answer that was preferred.
            row = {"messages": chat_messages(row)}
        text = json.dumps(row, ensure_ascii=False)
        samples.append(_Sample(pair, text, tokens_of_row(session, row), _group_of(pair, group)))
    return samples


def _group_of(pair: Pair, group: str) -> str:
    """The group's name by what it says, not by its number here: the same on any machine."""
    if pair.book is None:
        return f"pair {_order(pair.prompt + pair.answer, 0)}"
    book = f"{pair.author} / {pair.book_title}"
    if group == "book":
        return book
    if group == "chapter":
        return f"{book} / {pair.chapter_title}"
    return f"{book} / {pair.passage}"


def _fitting_group(pairs: Sequence[Pair], group: str) -> str:
    """The wanted group, or a finer one where there are too few of it to hold any out."""
    for finer in GROUPS[GROUPS.index(group) :]:
        if len({_group_of(pair, finer) for pair in pairs}) >= FEWEST_BOOKS:
            return finer
    return GROUPS[-1]


def _held_out(samples: Sequence[_Sample], share: float, seed: int) -> frozenset[int]:
    """Pairs to validate with: whole groups up to the share, without copies of training rows."""
    sizes: dict[str, int] = {}
    for sample in samples:
        sizes[sample.group] = sizes.get(sample.group, 0) + 1
    wanted = round(len(samples) * share)
    names = sorted(sizes)
    random.Random(seed).shuffle(names)
    chosen: set[str] = set()
    taken = 0
    for name in names:
        if taken + sizes[name] <= max(wanted * 1.25, 1) and taken < wanted:
            chosen.add(name)
            taken += sizes[name]
    if wanted and not chosen:
        # Every group is larger than the share: the smallest one is the least loss.
        chosen = {min(names, key=lambda name: (sizes[name], name))} if len(names) > 1 else set()
    train = [s.pair for s in samples if s.group not in chosen]
    seen = {_same(pair.prompt) for pair in train} | {_same(pair.answer) for pair in train}
    return frozenset(
        s.pair.id
        for s in samples
        if s.group in chosen and not seen & {_same(s.pair.prompt), _same(s.pair.answer)}
    )


def _same(text: str) -> str:
    return "".join(text.lower().split())


def _row(sample: _Sample, held_out: frozenset[int]) -> Row:
    split = Split.VALIDATION if sample.pair.id in held_out else Split.TRAIN
    return Row(sample.json, split, sample.tokens, sample.pair.id, sample.group)


def _order(text: str, seed: int) -> str:
    """A shuffle that is the same on any machine: by hash of seed and content."""
    return hashlib.sha256(f"{seed}\n{text}".encode()).hexdigest()


def _version(number: int, name: str, rows: Sequence[Row], settings: dict[str, object]) -> Version:
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    for row in rows:
        digest.update(f"\n{row.split} {row.json}".encode())
    train = [row for row in rows if row.split is Split.TRAIN]
    held = [row for row in rows if row.split is Split.VALIDATION]
    return Version(
        number=number, name=name, hash=digest.hexdigest(), created=datetime.now(UTC),
        train=len(train), validation=len(held), train_tokens=sum(r.tokens for r in train),
        validation_tokens=sum(r.tokens for r in held), group_by=str(settings["group"]),
        seed=int(str(settings["seed"])), leaks=_leaks(train, held),
    )  # fmt: skip


def _leaks(train: Sequence[Row], held: Sequence[Row]) -> int:
    """Validation rows that share a prompt or an answer with a training row; 0 is wanted."""
    words = {text for row in train for text in _words(row)}
    return sum(1 for row in held if words & set(_words(row)))


def _words(row: Row) -> Iterator[str]:
    turns = chat_messages(json.loads(row.json))
    said = (_same(text_of(turn)) for turn in turns if turn["role"] in ("user", "assistant"))
    return (words for words in said if words)


def _provenance(pair: Pair) -> str:
    return json.dumps(
        {
            "pair": pair.id, "passage": pair.passage, "book": pair.book_title,
            "author": pair.author, "chapter": pair.chapter_title, "origin": pair.origin,
            "tags": list(pair.tags), "file": pair.file, "line": pair.line,
        },
        ensure_ascii=False,
    )  # fmt: skip
